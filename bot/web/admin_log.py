"""What GitHub's log says of deliveries that did not arrive; pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from bot.github.deliveries import Attempt
from bot.web.admin_story import Undelivered

_ANSWERED = "invalid http response"


def undelivered(log: Sequence[Attempt], started: datetime) -> Undelivered | None:
    """What failed since the last that did not, if somebody has been here since then.

    `log` has the newest first; what failed before `started` failed because nobody was.
    """
    failing = [
        attempt
        for attempt in takewhile(lambda attempt: not attempt.ok, log)
        if attempt.delivered_at >= started
    ]
    if not failing:
        return None
    newest, oldest = failing[0], failing[-1]
    count = len({attempt.guid for attempt in failing})
    # without an answer GitHub names a gateway's status, 502 or 504, and says why
    answered = newest.status_code if _ANSWERED in newest.status.lower() else 0
    return Undelivered(count, oldest.delivered_at, answered)


def failures(log: Sequence[Attempt]) -> list[tuple[Attempt, bool]]:
    """The newest failure of each delivery, and whether another attempt was taken."""
    taken = {attempt.guid for attempt in log if attempt.ok}
    failed: dict[str, Attempt] = {}
    for attempt in log:
        if not attempt.ok:
            failed.setdefault(attempt.guid, attempt)
    return [(attempt, guid in taken) for guid, attempt in failed.items()]


def status_of(attempt: Attempt) -> str:
    """What came of an attempt, as GitHub says it, with the number of the answer."""
    code = str(attempt.status_code or "")
    if code in attempt.status:
        return attempt.status or "no answer"
    return f"{code} {attempt.status}".strip()
