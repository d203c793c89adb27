"""Manifests: https://docs.github.com/rest/apps/apps#create-a-github-app-from-a-manifest."""

from bot.playground import shapes
from bot.playground.replies import Reply, not_found
from bot.playground.rest.routing import Call, Routes

routes = Routes()


@routes.add("POST /app-manifests/{code}/conversions")
def _create_from_manifest(call: Call) -> Reply:
    found = call.github.manifests.convert(call.params["code"])
    if found is None:  # used, too old, or never given out: GitHub makes no difference
        raise not_found()
    app = found.app
    shape = {
        **shapes.app(call.github.world, app),
        "client_id": app.client_id,
        "client_secret": found.client_secret,
        "webhook_secret": app.webhook_secret or None,
        "pem": app.private_key_pem,
    }
    return Reply(201, shape)
