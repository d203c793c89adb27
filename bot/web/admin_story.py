"""What came of what was heard, and whether all is well: told from what is on the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.todo.job import ENDED_KEPT, Counts, Ended, Failed, Key, Pending
from bot.web.admin_words import number_of, span
from bot.web.pages import LONGEST_WAIT

NOT_LOOKED_FOR = timedelta(hours=2)
"""Everything is looked at every hour."""

Fate = Literal["done", "again", "buried", "running", "waiting", "unknown"]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a key that was woken; `at` is when, or when it is due."""

    key: Key
    fate: Fate
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What the list tells: some of the failed, newest first, and of the pending, and the
    last of those that have ended.

    `unwritable` says why nothing can be recorded, where that is so.
    """

    counts: Counts
    failed: Sequence[Failed]
    pending: Sequence[Pending]
    ended: Sequence[Ended]
    unwritable: str = ""

    def came_of(self, key: Key, since: datetime) -> Came:
        """What came of a key that was to be looked at since then."""
        for failed in self.failed:
            if failed.key == key:
                return Came(key, "buried", failed.why, failed.at)
        waits = None
        for job in self.pending:
            if job.key == key:
                if job.state == "running":
                    return Came(key, "running", job.why, job.due)
                waits = Came(key, "waiting", job.why, job.due)
        for end in self.ended:
            if end.key == key and end.at >= since and end.outcome == "done":
                return Came(key, "done", end.why, end.at)
        if waits is not None:
            again = waits.why and any(e.key == key for e in self.ended)
            return Came(key, "again", waits.why, waits.at) if again else waits
        if self._tells_since(since):  # it has not ended, so it is further down the list
            return Came(key, "waiting")
        return Came(key, "unknown")

    def _tells_since(self, since: datetime) -> bool:
        return len(self.ended) < ENDED_KEPT or self.ended[-1].at < since


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is not well, and what to do about it."""

    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What GitHub could not deliver: how often, since when, and what it was answered.

    `answered` is a status, or 0 where no answer reached GitHub.
    """

    count: int
    since: datetime
    answered: int


def troubles(
    board: Board | None,
    swept: datetime | None,
    undelivered: Undelivered | None,
    now: datetime,
    started: datetime,
) -> tuple[Trouble, ...]:
    """Everything that a person should see to, the worst first; no board: no list.

    `started` is since when anybody could have seen to it that everything is looked at.
    """
    if board is None:
        return (Trouble("The to-do list cannot be read.", _CURE_OF_STORE),)
    found = []
    if board.unwritable:
        what = f"The to-do list cannot be written: {board.unwritable}"
        found.append(Trouble(what, _CURE_OF_STORE))
    oldest = board.counts.oldest
    if oldest is not None and now - oldest > LONGEST_WAIT:
        found.append(
            Trouble(
                f"A job has been due for {span(now - oldest)}.",
                "Either no worker runs, or it has too much to do: see that `serve` or"
                " `worker` is up, and read its log.",
            )
        )
    elif swept is None and now - started > LONGEST_WAIT:
        found.append(
            Trouble(
                "Nobody has looked at everything yet.",
                f"It should be at the start, and {_CURE_OF_ROUNDS}",
            )
        )
    elif swept is not None and now - swept > NOT_LOOKED_FOR:
        found.append(
            Trouble(
                f"The last look at everything was {span(now - swept)} ago.",
                f"It should be {_CURE_OF_ROUNDS}",
            )
        )
    if board.counts.failed:
        have = "job has" if board.counts.failed == 1 else "jobs have"
        found.append(
            Trouble(
                f"{board.counts.failed:,} {have} failed for good.",
                "Read why below, mend it, and press Retry.",
            )
        )
    if undelivered is not None:
        many = "delivery" if undelivered.count == 1 else "deliveries"
        found.append(
            Trouble(
                f"GitHub could not hand over {undelivered.count:,} {many} in the last"
                f" {span(now - undelivered.since)}.",
                _cure(undelivered),
            )
        )
    return tuple(found)


_CURE_OF_STORE = (
    "See to the disk or the database. Meanwhile deliveries are answered 503: GitHub keeps"
    " them in its log, and the bot looks for them there later."
)
_CURE_OF_ROUNDS = "every hour: see that `serve` or `worker` is up, and read its log."


def _cure(undelivered: Undelivered) -> str:
    if undelivered.answered == 401:
        return (
            "The secrets differ: compare `WEBHOOK_SECRET` with the webhook secret on the"
            " App's page."
        )
    if not undelivered.answered:
        return (
            "No answer reached GitHub: see that the webhook URL on the App's page leads"
            " here, from outside."
        )
    return (
        "See what it was answered, below. What is missed the bot looks for by itself,"
        " every few minutes."
    )


def headline(
    board: Board | None, swept: datetime | None, found: Sequence[Trouble], now: datetime
) -> str:
    """How it is, in a sentence."""
    if board is None or found:
        return "Something needs you." if len(found) < 2 else "Some things need you."
    counts = board.counts
    waiting = (
        f"{number_of(counts.waiting, 'job')} wait{'' if counts.waiting > 1 else 's'}"
    )
    looked = (
        "nobody has looked at everything yet"
        if swept is None
        else f"the last look at everything was {span(now - swept)} ago"
    )
    return f"All is well: {waiting}, {looked}."
