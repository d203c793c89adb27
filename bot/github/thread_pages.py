"""Pages of issues, each with what is said and done there as far as a page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import RetryLater
from bot.core.models import Thread
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
"""How many issues are asked for at once: GraphQL's most for one list, and few.

With ten comments of 1 KB each a hundred are an answer of 2 MB.
"""

_ENDS = "pageInfo { hasNextPage hasPreviousPage }"


class PageSize:
    """How many `issues` one request asks for: few once GitHub took too long."""

    def __init__(self, issues: int = PAGE) -> None:
        self.issues = issues

    def shrink(self, error: RetryLater) -> None:
        """From now on few; the error is raised where that would not cure it."""
        if error.patience or self.issues == SMALL_PAGE:
            raise error
        self.issues = SMALL_PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and the cursor from which it goes on (None: nowhere)."""

    threads: tuple[Thread, ...]
    end: str | None


def page_fields(comments: str) -> str:
    """What is asked of a list of issues; `comments` says which of each (`last: 50`).

    Of its record come the last 50 events.
    """
    return f"""
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        {ISSUE_FIELDS}
        comments({comments}) {{ {_ENDS} nodes {{ {COMMENT_FIELDS} }} }}
        timelineItems(last: 50, {KINDS}) {{ {_ENDS} nodes {{ {EVENT_FIELDS} }} }}
      }}
"""


def parse_page(data: Mapping[str, Any]) -> Page:
    """What was answered; a thread is `complete` where nothing of it is left out."""
    more = data["pageInfo"]
    return Page(
        tuple(_thread(node) for node in data["nodes"] if node),
        more["endCursor"] if more["hasNextPage"] else None,
    )


def _thread(node: Mapping[str, Any]) -> Thread:
    comments, record = node["comments"], node["timelineItems"]
    return Thread(
        parse_issue_node(node),
        comments=tuple(parse_comment_node(one) for one in comments["nodes"]),
        events=parse_record(record),
        complete=not any(
            (*comments["pageInfo"].values(), *record["pageInfo"].values())
        ),
    )
