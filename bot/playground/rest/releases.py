"""Releases: https://docs.github.com/rest/releases/releases.

Only who may write files is told of drafts.
"""

from typing import Any

from bot.playground.branches import is_name
from bot.playground.releases import Release
from bot.playground.replies import RefusalError, Reply, invalid, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_releases import release

routes = Routes()
_RELEASES = "/repos/{owner}/{repo}/releases"
_ONE = f"{_RELEASES}/{{id}}"
_FIELDS = "tag_name target_commitish name body draft prerelease make_latest"
_LATEST = ("true", "false", "legacy")
LONGEST_NOTES = 125_000


def _visible(call: Call) -> list[Release]:
    """Those that the caller is told of, newest first."""
    releases, token = call.repository.releases, call.caller.token
    writes = token and token.covers(call.repository) and token.allows("contents:write")
    found = releases.all if writes else releases.published
    return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)


def _release(call: Call) -> Release:
    number = int(call.params["id"])
    for one in _visible(call):
        if one.id == number:
            return one
    raise not_found()


def _reply(found: Release | None) -> Reply:
    if found is None:
        raise not_found()
    return Reply(200, release(found))


@routes.add(f"GET {_RELEASES}", needs="contents:read", query="per_page page")
def _list(call: Call) -> Reply:
    return call.page(_visible(call), release)


@routes.add(f"GET {_RELEASES}/latest", needs="contents:read")
def _get_latest(call: Call) -> Reply:
    return _reply(call.repository.releases.latest)


@routes.add(f"GET {_RELEASES}/tags/{{path}}", needs="contents:read")
def _get_by_tag(call: Call) -> Reply:
    return _reply(call.repository.releases.of_tag(call.params["path"]))


@routes.add(f"GET {_ONE}", needs="contents:read")
def _get(call: Call) -> Reply:
    return _reply(_release(call))


@routes.add(
    f"POST {_RELEASES}",
    needs="contents:write",
    body=f"{_FIELDS} generate_release_notes",
)
def _create(call: Call) -> Reply:
    refuse_if_archived(call)
    repository, body = call.repository, call.request.body
    bodies.needed_text(body, "tag_name")
    if bodies.flag(body, "generate_release_notes"):
        call.github.unknown.append(f"POST {call.request.path} generate_release_notes")
        raise not_found()
    if not repository.commits():
        raise RefusalError(422, "Repository is empty.")
    given = {name: value for name, value in _given(call).items() if value is not None}
    _refuse(call, None, given)
    made = repository.releases.publish(by=call.actor, **given)
    shape = release(made)
    return Reply(201, shape, {"Location": shape["url"]})


@routes.add(f"PATCH {_ONE}", needs="contents:write", body=_FIELDS)
def _update(call: Call) -> Reply:
    found = _release(call)
    refuse_if_archived(call)
    given = _given(call)
    _refuse(call, found, given)
    found.edit(by=call.actor, **given)
    return Reply(200, release(found))


@routes.add(f"DELETE {_ONE}", needs="contents:write")
def _delete(call: Call) -> Reply:
    found = _release(call)
    refuse_if_archived(call)
    found.delete(by=call.actor)
    return Reply(204)


def _given(call: Call) -> dict[str, Any]:
    """What the body says of a release; None for what it does not."""
    body = call.request.body
    return {
        **{name: bodies.text(body, name) for name in ("tag_name", "name", "body")},
        **{name: bodies.flag(body, name) for name in ("draft", "prerelease")},
        "target": bodies.text(body, "target_commitish"),
        "make_latest": bodies.one_of(body, "make_latest", _LATEST),
    }


def _refuse(call: Call, found: Release | None, given: dict[str, Any]) -> None:
    """Refuse a release that cannot be."""
    repository = call.repository
    name = given.get("tag_name")
    name = found.tag_name if found and name is None else str(name)
    if not is_name(name):
        words = "tag_name is not well-formed"
        raise invalid("Release", "tag_name", "custom", words)
    if len(given.get("body") or "") > LONGEST_NOTES:
        words = f"body is too long (maximum is {LONGEST_NOTES} characters)"
        raise invalid("Release", "body", "custom", words)
    draft = given.get("draft")
    if draft is None:
        draft = found.draft if found else False
    if not draft and repository.releases.of_tag(name) not in {None, found}:
        raise invalid("Release", "tag_name", "already_exists")
    target = given.get("target") or (found.target if found else "")
    there = name in repository.tags.named
    if not there and not repository.commit_at(target or repository.default_branch):
        raise invalid("Release", "target_commitish", "invalid")
