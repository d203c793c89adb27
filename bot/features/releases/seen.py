"""All projects as they are, and what of them may be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.projects import Projects, Release
from bot.core.pulse_text import Row
from bot.projects.due import Standing
from bot.projects.versions import is_newer


@dataclass(frozen=True, slots=True)
class Seen:
    """All projects as they are, and how each stands, by their names in the file.

    `in_private` tells that only those see the pulse who may see its private repository.
    """

    projects: Projects
    standings: Mapping[str, Standing]
    in_private: bool = False

    def hides(self, name: str) -> bool:
        """Whether nothing of a project may be told: it is private, and this is not."""
        return self.projects[name].private and not self.in_private

    def in_flight(self, name: str) -> Release | None:
        """The newest prerelease of a version to come, if there is one."""
        lines = self.projects[name].lines
        return next((line.in_flight for line in lines if line.in_flight), None)

    def released(self, row: Row) -> Release | None:
        """What was released since the row began: a newer version.

        Or, where one was in flight already, a newer prerelease, after which nothing
        waits on any other line.
        """
        project, flight = self.projects[row.name], self.in_flight(row.name)
        last = project.last
        if last is not None and (
            not row.version or is_newer(last.version, row.version)
        ):
            return last
        if flight is None or not row.in_flight:
            return None
        if not is_newer(flight.version, row.in_flight):
            return None
        tallies = zip(project.lines, self.standings[row.name].lines, strict=False)
        waits = any(one.shipping for line, one in tallies if line.in_flight is None)
        return None if waits else flight

    def is_released(self, row: Row) -> bool:
        """Whether it was; where nobody can tell now, whether that was seen before."""
        project = self.projects[row.name]
        if self.released(row) is not None:
            return True
        untold = project.last is None and (project.unknown or not project.is_known)
        return bool(untold) and row.standing == "released"
