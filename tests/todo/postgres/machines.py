"""Several machines at one list, and what they are impatient with."""

from datetime import timedelta

FAST = timedelta(seconds=0.02)
BEAT = timedelta(seconds=0.05)
GONE = timedelta(seconds=0.5)
