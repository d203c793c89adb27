"""What a worker has room for, known without a look at the list."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.todo.job import Job, Key, Wake
from bot.todo.order import most_beside_first, most_of_installation


class Room:
    """What one worker runs, up to `concurrency` jobs at once.

    A list on which thousands wait for one repository is not to be looked through for
    each that is added, only to find that nothing more of it may begin.
    """

    def __init__(self, concurrency: int) -> None:
        self.concurrency = concurrency
        self._jobs: dict[Key, _Place] = {}

    def take(self, jobs: Collection[Job]) -> None:
        """These run."""
        for job in jobs:
            repository = job.key.repository.lower()
            self._jobs[job.key] = _Place(job.installation, repository, asked=job.news)

    def leave(self, keys: Collection[Key]) -> None:
        """Those of these that ran here have ended."""
        for key in self._jobs.keys() & keys:
            del self._jobs[key]

    def has(self, wake: Wake) -> bool:
        """Whether it may begin at once; what may not waits for one of these to end."""
        if len(self._jobs) >= self.concurrency or wake.key in self._jobs:
            return False
        if not wake.installation:  # it has all it needs
            return True
        own = [
            place
            for place in self._jobs.values()
            if place.installation == wake.installation
        ]
        if len(own) >= most_of_installation(self.concurrency):
            return False
        asked = {place.repository for place in own if place.asked}
        is_first = wake.news and wake.key.repository.lower() not in asked
        return is_first or len(own) - len(asked) < most_beside_first(self.concurrency)


@dataclass(frozen=True, slots=True)
class _Place:
    """Who has it, and whether people asked for that."""

    installation: int
    repository: str
    asked: bool
