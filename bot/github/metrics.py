"""What `/metrics` tells about the requests to GitHub."""

from prometheus_client import Counter, Gauge

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
