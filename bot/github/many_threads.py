"""Many threads of many repositories, with what is said and done there, a part at once."""

from collections.abc import AsyncIterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Self

import structlog

from bot.core.errors import RetryLater
from bot.core.models import Found, Wanted
from bot.github.client import Client
from bot.github.thread_pages import (
    PAGE,
    SMALL_PAGE,
    Page,
    PageSize,
    page_fields,
    parse_page,
)

MOST = PAGE + SMALL_PAGE
"""How many issues a request asks for: a hundred with a label, and a few besides."""

_PAGE = f"""
fragment Page on IssueConnection {{ totalCount {page_fields("last: 50")} }}
"""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _List:
    """A list of issues of one repository, from a cursor on (None: its beginning).

    So many of them are read, and so many `left`: a guess until a page tells how many
    there are.
    """

    wanted: Wanted
    by_label: bool
    left: int
    read: int = 0
    cursor: str | None = None

    @property
    def name(self) -> str:
        """The repository's name, as it was when it was listed."""
        return self.wanted.repository.full_name

    def field(self, number: int, first: int) -> str:
        """The part of a query that asks for so many of them, from the oldest on."""
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
      ) {{ ...Page }}
    }}
  }}"""

    def after(self, page: Page, total: int) -> Self:
        """What is left of it after that page; `total` is how many there are in all."""
        read = self.read + len(page.threads)
        left = max(1, total - read)
        return replace(self, cursor=page.end, read=read, left=left)

    def variables(self, number: int) -> Mapping[str, tuple[str, object]]:
        """What the arguments need, with its type."""
        since = f"{self.wanted.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        kind: tuple[str, object] = (
            ("[String!]", list(self.wanted.labels))
            if self.by_label
            else ("DateTime", since)
        )
        return {
            f"id{number}": ("ID!", self.wanted.repository.node_id),
            f"{'labels' if self.by_label else 'since'}{number}": kind,
            f"after{number}": ("String", self.cursor),
        }


async def look_over(client: Client, wanted: Sequence[Wanted]) -> AsyncIterator[Found]:
    """The open issues with one of the labels and all updated since then, part by part.

    Each issue once, and no pull requests. Of several labels GraphQL wants any, REST
    would want all (https://github.com/cli/cli/issues/419). Of each issue come the last
    50 comments and the last 50 events, `complete` where that is all. A repository that
    is not there any more, or of which GraphQL cannot tell, gets a line in the log and
    no part that is the `last`.

    A request asks for at most `MOST` issues in all, so that no answer is large: first for a
    share of each list, two for each repository, and then for as many as there are. So
    it takes one for each hundred open issues with a label, where they are in few
    repositories, and one for each 60 repositories where there is little. What takes
    GitHub too long is asked for in smaller parts. Each request takes about six of the
    5,000 points of an hour.
    """
    by_name = {one.repository.full_name: one for one in wanted}
    told: dict[str, set[int]] = {name: set() for name in by_name}
    size, waiting = PageSize(MOST), _lists(wanted)
    while waiting:
        firsts = _shares(waiting, size.issues)
        part = waiting[: len(firsts)]
        try:
            answers = await _ask(client, part, firsts)
        except RetryLater as error:
            size.shrink(error)
            continue
        lost = _lost(part, answers)
        pages = [
            (one, *answer)
            for one, answer in zip(part, answers, strict=True)
            if one.name not in lost and not isinstance(answer, str)
        ]
        waiting = [
            *(one.after(page, total) for one, page, total in pages if page.end),
            *(one for one in waiting[len(part) :] if one.name not in lost),
        ]
        for name in dict.fromkeys(one.name for one, _, _ in pages):
            threads = {
                thread.issue.number: thread
                for one, page, _ in pages
                if one.name == name
                for thread in page.threads
            }
            new = tuple(threads[one] for one in threads if one not in told[name])
            told[name] |= threads.keys()
            last = all(one.name != name for one in waiting)
            yield Found(by_name[name], new, last=last)


def _lists(wanted: Sequence[Wanted]) -> list[_List]:
    """All that is to be read, with a share for each: first that of all in one request."""
    many = max(1, len(wanted))
    updated = max(1, SMALL_PAGE // many)
    labelled = max(1, MOST // many - updated)
    return [
        _List(one, by_label=kind, left=labelled if kind else updated)
        for one in wanted
        for kind in ((True, False) if one.labels else (False,))
    ]


def _shares(waiting: Sequence[_List], most: int) -> list[int]:
    """How many issues to ask for of each of the first lists, so many in all."""
    shares: list[int] = []
    for one in waiting:
        room = most - sum(shares)
        if not room:
            break
        shares.append(min(one.left, room, PAGE))
    return shares


async def _ask(
    client: Client, lists: Sequence[_List], firsts: Sequence[int]
) -> list[tuple[Page, int] | str]:
    """So many of each list and how many there are in all, or why they are not told."""
    fields = "".join(
        one.field(at, first)
        for at, (one, first) in enumerate(zip(lists, firsts, strict=True))
    )
    variables = {
        name: told
        for at, one in enumerate(lists)
        for name, told in one.variables(at).items()
    }
    kinds = ", ".join(f"${name}: {kind}" for name, (kind, _) in variables.items())
    return await client.query(
        f"query({kinds}) {{{fields}\n}}\n{_PAGE}",
        {name: value for name, (_, value) in variables.items()},
        lambda data: [_answer(data[f"list{at}"]) for at in range(len(lists))],
    )


def _answer(node: Mapping[str, Any] | None) -> tuple[Page, int] | str:
    if node is None:
        return "it is not there any more"
    if "error" in node:
        return str(node["error"])
    return parse_page(node["issues"]), int(node["issues"]["totalCount"])


def _lost(lists: Sequence[_List], answers: Sequence[object]) -> Set[str]:
    """The repositories of which an answer only says why there is none, once logged."""
    lost = {
        one.name: answer
        for one, answer in zip(lists, answers, strict=True)
        if isinstance(answer, str)
    }
    for name, why in lost.items():
        _log.warning("not_looked_over", repository=name, why=why)
    return lost.keys()
