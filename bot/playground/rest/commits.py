"""Commits, what they change, and how two compare: https://docs.github.com/rest/commits."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.playground import shapes_pulls
from bot.playground.commits import Commit
from bot.playground.comparisons import compare
from bot.playground.diffs import differences
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_commits import changed_file, comparison, full_commit
from bot.playground.shapes_repository import commit

routes = Routes()
_REPOSITORY = "/repos/{owner}/{repo}"
MOST_FILES = 300
"""Files of a comparison, and of one page of a commit."""

MOST_FILES_IN_ALL = 3000
"""GitHub tells of no more files of one commit, on however many pages."""

MOST_COMMITS = 250
"""Commits of a comparison that is not asked for in pages."""


def _find(call: Call, name: str) -> Commit:
    """The commit of a branch, tag or (short) sha."""
    if not call.repository.commits():
        raise RefusalError(409, "Git Repository is empty.")
    if (found := call.repository.commit_at(name)) is None:
        raise RefusalError(422, f"No commit found for SHA: {name}")
    return found


@routes.add(
    f"GET {_REPOSITORY}/commits", needs="contents:read", query="sha path per_page page"
)
def _list(call: Call) -> Reply:
    repository = call.repository
    if not repository.commits():
        raise RefusalError(409, "Git Repository is empty.")
    start = repository.commit_at(call.query.get("sha", repository.default_branch))
    if start is None:
        raise not_found()
    path = call.query.get("path", "").strip("/")
    newest_first = reversed(repository.branches.history(start))
    found = [one for one in newest_first if one.touches(path)]
    return call.page(found, lambda one: commit(repository, one))


@routes.add(
    f"GET {_REPOSITORY}/commits/{{sha}}/pulls",
    needs="pull_requests:read",
    query="per_page page",
)
def _list_pull_requests(call: Call) -> Reply:
    """The merged ones that brought it; open ones only of what is not there by default."""
    repository = call.repository
    one = _find(call, call.params["sha"])
    default = repository.branches.tip(repository.default_branch)
    is_there = default is not None and repository.branches.has(default, one)
    found = [
        pull
        for pull in repository.pulls
        if (pull.merged_at or (pull.is_open and not is_there))
        and one in pull.brought_to(pull.base)
    ]
    return call.page(found, shapes_pulls.pull)


@routes.add(
    f"GET {_REPOSITORY}/commits/{{ref}}", needs="contents:read", query="per_page page"
)
def _get(call: Call) -> Reply:
    repository, one = call.repository, _find(call, call.params["ref"])
    before = repository.branches.known[one.parents[0]].files if one.parents else {}
    every = list(differences(before, one.files))
    shown, headers = call.slice(every[:MOST_FILES_IN_ALL], size=MOST_FILES)
    return Reply(200, full_commit(repository, one, every, shown), headers)


@routes.add(
    f"GET {_REPOSITORY}/compare/{{path}}", needs="contents:read", query="per_page page"
)
def _compare(call: Call) -> Reply:
    """What the head has and the base has not, of this repository alone, oldest first.

    What is asked for without pages is the newest of it, and there is no way on.
    """
    repository = call.repository
    first, dots, second = call.params["path"].partition("...")
    base, head = repository.commit_at(first), repository.commit_at(second)
    if not dots or base is None or head is None:
        raise not_found()
    found = compare(repository.branches, base, head)
    if found is None:
        raise RefusalError(404, f"No common ancestor between {first} and {second}.")
    shown: Sequence[Commit] = found.ahead[-MOST_COMMITS:]
    headers: dict[str, str] = {}
    if {"per_page", "page"} & set(call.query):
        shown, headers = call.slice(found.ahead, size=MOST_COMMITS)
    shape = comparison(repository, f"{quote(first)}...{quote(second)}", found, shown)
    if call.query.get("page", "1") == "1":
        files = found.files[:MOST_FILES]
        shape["files"] = [changed_file(repository, head.sha, one) for one in files]
    return Reply(200, shape, headers)
