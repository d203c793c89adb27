"""The App's hook and its deliveries: https://docs.github.com/rest/apps/webhooks."""

from dataclasses import replace
from itertools import islice
from typing import Any

from bot.playground.deliveries import Attempt
from bot.playground.payloads import hook_config
from bot.playground.replies import Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.routing import MOST_PER_PAGE, Call, Routes
from bot.playground.shapes import timestamp

routes = Routes()


@routes.add("GET /app/hook/config", needs="app")
def _get_webhook_config_for_app(call: Call) -> Reply:
    if not call.github.app.hook_url:
        raise not_found()  # an App without a webhook
    return Reply(200, hook_config(call.github.world))


@routes.add(
    "PATCH /app/hook/config", needs="app", body="url content_type secret insecure_ssl"
)
def _update_webhook_config_for_app(call: Call) -> Reply:
    app, body = call.github.app, call.request.body
    app.hook_url = bodies.text(body, "url") or app.hook_url
    app.webhook_secret = bodies.text(body, "secret") or app.webhook_secret
    kind = bodies.text(body, "content_type")
    app.hook_content_type = kind or app.hook_content_type
    if "insecure_ssl" in body:
        app.hook_insecure_ssl = str(body["insecure_ssl"]) == "1"
    return Reply(200, hook_config(call.github.world))


_BY_STATUS = {"success": range(200, 400), "failure": range(400, 600)}
"""GitHub's own idea of both: a redirect has succeeded, though it is not followed."""


def _item(attempt: Attempt) -> dict[str, Any]:
    delivery = attempt.delivery
    return {
        "id": attempt.id,
        "guid": delivery.guid,
        "delivered_at": timestamp(attempt.delivered_at),
        "redelivery": delivery.redelivery,
        "duration": attempt.duration,
        "status": attempt.status,
        "status_code": attempt.status_code,
        "event": delivery.event,
        "action": delivery.action or None,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repository_id,
        "throttled_at": None,
    }


@routes.add("GET /app/hook/deliveries", needs="app", query="per_page cursor status")
def _list_webhook_deliveries(call: Call) -> Reply:
    wanted = _BY_STATUS.get(call.query.get("status", ""))
    cursor = call.query.get("cursor", "").removeprefix("v1_")
    size = min(int(call.query.get("per_page", "30")), MOST_PER_PAGE)
    listed = (
        attempt
        for attempt in reversed(call.github.outbox.attempts)
        if (not cursor or attempt.id <= int(cursor))
        and (wanted is None or attempt.status_code in wanted)
    )
    found = [*islice(listed, size + 1)]
    headers = {}
    if len(found) > size:
        query = {**call.query, "cursor": f"v1_{found[size].id}"}
        headers["Link"] = f'<{call.address(query)}>; rel="next"'
    return Reply(200, [_item(attempt) for attempt in found[:size]], headers)


def _attempt(call: Call) -> Attempt:
    number = int(call.params["id"])
    for attempt in call.github.outbox.attempts:
        if attempt.id == number:
            return attempt
    raise not_found()


@routes.add("GET /app/hook/deliveries/{id}", needs="app")
def _get_webhook_delivery(call: Call) -> Reply:
    attempt = _attempt(call)
    shape = {
        **_item(attempt),
        "url": call.github.app.hook_url,
        "request": {
            "headers": dict(attempt.request_headers),
            "payload": dict(attempt.delivery.payload),
        },
        "response": {
            "headers": dict(attempt.response_headers),
            "payload": attempt.response,
        },
    }
    return Reply(200, shape)


@routes.add("POST /app/hook/deliveries/{id}/attempts", needs="app")
def _redeliver_webhook_delivery(call: Call) -> Reply:
    again = replace(_attempt(call).delivery, redelivery=True)
    call.github.outbox.add(again)
    return Reply(202, {})
