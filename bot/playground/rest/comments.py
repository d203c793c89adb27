"""Comments on issues: https://docs.github.com/rest/issues/comments."""

from bot.playground import shapes
from bot.playground.comments import Comment
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.issues import since
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes

routes = Routes()
_ISSUES = "/repos/{owner}/{repo}/issues"
_COMMENT = f"{_ISSUES}/comments/{{id}}"


def comment_of(call: Call) -> Comment:
    """The comment in the path, if it is one of the repository's."""
    try:
        comment = call.github.world.comment(int(call.params["id"]))
    except KeyError:
        raise not_found() from None
    if comment.issue.repository is not call.repository:
        raise not_found()
    return comment


@routes.add(
    f"GET {_ISSUES}/{{number}}/comments",
    needs="issues:read",
    query="since per_page page",
)
def _list_comments(call: Call) -> Reply:
    start = since(call)
    found = [
        comment
        for comment in call.visible(call.issue.comments)
        if start is None or comment.updated_at >= start
    ]
    return call.page(found, shapes.comment)


@routes.add(f"POST {_ISSUES}/{{number}}/comments", needs="issues:write", body="body")
def _create_comment(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    if issue.locked:
        raise RefusalError(403, "Unable to create comment because issue is locked.")
    body = bodies.comment_words(bodies.needed_text(call.request.body, "body"))
    shape = shapes.comment(issue.comment(body, by=call.actor))
    return Reply(201, shape, {"Location": shape["url"]})


@routes.add(f"GET {_COMMENT}", needs="issues:read")
def _get_comment(call: Call) -> Reply:
    return Reply(200, shapes.comment(comment_of(call)))


@routes.add(f"PATCH {_COMMENT}", needs="issues:write", body="body")
def _update_comment(call: Call) -> Reply:
    comment = comment_of(call)
    refuse_if_archived(call)
    body = bodies.comment_words(bodies.needed_text(call.request.body, "body"))
    comment.edit(body, by=call.actor)
    return Reply(200, shapes.comment(comment))


@routes.add(f"DELETE {_COMMENT}", needs="issues:write")
def _delete_comment(call: Call) -> Reply:
    comment = comment_of(call)
    refuse_if_archived(call)
    comment.delete(by=call.actor)
    return Reply(204)


@routes.add(f"PUT {_COMMENT}/pin", needs="issues:write")
def _pin_comment(call: Call) -> Reply:
    comment = comment_of(call)
    refuse_if_archived(call)
    comment.pin(by=call.actor)
    return Reply(200, shapes.comment(comment))


@routes.add(f"DELETE {_COMMENT}/pin", needs="issues:write")
def _unpin_comment(call: Call) -> Reply:
    comment = comment_of(call)
    refuse_if_archived(call)
    comment.unpin(by=call.actor)
    return Reply(204)
