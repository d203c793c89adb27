"""What GitHub says, parsed once at the edge into frozen values.

The names and meanings are those of GitHub's REST API; only what some feature reads
is kept. Times are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

_INSIDE = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
NO_REACTIONS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Account:
    """A user, bot or organization; a deleted user is `ghost`, as on GitHub's pages."""

    login: str
    type: str = "User"

    @property
    def is_bot(self) -> bool:
        """Whether GitHub says that this account is an App or a machine."""
        return self.type == "Bot" or self.login.endswith("[bot]")

    @property
    def is_deleted(self) -> bool:
        """Whether this is a user who has left GitHub; nobody knows which."""
        return self.login.lower() == "ghost"

    def is_same(self, other: "Account | Identity | None") -> bool:
        """Whether both are known to be one; of two deleted users that is never known.

        GitHub's logins are the same in any case.
        """
        if other is None or self.is_deleted:
            return False
        return not self.is_other(other)

    def is_other(self, other: "Account | Identity") -> bool:
        """Whether both are known to be two; deleted users may always be one."""
        return self.login.lower() != other.login.lower()


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that an installation may see."""

    full_name: str
    default_branch: str = "main"
    private: bool = False
    archived: bool = False
    has_issues: bool = True
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue or, with `is_pull_request`, a pull request seen as an issue.

    `author_association` is GitHub's word for what the author is to the repository, such
    as `MEMBER` or `NONE`; "" where that was not told. `edited_at` is when the body was
    last changed, and `edited_by` who did that, where GraphQL told. `is_private`
    says that its repository is, which GraphQL alone tells.
    """

    repository: str
    number: int
    title: str
    body: str
    user: Account
    state: Literal["open", "closed"]
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    locked: bool = False
    is_pull_request: bool = False
    html_url: str = ""
    node_id: str = ""
    assignees: tuple[str, ...] = ()
    author_association: str = ""
    edited_at: datetime | None = None
    edited_by: Account | None = None
    is_private: bool = False

    @property
    def by_insider(self) -> bool:
        """Whether the author is of the team, and knows what an issue is for."""
        return self.author_association in _INSIDE


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """Something that happened to a thread; `event` is GitHub's word (`closed`, …).

    `comment_author` is who had written a comment that was deleted, where GraphQL told.
    """

    id: int
    event: str
    actor: Account
    created_at: datetime
    label: str = ""
    comment_author: Account | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue or pull request, with GitHub's count of its reactions.

    `pinned` is None where the server does not speak of pinned comments at all, and
    `reacted`, how this App has reacted to it, where only a list of reactions would tell.
    `edited_by` is who last changed its text, where GraphQL told. `author_association` is
    GitHub's word for what its author is to the repository.
    """

    id: int
    body: str
    user: Account
    created_at: datetime
    updated_at: datetime
    html_url: str = ""
    reactions: Mapping[str, int] = field(default_factory=lambda: NO_REACTIONS)
    pinned: bool | None = None
    reacted: frozenset[str] | None = None
    edited_by: Account | None = None
    author_association: str = ""

    @property
    def by_insider(self) -> bool:
        """Whether its author is known to be of the team."""
        return self.author_association in _INSIDE

    @property
    def edited(self) -> bool:
        """Whether the text was changed after it was posted."""
        return self.updated_at > self.created_at


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue or pull request with its comments and what is on its record, in order.

    Not `complete` where there are more comments or events than were asked for.
    """

    issue: Issue
    comments: tuple[Comment, ...] = ()
    events: tuple[IssueEvent, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which issues of a repository are to be looked over.

    The open ones that have one of the labels, and all that were updated since then.
    """

    repository: Repository
    labels: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """Some issues of those that were wanted; after the `last` part there are no more.

    They tell their repository's name as it is now, `wanted` as it was asked for.
    """

    wanted: Wanted
    threads: tuple[Thread, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's reaction; `content` is GitHub's word for it (`+1`, `confused`)."""

    id: int
    content: str
    user: Account


@dataclass(frozen=True, slots=True)
class Identity:
    """This App as GitHub knows it."""

    id: int
    slug: str

    @property
    def login(self) -> str:
        """The login under which the App writes; no person can register it."""
        return f"{self.slug}[bot]"

    def wrote(self, text: Issue | Comment) -> bool:
        """Whether this App is the author of the issue or comment."""
        return text.user.login.lower() == self.login.lower()


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation of this App on an account."""

    id: int
    account: Account
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A text file of a repository as of one commit or branch."""

    path: str
    text: str
    sha: str = ""
    html_url: str = ""
