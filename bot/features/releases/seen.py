"""All projects as they are, and what of them may be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.projects import Projects
from bot.projects.due import Standing


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
