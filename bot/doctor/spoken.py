"""Numbers, spans and times in the words of the doctor."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def span(length: timedelta) -> str:
    """`12 s`, `3 min`, `5 h`, `4 days`: never more exact than it is worth."""
    seconds = abs(length.total_seconds())
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"{seconds / _HOUR:.0f} h"
    return f"{seconds / _DAY:.0f} days"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 job`, `2,000 jobs`, `no job`."""
    if number == 1:
        return f"1 {one}"
    return f"{number:,} {many or f'{one}s'}" if number else f"no {one}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """`a`, `a and b`, `a, b and 3 more`."""
    shown, rest = list(names[:most]), len(names) - most
    if rest > 0:
        shown.append(f"{rest:,} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def clock_time(at: datetime, zone: tzinfo) -> str:
    """`14:05`, by the clock of whoever reads it."""
    return f"{at.astimezone(zone):%H:%M}"


def size(number: int) -> str:
    """`12 GB`, `340 MB`: of room on a disk."""
    gigabytes = number / 1e9
    return f"{gigabytes:,.0f} GB" if gigabytes >= 1 else f"{number / 1e6:,.0f} MB"
