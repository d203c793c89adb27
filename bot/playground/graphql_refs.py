"""GraphQL's references: branches and tags, what they lead to, and how far apart."""

from dataclasses import dataclass
from datetime import datetime

from bot.playground import graphql_pages as pages
from bot.playground.commits import Commit, blob_sha
from bot.playground.graphql_objects import (
    GitCommit,
    GitTag,
    commit_of,
    find_revision,
)
from bot.playground.graphql_types import Arguments, Asker, called, field, plain
from bot.playground.repositories import Repository
from bot.playground.shapes import node_id

_HEADS, _TAGS = "refs/heads/", "refs/tags/"


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch or a tag; `prefix` is `refs/heads/` or `refs/tags/`."""

    repository: Repository
    prefix: str
    name: str

    @property
    def target(self) -> GitCommit | GitTag | None:
        """What it leads to."""
        return find_revision(self.repository, self.prefix + self.name)

    @property
    def made_at(self) -> datetime:
        """When that was made: the object of an annotated tag, or the commit."""
        if isinstance(target := self.target, GitTag):
            return target.tag.at
        commit = commit_of(target)
        return commit.at if commit else self.repository.created_at


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two commits: what the head has and the base has not, and the other way round."""

    repository: Repository
    base: Commit
    head: Commit

    @property
    def ahead(self) -> tuple[Commit, ...]:
        """What only the head has, oldest first."""
        return self.repository.branches.ancestry.brought(self.head, self.base)

    @property
    def behind(self) -> tuple[Commit, ...]:
        """What only the base has, oldest first."""
        return self.repository.branches.ancestry.brought(self.base, self.head)

    @property
    def status(self) -> str:
        """GitHub's word for where the head is, seen from the base."""
        if self.ahead:
            return "DIVERGED" if self.behind else "AHEAD"
        return "BEHIND" if self.behind else "IDENTICAL"


called(Ref, lambda _: "Ref")
plain(
    "Ref",
    id=lambda it: node_id("REF", int(blob_sha(repr(_key(it)).encode())[:12], 16)),
    name=lambda it: it.name,
    prefix=lambda it: it.prefix,
)
field("Ref.target", "GitObject")(lambda _asker, it, _args: it.target)
field("Ref.repository", "Repository", required=True)(
    lambda _asker, it, _args: it.repository
)
plain(
    "Comparison",
    id=lambda it: node_id("CMP", int(f"{it.base.sha[:12]}{it.head.sha[:12]}", 16)),
    aheadBy=lambda it: len(it.ahead),
    behindBy=lambda it: len(it.behind),
    status=lambda it: it.status,
)
field("Comparison.baseTarget", "GitObject", required=True)(
    lambda _asker, it, _args: GitCommit(it.repository, it.base)
)
field("Comparison.headTarget", "GitObject", required=True)(
    lambda _asker, it, _args: GitCommit(it.repository, it.head)
)
for _name, _of in {
    "RefConnection": "Ref",
    "ComparisonCommitConnection": "Commit",
    "CommitConnection": "Commit",
}.items():
    pages.connection(_name, _of)


def _key(it: Ref) -> tuple[int, str, str]:
    return it.repository.id, it.prefix, it.name


@field("Repository.defaultBranchRef", "Ref")
def _default_branch_ref(asker: Asker, it: Repository, _args: Arguments) -> Ref | None:
    asker.check(it, "contents:read")
    return Ref(it, _HEADS, it.default_branch) if it.commits() else None


@field("Repository.ref", "Ref", arguments="qualifiedName")
def _ref(asker: Asker, it: Repository, args: Arguments) -> Ref | None:
    """A branch or tag by its name; without `refs/` before it a branch comes first."""
    asker.check(it, "contents:read")
    name = str(args.get("qualifiedName"))
    places = [prefix for prefix in (_HEADS, _TAGS) if name.startswith(prefix)]
    for prefix in places or (_HEADS, _TAGS):
        short = name.removeprefix(prefix)
        if short in _names(it, prefix):
            return Ref(it, prefix, short)
    return None


@field(
    "Repository.refs", "RefConnection", arguments="refPrefix orderBy query", pages=True
)
def _refs(asker: Asker, it: Repository, args: Arguments) -> pages.Page | None:
    """Branches or tags whose names have the `query` in them.

    Only tags are put in order by time, and annotated ones by when they were made:
    https://github.com/renovatebot/renovate/issues/16374
    """
    asker.check(it, "contents:read")
    prefix = f"{str(args.get('refPrefix')).removesuffix('/')}/"
    if prefix not in {_HEADS, _TAGS}:
        asker.call.github.unknown.append(f"graphql refPrefix {prefix}")
        return None
    wanted = str(args.get("query") or "")
    found = [Ref(it, prefix, name) for name in _names(it, prefix) if wanted in name]
    order = args.get("orderBy") or {"field": "ALPHABETICAL", "direction": "ASC"}
    in_time = order["field"] == "TAG_COMMIT_DATE" and prefix == _TAGS
    return pages.page(
        found,
        args,
        (lambda ref: (ref.made_at.isoformat(), ref.name))
        if in_time
        else (lambda ref: (ref.name,)),
        descending=order["direction"] == "DESC",
    )


def _names(it: Repository, prefix: str) -> list[str]:
    return list(it.branches.histories if prefix == _HEADS else it.tags.named)


@field("Ref.compare", "Comparison", arguments="headRef")
def _compare(asker: Asker, it: Ref, args: Arguments) -> _Comparison | None:
    """From this reference, the base, to another.

    Null if that is not there, or if the two have nothing in common: of these REST says
    404, as in https://github.com/trilom/file-changes-action/issues/138
    """
    name = str(args.get("headRef"))
    if ":" in name:
        asker.call.github.unknown.append(f"graphql headRef {name}")
    base = commit_of(it.target)
    head = commit_of(find_revision(it.repository, name))
    if not base or not head:
        return None
    both = it.repository.branches.ancestry.merge_base(base, head)
    return _Comparison(it.repository, base, head) if both else None


@field("Comparison.commits", "ComparisonCommitConnection", required=True, pages=True)
def _commits(_asker: Asker, it: _Comparison, args: Arguments) -> pages.Page:
    return commit_page(it.repository, it.ahead, args)


@field("Commit.parents", "CommitConnection", required=True, pages=True)
def _parents(_asker: Asker, it: GitCommit, args: Arguments) -> pages.Page:
    known = it.repository.branches.known
    found = tuple(known[sha] for sha in it.commit.parents)
    return commit_page(it.repository, found, args)


def commit_page(
    it: Repository, commits: tuple[Commit, ...], args: Arguments
) -> pages.Page:
    """A part of commits, in the order in which they are given."""
    places = {commit.sha: place for place, commit in enumerate(commits)}
    return pages.page(
        [GitCommit(it, commit) for commit in commits],
        args,
        lambda one: (places[one.commit.sha],),
    )
