"""GraphQL's issues, pull requests and what is on their record."""

import re
from collections.abc import Sequence

from bot.playground import graphql_pages as pages
from bot.playground.accounts import Account
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
from bot.playground.issue_events import IssueEvent
from bot.playground.repositories import Repository
from bot.playground.shapes import issue as issue_shape
from bot.playground.shapes import issue_node_id, node_id, timestamp
from bot.playground.threads import Issue

_ORDERS: dict[str, pages.Key] = {
    "CREATED_AT": lambda it: (it.created_at.isoformat(), it.id),
    "UPDATED_AT": lambda it: (it.updated_at.isoformat(), it.id),
    "COMMENTS": lambda it: (len(it.comments), it.id),
}
_EVENTS = {
    "renamed": "RenamedTitleEvent",
    **{
        name: name.title().replace("_", "") + "Event"
        for name in (
            "assigned closed comment_deleted labeled locked merged pinned reopened"
            " transferred unassigned unlabeled unlocked unpinned"
        ).split()
    },
}
_ITEM_TYPES = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).upper(): name
    for name, kind in _EVENTS.items()
}

called(Issue, lambda it: "PullRequest" if it.is_pull_request else "Issue")
called(Account, lambda it: str(it.type))
called(IssueEvent, lambda it: _EVENTS[it.event])
ABSTRACT["Actor"] = Abstract(("User", "Bot", "Organization"), frozenset({"login"}))


def _state(issue: Issue) -> str:
    return "merged" if issue.pull and issue.pull.merged_at else issue.state


def _actor(account: Account | None) -> Account | None:
    return None if account is None or account.login == "ghost" else account


plain("User Bot Organization", id=lambda it: node_id("U", it.id))
plain("User Organization", login=lambda it: it.login)
plain("Bot", login=lambda it: it.login.removesuffix("[bot]"))  # unlike REST
plain(
    "Label",
    id=lambda it: node_id("LA", it.id),
    name=lambda it: it.name,
    color=lambda it: it.color,
)
plain(
    "Issue PullRequest",
    id=issue_node_id,
    number=lambda it: it.number,
    title=lambda it: it.title,
    body=lambda it: it.body or "",
    url=lambda it: issue_shape(it)["html_url"],
    state=lambda it: _state(it).upper(),
    locked=lambda it: it.locked,
    createdAt=lambda it: timestamp(it.created_at),
    updatedAt=lambda it: timestamp(it.updated_at),
    closedAt=lambda it: timestamp(it.closed_at),
)
plain("Issue", isPinned=lambda it: it.pinned)
field("PinnedIssue.issue", "Issue")(lambda _asker, it, _args: it)

for _kind in _EVENTS.values():
    plain(_kind, id=lambda it: node_id("EV", it.id))
    plain(_kind, createdAt=lambda it: timestamp(it.created_at))
    field(f"{_kind}.actor", "Actor")(lambda _asker, it, _args: _actor(it.actor))
field("LabeledEvent.label UnlabeledEvent.label", "Label")(
    lambda _asker, it, _args: it.label
)
field("CommentDeletedEvent.deletedCommentAuthor", "Actor")(
    lambda _asker, it, _args: _actor(it.author)
)
field("Issue.author PullRequest.author", "Actor")(
    lambda _asker, it, _args: _actor(it.user)
)
field("Issue.repository PullRequest.repository", "Repository", required=True)(
    lambda _asker, it, _args: it.repository
)

for _name, _of in {
    "IssueConnection": "Issue",
    "PullRequestConnection": "PullRequest",
    "PinnedIssueConnection": "PinnedIssue",
    "LabelConnection": "Label",
    "IssueTimelineItemsConnection": "IssueTimelineItems",
    "PullRequestTimelineItemsConnection": "PullRequestTimelineItems",
}.items():
    pages.connection(_name, _of)


@field("Issue.labels PullRequest.labels", "LabelConnection", pages=True)
def _labels(_asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    return pages.page(it.labels, args, lambda label: (label.name.lower(),))


def _timeline_items(asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    names = as_list(args.get("itemTypes"))
    strange = [name for name in names if name not in _ITEM_TYPES]
    if strange or not names:
        asker.call.github.unknown.append(f"graphql itemTypes {strange}")
    wanted = {_ITEM_TYPES[name] for name in names if name in _ITEM_TYPES}
    found = [event for event in it.events if event.event in wanted]
    return pages.page(found, args, lambda event: (event.id,))


for _kind in ("Issue", "PullRequest"):
    ABSTRACT[f"{_kind}TimelineItems"] = Abstract(tuple(_EVENTS.values()))
    field(
        f"{_kind}.timelineItems",
        f"{_kind}TimelineItemsConnection",
        arguments="itemTypes",
        required=True,
        pages=True,
    )(_timeline_items)


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


@field(
    "Repository.issues",
    "IssueConnection",
    arguments="labels states orderBy",
    required=True,
    pages=True,
)
def _issues(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    asker.check(it, "issues:read")
    known = asker.call.visible(it.issues)
    return _threads([issue for issue in known if not issue.is_pull_request], args)


@field(
    "Repository.pullRequests",
    "PullRequestConnection",
    arguments="labels states orderBy",
    required=True,
    pages=True,
)
def _pull_requests(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    asker.check(it, "pull_requests:read")
    known = asker.call.visible(it.issues)
    return _threads([issue for issue in known if issue.is_pull_request], args)


def _threads(known: Sequence[Issue], args: Arguments) -> pages.Page:
    """Those in one of the states and with one of the labels, if any are asked for."""
    states = {str(state).lower() for state in as_list(args.get("states"))}
    labels = {str(name).lower() for name in as_list(args.get("labels"))}
    found = [
        it
        for it in known
        if (not states or _state(it) in states)
        and (not labels or labels & {name.lower() for name in it.label_names})
    ]
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    key = _ORDERS[order["field"]]
    return pages.page(found, args, key, descending=order["direction"] == "DESC")


@field("Repository.pinnedIssues", "PinnedIssueConnection", pages=True)
def _pinned_issues(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    asker.check(it, "issues:read")
    return pages.page(it.pinned_issues, args, lambda issue: (issue.id,))
