"""Branches and tags as Git's references: https://docs.github.com/rest/git/refs."""

from bot.playground.branches import NotForward, is_name
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes import Json
from bot.playground.shapes_releases import tag_reference
from bot.playground.shapes_repository import reference

routes = Routes()
_GIT = "/repos/{owner}/{repo}/git"
_HEADS, _TAGS = "refs/heads/", "refs/tags/"


def _shape(call: Call, ref: str) -> Json | None:
    """A branch or tag by its whole name, if it is there."""
    repository = call.repository
    if ref.startswith(_TAGS):
        tag = repository.tags.named.get(ref.removeprefix(_TAGS))
        return tag_reference(repository, tag) if tag else None
    branch = ref.removeprefix(_HEADS)
    tip = repository.branches.tip(branch) if branch != ref else None
    return reference(repository, branch, tip) if tip else None


def _reply(call: Call, status: int, ref: str) -> Reply:
    if (shape := _shape(call, ref)) is None:
        raise not_found()
    return Reply(status, shape)


@routes.add(f"GET {_GIT}/ref/{{path}}", needs="contents:read")
def _get_ref(call: Call) -> Reply:
    _refuse_if_empty(call)
    return _reply(call, 200, f"refs/{call.params['path']}")


@routes.add(f"GET {_GIT}/matching-refs/{{path}}", needs="contents:read")
def _list_matching_refs(call: Call) -> Reply:
    """Those whose names begin so, by name."""
    _refuse_if_empty(call)
    start = f"refs/{call.params['path']}"
    repository = call.repository
    every = [_HEADS + name for name in repository.branches.histories]
    every += [_TAGS + name for name in repository.tags.named]
    found = sorted(ref for ref in every if ref.startswith(start))
    return Reply(200, [_shape(call, ref) for ref in found])


@routes.add(f"POST {_GIT}/refs", needs="contents:write", body="ref sha")
def _create_ref(call: Call) -> Reply:
    refuse_if_archived(call)
    _refuse_if_empty(call)
    branches, tags = call.repository.branches, call.repository.tags
    ref = bodies.needed_text(call.request.body, "ref")
    kind = next((one for one in (_HEADS, _TAGS) if ref.startswith(one)), "")
    name = ref.removeprefix(kind)
    if not kind or not is_name(name):
        raise RefusalError(422, f"{ref} is not a valid ref name.")
    sha = _sha(call, kind)
    if _shape(call, ref):
        raise RefusalError(422, "Reference already exists")
    others = branches.histories if kind == _HEADS else tags.named
    if any(_clash(name, other) for other in others):
        raise RefusalError(422, "Reference update failed")
    if kind == _HEADS:
        branches.create(name, branches.known[sha], call.actor)
    else:
        tags.point(name, sha, call.actor)
    return _reply(call, 201, ref)


@routes.add(f"PATCH {_GIT}/refs/{{path}}", needs="contents:write", body="sha force")
def _update_ref(call: Call) -> Reply:
    ref = _known(call)
    branches, tags = call.repository.branches, call.repository.tags
    force = call.request.body.get("force") is True
    if ref.startswith(_HEADS):
        commit, branch = branches.known[_sha(call, _HEADS)], ref.removeprefix(_HEADS)
        try:
            branches.move(branch, commit, call.actor, force=force)
        except NotForward:
            raise _not_forward() from None
    else:
        sha, name = _sha(call, _TAGS), ref.removeprefix(_TAGS)
        found = tags.objects.get(sha)
        commit = found.commit if found else branches.known[sha]
        if not force and not branches.has(commit, tags.named[name].commit):
            raise _not_forward()
        tags.move(name, sha, call.actor)
    return _reply(call, 200, ref)


@routes.add(f"DELETE {_GIT}/refs/{{path}}", needs="contents:write")
def _delete_ref(call: Call) -> Reply:
    ref, repository = _known(call), call.repository
    if ref == _HEADS + repository.default_branch:
        raise RefusalError(422, "Cannot delete the default branch")
    if ref.startswith(_TAGS):
        repository.tags.delete(ref.removeprefix(_TAGS), call.actor)
    else:
        repository.branches.delete(ref.removeprefix(_HEADS), call.actor)
    return Reply(204)


def _known(call: Call) -> str:
    refuse_if_archived(call)
    ref = f"refs/{call.params['path']}"
    if _shape(call, ref) is None:
        raise RefusalError(422, "Reference does not exist")
    return ref


def _sha(call: Call, kind: str) -> str:
    """What to point at: a commit or, for a tag, an annotated one's object."""
    sha = bodies.needed_text(call.request.body, "sha")
    is_object = kind == _TAGS and sha in call.repository.tags.objects
    if not is_object and sha not in call.repository.branches.known:
        raise RefusalError(422, "Object does not exist")
    return sha


def _not_forward() -> RefusalError:
    return RefusalError(422, "Update is not a fast forward")


def _refuse_if_empty(call: Call) -> None:
    if not call.repository.commits():
        raise RefusalError(409, "Git Repository is empty.")


def _clash(one: str, other: str) -> bool:
    """Whether one name would have to be a folder of the other."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")
