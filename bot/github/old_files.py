"""What old `.github/support.yml` files put in force where ours says nothing of support.

Such a file is that of the retired app Support Requests. The repository's own comes first,
then its owner's; what `_extends` names is read as Probot did, here over several steps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.configuration import Configuration
from bot.core.errors import Unreadable
from bot.core.old_support import OLD_PATH, Base, OldSupport, parse_old_support
from bot.core.problems import ConfigurationError, Problem
from bot.core.repository_models import NO_TEXT, Surveyed
from bot.github.repo_config import HISTORY, Loaded, Sections, owners_of, with_shared

if TYPE_CHECKING:  # as features name the file without any HTTP
    from bot.github.api import GitHub

SUPPORT = "support"
"""The section that an old file is read as."""

MOST_BASES = 5
"""How many files one may extend, one through the other."""

CAUTIOUS = OldSupport(close=False)
"""What is done where an old file is wrong and never was right: people are answered."""


def says(configuration: Configuration | None) -> bool:
    """Whether it says what becomes of support questions."""
    return configuration is not None and SUPPORT in configuration.sections


class OldFiles:
    """The old files of the repositories that one look has shown."""

    def __init__(
        self, github: "GitHub", surveyed: Iterable[Surveyed], sections: Sections
    ) -> None:
        self._github = github
        self._surveyed = {one.repository.full_name.lower(): one for one in surveyed}
        self._sections = sections
        self._loaded: dict[str, Loaded] = {}

    async def below(self, loaded: Loaded, repository: str) -> Loaded:
        """What is in force in the repository where ours puts `loaded` in force.

        A wrong old file changes nothing: the last good one of its history stays in force,
        and where there is none the owner's. Where that is wrong as well, or lacking, the
        questions are answered in the app's usual words, and stay open. The error says
        what is wrong, that of `loaded` first.
        """
        if SUPPORT not in self._sections or says(loaded.configuration):
            return loaded
        wrong = False
        for name in dict.fromkeys((repository, owners_of(repository))):
            found = await self._load(name.lower())
            loaded = with_shared(loaded, found)
            if found.configuration is not None:
                return loaded
            wrong = wrong or found.error is not None
        return with_shared(loaded, Loaded(_section(CAUTIOUS))) if wrong else loaded

    async def read(self, repository: str, text: str) -> Loaded:
        """What a text of the repository's own file puts in force.

        ConfigurationError where it, or what it extends, is wrong.
        """
        return await self._in_force(_File(repository, OLD_PATH, OLD_PATH), text)

    async def _load(self, name: str) -> Loaded:
        if name not in self._loaded:
            self._loaded[name] = await self._load_one(name)
        return self._loaded[name]

    async def _load_one(self, name: str) -> Loaded:
        one = self._surveyed.get(name)
        if one is None or one.old_support is None:
            return Loaded(None)
        repository = one.repository.full_name
        is_owners = repository.lower() == owners_of(repository).lower()
        name = f"{repository}/{OLD_PATH}" if is_owners else OLD_PATH
        file = _File(repository, OLD_PATH, name)
        try:
            return await self._in_force(file, one.old_support)
        except ConfigurationError:
            return await self._look_closer(file)

    async def _look_closer(self, file: "_File") -> Loaded:
        """What its history tells, and whether it is wrong at all.

        The look shows a symbolic link as where it leads, and says of no other thing what
        it is.
        """
        github, repository = self._github, file.repository
        try:
            newest = await github.get_file(repository, OLD_PATH)
            if newest is None:
                return Loaded(None)
            return await self._in_force(file, newest.text)
        except Unreadable as error:
            wrong = ConfigurationError(file.name, [Problem(1, 1, "", error.why)])
        except ConfigurationError as error:
            wrong = error
        for commit in await github.list_commits(repository, OLD_PATH, HISTORY):
            try:
                older = await github.get_file(repository, OLD_PATH, ref=commit)
                if older is None:
                    break  # it was deleted then: nothing was in force
                found = await self._in_force(file, older.text)
                return Loaded(found.configuration, wrong)
            except (ConfigurationError, Unreadable):
                continue
        return Loaded(None, wrong)

    async def _in_force(self, file: "_File", text: str) -> Loaded:
        """What the text says, with what it extends; ConfigurationError if it is wrong.

        What cannot be extended is left out, as Probot did, and the error tells it.
        """
        texts, files = [text], [file]
        said = parse_old_support(text, file=file.name)
        why = ""
        while said.extends:
            base = _base(said.extends, files[-1])
            why = _why_not(base, files)
            found = None if why else await self._read(base)
            if found is None:
                why = why or f"names {base.name}, which is not there, or not to be read"
                break
            texts.append(found)
            files.append(base)
            said = parse_old_support(found, file=base.name)
        old = said
        for one, read in list(zip(files, texts, strict=True))[-2::-1]:
            old = parse_old_support(read, file=one.name, base=old)
        error: ConfigurationError | None = None
        if said.extends:
            at = said.extends
            problem = Problem(at.line, at.column, "_extends", why)
            error = ConfigurationError(files[-1].name, [problem])
        return Loaded(_section(old), error)

    async def _read(self, base: "_File") -> str | None:
        seen = self._surveyed.get(base.repository.lower())
        if seen is not None and base.path == OLD_PATH and seen.old_support != NO_TEXT:
            return seen.old_support
        try:
            file = await self._github.get_anyones_file(base.repository, base.path)
        except Unreadable:
            return None
        return file.text if file else None


@dataclass(frozen=True, slots=True)
class _File:
    """A file by its place; `name` is what its mistakes call it."""

    repository: str
    path: str
    name: str

    @property
    def place(self) -> tuple[str, str]:
        return self.repository.lower(), self.path


def _base(extends: Base, of: _File) -> _File:
    owner = extends.owner or of.repository.partition("/")[0]
    repository, path = f"{owner}/{extends.name}", extends.path or OLD_PATH
    return _File(repository, path, f"{repository}/{path}")


def _why_not(base: _File, files: list[_File]) -> str:
    if base.place in (file.place for file in files):
        return f"leads back to {base.name}"
    if len(files) > MOST_BASES:
        return f"is one file too many, allowed are {MOST_BASES}"
    return ""


def _section(old: OldSupport) -> Configuration:
    """It as a configuration; one that says nothing where nothing is to be done."""
    return Configuration(sections={SUPPORT: old} if old.perform else {})
