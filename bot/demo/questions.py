"""The end of January: people ask where bugs are told, and are shown to the forum."""

from datetime import UTC, datetime, timedelta

from bot.demo.board import said
from bot.demo.draft import open_link
from bot.demo.play import Play
from bot.demo.projects import BINDER, CHARTS
from bot.playground.threads import Issue

GRACE = timedelta(seconds=30)
FOLDER = (
    "Shared folder for a class",
    (
        "Every student of ours has a home, which works well. For the class they need its"
        " data in one place, too, which all of them may read.\n\n"
        "The volume is there, and `kubectl` says that it is bound. No pod mounts it:\n\n"
        "```yaml\nsingleuser:\n  storage:\n    extraVolumes:\n      - name: class\n```"
    ),
)
MEMORY = (
    "How can I give some users more memory?",
    (
        "Hi, I have set up a hub on our cluster with this chart, and it works well.\n\n"
        "How can I give more memory to two of our users? Is it possible without a second"
        " hub?"
    ),
)


async def play_questions(play: Play) -> None:
    """A question that was none, one that is, and a report that says nothing."""
    play.act("Questions: the forum answers them, and reports have to say something")
    morning = datetime(2021, 1, 25, 9, tzinfo=UTC)
    await play.wait_until(morning, "A Monday without a meeting")
    asked = await _a_label_hands_it_over(play)
    await _its_author_objects(play, asked)
    await _another_is_guessed(play)
    await _an_empty_report(play)


async def _a_label_hands_it_over(play: Play) -> Issue:
    asked = play.opens(CHARTS, "newcomer-grace", *FOLDER)
    await _wait_for_grace(play)
    await play.expect(
        "nothing in its words tells that it is a question, so nothing is done",
        lambda: not asked.comments and not asked.labels,
    )
    play.labels(asked, "consideRatio", "support")
    await play.expect(
        "a label may be a slip, so it is not acted on at once",
        lambda: not asked.comments and asked.state == "open",
    )
    await _wait_for_grace(play)
    await play.expect(
        "its author is shown to the forum, where two topics are similar; it is closed",
        lambda: (
            "[A folder that a whole class may read]" in said(asked, "support")
            and said(asked, "support").count("- [") == 2
            and (asked.state, asked.state_reason) == ("closed", "not_planned")
        ),
    )
    play.show(f"{asked.title}, the reply", said(asked, "support").partition("\n")[2])
    draft = await open_link(asked)
    await play.expect(
        "the link opens the forum's composer with title, text and category in place",
        lambda: (
            (draft.title, draft.category) == (FOLDER[0], "JupyterHub")
            and FOLDER[1] in draft.body
            and f"/{CHARTS}/issues/{asked.number}" in draft.body
        ),
    )
    play.show(f"{draft.title}, in the forum's composer", draft.body)
    return asked


async def _its_author_objects(play: Play, asked: Issue) -> None:
    text = "It works with the chart before this one, so it is a bug.\n\n/not-support"
    play.says(asked, "newcomer-grace", text)
    await play.expect(
        "its author says that it is none: open again, without the label, for ever",
        lambda: (
            asked.state == "open"
            and not asked.labels
            and "newcomer-grace said so" in said(asked, "support")
        ),
    )


async def _another_is_guessed(play: Play) -> None:
    asked = play.opens(CHARTS, "newcomer-alan", *MEMORY)
    await _wait_for_grace(play)
    await play.expect(
        "its words tell that it is a question: labelled, told why, and left open",
        lambda: (
            asked.label_names == ["support"]
            and "its title asks how or where to do something" in said(asked, "support")
            and asked.state == "open"
        ),
    )
    play.says(asked, "consideRatio", "/support")
    await play.expect(
        "somebody of the team confirms it: closed, and still there is one reply",
        lambda: (
            asked.state == "closed"
            and "is closed for that reason only" in said(asked, "support")
            and len(asked.comments) == 2
        ),
    )
    writes = await play.sweep()
    await play.expect("a sweep with nothing new writes nothing", lambda: not writes)


async def _an_empty_report(play: Play) -> None:
    report = play.opens(BINDER, "newcomer-ada", "Does not build", "")
    await play.expect(
        "a report that says nothing is asked for more",
        lambda: (
            report.label_names == ["needs-more-info"]
            and "what this is about" in said(report, "request-info")
        ),
    )
    play.says(report, "newcomer-ada", "conda cannot solve our `environment.yml`, #1")
    await play.expect(
        "answered: the label and the request are gone",
        lambda: not report.labels and [c.via_app for c in report.comments] == [False],
    )


async def _wait_for_grace(play: Play) -> None:
    """Until the bot has looked a second time."""
    await play.stage.settle()
    now = play.stage.github.clock.now()
    await play.wait_until(now + GRACE, "Half a minute later")
