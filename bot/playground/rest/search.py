"""Search for issues, as far as a few qualifiers go: https://docs.github.com/rest/search.

Unlike GitHub's, its index is never behind, unless a fault hides the newest.
"""

import shlex
from collections.abc import Callable
from datetime import datetime

from bot.playground import shapes
from bot.playground.replies import RefusalError, Reply, invalid
from bot.playground.rest.routing import Call, Routes
from bot.playground.threads import Issue

routes = Routes()
Test = Callable[[Issue], bool]
_KINDS: dict[str, Test] = {
    "issue": lambda issue: not issue.is_pull_request,
    "pr": lambda issue: issue.is_pull_request,
    "open": lambda issue: issue.state == "open",
    "closed": lambda issue: issue.state == "closed",
}


def _time_test(value: str, of: Callable[[Issue], datetime]) -> Test:
    if not value.startswith(">="):
        raise RefusalError(422, "Validation Failed")
    start = datetime.fromisoformat(value.removeprefix(">="))
    aware = start if start.tzinfo else start.astimezone()
    return lambda issue: of(issue) >= aware


def _qualifier(name: str, value: str) -> Test | None:
    low = value.lower()
    tests: dict[str, Callable[[], Test]] = {
        "repo": lambda: lambda it: it.repository.full_name.lower() == low,
        "org": lambda: lambda it: it.repository.owner.login.lower() == low,
        "user": lambda: lambda it: it.repository.owner.login.lower() == low,
        "author": lambda: lambda it: it.user.login.lower() == low,
        "label": lambda: lambda it: low in {n.lower() for n in it.label_names},
        "is": lambda: _KINDS[low],
        "state": lambda: _KINDS[low],
        "updated": lambda: _time_test(value, lambda it: it.updated_at),
        "created": lambda: _time_test(value, lambda it: it.created_at),
    }
    return tests[name]() if name in tests else None


def _text_of(issue: Issue, places: set[str]) -> str:
    parts = []
    if "title" in places:
        parts.append(issue.title)
    if "body" in places:
        parts.append(issue.body or "")
    if "comments" in places:
        parts += [comment.body for comment in issue.comments]
    return "\n".join(parts).lower()


@routes.add("GET /search/issues", query="q sort order per_page page advanced_search")
def _issues_and_pull_requests(call: Call) -> Reply:
    if not call.query.get("q"):
        raise invalid("Search", "q", "missing")
    words, tests, places = [], [], set()
    for part in shlex.split(call.query["q"].replace("'", "\\'")):
        name, colon, value = part.partition(":")
        if colon and name == "in":
            places |= set(value.split(","))
        elif colon and (test := _qualifier(name, value)):
            tests.append(test)
        elif colon and name.isalpha():
            call.github.unknown.append(f"search {part}")
        else:
            words.append(part.lower())
    token = call.caller.token
    known = [
        issue
        for repository in call.github.world.repositories.values()
        if not repository.private or (token and token.covers(repository))
        for issue in repository.issues
    ]
    found = [
        issue
        for issue in call.visible(known)
        if all(test(issue) for test in tests)
        and all(
            word in _text_of(issue, places or {"title", "body", "comments"})
            for word in words
        )
    ]
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
