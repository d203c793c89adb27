"""A repository's issues with what is on their record, a hundred in one request.

REST would need a request for each issue's events, and one for its comments.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.errors import RetryLater
from bot.core.models import Thread
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

PAGE, SMALL_PAGE = 100, 20
"""How many issues are asked for at once: GraphQL's most, and where that took too long."""

_QUERY = f"""
query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    issues(
      first: $first, after: $after, states: [OPEN, CLOSED],
      orderBy: {{field: CREATED_AT, direction: DESC}}
    ) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        {ISSUE_FIELDS}
        comments(first: 10) {{
          pageInfo {{ hasNextPage }}
          nodes {{ {COMMENT_FIELDS} }}
        }}
        timelineItems(last: 50, {KINDS}) {{
          pageInfo {{ hasPreviousPage }}
          nodes {{ {EVENT_FIELDS} }}
        }}
      }}
    }}
  }}
}}
"""

_Page = tuple[tuple[Thread, ...], str | None]
"""Some issues, and where the next ones begin, if there are more."""


async def past_issues(
    client: Client, repository: str, limit: int, told: Callable[[int], None]
) -> tuple[Thread, ...]:
    """The newest issues (at most `limit`), open or not, newest first; no pull requests.

    Each with its first 10 comments and the last 50 events of its record. `told` hears
    after each request how many have come. `Gone` where the repository is out of reach.
    """
    under(repository)  # refuses what can be no name
    owner, _, name = repository.partition("/")
    found: list[Thread] = []
    after, page = None, PAGE
    while len(found) < limit:
        first = min(page, limit - len(found))
        asked = {"owner": owner, "name": name, "first": first, "after": after}
        try:
            threads, after = await client.query(_QUERY, asked, _page, partly=False)
        except RetryLater as error:
            if error.patience or page == SMALL_PAGE:
                raise
            page = SMALL_PAGE
            continue
        found += threads
        told(len(found))
        if after is None:
            break
    return tuple(found)


def _page(data: Mapping[str, Any]) -> _Page:
    issues = data["repository"]["issues"]
    threads = tuple(_thread(node) for node in issues["nodes"] if node)
    more = issues["pageInfo"]
    return threads, more["endCursor"] if more["hasNextPage"] else None


def _thread(node: Mapping[str, Any]) -> Thread:
    comments, record = node["comments"], node["timelineItems"]
    comments_end = not comments["pageInfo"]["hasNextPage"]
    return Thread(
        parse_issue_node(node),
        comments=tuple(parse_comment_node(one) for one in comments["nodes"]),
        events=parse_record(record),
        complete=comments_end and not record["pageInfo"]["hasPreviousPage"],
    )
