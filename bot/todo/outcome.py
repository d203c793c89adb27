"""What comes of a job: its row, what the work returned, and what is on the list then; pure.

Of a key one row waits, one runs, and one is buried, at most. What runs is buried no
longer, so that beside it there is only what waits for its end: whatever was told, or set
as a timer, since it began.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.todo.job import ATTEMPTS, Again, Buried, Done, Outcome
from bot.todo.reason import kept

State = Literal["waiting", "running", "buried"]


@dataclass(frozen=True, slots=True)
class Said:
    """When, by the clock of a machine, it was said when a row is due ("": of this one)."""

    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key on the list; `number` is the store's own.

    - `due`: of a buried one, when it was buried;
    - `attempts`: those that have failed;
    - `news`: somebody told of something, else it can wait for those who did;
    - `again`: it has run, so that what nobody told of leaves it its time;
    - `rests`: until then nobody begins it, whatever is told;
    - `why`: the last failure.
    """

    number: int
    state: State
    newest_comment: int
    due: datetime
    said: Said
    attempts: int
    news: bool
    again: bool
    rests: datetime | None
    why: str


def left(
    running: Entry, waiting: Entry | None, outcome: Outcome, said: Said
) -> tuple[Entry, ...]:
    """What is on the list under the key of a job that has ended.

    Where its key waits because of news, that takes over what is left to do: it knows of
    something newer, and starts with all its attempts. A timer is taken over by a retry,
    at the retry's time; after a burial it is one more try, at its own.
    """
    if isinstance(outcome, Done):
        return (waiting,) if waiting else ()
    newest = max(running.newest_comment, waiting.newest_comment if waiting else 0)
    if waiting is not None and waiting.news:
        waiting = replace(waiting, newest_comment=newest)
        if isinstance(outcome, Again) and outcome.due < waiting.due:
            waiting = replace(waiting, due=outcome.due, said=said)
        return (_resting(waiting, outcome.rests, said),)
    ended = replace(running, why=kept(outcome.why), again=True)
    if isinstance(outcome, Again):
        again = replace(
            ended,
            state="waiting",
            newest_comment=newest,
            due=outcome.due,
            said=running.said if outcome.due == running.due else said,
            attempts=running.attempts + outcome.counts,
        )
        return (_resting(again, outcome.rests, said),)
    buried = replace(
        ended,
        state="buried",
        due=said.at,
        said=said,
        attempts=running.attempts + 1,
        rests=outcome.rests,
    )
    if waiting is None:
        return (buried,)
    once = replace(waiting, newest_comment=newest, attempts=ATTEMPTS - 1)
    return (buried, _resting(once, outcome.rests, said))


def after_death(row: Entry) -> Again | Buried:
    """What comes of a job whose worker died: an attempt is used up."""
    why = "its worker died"
    if row.attempts + 1 >= ATTEMPTS:
        return Buried(why)
    return Again(row.due, why)


def handed_back(row: Entry, rests: datetime | None) -> Again:
    """What comes of a job that was broken off: as if it had not run, once it has rested."""
    return Again(row.due, row.why, counts=False, rests=rests)


def _resting(row: Entry, until: datetime | None, said: Said) -> Entry:
    if until is None or until <= row.due:
        return replace(row, rests=until)
    return replace(row, due=until, said=said, rests=until)
