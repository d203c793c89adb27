"""What a row of Procrastinate's jobs means to us, and how it is written.

- `lock` and `queueing_lock` are both the key, so that one job of a key waits and one
  runs; `task_name` is the feature.
- `args` hold the key's parts and what was said of it; `said` is when, in microseconds,
  and by whose clock.
- `priority` is -1 for a timer, of which nobody told, and else 0.
- `scheduled_at` is when it is due; of a failed one, when it was buried.
- `attempts` are those that have failed.
"""

import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.todo.job import Job, Key, Wake

QUEUE = CHANNEL = "compass-bot"
TIMER = -1
Row = dict[str, Any]

HERE = socket.gethostname()
"""The machine whose clock this process goes by."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class Leased:
    """A job, with its row and the worker to whom it was given: this once."""

    job: Job
    row: int
    worker: int | None
    due: datetime
    why: str

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
        worker=row["worker_id"],
        due=time_of(row["scheduled_at"]),
        why=row["args"]["why"],
    )


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
        "said": said(now),
    }


def said(now: datetime) -> dict[str, object]:
    """That something was said at this time by this machine's clock."""
    return {"at": stamp(now), "by": HERE}


def stamp(time: datetime) -> int:
    """The time, as JSON has it."""
    return (time - _EPOCH) // _MICROSECOND


def stamped(stamp: int) -> datetime:
    """The time, as it was before."""
    return _EPOCH + stamp * _MICROSECOND


def time_of(time: datetime) -> datetime:
    """The time, in the zone that all others are in."""
    return time.astimezone(UTC)
