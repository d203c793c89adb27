"""Tags, and the objects of annotated ones: https://docs.github.com/rest/git/tags."""

from bot.playground import shapes_releases as shapes
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes

routes = Routes()
_REPOSITORY = "/repos/{owner}/{repo}"
_KINDS = ("commit", "tree", "blob")


@routes.add(f"GET {_REPOSITORY}/tags", needs="metadata:read", query="per_page page")
def _list(call: Call) -> Reply:
    """All tags, by their names the other way round: not by date, nor by version."""
    tags = call.repository.tags.named
    found = [tags[name] for name in sorted(tags, reverse=True)]
    return call.page(found, lambda one: shapes.tag(call.repository, one))


@routes.add(
    f"POST {_REPOSITORY}/git/tags",
    needs="contents:write",
    body="tag message object type",
)
def _create_object(call: Call) -> Reply:
    """Make the object of an annotated tag of a commit; no tag leads to it yet."""
    refuse_if_archived(call)
    body, repository = call.request.body, call.repository
    name, message, sha = (
        bodies.needed_text(body, field) for field in ("tag", "message", "object")
    )
    if (kind := bodies.one_of(body, "type", _KINDS)) is None:
        raise bodies.missing("type")
    commit = repository.branches.known.get(sha)
    if commit is None or kind != "commit":
        raise RefusalError(422, "Could not verify object")
    made = repository.tags.annotate(name, commit, message, call.actor)
    shape = shapes.tag_object(repository, made)
    return Reply(201, shape, {"Location": shape["url"]})


@routes.add(f"GET {_REPOSITORY}/git/tags/{{sha}}", needs="contents:read")
def _get_object(call: Call) -> Reply:
    found = call.repository.tags.objects.get(call.params["sha"])
    if found is None:
        raise not_found()
    return Reply(200, shapes.tag_object(call.repository, found))
