"""What GraphQL tells of Git's objects: commits, annotated tags, and by their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.playground.accounts import Account
from bot.playground.commits import Commit
from bot.playground.graphql_files import Blob, Tree
from bot.playground.graphql_types import (
    ABSTRACT,
    Abstract,
    Arguments,
    Asker,
    called,
    field,
    plain,
)
from bot.playground.repositories import Repository
from bot.playground.shapes import node_id, timestamp
from bot.playground.shapes_repository import signature
from bot.playground.tags import Tag

LONGEST_HEADLINE = 72
"""Characters of a commit's first line; a longer one is cut, and goes on in the body."""


@dataclass(frozen=True, slots=True)
class GitCommit:
    """A commit of that repository."""

    repository: Repository
    commit: Commit

    @property
    def url(self) -> str:
        """Its page."""
        place = self.repository
        return f"{place.world.server_url}/{place.full_name}/commit/{self.commit.sha}"

    @property
    def headline(self) -> str:
        """Its first line, as far as that is told."""
        line = self._line
        if len(line) <= LONGEST_HEADLINE:
            return line
        return f"{line[: LONGEST_HEADLINE - 3]}…"

    @property
    def body(self) -> str:
        """What follows its headline."""
        rest = self.commit.message.partition("\n")[2].strip("\n")
        if len(self._line) <= LONGEST_HEADLINE:
            return rest
        return "\n\n".join(
            filter(None, (f"…{self._line[LONGEST_HEADLINE - 3 :]}", rest))
        )

    @property
    def changed_files(self) -> int:
        """How many files are not as they were in its first parent."""
        commit = self.commit
        return len(commit.added) + len(commit.modified) + len(commit.removed)

    @property
    def _line(self) -> str:
        return self.commit.message.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class GitTag:
    """The object of an annotated tag of that repository."""

    repository: Repository
    tag: Tag


GitObject = Blob | Tree | GitCommit | GitTag


@dataclass(frozen=True, slots=True)
class _Signature:
    """Who made something in Git, and when."""

    account: Account
    at: datetime


called(GitCommit, lambda _: "Commit")
called(GitTag, lambda _: "Tag")
ABSTRACT["GitObject"] = Abstract(
    ("Blob", "Commit", "Tag", "Tree"), frozenset({"abbreviatedOid", "oid"})
)

plain(
    "Commit",
    id=lambda it: node_id("C", int(it.commit.sha[:12], 16)),
    oid=lambda it: it.commit.sha,
    abbreviatedOid=lambda it: it.commit.sha[:7],
    message=lambda it: it.commit.message,
    messageHeadline=lambda it: it.headline,
    messageBody=lambda it: it.body,
    url=lambda it: it.url,
    committedDate=lambda it: timestamp(it.commit.at),
    authoredDate=lambda it: timestamp(it.commit.at),
    changedFilesIfAvailable=lambda it: it.changed_files,
)
field("Commit.tree", "Tree", required=True)(
    lambda _asker, it, _args: Tree(it.commit.files)
)
field("Commit.author Commit.committer", "GitActor")(
    lambda _asker, it, _args: _Signature(it.commit.author, it.commit.at)
)
plain(
    "Tag",
    id=lambda it: node_id("TAG", int(it.tag.sha[:12], 16)),
    oid=lambda it: it.tag.sha,
    abbreviatedOid=lambda it: it.tag.sha[:7],
    name=lambda it: it.tag.name,
    message=lambda it: it.tag.message,
)
field("Tag.target", "GitObject", required=True)(
    lambda _asker, it, _args: GitCommit(it.repository, it.tag.commit)
)
field("Tag.tagger", "GitActor")(
    lambda _asker, it, _args: _Signature(it.tag.tagger, it.tag.at)
)
plain(
    "GitActor",
    name=lambda it: signature(it.account)["name"],
    email=lambda it: signature(it.account)["email"],
    date=lambda it: timestamp(it.at),
)


@field("GitActor.user", "User")
def _user(_asker: Asker, it: _Signature, _args: Arguments) -> Account | None:
    """The account behind a name in Git; a bot is told of as if it were a user.

    So it has the login `dependabot[bot]`, and not the one it has as an `Actor`:
    https://github.com/sourcecred/sourcecred/pull/1466
    """
    return None if it.account.login == "ghost" else it.account


@field("Repository.object", "GitObject", arguments="expression oid")
def _object(asker: Asker, it: Repository, args: Arguments) -> GitObject | None:
    """What a name in Git's way stands for, or `REVISION:path` in it."""
    asker.check(it, "contents:read")
    if (oid := args.get("oid")) is not None:
        return _of_oid(it, str(oid))
    revision, colon, path = str(args.get("expression")).partition(":")
    if set(revision) & set("^~@{}"):
        asker.call.github.unknown.append(f"graphql expression {revision}")
        return None
    if not colon:
        return _of_oid(it, revision) or find_revision(it, revision)
    commit = commit_of(find_revision(it, revision))
    return Tree(commit.files).at(path) if commit else None


def find_revision(it: Repository, name: str) -> GitCommit | GitTag | None:
    """What a branch, tag or (short) sha leads to: an annotated tag to its object."""
    name = it.default_branch if name == "HEAD" else name.removeprefix("refs/")
    if tip := it.branches.tip(name.removeprefix("heads/")):
        return GitCommit(it, tip)
    if tag := it.tags.named.get(name.removeprefix("tags/")):
        return GitTag(it, tag) if tag.is_annotated else GitCommit(it, tag.commit)
    commit = it.commit_at(name)
    return GitCommit(it, commit) if commit else None


def commit_of(it: GitCommit | GitTag | None) -> Commit | None:
    """The commit that it is, or leads to."""
    if it is None:
        return None
    return it.tag.commit if isinstance(it, GitTag) else it.commit


def _of_oid(it: Repository, oid: str) -> GitObject | None:
    """The object of that whole sha."""
    if commit := it.branches.known.get(oid):
        return GitCommit(it, commit)
    if tag := it.tags.objects.get(oid):
        return GitTag(it, tag)
    if len(oid) != 40:
        return None
    return next((one for one in _contents(it) if one.oid == oid), None)


def _contents(it: Repository) -> Iterator[Blob | Tree]:
    """Every folder and file that ever was, newest first, each content once."""
    seen: set[str | bytes] = set()
    waiting: list[Blob | Tree] = [
        Tree(commit.files)
        for commit in {one.tree: one for one in it.branches.known.values()}.values()
    ]
    while waiting:
        one = waiting.pop()
        key = one.data if isinstance(one, Blob) else f"{one.path} {one.oid}"
        if key in seen:
            continue
        seen.add(key)
        yield one
        if isinstance(one, Tree):
            waiting += [entry.object for entry in one.entries]
