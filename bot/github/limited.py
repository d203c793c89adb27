"""What an answer of GitHub's says of limits: decided over values, with time as one.

The rules are those of https://docs.github.com/rest/using-the-rest-api/
(rate-limits-for-the-rest-api and best-practices-for-using-the-rest-api), and for GraphQL
https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

FIRST_WAIT = timedelta(minutes=1)
"""GitHub: where a limit names no time, wait at least one minute, then ever longer."""

LONGEST_WAIT = timedelta(hours=1)
"""Where doubling stops: the primary limit starts anew every hour."""

MOST_OBEYED = timedelta(days=1)
"""A `retry-after` that asks for more than a day is taken for a day."""

_SPOKEN = re.compile(r"secondary rate limit|abuse|rate limit exceeded", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Limited:
    """GitHub asks to wait this long, and why; `resource` is what for ("": for all)."""

    wait: timedelta
    why: str
    resource: str = ""


def resource_of(path: str) -> str:
    """Whose limit a REST request counts for; `path` is that below the API's base."""
    return "search" if path.startswith("/search/") else "core"


def complaint(status: int, content: bytes) -> str:
    """What an answer may say of a limit; "" where it is about something else.

    GraphQL answers 200 to what is too much, with a list of errors; what people wrote
    may stand beside them.
    """
    refused = status in (403, 429)
    # As the name of a field: in what people wrote, quotes are escaped.
    if not (refused or (status == 200 and b'"errors"' in content)):
        return ""
    try:
        data = json.loads(content)
    except ValueError:
        return content[:1000].decode("utf-8", "replace") if refused else ""
    if not isinstance(data, dict):
        return ""
    if refused and "message" in data:
        return str(data["message"])
    errors = data.get("errors")
    return "; ".join(
        str(error.get("message", "")) or "rate limit exceeded"
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict) and (refused or _is_limit(error))
    )


def _is_limit(error: Mapping[str, Any]) -> bool:
    """GitHub's own errors have no type, and those of a part of the data have a path."""
    kind = error.get("type")
    spoken = _SPOKEN.search(str(error.get("message", "")))
    return kind == "RATE_LIMITED" or bool(spoken and not (kind or error.get("path")))


def limit_in(
    status: int,
    headers: Mapping[str, str],
    said: str,
    *,
    now: datetime,
    strikes: int,
    resource: str = "core",
) -> Limited | None:
    """The limit that an answer speaks of, or None where it speaks of none.

    `headers` have lower-case names, `said` is its `complaint`, `now` is GitHub's time,
    `strikes` counts the limits in a row before this one. A 403 without a sign of a
    limit is a refusal, not a limit.
    """
    if status not in (403, 429) and not said:
        return None
    asked = _asked(headers.get("retry-after"), now)
    if asked is not None:
        # No time at all, over and over, must not become a request every second.
        seconds = asked if asked > 0 else float(min(2**strikes, 60))
        wait = timedelta(seconds=min(max(seconds, 1), MOST_OBEYED.total_seconds()))
        return Limited(wait, "secondary rate limit, with retry-after")
    if number(headers.get("x-ratelimit-remaining")) == 0:
        reset = until_reset(headers, now)
        if reset is not None:
            return Limited(reset, primary(resource), resource)
    elif status == 403 and not _SPOKEN.search(said):
        return None
    # Ten doublings are beyond the longest wait already.
    doubled = FIRST_WAIT * 2 ** min(strikes, 10)
    unnamed = "rate limit exceeded" in said and "secondary" not in said
    why = "rate limit exceeded" if unnamed else "secondary rate limit"
    return Limited(min(doubled, LONGEST_WAIT), why)


def until_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until the primary limit starts anew; None where it is not said.

    One second more than the header says, which has whole seconds only; at most an hour
    or so, as it starts anew every hour. What is over for long is no answer.
    """
    epoch = number(headers.get("x-ratelimit-reset"))
    if epoch is None:
        return None
    left = timedelta(seconds=epoch + 1 - now.timestamp())
    if left < timedelta(seconds=-1):
        return None
    return min(max(left, timedelta(seconds=1)), LONGEST_WAIT + FIRST_WAIT)


def dated(headers: Mapping[str, str]) -> datetime | None:
    """When GitHub says that it answered."""
    return _date(headers.get("date"))


def _asked(header: str | None, now: datetime) -> float | None:
    """Seconds, which GitHub asks for, or a date, as HTTP also allows."""
    seconds = number(header)
    if seconds is not None:
        return seconds
    date = _date(header)
    return None if date is None else max((date - now).total_seconds(), 0)


def number(header: str | None) -> int | None:
    """The number that a header is; None for what is none, or absurd."""
    return int(header) if header and _DIGITS.fullmatch(header) else None


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def primary(resource: str) -> str:
    """What the primary limit of a resource is called."""
    return (
        f"primary rate limit of {resource}"
        if resource != "core"
        else "primary rate limit"
    )
