"""What a project of the organisation is made of, before any of it has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Deed:
    """A change that somebody makes: the title, who, and the files that are touched.

    `head` is the branch of its pull request; it may be left out.
    """

    title: str
    by: str
    paths: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    head: str = ""


@dataclass(frozen=True)
class Tagged:
    """A version that was tagged so many days before the pulse.

    `message` makes the tag an annotated one, as `tbump` does; `late` is when it was set,
    if that was long after its commit.
    """

    name: str
    days: float
    message: bool = True
    late: float | None = None


@dataclass(frozen=True)
class Waiting:
    """What came since the last tag: in all, and what of it ships.

    `commits` have those of the pull requests in them, and those that merged them;
    `pulls` have the bots' among them. `ships` came by pull requests of people, `direct`
    by commits of people without any; both are what a release would be made for.
    """

    commits: int
    pulls: int = 0
    bots: int = 0
    ships: tuple[Deed, ...] = ()
    direct: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Shape:
    """A project: its files, tags (oldest first), releases on GitHub, and what waits.

    `version` is the file that says which version it is, `news` the one that says what is
    new. `machines` are the sorts of updates that bots bring. `released` are the tags that
    have a release on GitHub, of which `flagged` are prereleases.
    """

    files: Mapping[str, str]
    tags: tuple[Tagged, ...]
    waiting: Waiting
    version: str = ""
    news: str = "CHANGELOG.md"
    branch: str = "main"
    begins: float = 0
    machines: str = "pre-commit actions"
    released: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    quiet: tuple[Deed, ...] = field(default=())
