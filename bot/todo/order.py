"""Who goes ahead of whom, whatever the list is made of; pure.

What has been due longest runs first, but a repository that is being worked in lets the
others go ahead: one that is noisy starves none of them.
"""

from datetime import timedelta

PEOPLE_FIRST = timedelta(minutes=1)
"""How much later than it is due what nobody told of counts as due, beside what people
do: a sweep of a hundred repositories lets them go ahead, and waits no longer than this.
"""

RETRIED_AT_ONCE = 20
RETRIED_EVERY = timedelta(seconds=10)
"""So many that are retried together are due at once, and so much later the next ones."""


def retried_later(place: int) -> timedelta:
    """How much later than the first of them the one at this place (from 0) is due."""
    return RETRIED_EVERY * (place // RETRIED_AT_ONCE)


def most_of_installation(concurrency: int) -> int:
    """So many of the jobs that a worker runs at once may be of one installation.

    Another's is begun without waiting for the end of one; what is of no installation (0)
    has all it needs.
    """
    return max(concurrency - 1, 1)


def most_beside_first(concurrency: int) -> int:
    """So many of an installation's may be other than the first of a repository's people.

    That is what they ask for beside that, and whatever nobody asked for. So of what
    people ask for in three repositories, each has a job without waiting for the end of
    one, however loud the others are: in these there are five places or more.
    """
    return max(concurrency - 4, 1)
