"""What came of what was heard, and whether all is well, told from what is on the list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.github.deliveries import Attempt
from bot.todo.job import ENDED_KEPT, Counts, Ended, Failed, Key, Pending
from bot.web.admin_log import failures, status_of, undelivered
from bot.web.admin_story import Board, headline, troubles
from tests.web.hub import NOW

KEY, OTHER = Key("agenda", "o/r#1"), Key("agenda", "o/r#2")
BEFORE, LATER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
NOTHING = Counts(0, 0, 0, None, 0, None)
WAITS = Pending(KEY, 7, "waiting", False, LATER, 0, "")
RUNS = replace(WAITS, state="running", due=NOW)
RETRIED = replace(WAITS, attempts=1, why="502")
FAILED = Failed(KEY, 7, 8, "locked", LATER)
DONE = Ended(KEY, "done", "", LATER)
AGAIN = Ended(KEY, "again", "502", LATER)
OTHERS = tuple(Ended(OTHER, "done", "", LATER) for _ in range(ENDED_KEPT))


def board(*found: object, counts: Counts = NOTHING) -> Board:
    return Board(
        counts,
        [one for one in found if isinstance(one, Failed)],
        [one for one in found if isinstance(one, Pending)],
        [one for one in found if isinstance(one, Ended)],
    )


@pytest.mark.parametrize(
    ("found", "fate", "at"),
    [
        ([], "waiting", None),
        ([WAITS], "waiting", LATER),
        ([RUNS], "running", NOW),
        ([RUNS, WAITS], "running", NOW),
        ([DONE], "done", LATER),
        ([DONE, WAITS], "done", LATER),
        ([FAILED, DONE], "buried", LATER),
        ([replace(DONE, at=BEFORE)], "waiting", None),
        ([AGAIN, RETRIED], "again", LATER),
        ([RETRIED, *OTHERS], "waiting", LATER),
        ([replace(WAITS, key=OTHER), replace(FAILED, key=OTHER)], "waiting", None),
        (OTHERS, "unknown", None),
        ([*OTHERS[1:], replace(OTHERS[0], at=BEFORE)], "waiting", None),
    ],
)
def test_what_came_of_a_delivery(found, fate, at):
    came = board(*found).came_of(KEY, NOW)
    assert (came.fate, came.at) == (fate, at)


def test_why_it_came_so():
    assert board(FAILED).came_of(KEY, NOW).why == "locked"
    assert board(AGAIN, RETRIED).came_of(KEY, NOW).why == "502"


def attempt(
    number: int, status: str = "OK", code: int = 200, **more: object
) -> Attempt:
    made = Attempt(
        id=number,
        guid=str(number),
        delivered_at=NOW + timedelta(seconds=number),
        status=status,
        status_code=code,
        event="issues",
        action="opened",
        installation=7,
        repository=8,
    )
    return replace(made, **more)


REFUSED = attempt(3, "Invalid HTTP Response: 401", 401)
SILENT = attempt(2, "timed out", 504)
SILENT_BEFORE = replace(SILENT, id=1, guid="1", delivered_at=BEFORE)
OK = attempt(4)


class TestHowItIs:
    def says(self, listed, swept=NOW, log=(), after=timedelta(minutes=12), up=None):
        now = NOW + after
        started = now - up if up else NOW
        found = troubles(listed, swept, undelivered(log, NOW), now, started)
        said = [headline(listed, swept, found, now)]
        return said + [f"{one.what} {one.cure}" for one in found]

    @pytest.mark.parametrize(
        ("waiting", "swept", "says"),
        [
            (0, None, "no job waits, nobody has looked at everything yet"),
            (1, NOW, "1 job waits, the last look at everything was 12 minutes ago"),
            (2000, NOW, "2,000 jobs wait, the last look at everything was 12 minutes"),
        ],
    )
    def test_well(self, waiting, swept, says):
        listed = board(counts=replace(NOTHING, waiting=waiting))
        (said,) = self.says(listed, swept, up=timedelta(minutes=4))
        assert said.startswith(f"All is well: {says}")

    def test_everything_is_wrong(self):
        listed = board(FAILED, counts=replace(NOTHING, oldest=NOW, failed=1))
        listed = replace(listed, unwritable="todo.sqlite3: disk full; make room")
        said = self.says(listed, log=(REFUSED,))
        assert said[0] == "Some things need you."
        assert [text[:38] for text in said[1:]] == [
            "The to-do list cannot be written: todo",
            "A job has been due for 12 minutes. Eit",
            "1 job has failed for good. Read why be",
            "GitHub could not hand over 1 delivery ",
        ]

    def test_nobody_looks(self):
        said = self.says(board(), after=timedelta(hours=3))
        assert said[0] == "Something needs you."
        assert said[1].startswith("The last look at everything was 3 hours ago.")

    @pytest.mark.parametrize("after", [timedelta(minutes=6), timedelta(days=3)])
    def test_nobody_has_looked_yet(self, after):
        said = self.says(board(), swept=None, after=after)
        assert said[0] == "Something needs you."
        assert said[1].startswith("Nobody has looked at everything yet. It should be")

    @pytest.mark.parametrize(
        ("log", "cure"),
        [
            ((REFUSED, SILENT), "The secrets differ"),
            ((SILENT, REFUSED), "No answer reached GitHub"),
            (
                (attempt(5, "Invalid HTTP Response: 503", 503),),
                "See what it was answered",
            ),
        ],
    )
    def test_github_does_not_get_through(self, log, cure):
        said = self.says(board(), log=log)
        assert "in the last 11 minutes." in said[1]
        assert cure in said[1]

    @pytest.mark.parametrize("log", [(), (OK,), (OK, REFUSED), (SILENT_BEFORE,)])
    def test_it_gets_through_again(self, log):
        assert self.says(board(), log=log)[0].startswith("All is well")


def test_each_delivery_that_failed_is_told_once():
    again = replace(SILENT, id=9, delivered_at=LATER)
    taken = replace(OK, guid=REFUSED.guid)
    log = (again, taken, REFUSED, SILENT)
    assert failures(log) == [(again, False), (REFUSED, True)]


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        ("Invalid HTTP Response: 401", 401, "Invalid HTTP Response: 401"),
        ("timed out", 504, "504 timed out"),
        ("", 0, "no answer"),
        ("", 502, "502"),
        ("failed to connect to host", 0, "failed to connect to host"),
    ],
)
def test_what_github_says_of_an_attempt(status, code, says):
    assert status_of(attempt(1, status, code)) == says
