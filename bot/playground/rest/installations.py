"""The App and its installations: https://docs.github.com/rest/apps/apps."""

from typing import Any

from bot.playground import shapes
from bot.playground.accounts import Installation
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.repositories import Repository
from bot.playground.rest import bodies
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_repository import repository

routes = Routes()
_LEVELS = ("none", "read", "write", "admin")


def _installation(call: Call) -> Installation:
    found = call.github.world.installations.get(int(call.params["id"]))
    if found is None:
        raise not_found()
    return found


def repository_for(call: Call, it: Repository) -> dict[str, Any]:
    """A repository with what the token's App may do in it."""
    write = call.token.allows("contents:write")
    return {
        **repository(it),
        "permissions": {
            "admin": False,
            "maintain": False,
            "push": write,
            "triage": False,
            "pull": True,
        },
    }


@routes.add("GET /app", needs="app")
def _get_app(call: Call) -> Reply:
    world = call.github.world
    shape = shapes.app(world, world.app)
    shape["client_id"] = world.app.client_id
    shape["installations_count"] = len(world.installations)
    return Reply(200, shape)


@routes.add("GET /app/installations", needs="app", query="per_page page")
def _list_installations(call: Call) -> Reply:
    world = call.github.world
    found = list(world.installations.values())
    return call.page(found, lambda it: shapes.installation(world, it))


@routes.add("GET /app/installations/{id}", needs="app")
def _get_installation(call: Call) -> Reply:
    return Reply(200, shapes.installation(call.github.world, _installation(call)))


@routes.add("GET /repos/{owner}/{repo}/installation", needs="app")
def _get_repository_installation(call: Call) -> Reply:
    if (found := call.repository.installation) is None:
        raise not_found()
    return Reply(200, shapes.installation(call.github.world, found))


@routes.add("GET /orgs/{login}/installation", needs="app")
@routes.add("GET /users/{login}/installation", needs="app")
def _get_account_installation(call: Call) -> Reply:
    world = call.github.world
    account = world.accounts.get(call.params["login"].lower())
    found = world.installation_of(account) if account else None
    if found is None:
        raise not_found()
    return Reply(200, shapes.installation(world, found))


@routes.add(
    "POST /app/installations/{id}/access_tokens",
    needs="app",
    body="repositories repository_ids permissions",
)
def _create_installation_access_token(call: Call) -> Reply:
    installation, body = _installation(call), call.request.body
    if installation.suspended_at:
        raise RefusalError(403, "This installation has been suspended")
    names = bodies.names(body, "repositories")
    ids = body.get("repository_ids")
    chosen = None
    if names is not None or ids is not None:
        chosen = [
            it
            for it in installation.repositories
            if it.name in (names or ()) or it.id in (ids or ())
        ]
        if len(chosen) < len(set(names or ())) + len(set(ids or ())):
            raise RefusalError(
                422,
                "There is at least one repository that does not exist or is not"
                " accessible to the parent installation.",
            )
    permissions = body.get("permissions") or installation.permissions
    for name, level in permissions.items():
        held = installation.permissions.get(name, "none")
        if level not in _LEVELS or _LEVELS.index(held) < _LEVELS.index(level):
            raise RefusalError(
                422,
                "The permissions requested are not granted to this installation.",
            )
    token = call.github.gate.issue_token(
        installation,
        {"metadata": "read", **permissions},
        None if chosen is None else frozenset(it.id for it in chosen),
    )
    shape: dict[str, Any] = {
        "token": token.text,
        "expires_at": shapes.timestamp(token.expires_at),
        "permissions": token.permissions,
        "repository_selection": "selected",
    }
    if chosen is not None:
        shape["repositories"] = [repository(it) for it in chosen]
    return Reply(201, shape)


@routes.add(
    "GET /installation/repositories", needs="installation", query="per_page page"
)
def _list_installation_repositories(call: Call) -> Reply:
    token = call.token
    found = [it for it in token.installation.repositories if token.covers(it)]
    part, headers = call.slice(found)
    shape = {
        "total_count": len(found),
        "repository_selection": "selected",
        "repositories": [repository_for(call, it) for it in part],
    }
    return Reply(200, shape, headers)


@routes.add("DELETE /installation/token", needs="installation")
def _revoke_installation_access_token(call: Call) -> Reply:
    call.github.gate.revoke(call.token)
    return Reply(204)
