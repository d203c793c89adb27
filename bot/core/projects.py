"""What GitHub says of a project whose releases are looked after, as frozen values.

The names are GitHub's: a tag, a release (GitHub's own, with notes), a branch, a commit, a
pull request. Times are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.models import Account


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, annotated or not: the commit that it leads to, and when that was made."""

    name: str
    sha: str
    committed_at: datetime


@dataclass(frozen=True, slots=True)
class GitHubRelease:
    """A release that was published on GitHub, of a tag; drafts are none."""

    tag_name: str
    prerelease: bool
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What came to a branch at once: a merged pull request, or a commit without any.

    `number` is 0 for a commit, and `sha` that of the (last) commit. `title` is one line.
    `head_ref` is the name of the pull request's branch, which tells what a bot is at.
    `paths` are the files that it changes; None where that is not known.
    """

    number: int
    sha: str
    title: str
    author: Account
    at: datetime
    labels: tuple[str, ...] = ()
    head_ref: str = ""
    paths: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A project's repository at one look; `full_name` is what it is called now.

    `default_branch` is "" where it has no commits. `tags` are all there are, unless
    `tags_left` says how many more could not be read. `branches` are the names of all but
    the default one.
    """

    full_name: str
    private: bool = False
    archived: bool = False
    default_branch: str = ""
    tags: tuple[Tag, ...] = ()
    tags_left: int = 0
    releases: tuple[GitHubRelease, ...] = ()
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was released, as its tag has it.

    `version` is as people write it, without `v` or whatever else the tag begins with.
    `at` is when the tag's commit was made, whenever a release on GitHub was made for it;
    with `channel: release` it is when that was published.
    """

    tag: str
    version: str
    at: datetime
    sha: str = ""
    prerelease: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A branch from which releases are made, and what waits on it.

    `changes` came to the branch `since` that release, oldest first, each once. Left out is
    what was released from another branch as well (a backport), but not of what came since
    a prerelease that is `in_flight`; and beside the default branch what that has, too. Not
    `complete` where there are more than could be read. `in_flight` is a newer prerelease
    on the branch.
    """

    branch: str
    since: Release
    changes: tuple[Change, ...] = ()
    complete: bool = True
    in_flight: Release | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a project's manifest says that it needs.

    `ecosystem` is where the `name` (in its normal form there) is one: python, npm,
    chart, image, or git, where it is `owner/name`. `specifier` is as written (`>=4,<5`,
    `^4.2.0`, `5.5.0`; "" for any), of what git has its tag (`v5.5.0`).
    `line` counts from 1. Only `runtime` ones matter to a release; those of tests, docs
    and development do not. `condition` is as written where it holds only under one
    (`python_version < "3.10"`).
    """

    ecosystem: str
    name: str
    specifier: str
    path: str
    line: int
    runtime: bool = True
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Manifests:
    """What all manifests of a project say, at its default branch.

    `names` are what it is called, by ecosystem; `problems` say of files that could not
    be read which and why, each as `path: why`.
    """

    names: tuple[tuple[str, str], ...] = ()
    requirements: tuple[Requirement, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that is known of a project now.

    `name` is as configured, and the key by which others know it. Without `last` nothing
    was ever released, as far as is known. The first of `lines` is the one `last` is on.
    `unknown` says what could not be told and why, each the end of a sentence; where
    GitHub told nothing at all, that is all there is.
    """

    name: str
    full_name: str = ""
    private: bool = False
    archived: bool = False
    last: Release | None = None
    lines: tuple[Line, ...] = ()
    manifests: Manifests = field(default_factory=Manifests)
    unknown: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether GitHub told anything of it."""
        return bool(self.full_name)


Projects = Mapping[str, Project]
"""Projects by their names as configured."""
