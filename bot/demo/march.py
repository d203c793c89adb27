"""March 2021, the busy one: an edit, a deletion, a move, a refusal, late topics."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.demo.board import Board, reaction, said
from bot.demo.play import Play
from bot.demo.projects import BINDER
from bot.playground.threads import Comment, Issue

PROPOSALS = (
    (
        "consideRatio",
        (
            "/agenda _Release pulses_ (15 min)\n"
            "- What do you think about regularly occurring release pulses across the"
            " projects in our org?\n"
            "- Timescale: 3 months?"
        ),
    ),
    (
        "choldgraf",
        (
            "I will be late, but this matters to me:\n\n"
            "/agenda CZI EOSS application (8 min)\n"
            "- Letter of intent due end of next week\n"
            "- Fund a “community advocate” both years at about 50 %"
        ),
    ),
    (
        "yuvipanda",
        (
            "/agenda Google Season of Docs [10minutes]\n"
            "Google pays a professional technical writer to work on our docs.\n\n"
            "/agenda A web GUI for admins: JupyterHub Configurator (5 min)\n"
            "- Versioning and rollbacks *very* important!"
        ),
    ),
    (
        "adriendelsalle",
        (
            "/agenda **Adrien/Jérémy:** Some updates on authenticated instances [5m]\n"
            "\n/agenda Tests with `microk8s` for development\n"
            "- using `Ansible`\n- have k3s been compared also?"
        ),
    ),
    (
        "manics",
        (
            "/agenda Follow-up of support bots [Simon] (5m):\n"
            "- Different issues were answered different ways"
        ),
    ),
    (
        "newcomer-ada",
        "/agenda Linux has a penguin, JupyterHub should have a jaguarundi",
    ),
)
NOTES = (
    ("minrk", "/update My tool for release pages could help with the pulses"),
    ("rcthomas", "/here Rollin / NERSC"),
    ("choldgraf", "/celebrate Georgiana’s post on the contributor-in-residence pilot!"),
)


async def play_march(play: Play) -> None:
    """From its opening to a topic that comes too late."""
    play.act("March: a full agenda, a refusal, late topics")
    opening = datetime(2021, 3, 4, 17, tzinfo=UTC)
    await play.wait_until(opening, "A fortnight before the next one")
    issue = play.meeting("March")
    await play.expect(
        "the issue of March is open, with one topic for the 3rd time",
        lambda: "· 3rd time · `A1`" in play.board(issue).text,
    )
    comments = await _people_propose(play, issue)
    await _people_change_their_minds(play, issue, comments)
    await _a_label_comes_and_goes(play, issue)
    await _a_stranger_is_refused(play, issue)
    await _maintainers_arrange(play, issue)
    await _the_meeting(play, issue)
    await _it_is_over(play, issue)


async def _people_propose(play: Play, issue: Issue) -> list[Comment]:
    comments = [play.says(issue, login, text) for login, text in PROPOSALS]
    board = _reader(play, issue)
    await play.expect(
        "eight topics more, in order of arrival",
        lambda: board().ids() == "A1 A2 A3 A4 A5 A6 A7 A8 A9",
    )
    await play.expect(
        "owners and minutes are understood in every form",
        lambda: (
            board().topic("A4") == "Google Season of Docs · yuvipanda · 10 min"
            and board().topic("A6")
            == "Some updates on authenticated instances · Adrien/Jérémy · 5 min"
            and board().topic("A8") == "Follow-up of support bots · Simon · 5 min"
        ),
    )
    for login, text in NOTES:
        comments.append(play.says(issue, login, text))
    await play.expect(
        "an update, a celebration and the roll call have headings of their own",
        lambda: all(
            len(board().titles(heading)) == 1
            for heading in ("Quick updates", "Reports and celebrations", "Roll call")
        ),
    )
    await play.expect(
        "every comment that was understood has a 👍",
        lambda: all(reaction(comment) == "+1" for comment in comments),
    )
    return comments


async def _people_change_their_minds(
    play: Play, issue: Issue, comments: list[Comment]
) -> None:
    board = _reader(play, issue)
    pulses = comments[0]
    play.edits(pulses, pulses.body.replace("(15 min)", "(5 turned 20 min)"))
    await play.expect(
        "the edited topic keeps its id and its place",
        lambda: (
            board().ids().startswith("A1 A2 A3")
            and board().topic("A2").endswith("· consideRatio · 20 min")
        ),
    )
    play.deletes(comments[5])
    await play.expect(
        "the deleted topic is gone, the others keep their ids",
        lambda: board().ids() == "A1 A2 A3 A4 A5 A6 A7 A8",
    )


async def _a_label_comes_and_goes(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    builds = play.thread("Builds", BINDER)
    play.labels(builds, "minrk", "agenda")
    await play.expect(
        "an issue of another repository is a topic, as somebody gave it the label",
        lambda: board().topic("A10").startswith("Builds of large repositories"),
    )
    play.closes(builds, "betatim")
    await play.expect(
        "closed, it is none any more",
        lambda: not board().topic("A10") and "A8" in board().ids(),
    )


async def _a_stranger_is_refused(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    wish = play.says(issue, "newcomer-ada", "/agenda move A8 first")
    await play.expect(
        "a stranger may not move topics: 😕, and a note that says why",
        lambda: (
            reaction(wish) == "confused"
            and "newcomer-ada, this could not be done" in issue.comments[-1].body
            and board().ids() == "A1 A2 A3 A4 A5 A6 A7 A8"
        ),
    )
    play.edits(wish, "/agenda A jaguarundi, once more (5 min)")
    await play.expect(
        "mended, it is a topic with a new id, and the note is gone; the hour is full",
        lambda: (
            reaction(wish) == "+1"
            and issue.comments[-1] is wish
            and board().ids() == "A1 A2 A3 A4 A5 A6 A7 A8"
            and board().ids("If time permits") == "A11"
        ),
    )


async def _maintainers_arrange(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    play.says(issue, "sgibson91", "Simon has to leave early.\n\n/agenda move A8 first")
    await play.expect(
        "a maintainer moves a topic to the top",
        lambda: board().ids() == "A8 A1 A2 A3 A4 A5 A6 A7",
    )
    play.says(issue, "minrk", "/agenda owner A7 @consideRatio\n/agenda time A5 10m")
    await play.expect(
        "owner and minutes are changed, and one topic more is too much for the hour",
        lambda: (
            board().topic("A7").endswith("· consideRatio · 5 min")
            and board().topic("A5").endswith("· 10 min")
            and board().ids() == "A8 A1 A2 A3 A4 A5 A6"
            and board().ids("If time permits") == "A7 A11"
        ),
    )
    evening = datetime(2021, 3, 17, 20, tzinfo=UTC)
    await play.wait_until(evening, "The evening before")
    play.says(issue, "betatim", "/agenda Repositories that take long to load (2 mins)")
    await play.expect(
        "a topic that comes after the cut-off is listed as late",
        lambda: board().ids("Late topics") == "A12",
    )


async def _the_meeting(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    await play.meet(datetime(2021, 3, 18, 17, tzinfo=UTC), "The meeting begins")
    play.says(issue, "sgibson91", "/here Sarah Gibson / The Alan Turing Institute")
    play.says(issue, "consideRatio", "/here Erik Sundell / Sundell open source")
    await play.expect(
        "three people are in the roll call",
        lambda: len(board().titles("Roll call")) == 3,
    )
    done = (8, 2, 3, 4, 5, 6, 12)
    play.says(issue, "sgibson91", "\n".join(f"/agenda done A{n}" for n in done))
    play.says(issue, "minrk", "/agenda defer A11\n/agenda defer A1")
    await play.expect(
        "topics are ticked off, two are to wait for April, and one nobody came to",
        lambda: (
            board().ids("Done") == "A8 A2 A3 A4 A5 A6 A12"
            and board().ids("Deferred") == "A1 A11"
            and board().ids("If time permits") == "A7"
        ),
    )
    people = [c for c in issue.comments if not c.via_app]
    await play.expect(
        f"{len(people)} comments of {len({c.user.login for c in people})} people made"
        " one agenda",
        lambda: len(people) >= 15 and issue.pinned_comment is issue.comments[0],
    )
    writes = await play.sweep()
    await play.expect("a sweep with nothing new writes nothing", lambda: not writes)
    play.show(f"{issue.title}, the agenda", board().text)


async def _it_is_over(play: Play, issue: Issue) -> None:
    await play.wait_until(datetime(2021, 3, 18, 18, tzinfo=UTC), "The meeting is over")
    late = play.says(issue, "danlester", "/agenda A new home for native authenticators")
    await play.expect(
        "a topic that comes too late is pointed to April, where it is proposed instead",
        lambda: (
            "Thursday 15 April 2021, 17:00 UTC" in said(issue, "pointer")
            and reaction(late) == "+1"
        ),
    )
    day_after = datetime(2021, 3, 19, 18, tzinfo=UTC)
    await play.wait_until(day_after, "A day after the meeting")
    await play.expect("the issue is closed", lambda: issue.state == "closed")


def _reader(play: Play, issue: Issue) -> Callable[[], Board]:
    return lambda: play.board(issue)
