"""February 2021: what was left, what goes wrong on the way, and another date."""

import random
from datetime import UTC, datetime, timedelta

from bot.demo.board import said
from bot.demo.changes import play_mistake, play_move
from bot.demo.play import Play
from bot.playground.render import Place, render_markdown
from bot.playground.threads import Issue

HOUR = timedelta(hours=1)


async def play_february(play: Play) -> None:
    """From its opening to its minutes."""
    play.act("February: deliveries are lost and shuffled, strangers are strange")
    issue = await _it_opens(play)
    await _deliveries_are_lost(play, issue)
    await _strangers_are_strange(play, issue)
    await play_mistake(play)
    await play_move(play, issue)
    await _the_meeting(play, issue)


async def _it_opens(play: Play) -> Issue:
    opening = datetime(2021, 2, 4, 17, tzinfo=UTC)
    await play.wait_until(opening, "A fortnight before the next one")
    january, issue = play.meeting("January"), play.meeting("February")
    await play.expect(
        "the issue of February is open, links to January's, and Min facilitates",
        lambda: (
            f"#{january.number}" in str(issue.body)
            and "**Facilitator:** minrk" in str(issue.body)
        ),
    )
    await play.expect(
        "what January deferred is on its agenda for the 2nd time, with what is to do",
        lambda: (
            "on kubeflow? · betatim · 2 min" in play.board(issue).text
            and "· 2nd time · `A1`" in play.board(issue).text
            and "- [ ] **choldgraf:** open a pull request" in play.board(issue).text
        ),
    )
    play.ticks(issue, "minrk", "choldgraf")
    await play.expect(
        "ticked there it is done, in January's minutes as well",
        lambda: (
            "- [x] **choldgraf:**" in said(january, "minutes")
            and "choldgraf" not in play.board(issue).text
        ),
    )
    return issue


async def _deliveries_are_lost(play: Play, issue: Issue) -> None:
    play.says(issue, "choldgraf", "/agenda Best practices for multi-cloud hubs [10m]")
    play.says(issue, "yuvipanda", "/agenda A Jitsi room for every repo (~5min)")
    await play.expect(
        "GitHub lost both deliveries, so the agenda is as before",
        lambda: play.board(issue).ids() == "A1",
        lose=lambda _delivery: True,
    )
    await play.wait_until(play.stage.github.clock.now() + HOUR, "An hour later")
    await play.sweep()
    await play.expect(
        "the sweep found both topics, in the order in which they came",
        lambda: (
            play.board(issue).topic("A2").startswith("Best practices")
            and play.board(issue).topic("A3").startswith("A Jitsi room")
        ),
    )
    for login, topic in (
        ("minrk", "`internal_ssl` in KubeSpawner (10 min)"),
        ("consideRatio", "Security scan of images, 5-10 min"),
        ("betatim", "OVH cluster needs some Tender Loving Care [Tim] 10min"),
    ):
        play.says(issue, login, f"/agenda {topic}")
    await play.expect(
        "deliveries came shuffled, and still the topics are in order",
        lambda: (
            play.board(issue).ids() == "A1 A2 A3 A4 A5 A6"
            and play.board(issue).topic("A6")
            == "OVH cluster needs some Tender Loving Care · Tim · 10 min"
        ),
        shuffle=random.Random(2021),  # noqa: S311 - no secret, but the same order every time
    )


async def _strangers_are_strange(play: Play, issue: Issue) -> None:
    play.says(
        issue,
        "newcomer-ada",
        "/agenda Thanks @minrk and @sgibson91, see #1 <!-- team-compass:agenda -->",
    )
    await play.expect(
        "a topic that mentions people and issues pings and links none",
        lambda: play.board(issue).topic("A7") and not _links(play, issue),
    )
    play.edits(play.agenda(issue), "Somebody tidied up here.", by="minrk")
    await play.expect(
        "the bot's own comment is put right after a person has edited it",
        lambda: play.board(issue).ids() == "A1 A2 A3 A4 A5 A6 A7",
    )
    play.show(f"{issue.title}, the agenda", play.board(issue).text)


async def _the_meeting(play: Play, issue: Issue) -> None:
    await play.meet(datetime(2021, 2, 25, 17, tzinfo=UTC), "The meeting begins")
    board = play.board
    done = "\n".join(f"/agenda done A{n}" for n in range(2, 8))
    play.says(issue, "consideRatio", f"{done}\n/agenda defer A1")
    await play.expect(
        "all is done but the one topic that is deferred once more",
        lambda: (
            board(issue).ids("Done") == "A2 A3 A4 A5 A6 A7"
            and board(issue).ids("Deferred") == "A1"
        ),
    )
    await play.wait_until(datetime(2021, 2, 26, 18, tzinfo=UTC), "A day after it")
    await play.expect(
        "the issue is closed, and a pull request brings in the minutes",
        lambda: (
            issue.state == "closed"
            and play.thread("Minutes: ").title.endswith("February 2021")
        ),
    )


def _links(play: Play, issue: Issue) -> bool:
    """Whether GitHub would see a mention or a reference in the agenda."""
    place = Place(
        server_url=play.stage.github.server_url,
        repository=play.stage.repository.full_name,
        known=lambda _login: True,
        exists=lambda _repository, _number: True,
    )
    html = render_markdown(play.board(issue).text, place)
    return 'class="mention"' in html or 'class="reference"' in html
