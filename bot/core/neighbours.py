"""A repository beside others of its installation, as whoever looks over all sees it."""

from dataclasses import dataclass

from bot.core.configuration import Configuration
from bot.core.models import Repository
from bot.core.repository_models import LabelledThread


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A repository, what is configured there, and its open threads with some label.

    `configuration` is None where there is none, or where nobody can tell just now:
    `unknown` says then why.
    """

    repository: Repository
    configuration: Configuration | None = None
    threads: tuple[LabelledThread, ...] = ()
    unknown: str = ""

    def is_at(self, place: str) -> bool:
        """Whether it is that repository (`owner/name`), or one of that account's."""
        name = self.repository.full_name.lower()
        return place.lower() in (name, name.partition("/")[0])
