"""A webhook delivery, reduced to what decides which jobs it wakes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


def parse_delivery(guid: str, event: str, payload: Mapping[str, Any]) -> Delivery:
    """Reduce a payload; whatever is missing or of another type counts as absent.

    Total: GitHub adds and drops fields as it likes, and a delivery that we
    misunderstand must not be refused but found by the sweep.
    """
    issue = _mapping(payload, "issue") or _mapping(payload, "pull_request")
    comment = _mapping(payload, "comment")
    repository = _mapping(payload, "repository")
    now, before = _text(comment or issue, "body"), ""
    if "changes" in payload:
        before = _text(_mapping(_mapping(payload, "changes"), "body"), "from")
    return Delivery(
        guid=guid,
        event=event,
        action=_text(payload, "action"),
        installation=_number(_mapping(payload, "installation"), "id"),
        repository=_text(repository, "full_name"),
        default_branch=_text(repository, "default_branch"),
        sender=_account(payload, "sender"),
        issue=_number(issue, "number"),
        issue_author=_account(issue, "user"),
        issue_body=_text(issue, "body"),
        comment=_number(comment, "id"),
        comment_author=_account(comment, "user"),
        texts=tuple(filter(None, (now, before))),
        ref=_text(payload, "ref"),
        paths=frozenset(_paths(payload)) if "commits" in payload else _NO_PATHS,
    )


def _mapping(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _text(parent: Mapping[str, Any], key: str) -> str:
    value = parent.get(key)
    return value if isinstance(value, str) else ""


def _number(parent: Mapping[str, Any], key: str) -> int:
    value = parent.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _account(parent: Mapping[str, Any], key: str) -> Account:
    account = _mapping(parent, key)
    if not account:
        return _NOBODY
    return Account(_text(account, "login"), _text(account, "type") or "User")


def _paths(payload: Mapping[str, Any]) -> list[str]:
    commits = payload.get("commits")
    return [
        path
        for commit in (commits if isinstance(commits, list) else [])
        if isinstance(commit, dict)
        for kind in ("added", "modified", "removed")
        for path in (commit.get(kind) or [])
        if isinstance(path, str)
    ]
