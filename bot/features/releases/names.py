"""What people may call a project: all of its name, or what tells it from the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.markdown import quote_text
from bot.core.projects import Project
from bot.features.releases.commands import CLAIM

_MOST = 12
"""Names that are told to who has named none of them: a note holds twenty such lines."""


def short_name(name: str, names: Iterable[str]) -> str:
    """`kubespawner`, or `jupyterhub/kubespawner` where others are called so too."""
    short = name.partition("/")[2]
    alike = [one for one in names if one.partition("/")[2].lower() == short.lower()]
    return short if len(alike) == 1 else name


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that leads to no row, and why."""

    why: str
    form: str = ""


class Names:
    """The projects that can be named, and what the file has besides."""

    def __init__(
        self,
        named: Iterable[str],
        configured: Iterable[str],
        projects: Mapping[str, Project],
    ) -> None:
        self._shown = tuple(named)
        self._rows: dict[str, set[str]] = {}
        for name in self._shown:
            project = projects.get(name)
            for known in {name, project.full_name if project else ""} - {""}:
                for called in (known, known.partition("/")[2]):
                    self._rows.setdefault(called.lower(), set()).add(name.lower())
        self._configured = {
            called.lower()
            for name in configured
            for called in (name, name.partition("/")[2])
        }

    def find(self, written: str) -> str | Unknown:
        """The row's project in lower case: `owner/name`, or `name` where one has it.

        A repository that has another name now is known by both.
        """
        found = self._rows.get(written.lower(), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            one = next(name for name in self._shown if name.lower() in found)
            return Unknown("more than one row is called so", f"/release claim {one}")
        if written.lower() in self._configured:
            return Unknown("that project has no row in this pulse")
        called = [short_name(name, self._shown) for name in self._shown[:_MOST]]
        rows = ", ".join(map(quote_text, called)) or "none"
        if more := len(self._shown) - len(called):
            rows = f"{rows} and {more} more"
        return Unknown(f"no row is called so; there are {rows}", CLAIM)
