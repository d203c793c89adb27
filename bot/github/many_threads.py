"""Many threads of many repositories, with what is said and done there, in one request."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

import structlog

from bot.core.errors import RetryLater
from bot.core.models import Thread, Wanted
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

MOST_NODES = 500_000
"""https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api"""

FIRST, LAST, EVENTS_LAST = 20, 30, 50

EACH = 1 + 100 + 10 + FIRST + LAST + EVENTS_LAST
"""Nodes that an issue may cost: itself, its labels and assignees, comments, events."""

ROOM = MOST_NODES // EACH
"""How many issues one request may ask for."""

PAGE, SMALL_PAGE = 100, 10
"""How many issues are asked for at once: GraphQL's most, and where many lists are."""

_ISSUES = f"""
fragment Issues on IssueConnection {{
  pageInfo {{ hasNextPage endCursor }}
  nodes {{
    {ISSUE_FIELDS}
    opening: comments(first: {FIRST}) {{ totalCount nodes {{ {COMMENT_FIELDS} }} }}
    latest: comments(last: {LAST}) {{ nodes {{ {COMMENT_FIELDS} }} }}
    timelineItems(last: {EVENTS_LAST}, {KINDS}) {{
      pageInfo {{ hasPreviousPage }}
      nodes {{ {EVENT_FIELDS} }}
    }}
  }}
}}
"""


_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _List:
    """A list of issues of one repository, from a cursor on (None: its beginning)."""

    wanted: Wanted
    by_label: bool
    after: str | None = None

    def field(self, number: int, first: int) -> str:
        """The part of a query that asks for it."""
        chosen = f"filterBy: {{since: $since{number}}}"
        if self.by_label:
            chosen = f"labels: $labels{number}, states: OPEN"
        order = "CREATED_AT" if self.by_label else "UPDATED_AT"
        return f"""
  list{number}: node(id: $id{number}) {{
    ... on Repository {{
      issues(
        {chosen}, first: {first}, after: $after{number},
        orderBy: {{field: {order}, direction: ASC}}
      ) {{ ...Issues }}
    }}
  }}"""

    def variables(self, number: int) -> Mapping[str, tuple[str, object]]:
        """What the part needs, with its type."""
        since = f"{self.wanted.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        kind: tuple[str, object] = (
            ("[String!]", list(self.wanted.labels))
            if self.by_label
            else ("DateTime", since)
        )
        return {
            f"id{number}": ("ID!", self.wanted.repository.node_id),
            f"{'labels' if self.by_label else 'since'}{number}": kind,
            f"after{number}": ("String", self.after),
        }


async def look_over(client: Client, wanted: Sequence[Wanted]) -> tuple[Thread, ...]:
    """The open issues with one of the labels and all updated since then, each once.

    No pull requests. Of several labels GraphQL wants any, REST would want all
    (https://github.com/cli/cli/issues/419). Of each issue the first 20 and the last 30
    comments and the last 50 events, `complete` where that is all. A repository that is
    not there any more, or of which GraphQL cannot tell, is left out with a line in the
    log.

    An issue costs at most `EACH` = 211 of the 500,000 nodes that one request may ask
    for, so 2,369 issues fit: a hundred from each of up to 23 lists, or ten from each of
    236, which are two for each repository. So one request does for 118 repositories,
    and then one for each hundred issues of those that have more than ten. It costs a
    point for each 100 connections, here five for each issue: of 5,000 points an hour a
    request takes at most 119. What takes GitHub too long is asked for in smaller parts.
    """
    waiting = deque(
        _List(one, by_label)
        for one in wanted
        for by_label in (True, False)
        if one.labels or not by_label
    )
    found: dict[str, dict[int, Thread]] = {}
    lost: set[str] = set()
    room = min(ROOM, PAGE * len(waiting))
    while waiting:
        most = max(1, room // SMALL_PAGE)
        part = [waiting.popleft() for _ in range(min(most, len(waiting)))]
        first = min(PAGE, max(SMALL_PAGE, room // len(part)))
        try:
            answers = await _ask(client, part, first)
        except RetryLater as error:
            if error.patience or room <= SMALL_PAGE:
                raise
            room //= 4
            waiting.extendleft(reversed(part))
            continue
        for one, answer in zip(part, answers, strict=True):
            name = one.wanted.repository.full_name
            if isinstance(answer, str):
                if name not in lost:
                    _log.warning("not_looked_over", repository=name, why=answer)
                lost.add(name)
                continue
            threads = {thread.issue.number: thread for thread in answer.threads}
            found.setdefault(name, {}).update(threads)
            if answer.end is not None:
                waiting.append(replace(one, after=answer.end))
    return tuple(
        thread
        for name, threads in found.items()
        if name not in lost
        for thread in threads.values()
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a list, and the cursor from which it goes on (None: nowhere)."""

    threads: tuple[Thread, ...]
    end: str | None


async def _ask(client: Client, lists: Sequence[_List], first: int) -> list[_Part | str]:
    """A part of each list, or why there is none."""
    fields = "".join(one.field(at, first) for at, one in enumerate(lists))
    variables = {
        name: told
        for at, one in enumerate(lists)
        for name, told in one.variables(at).items()
    }
    kinds = ", ".join(f"${name}: {kind}" for name, (kind, _) in variables.items())
    return await client.query(
        f"query({kinds}) {{{fields}\n}}\n{_ISSUES}",
        {name: value for name, (_, value) in variables.items()},
        lambda data: [_part(data[f"list{at}"]) for at in range(len(lists))],
    )


def _part(node: Mapping[str, Any] | None) -> _Part | str:
    if node is None:
        return "it is not there any more"
    if "error" in node:
        return str(node["error"])
    issues = node["issues"]
    more = issues["pageInfo"]["hasNextPage"]
    return _Part(
        tuple(_in_part(issue) for issue in issues["nodes"]),
        issues["pageInfo"]["endCursor"] if more else None,
    )


def _in_part(node: Mapping[str, Any]) -> Thread:
    """A thread of which only the ends were asked for."""
    listed = (*node["opening"]["nodes"], *node["latest"]["nodes"])
    comments = {one.id: one for one in map(parse_comment_node, listed)}
    all_said = len(comments) == node["opening"]["totalCount"]
    return Thread(
        parse_issue_node(node),
        tuple(comments[one] for one in sorted(comments)),
        parse_record(node["timelineItems"]),
        complete=all_said and not node["timelineItems"]["pageInfo"]["hasPreviousPage"],
    )
