"""GitHub's JSON, parsed into the bot's own frozen values.

Each function raises KeyError, TypeError or ValueError on an answer that is not what
GitHub's REST description promises; the client takes that for a failure of GitHub.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal

from bot.core.errors import Unreadable
from bot.core.models import (
    NO_REACTIONS,
    Account,
    Comment,
    File,
    Identity,
    Installation,
    Issue,
    IssueEvent,
    Reaction,
    Repository,
)

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
_ROLES = (
    ("admin", "admin"),
    ("maintain", "maintain"),
    ("push", "write"),
    ("triage", "triage"),
    ("pull", "read"),
)


def parse_time(text: str) -> datetime:
    """An aware time in UTC; GitHub always names an offset."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"a time without offset: {text!r}")
    return time.astimezone(UTC)


def parse_account(data: Mapping[str, Any] | None) -> Account:
    """An account; null is what GitHub says of a deleted user."""
    if data is None:
        return Account("ghost")
    return Account(data["login"], data.get("type", "User"))


def parse_repository(data: Mapping[str, Any]) -> Repository:
    """A repository, of a list or alone."""
    return Repository(
        full_name=data["full_name"],
        default_branch=data.get("default_branch") or "main",
        private=data["private"],
        archived=data.get("archived", False),
        has_issues=data.get("has_issues", True),
        node_id=data.get("node_id", ""),
    )


def parse_issue(repository: str, data: Mapping[str, Any]) -> Issue:
    """An issue; it counts as of `repository`, under whichever name that was asked."""
    return Issue(
        repository=repository,
        number=int(data["number"]),
        title=data["title"],
        body=data.get("body") or "",
        user=parse_account(data["user"]),
        state=parse_state(data["state"]),
        created_at=parse_time(data["created_at"]),
        updated_at=parse_time(data["updated_at"]),
        closed_at=parse_time(data["closed_at"]) if data.get("closed_at") else None,
        labels=tuple(_label(label) for label in data.get("labels", ())),
        locked=data.get("locked", False),
        is_pull_request="pull_request" in data,
        html_url=data.get("html_url", ""),
        node_id=data.get("node_id", ""),
        assignees=tuple(user["login"] for user in data.get("assignees") or ()),
        author_association=data.get("author_association", ""),
    )


def parse_event(data: Mapping[str, Any]) -> IssueEvent:
    """Something that happened to a thread, with the label's name where it is one's."""
    return IssueEvent(
        id=int(data["id"]),
        event=data["event"],
        actor=parse_account(data["actor"]),
        created_at=parse_time(data["created_at"]),
        label=(data.get("label") or {}).get("name") or "",
    )


def parse_thread(data: Mapping[str, Any]) -> tuple[str, int]:
    """The repository and number of a thread that a search found."""
    return parse_home(data), int(data["number"])


def parse_home(data: Mapping[str, Any]) -> str:
    """The `full_name` of the repository that an issue is in now; "" if it is not said."""
    return "/".join(str(data.get("repository_url") or "").rsplit("/", 2)[-2:])


def parse_state(text: str) -> Literal["open", "closed"]:
    """Of an issue or pull request."""
    if text == "open":
        return "open"
    if text == "closed":
        return "closed"
    raise ValueError(f"an issue is neither open nor closed: {text!r}")


def _label(data: Mapping[str, Any] | str) -> str:
    # GitHub's description allows both, and a null name.
    return data if isinstance(data, str) else data["name"] or ""


def parse_comment(data: Mapping[str, Any]) -> Comment:
    """A comment; `pin` is absent where the server knows no pinned comments."""
    return Comment(
        id=int(data["id"]),
        body=data.get("body") or "",
        user=parse_account(data["user"]),
        created_at=parse_time(data["created_at"]),
        updated_at=parse_time(data["updated_at"]),
        html_url=data.get("html_url", ""),
        reactions=_reactions(data.get("reactions") or {}),
        pinned=data["pin"] is not None if "pin" in data else None,
        author_association=data.get("author_association", ""),
    )


def _reactions(data: Mapping[str, Any]) -> Mapping[str, int]:
    counts = {name: int(data[name]) for name in _REACTIONS if data.get(name)}
    return MappingProxyType(counts) if counts else NO_REACTIONS


def parse_reaction(data: Mapping[str, Any]) -> Reaction:
    """A reaction."""
    return Reaction(int(data["id"]), data["content"], parse_account(data["user"]))


def parse_identity(data: Mapping[str, Any]) -> Identity:
    """This App."""
    return Identity(int(data["id"]), data["slug"])


def parse_installation(data: Mapping[str, Any]) -> Installation:
    """An installation; of an enterprise's account only the slug is known."""
    account = data["account"]
    login = account.get("login") or account["slug"]
    return Installation(
        id=int(data["id"]),
        account=Account(login, account.get("type", "Enterprise")),
        suspended=bool(data.get("suspended_at")),
    )


def parse_permissions(data: Mapping[str, Any]) -> Mapping[str, str]:
    """What an installation has granted, by name."""
    return dict(data["permissions"])


def parse_role(data: Mapping[str, Any]) -> str:
    """The nearest of GitHub's own roles, also for a role that an organization made.

    The rights beside the user tell what a role of whatever name may do; a server that
    does not send them says at least `admin`, `write`, `read` or `none`.
    """
    rights = (data.get("user") or {}).get("permissions")
    if rights is None:
        return str(data["permission"])
    return next((role for right, role in _ROLES if rights.get(right)), "none")


def parse_file(data: Any) -> File:
    """A text file; `Unreadable` where it is none, or over 1 MB: that GitHub keeps back.

    Of a link GitHub gives the file that it leads to, where that is in the repository.
    """
    if isinstance(data, list):
        folder = data[0]["path"].rpartition("/")[0]
        raise Unreadable(folder, "is a folder, allowed is a file")
    if data["type"] != "file":
        kind = "link that leads to no file here"
        what = kind if data["type"] == "symlink" else data["type"]
        raise Unreadable(data["path"], f"is a {what}, allowed is a file")
    if data["encoding"] != "base64":
        raise Unreadable(data["path"], "is over 1 MB, allowed is less")
    text = base64.b64decode(data["content"]).decode("utf-8-sig", "replace")
    return File(data["path"], text, data["sha"], data.get("html_url") or "")


def parse_sha(data: Mapping[str, Any]) -> str:
    """The id of a commit."""
    return str(data["sha"])
