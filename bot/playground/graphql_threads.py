"""GraphQL's issues, pull requests, their comments and what is on their record."""

import re
from dataclasses import dataclass

from bot.playground import graphql_pages as pages
from bot.playground.accounts import Account
from bot.playground.comments import Comment
from bot.playground.graphql_types import (
    ABSTRACT,
    Abstract,
    Arguments,
    Asker,
    as_list,
    called,
    field,
    plain,
)
from bot.playground.issue_events import IssueEvent, Label
from bot.playground.reactions import REACTIONS
from bot.playground.repositories import Repository
from bot.playground.shapes import comment as comment_shape
from bot.playground.shapes import issue as issue_shape
from bot.playground.shapes import issue_node_id, node_id, timestamp
from bot.playground.threads import Issue

_CONTENTS = {
    name: {"+1": "THUMBS_UP", "-1": "THUMBS_DOWN"}.get(name, name.upper())
    for name in REACTIONS
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


def state_of(issue: Issue) -> str:
    """Whether it is open, closed or, as REST does not say, merged."""
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
    state=lambda it: state_of(it).upper(),
    closed=lambda it: it.state == "closed",
    locked=lambda it: it.locked,
    authorAssociation=lambda it: it.repository.association(it.user),
    createdAt=lambda it: timestamp(it.created_at),
    updatedAt=lambda it: timestamp(it.updated_at),
    closedAt=lambda it: timestamp(it.closed_at),
    lastEditedAt=lambda it: timestamp(it.edited_at),
)
plain(
    "Issue",
    isPinned=lambda it: it.pinned,
    stateReason=lambda it: it.state_reason and it.state_reason.upper(),
)
plain(
    "IssueComment",
    id=lambda it: node_id("IC", it.id),
    fullDatabaseId=lambda it: str(it.id),
    body=lambda it: it.body,
    url=lambda it: comment_shape(it)["html_url"],
    authorAssociation=lambda it: it.issue.repository.association(it.user),
    createdAt=lambda it: timestamp(it.created_at),
    updatedAt=lambda it: timestamp(it.updated_at),
)
plain(
    "ReactionGroup", content=lambda it: it.content, viewerHasReacted=lambda it: it.mine
)
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
field("Issue.author PullRequest.author IssueComment.author", "Actor")(
    lambda _asker, it, _args: _actor(it.user)
)
field("Issue.editor PullRequest.editor IssueComment.editor", "Actor")(
    lambda _asker, it, _args: _actor(it.edited_by)
)
field("Issue.repository PullRequest.repository", "Repository", required=True)(
    lambda _asker, it, _args: it.repository
)

for _name, _of in {
    "IssueConnection": "Issue",
    "PullRequestConnection": "PullRequest",
    "PinnedIssueConnection": "PinnedIssue",
    "IssueCommentConnection": "IssueComment",
    "LabelConnection": "Label",
    "UserConnection": "User",
    "IssueTimelineItemsConnection": "IssueTimelineItems",
    "PullRequestTimelineItemsConnection": "PullRequestTimelineItems",
}.items():
    pages.connection(_name, _of)


@field("Issue.labels PullRequest.labels", "LabelConnection", pages=True)
def _labels(_asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    return pages.page(it.labels, args, lambda label: (label.name.lower(),))


@field("Repository.label", "Label", arguments="name")
def _label(asker: Asker, it: Repository, args: Arguments) -> Label | None:
    asker.check(it, "issues:read")
    return it.labels.get(str(args.get("name")).lower())


@field(
    "Issue.assignees PullRequest.assignees", "UserConnection", required=True, pages=True
)
def _assignees(_asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    return pages.page(it.assignees, args, lambda account: (account.login.lower(),))


@field(
    "Issue.comments PullRequest.comments",
    "IssueCommentConnection",
    required=True,
    pages=True,
)
def _comments(asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    found = asker.call.visible(it.comments)
    return pages.page(found, args, lambda comment: (comment.id,))


@dataclass(frozen=True, slots=True)
class _ReactionGroup:
    """One of the eight reactions, and whether the asker gave it."""

    content: str
    mine: bool


@field("IssueComment.reactionGroups", "ReactionGroup")
def _reaction_groups(
    asker: Asker, it: Comment, _args: Arguments
) -> list[_ReactionGroup]:
    mine = {one.content for one in it.reactions if one.user is asker.call.actor}
    return [_ReactionGroup(word, name in mine) for name, word in _CONTENTS.items()]


def _timeline_items(asker: Asker, it: Issue, args: Arguments) -> pages.Page:
    names = as_list(args.get("itemTypes"))
    strange = [name for name in names if name not in _ITEM_TYPES]
    if strange or not names:
        asker.call.github.unknown.append(f"graphql itemTypes {strange}")
    wanted = {_ITEM_TYPES[name] for name in names if name in _ITEM_TYPES}
    found = [event for event in it.events if event.event in wanted]
    return pages.page(found, args, lambda event: (event.id,))


for _kind in ("Issue", "PullRequest"):
    _own = set(_EVENTS.values()) - ({"MergedEvent"} if _kind == "Issue" else set())
    ABSTRACT[f"{_kind}TimelineItems"] = Abstract(tuple(sorted(_own)))
    field(
        f"{_kind}.timelineItems",
        f"{_kind}TimelineItemsConnection",
        arguments="itemTypes",
        required=True,
        pages=True,
    )(_timeline_items)
