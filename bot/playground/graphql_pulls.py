"""What GraphQL's pull requests have besides: branches, what they change and bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground import graphql_pages as pages
from bot.playground.accounts import Account
from bot.playground.graphql_objects import GitCommit
from bot.playground.graphql_types import Arguments, Asker, field, plain
from bot.playground.repositories import Repository
from bot.playground.shapes import timestamp
from bot.playground.threads import Issue

MOST_FILES = 3000
"""GitHub tells of no more files of one pull request, not even how many there are."""

_CHANGES = {"added": "ADDED", "modified": "MODIFIED", "removed": "DELETED"}
_ORDERS: Mapping[str, pages.Key] = {
    "CREATED_AT": lambda it: (it.created_at.isoformat(), it.id),
    "UPDATED_AT": lambda it: (it.updated_at.isoformat(), it.id),
}


plain(
    "PullRequest",
    merged=lambda it: it.pull.merged_at is not None,
    mergedAt=lambda it: timestamp(it.pull.merged_at),
    isDraft=lambda _: False,
    headRefName=lambda it: it.pull.head_branch,
    headRefOid=lambda it: it.pull.head.sha,
    baseRefName=lambda it: it.pull.base_branch,
    baseRefOid=lambda it: it.pull.base.sha,
    changedFiles=lambda it: len(it.pull.files),
    additions=lambda it: sum(one.additions for one in it.pull.files),
    deletions=lambda it: sum(one.deletions for one in it.pull.files),
)
plain(
    "PullRequestChangedFile",
    path=lambda it: it.path,
    additions=lambda it: it.additions,
    deletions=lambda it: it.deletions,
    changeType=lambda it: _CHANGES[it.status],
)
pages.connection("PullRequestChangedFileConnection", "PullRequestChangedFile")


@field("PullRequest.mergedBy", "Actor")
def _merged_by(_asker: Asker, it: Issue, _args: Arguments) -> Account | None:
    return it.pull.merged_by if it.pull else None


@field("PullRequest.mergeCommit", "Commit")
def _merge_commit(_asker: Asker, it: Issue, _args: Arguments) -> GitCommit | None:
    """The commit that merged it; null as long as it is open, which REST is not."""
    commit = it.pull.merge_commit if it.pull else None
    return GitCommit(it.repository, commit) if commit else None


@field("PullRequest.files", "PullRequestChangedFileConnection", pages=True)
def _files(_asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    found = it.pull.files[:MOST_FILES] if it.pull else []
    return pages.page(found, args, lambda one: (one.path,))


@field(
    "Commit.associatedPullRequests",
    "PullRequestConnection",
    arguments="orderBy",
    pages=True,
)
def _associated(asker: Asker, it: GitCommit, args: Arguments) -> pages.Page:
    """The merged ones that brought it in; and the open ones that would, if none has.

    What counts is whether the default branch has it:
    https://github.com/github/docs/issues/36646
    """
    asker.check(it.repository, "pull_requests:read")
    brought = asker.once(_find_brought, it.repository)
    found = [*brought.merged.get(it.commit.sha, ())]
    if it.commit.sha not in brought.default:
        found += brought.open.get(it.commit.sha, ())
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    key = _ORDERS[order["field"]]
    return pages.page(found, args, key, descending=order["direction"] == "DESC")


@dataclass(frozen=True, slots=True)
class _Brought:
    """Which pull requests brought, or would bring, a commit; and what has come in."""

    merged: Mapping[str, list[Issue]]
    open: Mapping[str, list[Issue]]
    default: frozenset[str]


def _find_brought(it: Repository) -> _Brought:
    merged: dict[str, list[Issue]] = {}
    would: dict[str, list[Issue]] = {}
    for pull in it.pulls:
        if pull.merged_at:
            for commit in pull.brought_to(pull.base):
                merged.setdefault(commit.sha, []).append(pull.issue)
        elif pull.is_open and (tip := it.branches.tip(pull.base_branch)):
            for commit in pull.brought_to(tip):
                would.setdefault(commit.sha, []).append(pull.issue)
    return _Brought(merged, would, frozenset(one.sha for one in it.commits()))
