"""How fast one installation may write: decided over what it wrote in the last hour.

GitHub's own ceilings are 80 writes of content a minute and 500 an hour; it does not say
which writes count, so all do. Below them each ceiling leaves room under the next one:
one thread cannot use up what its repository needs, one repository not what the others
need, and what the bot does by itself not what people ask for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Literal, NamedTuple

from bot.core.errors import RetryLater

MINUTE, HOUR = 60.0, 3600.0

MOST_A_MINUTE, MOST_AN_HOUR = 79, 499
"""One less than GitHub allows."""

PATIENT_A_MINUTE, PATIENT_AN_HOUR = 60, 400
"""Where what nobody asked for stops: what is left belongs to people's commands."""

MOST_TO_REPOSITORY = 360
"""One in ten seconds: whatever goes on in a repository, the others get something done."""

MOST_TO_ONE = 240
"""One in 15 seconds: more than a meeting's agenda needs while people talk."""

Reason = Literal["minute", "hour", "patience", "repository", "thread"]
"""Which ceiling is reached."""


class Write(NamedTuple):
    """One write: when it was over, in seconds, and the place that it was made to.

    A place is `/repos/OWNER/NAME`, and in there `/issues/7`, and in there `/comments/5`;
    a comment of which no thread is known is `/issues/comments/5`.
    """

    at: float
    place: str


class Held(RetryLater):
    """A ceiling of ours holds the write back; `place` is what it is the ceiling of."""

    def __init__(
        self, why: str, *, after: timedelta, reason: Reason, place: str
    ) -> None:
        super().__init__(why, after=after, patience=True)
        self.reason = reason
        self.place = place


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of one installation's writes, `interval` seconds apart at least.

    With an interval of 0 there is no pace at all: for a stand-in on the same machine.
    """

    interval: float

    def wait(
        self, now: float, writes: Sequence[Write], place: str, *, patient: bool
    ) -> float:
        """How many seconds the next write has to wait, to that place.

        `writes` are those of the last hour at least, oldest first. `now` and their
        times are by one clock; where it was set back by a moment, what is in the future
        counts as made now. Raises `Held` where a ceiling is reached.
        """
        if not self.interval:
            return 0.0
        past = writes
        if past and past[-1].at > now:
            past = [
                Write(min(write.at, now), write.place)
                for write in writes
                if counts(write, now)
            ]
        at = max(now, past[-1].at + self.interval) if past else now
        held = max(
            (
                (free, ceiling)
                for ceiling in _ceilings(place, patient=patient)
                if (free := ceiling.free(past, at)) > at
            ),
            key=lambda found: found[0],
            default=None,
        )
        if held is not None:
            free, ceiling = held
            raise Held(
                f"{ceiling.most} writes within {ceiling.span:.0f} s, {ceiling.why}",
                after=timedelta(microseconds=ceil((free - now) * 1e6)),
                reason=ceiling.reason,
                place=ceiling.place,
            )
        return at - now


def counts(write: Write, now: float) -> bool:
    """Whether a write is one of the last hour: not earlier, and not of a time to come."""
    return now - HOUR < write.at <= now + MINUTE


class _Ceiling(NamedTuple):
    """So many writes to `place`, or anywhere, may fall into any such span."""

    span: float
    most: int
    reason: Reason
    why: str
    place: str = ""

    def free(self, past: Sequence[Write], at: float) -> float:
        """From when on one more is allowed; `at` or earlier where it is now."""
        if len(past) < self.most:
            return at
        since = at - self.span
        times = [
            write.at
            for write in past
            if write.at > since and _within(write.place, self.place)
        ]
        return times[-self.most] + self.span if len(times) >= self.most else at


def _ceilings(place: str, *, patient: bool) -> list[_Ceiling]:
    ceilings = [
        _Ceiling(MINUTE, MOST_A_MINUTE, "minute", "as many as GitHub allows"),
        _Ceiling(HOUR, MOST_AN_HOUR, "hour", "as many as GitHub allows"),
    ]
    if patient:
        kept = "the rest is for what people ask for"
        ceilings += [
            _Ceiling(MINUTE, PATIENT_A_MINUTE, "patience", kept),
            _Ceiling(HOUR, PATIENT_AN_HOUR, "patience", kept),
        ]
    repository = repository_of(place)
    if repository:
        enough = f"enough for {repository}"
        ceilings.append(
            _Ceiling(HOUR, MOST_TO_REPOSITORY, "repository", enough, repository)
        )
    thread = _thread_of(place)
    if thread:
        enough = f"enough for {thread}"
        ceilings.append(_Ceiling(HOUR, MOST_TO_ONE, "thread", enough, thread))
    return ceilings


def repository_of(place: str) -> str:
    """The repository's part of a place, `/repos/OWNER/NAME`; "" where none is named."""
    return "/".join(place.split("/")[:4])


def _thread_of(place: str) -> str:
    """The thread's part of a place, or a comment's of which no thread is known."""
    parts = place.split("/")
    known = len(parts) > 5 and parts[5] != "comments"
    return "/".join(parts[: 6 if known else 7]) if len(parts) > 5 else ""


def _within(place: str, outer: str) -> bool:
    return not outer or place == outer or place.startswith(f"{outer}/")
