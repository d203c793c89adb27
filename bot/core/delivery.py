"""A webhook delivery, reduced to what decides which jobs it wakes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypedDict

from bot.core.models import Account

_NOBODY = Account("")
_NO_PATHS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What happened where, never what is now: the job reads that from GitHub.

    Absent parts are `0`, `""` or empty; `texts` are the comment's (or, where there is
    no comment, the issue's) text now and, for an edit, before it.
    """

    guid: str
    event: str
    action: str = ""
    installation: int = 0
    repository: str = ""
    default_branch: str = ""
    sender: Account = _NOBODY
    issue: int = 0
    issue_author: Account = _NOBODY
    issue_body: str = ""
    comment: int = 0
    comment_author: Account = _NOBODY
    texts: tuple[str, ...] = ()
    ref: str = ""
    paths: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The dotted name, such as `issue_comment.edited` or `push`."""
        return f"{self.event}.{self.action}" if self.action else self.event


class Commit(TypedDict):
    """The paths of one commit of a push."""

    added: Sequence[str]
    modified: Sequence[str]
    removed: Sequence[str]


class Granted(TypedDict):
    """A repository as it is listed when an installation gets it."""

    full_name: str


class Facts(TypedDict):
    """What is read of a payload; what is absent there is `0`, `""` or empty here.

    `comment_login` and `comment_type` are its author's, and so on; a thread is an issue
    or a pull request.
    """

    action: str
    installation: int
    repository: str
    default_branch: str
    sender_login: str
    sender_type: str
    issue: int
    issue_body: str
    issue_login: str
    issue_type: str
    comment: int
    comment_body: str
    comment_login: str
    comment_type: str
    body_before: str
    ref: str
    commits: Sequence[Commit]
    repositories: Sequence[Granted]
    repositories_added: Sequence[Granted]


def parse_delivery(guid: str, event: str, facts: Facts) -> Delivery:
    """The delivery that these facts are of."""
    about_comment = facts["comment_body"] or facts["comment"]
    body = facts["comment_body"] if about_comment else facts["issue_body"]
    return Delivery(
        guid,
        event,
        facts["action"],
        facts["installation"],
        facts["repository"],
        facts["default_branch"],
        Account(facts["sender_login"], facts["sender_type"]),
        facts["issue"],
        Account(facts["issue_login"], facts["issue_type"]),
        facts["issue_body"],
        facts["comment"],
        Account(facts["comment_login"], facts["comment_type"]),
        tuple(filter(None, (body, facts["body_before"]))),
        facts["ref"],
        _paths(facts["commits"]) if facts["commits"] else _NO_PATHS,
    )


def _paths(commits: Iterable[Commit]) -> frozenset[str]:
    return frozenset(
        path
        for commit in commits
        for path in chain(commit["added"], commit["modified"], commit["removed"])
    )
