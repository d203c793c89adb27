"""The issues and pull requests of GraphQL's repositories: by number, and in lists."""

from collections.abc import Sequence
from datetime import datetime

from bot.playground import graphql_pages as pages
from bot.playground.graphql_threads import state_of
from bot.playground.graphql_types import (
    ABSTRACT,
    Abstract,
    Arguments,
    Asker,
    Problem,
    as_list,
    field,
)
from bot.playground.repositories import Repository
from bot.playground.threads import Issue

_ORDERS: dict[str, pages.Key] = {
    "CREATED_AT": lambda it: (it.created_at.isoformat(), it.id),
    "UPDATED_AT": lambda it: (it.updated_at.isoformat(), it.id),
    "COMMENTS": lambda it: (len(it.comments), it.id),
}
ABSTRACT["IssueOrPullRequest"] = Abstract(("Issue", "PullRequest"))


@field("Repository.issue", "Issue", arguments="number")
def _issue(asker: Asker, it: Repository, args: Arguments) -> Issue:
    asker.check(it, "issues:read")
    number = args.get("number")
    for issue in it.issues:
        if issue.number == number and not issue.is_pull_request:
            return issue
    raise Problem(
        "NOT_FOUND", f"Could not resolve to an Issue with the number of {number}."
    )


@field("Repository.pullRequest", "PullRequest", arguments="number")
def _pull_request(asker: Asker, it: Repository, args: Arguments) -> Issue:
    asker.check(it, "pull_requests:read")
    number = args.get("number")
    for issue in it.issues:
        if issue.number == number and issue.is_pull_request:
            return issue
    raise Problem(
        "NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}."
    )


@field("Repository.issueOrPullRequest", "IssueOrPullRequest", arguments="number")
def _issue_or_pull_request(asker: Asker, it: Repository, args: Arguments) -> Issue:
    number = args.get("number")
    for issue in it.issues:
        if issue.number == number:
            need = "pull_requests" if issue.is_pull_request else "issues"
            asker.check(it, f"{need}:read")
            return issue
    raise Problem(
        "NOT_FOUND",
        f"Could not resolve to an issue or pull request with the number of {number}.",
    )


@field(
    "Repository.issues",
    "IssueConnection",
    arguments="labels states orderBy filterBy",
    required=True,
    pages=True,
)
def _issues(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    asker.check(it, "issues:read")
    filters = dict(args.get("filterBy") or {})
    since = filters.pop("since", None)
    if filters:
        asker.call.github.unknown.append(f"graphql filterBy {list(filters)}")
    found = [
        issue
        for issue in asker.call.visible(it.issues)
        if not issue.is_pull_request
        and (since is None or issue.updated_at >= datetime.fromisoformat(since))
    ]
    return _threads(found, args)


@field(
    "Repository.pullRequests",
    "PullRequestConnection",
    arguments="labels states headRefName baseRefName orderBy",
    required=True,
    pages=True,
)
def _pull_requests(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    asker.check(it, "pull_requests:read")
    head, base = args.get("headRefName"), args.get("baseRefName")
    found = [
        issue
        for issue in asker.call.visible(it.issues)
        if issue.pull
        and head in {None, issue.pull.head_branch}
        and base in {None, issue.pull.base_branch}
    ]
    return _threads(found, args)


def _threads(known: Sequence[Issue], args: Arguments) -> pages.Page:
    """Those in one of the states and with one of the labels, if any are asked for."""
    states = {str(state).lower() for state in as_list(args.get("states"))}
    labels = {str(name).lower() for name in as_list(args.get("labels"))}
    found = [
        it
        for it in known
        if (not states or state_of(it) in states)
        and (not labels or labels & {name.lower() for name in it.label_names})
    ]
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    key = _ORDERS[order["field"]]
    return pages.page(found, args, key, descending=order["direction"] == "DESC")


@field("Repository.pinnedIssues", "PinnedIssueConnection", pages=True)
def _pinned_issues(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    asker.check(it, "issues:read")
    return pages.page(it.pinned_issues, args, lambda issue: (issue.id,))
