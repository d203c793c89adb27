"""The site itself and its users: https://docs.github.com/rest/meta, /rate-limit."""

from typing import Any

from bot.playground import shapes
from bot.playground.replies import Reply, not_found
from bot.playground.rest.routing import Call, Routes

routes = Routes()
HOOK_ADDRESSES = ["127.0.0.1/32", "::1/128"]


@routes.add("GET /meta")
def _get_meta(_call: Call) -> Reply:
    return Reply(
        200,
        {
            "verifiable_password_authentication": False,
            "hooks": HOOK_ADDRESSES,
            "api": HOOK_ADDRESSES,
            "web": HOOK_ADDRESSES,
        },
    )


@routes.add("GET /rate_limit")
def _get_rate_limit(call: Call) -> Reply:
    def resource(name: str) -> dict[str, int]:
        window = call.github.limits.window(call.caller.name, name)
        return {
            "limit": window.limit,
            "remaining": window.remaining,
            "reset": int(window.reset.timestamp()),
            "used": window.used,
        }

    shape: dict[str, Any] = {
        "resources": {name: resource(name) for name in ("core", "search", "graphql")}
    }
    if call.request.headers.get("X-GitHub-Api-Version") != "2026-03-10":
        shape["rate"] = shape["resources"]["core"]
    return Reply(200, shape)


@routes.add("GET /users/{login}")
def _get_by_username(call: Call) -> Reply:
    world = call.github.world
    if (who := world.accounts.get(call.params["login"].lower())) is None:
        raise not_found()
    return Reply(200, shapes.profile(world, who))
