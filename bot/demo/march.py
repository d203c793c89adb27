"""March 2021, the busy one: an edit, a deletion, a move, a refusal, late topics."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.demo.board import Board
from bot.demo.play import Play
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
            "/agenda CZI EOSS application (10 min)\n"
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
    """From its opening to its last topic."""
    play.act("March: a full agenda, a refusal, late topics")
    opening = datetime(2021, 3, 4, 17, tzinfo=UTC)
    await play.time_comes(opening, "A fortnight before the next one")
    await play.expect(
        "the issue of March is open",
        lambda: play.issue(3).title.endswith("March 2021"),
    )
    issue = play.issue(3)
    said = await _people_propose(play, issue)
    await _people_change_their_minds(play, issue, said)
    await _a_stranger_is_refused(play, issue)
    await _maintainers_arrange(play, issue)
    await _the_meeting(play, issue)
    play.show(issue)


async def _people_propose(play: Play, issue: Issue) -> list[Comment]:
    said = [play.says(issue, login, text) for login, text in PROPOSALS]
    board = _reader(play, issue)
    await play.expect(
        "eight topics, in order of arrival",
        lambda: board().ids() == "A1 A2 A3 A4 A5 A6 A7 A8",
    )
    await play.expect(
        "owners and minutes are understood in every form",
        lambda: (
            board().topic("A3") == "Google Season of Docs · yuvipanda · 10 min"
            and board().topic("A5")
            == "Some updates on authenticated instances · Adrien/Jérémy · 5 min"
            and board().topic("A7") == "Follow-up of support bots · Simon · 5 min"
        ),
    )
    for login, text in NOTES:
        said.append(play.says(issue, login, text))
    await play.expect(
        "an update, a celebration and the roll call have headings of their own",
        lambda: all(
            len(board().titles(heading)) == 1
            for heading in ("Quick updates", "Reports and celebrations", "Roll call")
        ),
    )
    await play.expect(
        "every comment that was understood has a 👍",
        lambda: all(_reaction(comment) == "+1" for comment in said),
    )
    return said


async def _people_change_their_minds(
    play: Play, issue: Issue, said: list[Comment]
) -> None:
    board = _reader(play, issue)
    pulses = said[0]
    play.edits(pulses, pulses.body.replace("(15 min)", "(5 turned 20 min)"))
    await play.expect(
        "the edited topic keeps its id and its place",
        lambda: (
            board().ids().startswith("A1 A2")
            and board().topic("A1").endswith("· consideRatio · 20 min")
        ),
    )
    play.deletes(said[5])
    await play.expect(
        "the deleted topic is gone, the others keep their ids",
        lambda: board().ids() == "A1 A2 A3 A4 A5 A6 A7",
    )


async def _a_stranger_is_refused(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    wish = play.says(issue, "newcomer-ada", "/agenda move A7 first")
    await play.expect(
        "a stranger may not move topics: 😕, and a note that says why",
        lambda: (
            _reaction(wish) == "confused"
            and "newcomer-ada, this could not be done" in issue.comments[-1].body
            and board().ids() == "A1 A2 A3 A4 A5 A6 A7"
        ),
    )
    play.edits(wish, "/agenda A jaguarundi, once more (5 min)")
    await play.expect(
        "mended, it is a topic with a new id, and the note is gone; the hour is full",
        lambda: (
            _reaction(wish) == "+1"
            and issue.comments[-1] is wish
            and board().ids() == "A1 A2 A3 A4 A5 A6 A7"
            and board().ids("If time permits") == "A9"
        ),
    )


async def _maintainers_arrange(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    play.says(issue, "sgibson91", "Simon has to leave early.\n\n/agenda move A7 first")
    await play.expect(
        "a maintainer moves a topic to the top",
        lambda: board().ids() == "A7 A1 A2 A3 A4 A5 A6",
    )
    play.says(issue, "minrk", "/agenda owner A6 @consideRatio\n/agenda time A4 10m")
    await play.expect(
        "owner and minutes are changed, and one topic more is too much for the hour",
        lambda: (
            board().topic("A6").endswith("· consideRatio · 5 min")
            and board().topic("A4").endswith("· 10 min")
            and board().ids() == "A7 A1 A2 A3 A4 A5"
            and board().ids("If time permits") == "A6 A9"
        ),
    )
    play.stage.github.clock.set(datetime(2021, 3, 17, 20, tzinfo=UTC))
    play.says(issue, "betatim", "/agenda Repositories that take long to load (2 mins)")
    await play.expect(
        "a topic that comes after the cut-off is listed as late",
        lambda: board().ids("Late topics") == "A10",
    )


async def _the_meeting(play: Play, issue: Issue) -> None:
    board = _reader(play, issue)
    play.meet(datetime(2021, 3, 18, 17, tzinfo=UTC))
    play.says(issue, "sgibson91", "/here Sarah Gibson / The Alan Turing Institute")
    play.says(issue, "consideRatio", "/here Erik Sundell / Sundell open source")
    await play.expect(
        "three people are in the roll call",
        lambda: len(board().titles("Roll call")) == 3,
    )
    play.says(issue, "sgibson91", "/agenda done A7\n/agenda done A1")
    play.says(issue, "minrk", "/agenda defer A9")
    await play.expect(
        "topics are ticked off, and one waits for April",
        lambda: (
            board().ids("Done") == "A7 A1"
            and board().ids("Deferred") == "A9"
            and board().ids() == "A2 A3 A4 A5"
        ),
    )
    people = [c for c in issue.comments if not c.via_app]
    await play.expect(
        f"{len(people)} comments of {len({c.user.login for c in people})} people made"
        " one agenda",
        lambda: len(people) >= 15 and len(issue.comments) == len(people) + 1,
    )
    writes = await play.sweep()
    await play.expect("a sweep with nothing new writes nothing", lambda: not writes)


def _reader(play: Play, issue: Issue) -> Callable[[], Board]:
    return lambda: play.board(issue)


def _reaction(comment: Comment) -> str:
    """What the bot thinks of it."""
    return " ".join(r.content for r in comment.reactions)
