"""What GitHub says of a repository's commits, pull requests and labelled threads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.models import Account, Repository


@dataclass(frozen=True, slots=True)
class LabelledThread:
    """An open issue or pull request that has the label asked for."""

    repository: str
    number: int
    title: str
    user: Account
    html_url: str
    created_at: datetime
    is_pull_request: bool = False
    private: bool = False


NO_TEXT = "\0"
"""What stands for a file that is no text, or too long; YAML allows it no more."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A repository as a look over the whole installation shows it.

    `configuration` is the text of its `.github/team-compass.yml` (None: no such file);
    `unreadable` tells that there is one whose text GitHub does not give that way, or
    that nothing can be told of the repository now, its threads included. `old_support`
    is the text of its `.github/support.yml`, or NO_TEXT. `stirred` is
    when anything last happened to an open pull request; None also where the App may not
    see them.
    """

    repository: Repository
    configuration: str | None = None
    old_support: str | None = None
    unreadable: bool = False
    threads: tuple[LabelledThread, ...] = ()
    stirred: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A check run of this App on a commit."""

    id: int
    name: str
    head_sha: str
    conclusion: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request; `head_repository` is "" once the fork is gone."""

    repository: str
    number: int
    title: str
    body: str
    user: Account
    state: Literal["open", "closed"]
    merged: bool
    head_ref: str
    head_sha: str
    head_repository: str
    base_ref: str
    html_url: str = ""
