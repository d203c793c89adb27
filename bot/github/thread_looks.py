"""A thread with all that is said and done there, in one request.

REST needs a request for the issue, one for its comments, one for its record and one for
the reactions to each comment. https://docs.github.com/graphql/reference/objects#issue
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.core.models import Comment, IssueEvent, Thread
from bot.github.addresses import under
from bot.github.client import Client
from bot.github.thread_shapes import (
    COMMENT_FIELDS,
    EVENT_FIELDS,
    ISSUE_FIELDS,
    KINDS,
    parse_comment_node,
    parse_issue_node,
    parse_record,
)

PAGES = 20
"""A thread with more than 2,000 comments or events is not read to its end."""

_WHOLE = f"""
    {ISSUE_FIELDS}
    comments(first: 100, after: $comments) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ {COMMENT_FIELDS} }}
    }}
    timelineItems(first: 100, after: $events, {KINDS}) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ {EVENT_FIELDS} }}
    }}
"""
_LOOK_AT = f"""
query(
  $owner: String!, $name: String!, $number: Int!, $comments: String, $events: String
) {{
  repository(owner: $owner, name: $name) {{
    issueOrPullRequest(number: $number) {{
      ... on Issue {{ {_WHOLE} }}
      ... on PullRequest {{ {_WHOLE} }}
    }}
  }}
}}
"""


async def look_at(client: Client, repository: str, number: int) -> Thread:
    """The thread with its comments and its record, in the order in which they came.

    `complete` unless there are more than `PAGES` pages of comments or of events. `Gone`
    where there is no such thread or repository (one that was transferred is not found:
    https://github.com/apache/devlake/issues/7969), `Refused` where it may not be seen.
    """
    under(repository)  # refuses what can be no name
    owner, _, name = repository.partition("/")
    asked: dict[str, object] = {"owner": owner, "name": name, "number": number}
    comments: dict[int, Comment] = {}
    events: list[IssueEvent] = []
    for _ in range(PAGES):
        parse = partial(_page, len(events))
        page = await client.query(_LOOK_AT, asked, parse, partly=False)
        comments |= {comment.id: comment for comment in page.thread.comments}
        events += page.thread.events
        asked |= page.cursors
        if page.thread.complete:
            break
    said = tuple(comments[one] for one in sorted(comments))
    return replace(page.thread, comments=said, events=tuple(events))


@dataclass(frozen=True, slots=True)
class _Page:
    """A part of a thread, `complete` if none comes after it."""

    thread: Thread
    cursors: Mapping[str, str]


def _page(events_before: int, data: Mapping[str, Any]) -> _Page:
    node = data["repository"]["issueOrPullRequest"]
    pages = {
        "comments": node["comments"]["pageInfo"],
        "events": node["timelineItems"]["pageInfo"],
    }
    thread = Thread(
        parse_issue_node(node),
        tuple(parse_comment_node(one) for one in node["comments"]["nodes"]),
        parse_record(node["timelineItems"], events_before),
        complete=not any(page["hasNextPage"] for page in pages.values()),
    )
    ends = {name: page["endCursor"] for name, page in pages.items()}
    return _Page(thread, {name: end for name, end in ends.items() if end})
