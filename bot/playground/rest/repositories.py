"""Repositories and who may do what: https://docs.github.com/rest/repos."""

from typing import Any

from bot.playground import shapes
from bot.playground.accounts import Role
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_repository import commit, full_repository

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


@routes.add(
    f"GET {_REPOSITORY}/commits", needs="contents:read", query="sha path per_page page"
)
def _list_commits(call: Call) -> Reply:
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
