"""What `/metrics` tells about the requests to GitHub."""

from collections.abc import Mapping

from cachetools import LRUCache
from prometheus_client import Counter, Gauge, Histogram

MOST = 1000
"""So many installations are told of, those that were heard of last: more would make a
page of megabytes, and nobody is answered while it is made."""

_OTHERS = ("search", "graphql")

REQUESTS = Counter(
    "compass_github_requests",
    "Requests to GitHub by what came of them; status is none where no answer came.",
    ["method", "status", "outcome"],
)
RATE_REMAINING = Gauge(
    "compass_github_rate_remaining",
    "Requests left in GitHub's primary limit; installation 0 is the App itself.",
    ["installation"],
)
OTHER_REMAINING = Gauge(
    "compass_github_resource_remaining",
    "What is left of the limits that GitHub keeps apart: requests to search, and points"
    " for graphql.",
    ["installation", "resource"],
)
LEFT_ALONE_UNTIL = Gauge(
    "compass_github_left_alone_until_timestamp_seconds",
    "Until when GitHub asked last that an installation make no request;"
    " installation 0 is the App itself.",
    ["installation"],
)
POINTS_SECONDS = Counter(
    "compass_github_points_seconds",
    "Seconds that requests waited for the points a minute that GitHub allows, by"
    " resource.",
    ["resource"],
)
WRITES = Counter(
    "compass_github_writes",
    "Turns to write, each one request that changes something: asked_for by people, or"
    " own, of which nobody told.",
    ["initiative"],
)
TURN_SECONDS = Histogram(
    "compass_github_turn_seconds",
    "How long a write waited for its turn.",
    ["initiative"],
    buckets=(0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120),
)
HELD = Counter(
    "compass_writes_held",
    "Writes put off by a ceiling of the bot's own: minute, hour, patience (the rest is"
    " for people), repository, thread.",
    ["reason"],
)


def initiative(*, patient: bool) -> str:
    """Whose initiative it is, as the metrics call it."""
    return "own" if patient else "asked_for"


class _Told(LRUCache[int, None]):
    """The installations of which is told."""

    def popitem(self) -> tuple[int, None]:
        longest_ago, nothing = super().popitem()
        _remove(longest_ago)
        return longest_ago, nothing


_told = _Told(MOST)


def _remove(installation: int) -> None:
    RATE_REMAINING.remove(installation)
    LEFT_ALONE_UNTIL.remove(installation)
    for resource in _OTHERS:
        OTHER_REMAINING.remove(installation, resource)


def forget(installation: int) -> None:
    """Tell no more of an installation that is gone."""
    _told.pop(installation, None)
    _remove(installation)


def tell_remaining(installation: int, remaining: Mapping[str, int]) -> None:
    """Tell what is left, by GitHub's names of what it limits; of others nothing."""
    _told[installation] = None
    for resource, left in remaining.items():
        if resource == "core":
            RATE_REMAINING.labels(installation).set(left)
        elif resource in _OTHERS:
            OTHER_REMAINING.labels(installation, resource).set(left)
