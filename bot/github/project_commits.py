"""The commits of a branch, put together to what came in at once.

A pull request is one change however it was merged: squashed to one commit, rebased as many,
or all of its commits with a merge commit above them. Raises as `shapes.py` does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.core.models import Account
from bot.core.projects import Change
from bot.github.shapes import parse_time
from bot.github.thread_shapes import parse_actor
from bot.projects.titles import is_merge

LONGEST_TITLE = 300
"""Characters; GitHub takes 256 for a pull request, and Git any number."""

MERGED = """number title merged mergedAt headRefName author { login __typename }
      repository { nameWithOwner } mergeCommit { oid }
      labels(first: 10) { nodes { name } }"""
"""What is asked of a pull request."""

PULLS, PULLS_BESIDE = 5, 10
"""Of a commit, and of one that is not on the default branch: that has open ones, too."""

COMMIT = f"""oid message committedDate author {{ name email user {{ login }} }}
      associatedPullRequests(first: $pulls#) {{ nodes {{ {MERGED} }} }}"""
"""What is asked of a commit."""

_NO_REPLY = re.compile(r"(?:[0-9]+\+)?([^@+]{1,100})@users\.noreply\.[a-z0-9.-]+")


_BOT = "[bot]"
_NONE: Mapping[str, Any] = {"nodes": ()}


@dataclass(frozen=True, slots=True)
class Merged:
    """A pull request that was merged."""

    number: int
    title: str
    author: Account
    at: datetime
    labels: tuple[str, ...]
    head_ref: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and the pull request that brought it in, where one did."""

    sha: str
    title: str
    author: Account
    at: datetime
    merged: Merged | None


@dataclass(frozen=True, slots=True)
class Updated:
    """The merged pull requests to which something has happened last.

    `merges` has them by the commits that merged them. All that were updated after the
    `oldest` of them are there (None: all there are).
    """

    merged: tuple[Merged, ...] = ()
    merges: Mapping[str, Merged] = field(default_factory=dict)
    newest: datetime | None = None
    oldest: datetime | None = None


def parse_merged(full_name: str, data: Mapping[str, Any] | None) -> Merged | None:
    """The pull request; None where it is open, or of another repository.

    A commit that a fork shares with us may have come in there as well.
    """
    if not data or not data["merged"] or not data["mergedAt"]:
        return None
    if data["repository"]["nameWithOwner"].lower() != full_name.lower():
        return None
    return Merged(
        number=int(data["number"]),
        title=_one_line(data["title"]),
        author=parse_actor(data["author"]),
        at=parse_time(data["mergedAt"]),
        labels=tuple(one["name"] for one in (data["labels"] or _NONE)["nodes"]),
        head_ref=data["headRefName"],
    )


def parse_commit(full_name: str, data: Mapping[str, Any]) -> Commit:
    """A commit of that repository.

    Several pull requests may have brought it: forks that have come in, and branches that
    were merged into one another. The one that this very commit merged is it, or else the
    one that was merged first. A number in its title proves none: a fork has those of
    whence it comes.
    """
    sha = data["oid"]
    brought = [
        ((node["mergeCommit"] or {}).get("oid") != sha, one)
        for node in (data["associatedPullRequests"] or _NONE)["nodes"]
        if (one := parse_merged(full_name, node))
    ]
    brought.sort(key=lambda one: (one[0], one[1].at, one[1].number))
    return Commit(
        sha=sha,
        title=_one_line(data["message"].partition("\n")[0]),
        author=parse_author(data["author"] or {}),
        at=parse_time(data["committedDate"]),
        merged=next((one for _, one in brought), None),
    )


def parse_author(data: Mapping[str, Any]) -> Account:
    """Who wrote a commit: their account, or else the name that they go by in Git.

    GitHub knows the account by its address in Git, and mostly none of a bot; the address
    that it gives to who wants none of their own tells the login.
    """
    name = _one_line(data.get("name") or "")[:100]
    address = _NO_REPLY.fullmatch(data.get("email") or "")
    login: str = (
        (data.get("user") or {}).get("login")
        or (name if name.endswith(_BOT) else "")
        or (address[1] if address else name)
        or "ghost"
    )
    return Account(login, "Bot" if login.endswith(_BOT) else "User")


def parse_updated(
    full_name: str, nodes: Sequence[Mapping[str, Any]], asked: int
) -> Updated:
    """So many pull requests as were asked for, the one updated last first."""
    found = [(parse_merged(full_name, node), node) for node in nodes]
    times = [parse_time(node["updatedAt"]) for node in nodes]
    return Updated(
        tuple(one for one, _ in found if one),
        {
            node["mergeCommit"]["oid"]: one
            for one, node in found
            if one and node["mergeCommit"]
        },
        newest=times[0] if times else None,
        oldest=times[-1] if len(times) == asked else None,
    )


def changes_of(
    commits: Iterable[Commit], merges: Mapping[str, Merged]
) -> tuple[Change, ...]:
    """What came in with the commits, oldest first.

    `merges` are pull requests by the commits that merged them: of one that was merged a
    moment ago the commits do not tell yet (release-drafter/release-drafter#1604). A merge
    commit alone brings nothing of its own.
    """
    found: dict[int | str, Change] = {}
    for commit in commits:
        merged = commit.merged or merges.get(commit.sha)
        if merged:
            found[merged.number] = _of_merged(merged, commit.sha)
        elif not is_merge(commit.title):
            found[commit.sha] = Change(
                0, commit.sha, commit.title, commit.author, commit.at
            )
    return tuple(sorted(found.values(), key=lambda change: change.at))


def renewed(change: Change, merged: Mapping[int, Merged]) -> Change:
    """The change with the title and labels that its pull request has now."""
    now = merged.get(change.number)
    if now is None or (now.title, now.labels) == (change.title, change.labels):
        return change
    return replace(change, title=now.title, labels=now.labels)


def _of_merged(merged: Merged, sha: str) -> Change:
    return Change(
        merged.number,
        sha,
        merged.title,
        merged.author,
        merged.at,
        labels=merged.labels,
        head_ref=merged.head_ref,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]
