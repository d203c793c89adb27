"""What people change: the configuration, once by mistake, and the date of a meeting."""

from datetime import UTC, datetime

from bot.demo.board import said
from bot.demo.feed import Date, read_feed
from bot.demo.play import Play
from bot.demo.team import SETTINGS, SETTINGS_PATH
from bot.playground.threads import Issue

MISTAKE = SETTINGS.replace("third thursday", "third thrusday")


async def play_mistake(play: Play) -> None:
    """It is pushed, told to those who can mend it, and mended."""
    team = play.stage.repository
    checks = team.branches.checks
    await play.wait_until(datetime(2021, 2, 8, 9, tzinfo=UTC), "A Monday morning")
    wrong = play.pushes(team, "minrk", SETTINGS_PATH, MISTAKE)
    await play.expect(
        "the check on that commit fails, and says where and why",
        lambda: (
            [
                (run.conclusion, [note.start_line for note in run.annotations])
                for run in checks.suites[wrong.sha].latest
            ]
            == [("failure", [6])]
        ),
    )
    mistakes = play.thread("Mistakes in")
    await play.expect(
        "an issue tells it too, and that the last good file stays in force",
        lambda: "stays in force" in str(mistakes.body) and mistakes.state == "open",
    )
    play.show(mistakes.title, str(mistakes.body).partition("\n")[2])
    right = play.pushes(team, "minrk", SETTINGS_PATH, SETTINGS)
    await play.expect(
        "mended: the check passes, and the issue is closed",
        lambda: (
            checks.suites[right.sha].conclusion == "success"
            and mistakes.state == "closed"
        ),
    )


async def play_move(play: Play, issue: Issue) -> None:
    """A command moves the meeting by a week: its head and the calendar follow."""
    before = await read_feed(issue)
    play.says(
        issue,
        "minrk",
        "Many of us are away that day, and I am after it.\n\n"
        "/meeting move 25 February\n/meeting facilitator @consideRatio",
    )
    await play.expect(
        "moved by a week, to another facilitator, and the head of the issue says so",
        lambda: (
            "**Thursday 25 February 2021, 17:00 UTC**" in str(issue.body)
            and "**Facilitator:** consideRatio" in str(issue.body)
            and [account.login for account in issue.assignees] == ["consideRatio"]
        ),
    )
    after = await read_feed(issue)
    await play.expect(
        "the calendar feed follows, with the same number of meetings",
        lambda: (
            _days(before)[:2] == ["2021-02-18", "2021-03-18"]
            and _days(after)[:2] == ["2021-02-25", "2021-03-18"]
            and len(before) == len(after)
        ),
    )
    play.show("The calendar feed", "\n".join(map(str, after[:4])))
    old = datetime(2021, 2, 18, 17, tzinfo=UTC)
    await play.wait_until(old, "The old date, a week before the new one")
    await play.expect(
        "nothing begins on the old date: the reminder counts from the new one",
        lambda: "begins in 7 days: **Thursday 25 February" in said(issue, "reminder"),
    )


def _days(dates: list[Date]) -> list[str]:
    return [f"{date.starts:%Y-%m-%d}" for date in dates]
