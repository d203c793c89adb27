"""What a row of Procrastinate's jobs means to us, and how it is written.

- `lock` and `queueing_lock` are both the key, so that one job of a key waits and one
  runs; `task_name` is the feature.
- `args` hold the key's parts and what was said of it; `said` is when, in microseconds,
  and by whose clock. `again` and `rests` (0: it does not) are what `bot.todo.outcome`
  calls so; an older bot has written neither. `lease` is how often it was given away.
- `priority` is -1 where nobody told of anything, and else 0.
- `scheduled_at` is when it is due; of a failed one, when it was buried.
- `attempts` are those that have failed.
"""

import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.todo.job import Job, Key, Wake
from bot.todo.outcome import Entry, Said, State

QUEUE = CHANNEL = "compass-bot"
TIMER = -1
Row = dict[str, Any]

HERE = socket.gethostname()
"""The machine whose clock this process goes by."""

_STATES: dict[str, State] = {
    "todo": "waiting",
    "doing": "running",
    "failed": "buried",
}
_STATUSES = {state: status for status, state in _STATES.items()}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class Leased:
    """A job, with its row and the worker to whom it was given: this once, by `lease`."""

    job: Job
    row: int
    lease: int
    worker: int | None
    due: datetime

    @property
    def key(self) -> Key:
        """The job's."""
        return self.job.key


def leased(row: Row) -> Leased:
    """What a row says that has been given to a worker."""
    return Leased(
        Job(
            key=key_of(row),
            installation=row["args"]["installation"],
            newest_comment=row["args"]["newest_comment"],
            attempt=row["attempts"] + 1,
            news=row["priority"] != TIMER,
        ),
        row=row["id"],
        lease=row["args"]["lease"],
        worker=row["worker_id"],
        due=time_of(row["scheduled_at"]),
    )


def entry_of(row: Row) -> Entry:
    """The row, as `bot.todo.outcome` has it."""
    args, state = row["args"], _STATES[row["status"]]
    rests = args.get("rests", 0)
    return Entry(
        number=row["id"],
        state=state,
        newest_comment=args["newest_comment"],
        due=time_of(row["scheduled_at"]),
        said=Said(stamped(args["said"]["at"]), args["said"]["by"]),
        attempts=row["attempts"],
        news=row["priority"] != TIMER,
        again=args.get("again", False),
        rests=stamped(rests) if rests else None,
        why=args["why"],
    )


def columns_of(entry: Entry) -> dict[str, object]:
    """What is written of it; `args` are those that may have changed."""
    return {
        "id": entry.number,
        "status": _STATUSES[entry.state],
        "priority": 0 if entry.news else TIMER,
        "scheduled_at": entry.due,
        "attempts": entry.attempts,
        "args": {
            "newest_comment": entry.newest_comment,
            "said": {"at": stamp(entry.said.at), "by": entry.said.by},
            "again": entry.again,
            "rests": stamp(entry.rests) if entry.rests else 0,
            "why": entry.why,
        },
    }


def key_of(row: Row) -> Key:
    """The key that is in the row."""
    return Key(row["args"]["feature"], row["args"]["place"])


def args_of(wake: Wake, now: datetime) -> dict[str, object]:
    """What is written of a key that shall wait."""
    return {
        "feature": wake.key.feature,
        "place": wake.key.place,
        "repository": wake.key.repository.lower(),
        "installation": wake.installation,
        "newest_comment": wake.newest_comment,
        "why": "",
        "said": {"at": stamp(now), "by": HERE},
        "again": False,
        "rests": 0,
    }


def stamp(time: datetime) -> int:
    """The time, as JSON has it."""
    return (time - _EPOCH) // _MICROSECOND


def stamped(stamp: int) -> datetime:
    """The time, as it was before."""
    return _EPOCH + stamp * _MICROSECOND


def time_of(time: datetime) -> datetime:
    """The time, in the zone that all others are in."""
    return time.astimezone(UTC)
