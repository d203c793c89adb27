"""GraphQL's repositories and their files, and the ways in: by name and by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.accounts import Account
from bot.playground.commits import blob_sha
from bot.playground.graphql_types import (
    ABSTRACT,
    Abstract,
    Arguments,
    Asker,
    Problem,
    as_list,
    called,
    field,
    plain,
)
from bot.playground.repositories import Repository
from bot.playground.shapes import issue_node_id, node_id
from bot.playground.threads import Issue

LONGEST_TEXT = 512_000
"""Bytes of a file; of a longer one only the beginning is told."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content."""

    data: bytes

    @property
    def is_binary(self) -> bool:
        """Whether Git takes it for something else than text."""
        return b"\0" in self.data[:8000]

    @property
    def text(self) -> str | None:
        """What it says, as far as that is told."""
        if self.is_binary:
            return None
        return self.data[:LONGEST_TEXT].decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder: what is in it, by its path from there."""

    files: Mapping[str, bytes]

    @property
    def oid(self) -> str:
        """A name that another content would not have."""
        return blob_sha(repr(sorted(self.files.items())).encode())

    @property
    def entries(self) -> list["Entry"]:
        """Its files and folders, by name."""
        names = sorted({path.partition("/")[0] for path in self.files})
        return [Entry(name, found) for name in names if (found := self.at(name))]

    def at(self, path: str) -> "Blob | Tree | None":
        """The file or folder of that path from there."""
        if path in self.files:
            return Blob(self.files[path])
        start = f"{path}/" if path else ""
        inside = {
            name.removeprefix(start): data
            for name, data in self.files.items()
            if name.startswith(start)
        }
        return Tree(inside) if inside else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder in a folder."""

    name: str
    object: Blob | Tree


called(Repository, lambda _: "Repository")
called(Blob, lambda _: "Blob")
called(Tree, lambda _: "Tree")
ABSTRACT["GitObject"] = Abstract(("Blob", "Tree"), frozenset({"oid"}))
ABSTRACT["RepositoryOwner"] = Abstract(("User", "Organization"), frozenset({"login"}))
ABSTRACT["Node"] = Abstract(("Repository", "Issue", "PullRequest"), frozenset({"id"}))

plain(
    "Repository",
    id=lambda it: node_id("R", it.id),
    databaseId=lambda it: it.id,
    name=lambda it: it.name,
    nameWithOwner=lambda it: it.full_name,
    url=lambda it: f"{it.world.server_url}/{it.full_name}",
    isPrivate=lambda it: it.private,
    isArchived=lambda it: it.archived,
    isDisabled=lambda _: False,
    hasIssuesEnabled=lambda it: it.has_issues,
)
field("Repository.owner", "RepositoryOwner", required=True)(
    lambda _asker, it, _args: it.owner
)
plain("Ref", name=lambda it: it)
plain("Tree", oid=lambda it: it.oid)
field("Tree.entries", "TreeEntry")(lambda _asker, it, _args: it.entries)
plain(
    "TreeEntry",
    name=lambda it: it.name,
    type=lambda it: "blob" if isinstance(it.object, Blob) else "tree",
)
field("TreeEntry.object", "GitObject")(lambda _asker, it, _args: it.object)
plain(
    "Blob",
    oid=lambda it: blob_sha(it.data),
    byteSize=lambda it: len(it.data),
    isBinary=lambda it: it.is_binary,
    isTruncated=lambda it: len(it.data) > LONGEST_TEXT,
    text=lambda it: it.text,
)


@field("Repository.defaultBranchRef", "Ref")
def _default_branch_ref(asker: Asker, it: Repository, _args: Arguments) -> str | None:
    asker.check(it, "contents:read")
    return it.default_branch if it.commits() else None


@field("Repository.object", "GitObject", arguments="expression")
def _object(asker: Asker, it: Repository, args: Arguments) -> Blob | Tree | None:
    """What `REVISION:path` names: a file or a folder."""
    asker.check(it, "contents:read")
    revision, colon, path = str(args.get("expression")).partition(":")
    if not colon:
        asker.call.github.unknown.append(f"graphql expression {revision}")
    commit = it.commit_at(it.default_branch if revision == "HEAD" else revision)
    return Tree(commit.files).at(path) if commit else None


@field("Query.repository", "Repository", arguments="owner name followRenames")
def _repository(asker: Asker, _it: None, args: Arguments) -> Repository:
    name = f"{args.get('owner')}/{args.get('name')}"
    try:
        found = asker.call.github.world.repository(name)
    except KeyError:
        found = None
    if found is None or not asker.sees(found):
        raise Problem(
            "NOT_FOUND", f"Could not resolve to a Repository with the name '{name}'."
        )
    return found


def find_node(asker: Asker, wanted: str) -> Repository | Issue:
    """The repository, issue or pull request of that id; Problem if none is seen."""
    for repository in asker.call.github.world.repositories.values():
        if not asker.sees(repository):
            continue
        if wanted == node_id("R", repository.id):
            return repository
        for issue in repository.issues:
            if wanted == issue_node_id(issue):
                return issue
    raise Problem(
        "NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'"
    )


@field("Query.node", "Node", arguments="id")
def _node(asker: Asker, _it: None, args: Arguments) -> Repository | Issue:
    return find_node(asker, str(args.get("id")))


@field("Query.nodes", "Node", arguments="ids")
def _nodes(asker: Asker, _it: None, args: Arguments) -> list[Any]:
    """Each by itself: one that is not there takes nothing from the others."""

    def found(wanted: Any) -> Repository | Issue | Problem:
        try:
            return find_node(asker, str(wanted))
        except Problem as problem:
            return problem

    return [found(one) for one in as_list(args.get("ids"))]


@field("Query.viewer", "User")
def _viewer(asker: Asker, _it: None, _args: Arguments) -> Account:
    return asker.call.actor


@field("PinIssuePayload.issue UnpinIssuePayload.issue", "Issue")
def _pinned_issue(_asker: Asker, it: Issue, _args: Arguments) -> Issue:
    return it


@field("Mutation.pinIssue", "PinIssuePayload", arguments="input")
def _pin_issue(asker: Asker, _it: None, args: Arguments) -> Issue:
    issue = _to_be_pinned(asker, args)
    try:
        issue.pin(by=asker.call.actor)
    except ValueError as error:
        raise Problem("UNPROCESSABLE", str(error)) from error
    return issue


@field("Mutation.unpinIssue", "UnpinIssuePayload", arguments="input")
def _unpin_issue(asker: Asker, _it: None, args: Arguments) -> Issue:
    issue = _to_be_pinned(asker, args)
    issue.unpin(by=asker.call.actor)
    return issue


def _to_be_pinned(asker: Asker, args: Arguments) -> Issue:
    wanted = str((args.get("input") or {}).get("issueId"))
    issue = find_node(asker, wanted)
    if not isinstance(issue, Issue) or issue.is_pull_request:
        raise Problem(
            "NOT_FOUND",
            f"Could not resolve to Issue node with the global id of '{wanted}'.",
        )
    asker.check(issue.repository, "issues:write")
    return issue
