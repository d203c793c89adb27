"""Branches as Git's references: https://docs.github.com/rest/git/refs.

There are no tags.
"""

from bot.playground.branches import NotForward
from bot.playground.commits import Commit
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_repository import reference

routes = Routes()
_GIT = "/repos/{owner}/{repo}/git"
_START = "refs/heads/"


def _branch(call: Call) -> str:
    """The branch in the path, as `heads/NAME`; it may not be there."""
    ref = f"refs/{call.params['path']}"
    return ref.removeprefix(_START) if ref.startswith(_START) else ""


def _commit(call: Call) -> Commit:
    sha = bodies.needed_text(call.request.body, "sha")
    commit = call.repository.branches.known.get(sha)
    if commit is None:
        raise RefusalError(422, "Object does not exist")
    return commit


def _reply(call: Call, status: int, branch: str) -> Reply:
    tip = call.repository.branches.tip(branch)
    if tip is None:
        raise not_found()
    return Reply(status, reference(call.repository, branch, tip))


@routes.add(f"GET {_GIT}/ref/{{path}}", needs="contents:read")
def _get_ref(call: Call) -> Reply:
    _refuse_if_empty(call)
    return _reply(call, 200, _branch(call))


@routes.add(f"POST {_GIT}/refs", needs="contents:write", body="ref sha")
def _create_ref(call: Call) -> Reply:
    refuse_if_archived(call)
    _refuse_if_empty(call)
    branches = call.repository.branches
    ref = bodies.needed_text(call.request.body, "ref")
    branch = ref.removeprefix(_START)
    if branch == ref or not _is_name(branch):
        raise RefusalError(422, f"{ref} is not a valid ref name.")
    commit = _commit(call)
    if branches.tip(branch):
        raise RefusalError(422, "Reference already exists")
    if any(_clash(branch, other) for other in branches.histories):
        raise RefusalError(422, "Reference update failed")
    branches.create(branch, commit, call.actor)
    return _reply(call, 201, branch)


@routes.add(f"PATCH {_GIT}/refs/{{path}}", needs="contents:write", body="sha force")
def _update_ref(call: Call) -> Reply:
    branch = _known(call)
    commit, force = _commit(call), call.request.body.get("force") is True
    try:
        call.repository.branches.move(branch, commit, call.actor, force=force)
    except NotForward:
        raise RefusalError(422, "Update is not a fast forward") from None
    return _reply(call, 200, branch)


@routes.add(f"DELETE {_GIT}/refs/{{path}}", needs="contents:write")
def _delete_ref(call: Call) -> Reply:
    branch = _known(call)
    if branch == call.repository.default_branch:
        raise RefusalError(422, "Cannot delete the default branch")
    call.repository.branches.delete(branch, call.actor)
    return Reply(204)


def _known(call: Call) -> str:
    refuse_if_archived(call)
    branch = _branch(call)
    if call.repository.branches.tip(branch) is None:
        raise RefusalError(422, "Reference does not exist")
    return branch


def _refuse_if_empty(call: Call) -> None:
    if not call.repository.commits():
        raise RefusalError(409, "Git Repository is empty.")


def _is_name(branch: str) -> bool:
    """Whether Git would have such a branch, as far as names go wrong by chance."""
    parts = branch.split("/")
    return (
        all(parts)
        and not any(part.startswith(".") or part.endswith(".lock") for part in parts)
        and not any(bad in branch for bad in (" ", "~", "^", ":", "?", "*", "[", "\\"))
        and not any(bad in branch for bad in ("..", "@{"))
        and not branch.endswith(".")
    )


def _clash(one: str, other: str) -> bool:
    """Whether one branch would have to be a folder of the other."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")
