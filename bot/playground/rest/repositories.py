"""Repositories and who may do what: https://docs.github.com/rest/repos."""

from typing import Any

from bot.playground import shapes
from bot.playground.accounts import Role
from bot.playground.replies import RefusalError, Reply
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_repository import full_repository

routes = Routes()
_REPOSITORY = "/repos/{owner}/{repo}"
_LEGACY = {"triage": "read", "maintain": "write"}
"""`permission` knows only four levels; `role_name` tells the truth."""


@routes.add(f"GET {_REPOSITORY}", needs="metadata:read")
def _get(call: Call) -> Reply:
    return Reply(200, full_repository(call.repository))


def _permissions(role: Role) -> dict[str, bool]:
    return {
        "admin": role.allows("admin"),
        "maintain": role.allows("maintain"),
        "push": role.allows("write"),
        "triage": role.allows("triage"),
        "pull": role.allows("read"),
    }


@routes.add(
    f"GET {_REPOSITORY}/collaborators/{{login}}/permission", needs="metadata:read"
)
def _get_collaborator_permission_level(call: Call) -> Reply:
    world, login = call.github.world, call.params["login"]
    if call.caller.token is None:
        raise RefusalError(401, "Requires authentication")
    if (who := world.accounts.get(login.lower())) is None:
        raise RefusalError(404, f"{login} is not a user")
    role = call.repository.role(who)
    user: dict[str, Any] = {
        **shapes.account(world, who),
        "permissions": _permissions(role),
        "role_name": role.name,
    }
    return Reply(
        200,
        {
            "permission": _LEGACY.get(role.base, role.base),
            "role_name": role.name,
            "user": user,
        },
    )
