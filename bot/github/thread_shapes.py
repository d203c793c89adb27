"""GraphQL's issues, comments and events, parsed into the values that REST's become.

The words are REST's where both have one: `+1` for `THUMBS_UP`, `team-compass[bot]` for
the Bot `team-compass`. Raises as `shapes.py` does.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.core.models import Account, Comment, Issue, IssueEvent
from bot.github.shapes import parse_time

_REACTIONS = {"THUMBS_UP": "+1", "THUMBS_DOWN": "-1"}
_EVENTS = {"renamed_title": "renamed"}
"""The words that are not those of REST in another case."""

_ACTORS = "author { login __typename } editor { login __typename }"

EVENTS = (
    "LABELED_EVENT",
    "UNLABELED_EVENT",
    "CLOSED_EVENT",
    "REOPENED_EVENT",
    "RENAMED_TITLE_EVENT",
    "LOCKED_EVENT",
    "UNLOCKED_EVENT",
    "COMMENT_DELETED_EVENT",
)
"""What is read of a record; the rest tells of nothing that the bot does or undoes."""

KINDS = f"itemTypes: [{', '.join(EVENTS)}]"

COMMENT_FIELDS = f"""
      fullDatabaseId body url createdAt updatedAt authorAssociation {_ACTORS}
      reactionGroups {{ content viewerHasReacted }}
"""


def _type(event: str) -> str:
    return "".join(word.title() for word in event.split("_"))


_BESIDES = {
    "LABELED_EVENT": " label { name }",
    "UNLABELED_EVENT": " label { name }",
    "COMMENT_DELETED_EVENT": " deletedCommentAuthor { login __typename }",
}

EVENT_FIELDS = "__typename\n" + "\n".join(
    f"      ... on {_type(event)} {{ createdAt actor {{ login __typename }}"
    f"{_BESIDES.get(event, '')} }}"
    for event in EVENTS
)

ISSUE_FIELDS = f"""
    __typename id number title body closed locked url authorAssociation
    createdAt updatedAt closedAt lastEditedAt {_ACTORS}
    repository {{ nameWithOwner isPrivate }}
    labels(first: 100) {{ nodes {{ name }} }}
    assignees(first: 10) {{ nodes {{ login }} }}
"""
"""What both issues and pull requests have; at most 100 labels and 10 assignees fit."""


def parse_actor(data: Mapping[str, Any] | None) -> Account:
    """Who did something; null is what GitHub says of a deleted user."""
    if data is None:
        return Account("ghost")
    login, kind = data["login"], data["__typename"]
    return Account(f"{login}[bot]" if kind == "Bot" else login, kind)


def parse_issue_node(data: Mapping[str, Any]) -> Issue:
    """An issue or pull request; its repository has the name that it has now."""
    return Issue(
        repository=data["repository"]["nameWithOwner"],
        number=int(data["number"]),
        title=data["title"],
        body=data["body"],
        user=parse_actor(data["author"]),
        state="closed" if data["closed"] else "open",
        created_at=parse_time(data["createdAt"]),
        updated_at=parse_time(data["updatedAt"]),
        closed_at=parse_time(data["closedAt"]) if data["closedAt"] else None,
        labels=tuple(one["name"] for one in (data["labels"] or _NONE)["nodes"]),
        locked=data["locked"],
        is_pull_request=data["__typename"] == "PullRequest",
        html_url=data["url"],
        node_id=data["id"],
        assignees=tuple(one["login"] for one in data["assignees"]["nodes"]),
        author_association=data["authorAssociation"],
        is_private=data["repository"]["isPrivate"],
        edited_at=parse_time(edited) if (edited := data["lastEditedAt"]) else None,
        edited_by=parse_actor(editor) if (editor := data["editor"]) else None,
    )


_NONE: Mapping[str, Any] = {"nodes": ()}


def parse_comment_node(data: Mapping[str, Any]) -> Comment:
    """A comment; how often others reacted to it is not asked for."""
    groups = data["reactionGroups"] or ()
    mine = [group["content"] for group in groups if group["viewerHasReacted"]]
    return Comment(
        id=int(data["fullDatabaseId"]),
        body=data["body"],
        user=parse_actor(data["author"]),
        created_at=parse_time(data["createdAt"]),
        updated_at=parse_time(data["updatedAt"]),
        html_url=data["url"],
        reacted=frozenset(_REACTIONS.get(word, word.lower()) for word in mine),
        edited_by=parse_actor(editor) if (editor := data["editor"]) else None,
        author_association=data["authorAssociation"],
    )


def parse_record(data: Mapping[str, Any], before: int = 0) -> tuple[IssueEvent, ...]:
    """A part of a record, with so many events before it.

    An event's id is its place, from 1: GraphQL tells none of the numbers of REST.
    """
    nodes = data["nodes"]
    return tuple(parse_event_node(at, one) for at, one in enumerate(nodes, before + 1))


def parse_event_node(place: int, data: Mapping[str, Any]) -> IssueEvent:
    """An event, known by its place on the record."""
    words = re.findall("[A-Z][a-z]+", data["__typename"].removesuffix("Event"))
    author = data.get("deletedCommentAuthor")
    return IssueEvent(
        id=place,
        event=_EVENTS.get(name := "_".join(words).lower(), name),
        actor=parse_actor(data["actor"]),
        created_at=parse_time(data["createdAt"]),
        label=(data.get("label") or {}).get("name") or "",
        comment_author=parse_actor(author) if author else None,
    )
