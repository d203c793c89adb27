"""What a worker has room for, known without a look at the list."""

from collections import Counter
from collections.abc import Collection

from bot.todo.job import Job, Key, Wake
from bot.todo.order import most_of_installation, most_of_repository


class Room:
    """What one worker runs, up to `concurrency` jobs at once.

    A list on which thousands wait for one repository is not to be looked through for
    each that is added, only to find that nothing more of it may begin.
    """

    def __init__(self, concurrency: int) -> None:
        self.concurrency = concurrency
        self._jobs: dict[Key, Job] = {}
        self._installations: Counter[int] = Counter()
        self._repositories: Counter[str] = Counter()

    def take(self, jobs: Collection[Job]) -> None:
        """These run."""
        for job in jobs:
            self._jobs[job.key] = job
            self._count(job, 1)

    def leave(self, keys: Collection[Key]) -> None:
        """Those of these that ran here have ended."""
        for key in self._jobs.keys() & keys:
            self._count(self._jobs.pop(key), -1)

    def has(self, wake: Wake) -> bool:
        """Whether it may begin at once; what may not waits for one of these to end."""
        if len(self._jobs) >= self.concurrency or wake.key in self._jobs:
            return False
        if not wake.installation:
            return True
        of_installation = most_of_installation(self.concurrency)
        if self._installations[wake.installation] >= of_installation:
            return False
        of_repository = most_of_repository(self.concurrency)
        return self._repositories[wake.key.repository.lower()] < of_repository

    def _count(self, job: Job, by: int) -> None:
        if job.installation:  # what is of none has all it needs
            self._installations[job.installation] += by
            self._repositories[job.key.repository.lower()] += by
