"""Whether GitHub's lists are as new as the delivery that woke a job."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.errors import RetryLater
from bot.core.models import Comment, Identity
from bot.todo.job import Job

LAG = timedelta(seconds=2)
"""How long GitHub's reads may be behind its deliveries, to begin with."""

PATIENCE = 3
"""How often a read may lack what woke the job before that counts as deleted."""

SHOWN = timedelta(seconds=30)
"""After so long GitHub's lists show what it has made, though its answer was lost.

GitHub ends a request after ten seconds, whatever became of it, and its replicas are
seconds behind.
"""

TWICE = timedelta(minutes=1)
"""How long after a comment is made its thread is looked at again.

GitHub offers no way to make one only where there is none. So two processes, or one that
was started again while reads lag, may both make it; by then they see both.
"""


def check_freshness(job: Job, comments: Iterable[Comment]) -> None:
    """Nothing where the comments hold the one that woke the job; else RetryLater."""
    if not job.newest_comment:
        return  # nobody told of one
    newest = max((comment.id for comment in comments), default=0)
    if newest < job.newest_comment and job.attempt <= PATIENCE:
        raise RetryLater(
            f"comment {job.newest_comment} is not listed yet",
            after=LAG * job.attempt,
        )


def look_again(
    me: Identity, comments: Iterable[Comment], now: datetime
) -> datetime | None:
    """When this App's youngest comment is `TWICE` old; None where it is."""
    made = [comment.created_at for comment in comments if me.wrote(comment)]
    again = max(made, default=now - TWICE) + TWICE
    return again if again > now else None
