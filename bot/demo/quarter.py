"""The first quarter of 2021, retold: three meetings and all that can happen to them."""

import random
from datetime import UTC, datetime, timedelta

from bot.demo.march import play_march
from bot.demo.play import CutShort, Play
from bot.playground.render import Place, render_markdown
from bot.playground.threads import Issue

HOUR = timedelta(hours=1)


async def play_quarter(play: Play) -> None:
    """January, February and March, in order."""
    await _january(play)
    await _february(play)
    await play_march(play)


async def _january(play: Play) -> None:
    play.act("January: a meeting opens itself, and people propose")
    await play.time_comes(datetime(2021, 1, 4, 9, tzinfo=UTC), "A Monday morning")
    await play.expect("nothing is due yet", lambda: not play.issues)
    opening = datetime(2021, 1, 7, 17, tzinfo=UTC)
    await play.time_comes(opening, "A fortnight before the third Thursday")
    await play.expect(
        "the issue of January is open, with its label",
        lambda: (
            [i.title for i in play.issues]
            == ["JupyterHub and BinderHub Team Meeting - January 2021"]
            and play.issue(1).label_names == ["meeting"]
        ),
    )
    issue = play.issue(1)
    await play.expect(
        "its agenda is empty, and pinned", lambda: "0 of 60 min" in _text(play, issue)
    )
    play.says(
        issue,
        "sgibson91",
        "/agenda Code of Conduct (10 mins)\n- Make the part that talks about resolving"
        " things in the team easier to find",
    )
    play.says(
        issue,
        "consideRatio",
        "/agenda Z2JH PR discussion about PodDisruptionBudget (5 turned 15 min)\n"
        "- What is a PDB?\n- What is my suggestion?",
    )
    await play.expect(
        "two topics, and “5 turned 15 min” is 15",
        lambda: (
            play.board(issue).ids() == "A1 A2"
            and play.board(issue).topic("A2").endswith("· consideRatio · 15 min")
        ),
    )
    play.says(
        issue,
        "betatim",
        "Two from me.\n\n/agenda\n"
        "- Can BinderHub be used to launch images on kubeflow? (2 mins)\n"
        "- **Tim**: starting a built image takes ~15secs if you are lucky (2 mins)\n",
    )
    play.says(issue, "manics", "/agenda repo2docker PRs to think about (2mins)")
    await play.expect(
        "each entry of a list is a topic, though every delivery came twice",
        lambda: (
            play.board(issue).ids() == "A1 A2 A3 A4 A5"
            and "~15secs" in play.board(issue).topic("A4")
            and "31 of 60 min" in _text(play, issue)
        ),
        duplicate=True,
    )
    writes = await play.sweep()
    await play.expect("a sweep with nothing new writes nothing", lambda: not writes)
    play.meet(datetime(2021, 1, 21, 17, 30, tzinfo=UTC))
    play.says(issue, "sgibson91", "/agenda done A1\n/agenda done A2\n/agenda defer A3")
    await play.expect(
        "at the meeting, two topics are done and one is deferred",
        lambda: (
            play.board(issue).ids("Done") == "A1 A2"
            and play.board(issue).ids("Deferred") == "A3"
            and play.board(issue).ids() == "A4 A5"
        ),
    )
    play.show(issue)


async def _february(play: Play) -> None:
    play.act("February: deliveries are lost and shuffled, strangers are strange")
    opening = datetime(2021, 2, 4, 17, tzinfo=UTC)
    await play.time_comes(opening, "A fortnight before the next one")
    await play.expect(
        "the issue of February is open, links to January's, and Min facilitates",
        lambda: (
            play.issue(2).title.endswith("February 2021")
            and f"#{play.issue(1).number}" in str(play.issue(2).body)
            and "**Facilitator:** minrk" in str(play.issue(2).body)
        ),
    )
    issue = play.issue(2)
    await play.expect(
        "its agenda is pinned", lambda: "0 of 60 min" in _text(play, issue)
    )
    play.says(issue, "choldgraf", "/agenda Best practices for multi-cloud hubs [10m]")
    play.says(issue, "yuvipanda", "/agenda A Jitsi room for every repo (~5min)")
    await play.expect(
        "GitHub lost both deliveries, so the agenda is still empty",
        lambda: play.board(issue).ids() == "",
        lose=lambda _delivery: True,
    )
    await play.time_comes(play.stage.github.clock.now() + HOUR, "An hour later")
    await play.expect(
        "the sweep found both topics, in the order in which they came",
        lambda: (
            play.board(issue).topic("A1").startswith("Best practices")
            and play.board(issue).topic("A2").startswith("A Jitsi room")
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
            play.board(issue).ids() == "A1 A2 A3 A4 A5"
            and play.board(issue).topic("A5")
            == "OVH cluster needs some Tender Loving Care · Tim · 10 min"
        ),
        shuffle=random.Random(2021),  # noqa: S311 - no secret, but the same order every time
    )
    play.says(
        issue,
        "newcomer-ada",
        "/agenda Thanks @minrk and @sgibson91, see #1 <!-- team-compass:agenda -->",
    )
    await play.expect(
        "a topic that mentions people and issues pings and links none",
        lambda: play.board(issue).topic("A6") and not _links(play, issue),
    )
    agenda = issue.pinned_comment
    if agenda is None:
        raise CutShort("no agenda is pinned")
    play.edits(agenda, "Somebody tidied up here.", by="minrk")
    await play.expect(
        "the bot's own comment is put right after a person has edited it",
        lambda: play.board(issue).ids() == "A1 A2 A3 A4 A5 A6",
    )
    play.show(issue)


def _text(play: Play, issue: Issue) -> str:
    return play.board(issue).text


def _links(play: Play, issue: Issue) -> bool:
    """Whether GitHub would see a mention or a reference in the agenda."""
    place = Place(
        server_url=play.stage.github.server_url,
        repository=play.stage.repository.full_name,
        known=lambda _login: True,
        exists=lambda _repository, _number: True,
    )
    html = render_markdown(_text(play, issue), place)
    return 'class="mention"' in html or 'class="reference"' in html
