"""Pull requests: https://docs.github.com/rest/pulls/pulls."""

from collections.abc import Callable
from datetime import datetime

from bot.playground import shapes_pulls as shapes
from bot.playground.pulls import PullRequest
from bot.playground.replies import RefusalError, Reply, invalid, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes

routes = Routes()
_PULLS = "/repos/{owner}/{repo}/pulls"
_ONE = f"{_PULLS}/{{number}}"
_STATES = ("open", "closed")
_METHODS = ("merge", "squash", "rebase")
MOST_FILES = 3000
"""GitHub tells of no more files of one pull request."""


def _pull(call: Call) -> PullRequest:
    number = int(call.params["number"])
    for pull in call.repository.pulls:
        if pull.number == number:
            return pull
    raise not_found()


@routes.add(
    f"GET {_PULLS}",
    needs="pull_requests:read",
    query="state head base sort direction per_page page",
)
def _list(call: Call) -> Reply:
    query = call.query
    state, head = query.get("state", "open"), query.get("head", "")
    base = query.get("base", "")

    def wanted(pull: PullRequest) -> bool:
        return (
            state in {"all", pull.issue.state}
            # GitHub passes over a head that names no owner.
            and (":" not in head or pull.label.lower() == head.lower())
            and base in {"", pull.base_branch}
        )

    keys: dict[str, Callable[[PullRequest], tuple[datetime, int]]] = {
        "created": lambda it: (it.issue.created_at, it.number),
        "updated": lambda it: (it.issue.updated_at, it.number),
    }
    sort = query.get("sort", "created")
    down = query.get("direction", "desc" if sort == "created" else "asc") == "desc"
    known = call.visible(call.repository.pulls)
    found = sorted(filter(wanted, known), key=keys[sort], reverse=down)
    return call.page(found, shapes.pull)


@routes.add(f"POST {_PULLS}", needs="pull_requests:write", body="title body head base")
def _create(call: Call) -> Reply:
    refuse_if_archived(call)
    body = call.request.body
    head, base = (bodies.needed_text(body, name) for name in ("head", "base"))
    if body.get("title") is None:
        raise invalid("PullRequest", "title", "missing_field")
    title = bodies.title("PullRequest", bodies.text(body, "title"))
    words = bodies.words("PullRequest", bodies.text(body, "body"))
    pull = call.repository.open_pull(
        title or "", words, by=call.actor, head=head, base=base
    )
    shape = shapes.full_pull(pull)
    return Reply(201, shape, {"Location": shape["url"]})


@routes.add(f"GET {_ONE}", needs="pull_requests:read")
def _get(call: Call) -> Reply:
    return Reply(200, shapes.full_pull(_pull(call)))


@routes.add(f"PATCH {_ONE}", needs="pull_requests:write", body="title body state")
def _update(call: Call) -> Reply:
    pull, body = _pull(call), call.request.body
    refuse_if_archived(call)
    title = bodies.title("PullRequest", bodies.text(body, "title"))
    words = bodies.words("PullRequest", bodies.text(body, "body"))
    state = bodies.one_of(body, "state", _STATES)
    if state == "open":
        pull.reopen(by=call.actor)
    elif state == "closed":
        pull.close(by=call.actor)
    pull.issue.edit(title=title, body=words, by=call.actor)
    return Reply(200, shapes.full_pull(pull))


@routes.add(f"GET {_ONE}/files", needs="pull_requests:read", query="per_page page")
def _list_files(call: Call) -> Reply:
    pull = _pull(call)
    found = pull.files[:MOST_FILES]
    return call.page(found, lambda one: shapes.pull_file(pull, one))


@routes.add(f"GET {_ONE}/merge", needs="pull_requests:read")
def _check_if_merged(call: Call) -> Reply:
    return Reply(204 if _pull(call).merged_at else 404)


@routes.add(
    f"PUT {_ONE}/merge",
    needs="contents:write",
    body="commit_title commit_message sha merge_method",
)
def _merge(call: Call) -> Reply:
    pull, body = _pull(call), call.request.body
    refuse_if_archived(call)
    texts = (bodies.text(body, name) for name in ("commit_title", "commit_message"))
    title, text = (said or "" for said in texts)
    sha = bodies.text(body, "sha")
    method = bodies.one_of(body, "merge_method", _METHODS)
    if method not in {None, "merge"}:
        word = str(method).capitalize()
        raise RefusalError(405, f"{word} merges are not allowed on this repository.")
    if not pull.mergeable:
        raise RefusalError(405, "Pull Request is not mergeable")
    if sha not in {None, pull.head.sha}:
        raise RefusalError(
            409, "Head branch was modified. Review and try the merge again."
        )
    made = pull.merge(call.actor, title, text)
    said = "Pull Request successfully merged"
    return Reply(200, {"sha": made.sha, "merged": True, "message": said})
