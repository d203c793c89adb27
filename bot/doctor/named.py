"""What a configuration names in its own repository: labels, and templates."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.configuration import Configuration
from bot.core.releases import Releases
from bot.core.report_forms import RequestInfo
from bot.core.support import Support
from bot.features.agenda.config import AgendaConfig


@dataclass(frozen=True, slots=True)
class Named:
    """What has to be there for all of a repository's own file to have its effect."""

    full_name: str
    labels: tuple[str, ...]
    templates: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything has to be looked for."""
        return bool(self.labels or self.templates)


def named_in(full_name: str, configuration: Configuration) -> Named:
    """What the repository's own file names; what is shared names nothing there."""
    own = {
        name: section
        for name, section in configuration.sections.items()
        if name not in configuration.shared
    }
    labels = dict.fromkeys(
        label for section in own.values() for label in _labels(section)
    )
    series = configuration.series.values() if "meetings" in own else ()
    labels |= dict.fromkeys(label for one in series for label in one.labels)
    templates = dict.fromkeys(one.template for one in series if one.template)
    return Named(full_name, tuple(labels), tuple(templates))


def _labels(section: object) -> Iterator[str]:
    match section:
        case AgendaConfig():
            yield section.label
        case Support():
            yield from section.labels
        case RequestInfo():
            yield section.label
            yield from section.forms.root
        case Releases():
            yield from section.labels
