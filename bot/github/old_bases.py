"""What one old `support.yml` says, with the files that it extends, one through the other.

Each of them follows the rule for all configuration: a wrong one changes nothing, its last
good version stays in force. Wrong is also a file whose `_extends` leads in a circle. One
that has been deleted is still extended as it was. Where a file that is extended was never
right, or may not be read, nobody can tell what holds: `Unknown`.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.errors import Gone, Refused, Unreadable
from bot.core.old_support import OLD_PATH, Base, OldSupport, parse_old_support
from bot.core.problems import ConfigurationError, Problem
from bot.core.repository_models import NO_TEXT, Surveyed
from bot.github.repo_config import HISTORY

if TYPE_CHECKING:  # as features name the file without any HTTP
    from bot.github.api import GitHub

MOST_BASES = 5
"""How many files one may extend, one through the other."""


class Unknown(ConfigurationError):
    """What is extended cannot be told, nor what holds therefore."""


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file by its place; `name` is what its mistakes call it."""

    repository: str
    path: str
    name: str

    @property
    def place(self) -> tuple[str, str]:
        """What tells it from others, however its name is written."""
        return self.repository.lower(), self.path


@dataclass(frozen=True, slots=True)
class Found:
    """What holds, and what is wrong with a newer version of what says it."""

    old: OldSupport
    error: ConfigurationError | None = None


_Above = tuple[OldFile, ...]
"""The files through which one is extended, the first one first."""


class OldBases:
    """The old files of the repositories that one look has shown, and what they extend.

    Every text is asked for once, so that many files may extend the same.
    """

    def __init__(self, github: "GitHub", surveyed: Iterable[Surveyed]) -> None:
        self._github = github
        self._surveyed = {one.repository.full_name.lower(): one for one in surveyed}
        self._texts: dict[tuple[tuple[str, str], str], str | Unreadable | None] = {}
        self._commits: dict[tuple[str, str], tuple[str, ...]] = {}

    async def merged(
        self, file: OldFile, text: str, above: _Above = (), *, closely: bool = True
    ) -> Found:
        """What a text of the file says, with what it extends.

        ConfigurationError where it is wrong. Only `closely` are the older versions of
        what it extends looked at.
        """
        said, through = parse_old_support(text, file=file.name), (*above, file)
        if said.extends is None:
            return Found(said)
        base = _base(said.extends, file)
        if why := _why_not(base, through):
            raise _wrong(file, said.extends, why)
        lacks = f"names {base.name}, which is not there, or not to be read"
        try:
            lacking = _wrong(file, said.extends, lacks)
            found = await self._extended(base, lacking, through, closely=closely)
        except ConfigurationError as error:
            raise Unknown(error.file, error.problems) from None
        old = parse_old_support(text, file=file.name, base=found.old)
        return Found(old, found.error)

    async def good_again(
        self, file: OldFile, wrong: ConfigurationError, above: _Above = ()
    ) -> Found | None:
        """The last version in the file's history that is right; None if there is none.

        For one that nobody extends, there is none either before it was deleted.
        `Unknown` where a version may have been right.
        """
        async for text in self._history(file):
            if text is None and not above:
                return None  # nothing was in force then
            if text is None or isinstance(text, Unreadable):
                continue
            try:
                found = await self.merged(file, text, above, closely=False)
            except Unknown:
                raise Unknown(wrong.file, wrong.problems) from None
            except ConfigurationError:
                continue
            return replace(found, error=wrong)
        return None

    async def _extended(
        self,
        file: OldFile,
        lacking: ConfigurationError,
        above: _Above,
        *,
        closely: bool,
    ) -> Found:
        text: str | Unreadable | None = self._shown(file)
        wrong = lacking
        for closer in (False, True):
            if closer:
                text = await self._text(file)
            if text is None or isinstance(text, Unreadable):
                break
            try:
                return await self.merged(file, text, above, closely=closely)
            except Unknown:
                raise
            except ConfigurationError as error:
                wrong = error
        if text is None:
            wrong = lacking
        elif isinstance(text, Unreadable):
            wrong = ConfigurationError(file.name, [Problem(1, 1, "", text.why)])
        found = await self.good_again(file, wrong, above) if closely else None
        if found is None:
            raise wrong
        return found

    def _shown(self, file: OldFile) -> str | None:
        """What the look has shown; None: no file. It is not told what a link is."""
        seen = self._surveyed.get(file.repository.lower())
        if seen is None or file.path != OLD_PATH:
            return NO_TEXT
        return seen.old_support

    async def _history(self, file: OldFile) -> AsyncIterator[str | Unreadable | None]:
        github, place = self._github, file.place
        known = place[0] in self._surveyed
        if place not in self._commits:
            ask = github.list_commits if known else github.list_anyones_commits
            try:
                self._commits[place] = await ask(file.repository, file.path, HISTORY)
            except (Gone, Refused):
                self._commits[place] = ()
        for commit in self._commits[place]:
            yield await self._text(file, commit)

    async def _text(self, file: OldFile, ref: str = "") -> str | Unreadable | None:
        """The file's text at a commit; Unreadable is something else in its place."""
        github, key = self._github, (file.place, ref)
        if key not in self._texts:
            known = file.place[0] in self._surveyed
            ask = github.get_file if known else github.get_anyones_file
            try:
                found = await ask(file.repository, file.path, ref or None)
                self._texts[key] = found.text if found else None
            except Unreadable as odd:
                self._texts[key] = odd
            except (Gone, Refused):
                self._texts[key] = None
        return self._texts[key]


def _base(extends: Base, of: OldFile) -> OldFile:
    owner = extends.owner or of.repository.partition("/")[0]
    repository, path = f"{owner}/{extends.name}", extends.path or OLD_PATH
    return OldFile(repository, path, f"{repository}/{path}")


def _why_not(base: OldFile, through: _Above) -> str:
    if base.place in (file.place for file in through):
        return f"leads back to {base.name}"
    if len(through) > MOST_BASES:
        return f"is one file too many, allowed are {MOST_BASES}"
    return ""


def _wrong(file: OldFile, at: Base, why: str) -> ConfigurationError:
    problem = Problem(at.line, at.column, "_extends", why)
    return ConfigurationError(file.name, [problem])
