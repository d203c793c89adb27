"""January 2021, a first one: it opens, is taken notes of, and leaves minutes."""

from datetime import UTC, datetime

from bot.demo.board import said
from bot.demo.play import CutShort, Play
from bot.demo.projects import CHARTS
from bot.playground.hackmd_notes import StoredNote
from bot.playground.threads import Issue

MINUTES = "docs/meetings/2021-01.md"
NOTES = (
    (
        "sgibson91",
        "Code of Conduct",
        (
            "  - It is hard to find from the places where people start\n"
            "  - Decision: every repository links to it from its README\n"
            "  - TODO @choldgraf: open a pull request with the link"
        ),
    ),
    (
        "consideRatio",
        "PodDisruptionBudget",
        "  - [Min]: without one, nobody can drain a node\n  - Result: we want it in 0.11",
    ),
    ("rcthomas", "institution", "- Rollin Thomas / NERSC / @rcthomas"),
)


async def play_january(play: Play) -> None:
    """From a Monday on which nothing is due to a closed issue."""
    play.act("January: a meeting opens itself, people propose, minutes are made")
    issue = await _it_opens(play)
    await _people_propose(play, issue)
    await _another_repository_proposes(play, issue)
    await _the_meeting(play, issue)
    await _minutes(play, issue)


async def _it_opens(play: Play) -> Issue:
    issues = play.stage.repository.issues
    monday = datetime(2021, 1, 4, 9, tzinfo=UTC)
    await play.wait_until(monday, "A Monday morning: the bot is started")
    await play.sweep()
    await play.expect("it has looked around, and nothing is due", lambda: not issues)
    opening = datetime(2021, 1, 7, 17, tzinfo=UTC)
    await play.wait_until(opening, "A fortnight before the third Thursday")
    await play.expect(
        "the issue of January is open, with its label, and Sarah facilitates",
        lambda: (
            [i.title for i in issues]
            == ["JupyterHub and BinderHub Team Meeting - January 2021"]
            and issues[0].label_names == ["meeting"]
            and [a.login for a in issues[0].assignees] == ["sgibson91"]
        ),
    )
    issue = play.meeting("January")
    await play.expect(
        "it is pinned, and so is its agenda, which is empty",
        lambda: issue.pinned and "0 of 60 min" in play.board(issue).text,
    )
    await play.expect(
        "no project waits to be released: there is no pulse, and a line there says so",
        lambda: (
            play.board(issue).titles("Quick updates")
            == ["Release pulse of 1 January 2021: nothing waits to be released"]
        ),
    )
    await play.wait_until(datetime(2021, 1, 14, 17, tzinfo=UTC), "A week before")
    await play.expect(
        "a reminder says that nothing is proposed yet",
        lambda: "nothing is proposed yet; 60 min are free" in said(issue, "reminder"),
    )
    return issue


async def _people_propose(play: Play, issue: Issue) -> None:
    play.says(
        issue,
        "sgibson91",
        "/agenda Code of Conduct (10 mins)\n- Make the part that talks about resolving"
        " things in the team easier to find",
    )
    play.says(
        issue,
        "minrk",
        "/agenda What is left to do for 1.4? (5 turned 15 min)\n"
        "- Which of the open pull requests do we wait for?",
    )
    await play.expect(
        "two topics, and “5 turned 15 min” is 15",
        lambda: (
            play.board(issue).ids() == "A1 A2"
            and play.board(issue).topic("A2").endswith("· minrk · 15 min")
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
            and "31 of 60 min" in play.board(issue).text
        ),
        duplicate=True,
    )
    writes = await play.sweep()
    await play.expect("a sweep with nothing new writes nothing", lambda: not writes)


async def _another_repository_proposes(play: Play, issue: Issue) -> None:
    pull = play.thread("Add a PodDisruptionBudget", CHARTS)
    play.says(pull, "consideRatio", "I would like more eyes on this.\n\n/agenda")
    await play.expect(
        "a pull request of another repository is a topic, and has the label",
        lambda: (
            pull.label_names == ["agenda"]
            and play.board(issue).topic("A6").startswith("Add a PodDisruptionBudget")
            and f"{CHARTS}#{pull.number}" in play.board(issue).text
        ),
    )
    await play.wait_until(datetime(2021, 1, 20, 17, tzinfo=UTC), "A day before")
    await play.expect(
        "a second reminder says how full the hour is",
        lambda: "36 of 60 min are taken" in said(issue, "reminder"),
    )


async def _the_meeting(play: Play, issue: Issue) -> None:
    await play.meet(datetime(2021, 1, 21, 17, tzinfo=UTC), "The meeting begins")
    await play.expect(
        "a note waits in HackMD, with the team's headings and every topic",
        lambda: all(
            words in note_of(play, issue).content
            for words in ("## Roll call", "Code of Conduct", "repo2docker PRs")
        ),
    )
    for login, below, text in NOTES:
        play.notes(note_of(play, issue), login, below, text)
    play.says(issue, "sgibson91", "/agenda done A1\n/agenda done A2\n/agenda done A6")
    play.says(issue, "sgibson91", "/agenda done A4\n/agenda done A5\n/agenda defer A3")
    pull = play.thread("Add a PodDisruptionBudget", CHARTS)
    await play.expect(
        "five topics are done and one is deferred; the pull request has no label now",
        lambda: (
            play.board(issue).ids("Done") == "A1 A2 A4 A5 A6"
            and play.board(issue).ids("Deferred") == "A3"
            and not pull.label_names
        ),
    )


async def _minutes(play: Play, issue: Issue) -> None:
    await play.wait_until(datetime(2021, 1, 21, 18, tzinfo=UTC), "The meeting is over")
    await play.expect(
        "the minutes name a decision, a result and what is left to do",
        lambda: (
            "1 decision · 1 result · 1 action" in said(issue, "minutes")
            and "- [ ] **choldgraf:** open a pull" in said(issue, "minutes")
        ),
    )
    pull = play.thread("Minutes: ")
    file = pull.pull.head.files[MINUTES].decode() if pull.pull else ""
    await play.expect(
        f"a pull request brings them in as {MINUTES}",
        lambda: "- Rollin Thomas / NERSC / [rcthomas]" in file and "- Result:" in file,
    )
    play.show(f"{pull.title}, as {MINUTES}", file)
    play.merges(pull, "minrk")
    await play.expect(
        "merged, they are where they are kept",
        lambda: f"Kept in [{MINUTES}]" in said(issue, "minutes"),
    )
    await play.wait_until(
        datetime(2021, 1, 22, 18, tzinfo=UTC), "A day after the meeting"
    )
    await play.expect(
        "the issue is closed", lambda: issue.state == "closed" and not issue.pinned
    )


def note_of(play: Play, issue: Issue) -> StoredNote:
    """The note in which notes of the meeting are taken."""
    for note in play.stage.hackmd.notes:
        if f"#{issue.number})" in note.title:
            return note
    raise CutShort(f"there is no note for #{issue.number}")
