"""Search for issues, as far as a few qualifiers go: https://docs.github.com/rest/search.

Words match whole words, whatever signs stand around them; several repositories or
accounts widen the search. What changed within the playground's `search_lag` is not found
yet: the index has it only as it was, so that `updated:` would not let it through.
"""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.playground import shapes
from bot.playground.replies import RefusalError, Reply, invalid
from bot.playground.repositories import Repository
from bot.playground.rest.routing import Call, Routes
from bot.playground.threads import Issue

routes = Routes()
Test = Callable[[Issue], bool]
_KINDS: dict[str, Test] = {
    "issue": lambda issue: not issue.is_pull_request,
    "pr": lambda issue: issue.is_pull_request,
    "pull-request": lambda issue: issue.is_pull_request,
    "open": lambda issue: issue.state == "open",
    "closed": lambda issue: issue.state == "closed",
}
_EVERYWHERE = frozenset({"title", "body", "comments"})


@dataclass(slots=True)
class _Query:
    """What is asked for: words in `places`, in repositories or those of accounts."""

    words: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    repositories: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    tests: list[Test] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def covers(self, it: Repository) -> bool:
        """Whether the search reaches into the repository."""
        return (
            not (self.repositories or self.accounts)
            or it.full_name.lower() in self.repositories
            or it.owner.login.lower() in self.accounts
        )

    def finds(self, issue: Issue) -> bool:
        """Whether the issue is what is looked for."""
        text = _text_of(issue, self.places or _EVERYWHERE)
        return all(word in text for word in self.words) and all(
            test(issue) for test in self.tests
        )


def _parse(text: str) -> _Query:
    query = _Query()
    for part in shlex.split(text.replace("'", "\\'")):
        name, colon, value = part.partition(":")
        low = value.lower()
        if not colon or not name.isalpha():
            query.words.append(_plain(part))
        elif name == "in":
            query.places |= set(low.split(","))
        elif name == "repo":
            query.repositories.add(low)
        elif name in {"org", "user"}:
            query.accounts.add(low)
        elif test := _qualifier(name, value):
            query.tests.append(test)
        else:
            query.strange.append(part)
    return query


def _plain(text: str) -> str:
    """The words with one blank before and after each: signs mean nothing."""
    words = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(words)} "


def _qualifier(name: str, value: str) -> Test | None:
    low = value.lower()
    if name in {"is", "state", "type"}:
        return _KINDS.get(low)
    if name in {"updated", "created"}:
        return _time_test(value, f"{name}_at")
    tests: dict[str, Test] = {
        "author": lambda it: it.user.login.lower() == low,
        "label": lambda it: low in {n.lower() for n in it.label_names},
    }
    return tests.get(name)


def _time_test(value: str, attribute: str) -> Test:
    try:
        if not value.startswith(">="):
            raise ValueError(value)
        start = datetime.fromisoformat(value[2:])
    except ValueError:
        raise RefusalError(422, "Validation Failed") from None
    aware = start if start.tzinfo else start.replace(tzinfo=UTC)
    return lambda issue: bool(getattr(issue, attribute) >= aware)


def _text_of(issue: Issue, places: set[str] | frozenset[str]) -> str:
    parts = []
    if "title" in places:
        parts.append(issue.title)
    if "body" in places:
        parts.append(issue.body or "")
    if "comments" in places:
        parts += [comment.body for comment in issue.comments]
    return " ".join(_plain(part) for part in parts)


@routes.add("GET /search/issues", query="q sort order per_page page advanced_search")
def _issues_and_pull_requests(call: Call) -> Reply:
    if not call.query.get("q"):
        raise invalid("Search", "q", "missing")
    query, world, token = _parse(call.query["q"]), call.github.world, call.caller.token
    call.github.unknown.extend(f"search {part}" for part in query.strange)
    repositories = [
        repository
        for repository in world.repositories.values()
        if not repository.private or (token and token.covers(repository))
    ]
    _refuse_if_nowhere(call, query, repositories)
    indexed = world.now() - call.github.search_lag
    known = [
        issue
        for repository in repositories
        if query.covers(repository)
        for issue in repository.issues
        if issue.updated_at <= indexed
    ]
    found = [issue for issue in call.visible(known) if query.finds(issue)]
    sort, order = call.query.get("sort", "created"), call.query.get("order", "desc")
    found.sort(
        key=lambda it: (it.updated_at if sort == "updated" else it.created_at, it.id),
        reverse=order == "desc",
    )
    part_of, headers = call.slice(found)
    items = [{**shapes.full_issue(issue), "score": 1.0} for issue in part_of]
    shape = {
        "total_count": len(found),
        "incomplete_results": False,
        "search_type": "lexical",
        "items": items,
    }
    return Reply(200, shape, headers)


def _refuse_if_nowhere(
    call: Call, query: _Query, repositories: list[Repository]
) -> None:
    """Among the accounts and repositories that are named one at least must be there."""
    names = {repository.full_name.lower() for repository in repositories}
    there = query.repositories & names
    there |= query.accounts & set(call.github.world.accounts)
    if (query.repositories or query.accounts) and not there:
        raise invalid(
            "Search",
            "q",
            "invalid",
            "The listed users and repositories cannot be searched either because the"
            " resources do not exist or you do not have permission to view them.",
        )
