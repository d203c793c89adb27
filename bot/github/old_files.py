"""What old `.github/support.yml` files put in force where ours says nothing of support.

Such a file is that of the retired app Support Requests. The repository's own comes first,
then its owner's; what `_extends` names is read as Probot did, here over several steps.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.core.configuration import Configuration
from bot.core.errors import Unreadable
from bot.core.old_support import OLD_PATH, OldSupport
from bot.core.problems import ConfigurationError, Problem
from bot.core.repository_models import Surveyed
from bot.github.old_bases import Found, OldBases, OldFile, Unknown
from bot.github.repo_config import Loaded, Sections, owners_of, with_shared

if TYPE_CHECKING:  # as features name the file without any HTTP
    from bot.github.api import GitHub

SUPPORT = "support"
"""The section that an old file is read as."""

CAUTIOUS = OldSupport(close=False)
"""What is done where an old file is wrong and never was right: people are answered."""

UNKNOWN = Configuration()
"""What is in force where nobody can tell what an old file says: nothing of support."""


def says(configuration: Configuration | None) -> bool:
    """Whether it says what becomes of support questions."""
    return configuration is not None and SUPPORT in configuration.sections


class OldFiles:
    """The old files of the repositories that one look has shown.

    `known` are those that were in force at earlier looks, by repository; it is kept up
    to date. It tells what holds where GitHub no longer does.
    """

    def __init__(
        self,
        github: "GitHub",
        surveyed: Iterable[Surveyed],
        sections: Sections,
        known: dict[str, Configuration],
    ) -> None:
        self._github = github
        self._surveyed = {one.repository.full_name.lower(): one for one in surveyed}
        self._bases = OldBases(github, self._surveyed.values())
        self._sections = sections
        self._known = known
        self._loaded: dict[str, Loaded] = {}

    async def below(self, loaded: Loaded, repository: str) -> Loaded:
        """What is in force in the repository where ours puts `loaded` in force.

        A wrong old file changes nothing: the last good one of its history stays in force,
        and where there is none the owner's. Where that is wrong as well, or lacking, the
        questions are answered in the app's usual words, and stay open. Where what it
        extends cannot be told, what was known before stays in force, or else nothing is
        done about questions. The error says what is wrong, that of `loaded` first.
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

    async def _load(self, name: str) -> Loaded:
        if name not in self._loaded:
            self._loaded[name] = await self._load_one(name)
        return self._loaded[name]

    async def _load_one(self, name: str) -> Loaded:
        one = self._surveyed.get(name)
        if one is None:
            return Loaded(None)
        try:
            found = await self._find(one)
        except Unknown as unknown:
            return Loaded(self._known.get(name, UNKNOWN), unknown)
        except ConfigurationError as wrong:
            return Loaded(self._known.get(name), wrong)
        if found is None:
            self._known.pop(name, None)
            return Loaded(None)
        self._known[name] = _section(found.old)
        return Loaded(self._known[name], found.error)

    async def _find(self, one: Surveyed) -> Found | None:
        """None where there is no such file; ConfigurationError if it never was right."""
        if one.old_support is None:
            return None
        repository = one.repository.full_name
        is_owners = repository.lower() == owners_of(repository).lower()
        name = f"{repository}/{OLD_PATH}" if is_owners else OLD_PATH
        file = OldFile(repository, OLD_PATH, name)
        try:
            return await self._bases.merged(file, one.old_support)
        except Unknown:
            raise
        except ConfigurationError:
            return await self._look_closer(file)

    async def _look_closer(self, file: OldFile) -> Found | None:
        """What its history tells, and whether it is wrong at all.

        The look shows a symbolic link as where it leads, and says of no other thing what
        it is.
        """
        try:
            newest = await self._github.get_file(file.repository, OLD_PATH)
            if newest is None:
                return None
            return await self._bases.merged(file, newest.text)
        except Unknown:
            raise
        except Unreadable as error:
            wrong = ConfigurationError(file.name, [Problem(1, 1, "", error.why)])
        except ConfigurationError as error:
            wrong = error
        found = await self._bases.good_again(file, wrong)
        if found is None:
            raise wrong
        return found


async def mistakes_in(
    github: "GitHub", repository: str, text: str
) -> ConfigurationError | None:
    """What is wrong in what a text of the repository's own file extends.

    What it extends is in force all the same, in an older version. ConfigurationError
    where the text itself is wrong, or nobody can tell what it extends.
    """
    file = OldFile(repository, OLD_PATH, OLD_PATH)
    return (await OldBases(github, ()).merged(file, text)).error


def _section(old: OldSupport) -> Configuration:
    """It as a configuration; one that says nothing where nothing is to be done."""
    return Configuration(sections={SUPPORT: old} if old.perform else {})
