"""Reactions: https://docs.github.com/rest/reactions/reactions."""

from bot.playground import shapes
from bot.playground.comments import Comment
from bot.playground.reactions import REACTIONS
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.comments import comment_of
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.threads import Issue

routes = Routes()
_ISSUE = "/repos/{owner}/{repo}/issues/{number}/reactions"
_COMMENT = "/repos/{owner}/{repo}/issues/comments/{id}/reactions"


def _list(call: Call, thing: Issue | Comment) -> Reply:
    content = call.query.get("content")
    found = [r for r in thing.reactions if content in {None, r.content}]
    return call.page(found, lambda r: shapes.reaction(call.github.world, r))


def _create(call: Call, thing: Issue | Comment) -> Reply:
    refuse_if_archived(call)
    content = bodies.one_of(call.request.body, "content", REACTIONS)
    if content is None:
        raise bodies.missing("content")
    before = len(thing.reactions)
    reaction = thing.react(content, by=call.actor)
    status = 201 if len(thing.reactions) > before else 200
    return Reply(status, shapes.reaction(call.github.world, reaction))


def _delete(call: Call, thing: Issue | Comment) -> Reply:
    refuse_if_archived(call)
    number = int(call.params["reaction"])
    found = next((r for r in thing.reactions if r.id == number), None)
    if found is None:
        raise not_found()
    if found.user is not call.actor:
        raise RefusalError(403, "Resource not accessible by integration")
    call.github.world.unreact(thing, found)
    return Reply(204)


@routes.add(f"GET {_ISSUE}", needs="issues:read", query="content per_page page")
def _list_for_issue(call: Call) -> Reply:
    return _list(call, call.issue)


@routes.add(f"POST {_ISSUE}", needs="issues:write", body="content")
def _create_for_issue(call: Call) -> Reply:
    return _create(call, call.issue)


@routes.add(f"DELETE {_ISSUE}/{{reaction}}", needs="issues:write")
def _delete_for_issue(call: Call) -> Reply:
    return _delete(call, call.issue)


@routes.add(f"GET {_COMMENT}", needs="issues:read", query="content per_page page")
def _list_for_issue_comment(call: Call) -> Reply:
    return _list(call, comment_of(call))


@routes.add(f"POST {_COMMENT}", needs="issues:write", body="content")
def _create_for_issue_comment(call: Call) -> Reply:
    return _create(call, comment_of(call))


@routes.add(f"DELETE {_COMMENT}/{{reaction}}", needs="issues:write")
def _delete_for_issue_comment(call: Call) -> Reply:
    return _delete(call, comment_of(call))
