"""What `/metrics` tells about the requests to GitHub."""

from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram

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


def forget(installation: int) -> None:
    """Tell no more of an installation that is gone."""
    for gauge in (RATE_REMAINING, OTHER_REMAINING, LEFT_ALONE_UNTIL):
        gauge.remove_by_labels({"installation": str(installation)})


def tell_remaining(installation: int, remaining: Mapping[str, int]) -> None:
    """Tell what is left, by GitHub's names of what it limits; of others nothing."""
    for resource, left in remaining.items():
        if resource == "core":
            RATE_REMAINING.labels(installation).set(left)
        elif resource in ("search", "graphql"):
            OTHER_REMAINING.labels(installation, resource).set(left)
