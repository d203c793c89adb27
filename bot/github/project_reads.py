"""Typed reads of the projects whose releases are looked after."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.github.repository_reads import Connect, RepositoryReads

if TYPE_CHECKING:  # what only a pulse needs is imported with the first one
    from bot.core.projects import Projects
    from bot.core.releases import Releases
    from bot.github.project_memory import Memory

JUST_NOW = timedelta()
"""No look that was made before is good enough."""


class ProjectReads(RepositoryReads):
    """The part of GitHub that is about many repositories and what they release."""

    def __init__(self, connect: Connect) -> None:
        super().__init__(connect)
        self._memories: list[Memory] = []  # none until the first look, then one

    @property
    def _projects(self) -> "Memory":
        from bot.github.project_memory import Memory

        if not self._memories:
            self._memories.append(Memory())
        return self._memories[0]

    async def look_at_projects(
        self, config: "Releases", now: datetime, *, lately: timedelta = JUST_NOW
    ) -> "Projects":
        """All that is known of each project now, or was at a look that was not longer ago.

        Also of such as are out of this installation's reach but public. What GitHub cannot
        tell of one is `unknown` of it; it costs the others nothing. The first look at ten
        of them takes about ten requests, and one at which nothing is new a single one.
        """
        from bot.github.project_looks import Look

        return await Look(self.connect(None), self._projects, now).at(config, lately)

    def forget_project(self, full_name: str) -> None:
        """Something is new there: whoever looks next, however lately it was, asks of it."""
        for memory in self._memories:
            memory.forget(full_name)

    async def look_at_versions(
        self, config: "Releases", now: datetime, *, lately: timedelta = JUST_NOW
    ) -> "Projects":
        """The last release of each project and what is in flight, not what came since.

        One request for each ten projects, and one or two more where branches are named or
        there are newer prereleases.
        """
        from bot.github.project_looks import Look

        look = Look(self.connect(None), self._projects, now, versions_only=True)
        return await look.at(config, lately)
