"""Answers in JSON, and what is said on every answer."""

import json
from collections.abc import Mapping

from aiohttp import web

HEADERS: Mapping[str, str] = {
    "Server": "team-compass-bot",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer with a body; a page allows itself what it needs."""


def json_response(
    status: int, value: object, headers: Mapping[str, str] | None = None
) -> web.Response:
    """An answer in JSON."""
    return web.Response(
        status=status,
        body=json.dumps(value, ensure_ascii=False).encode(),
        headers={**HEADERS, "Content-Type": "application/json", **(headers or {})},
    )


def error_response(
    status: int, error: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A refusal; `error` is a fixed text of ours, never one of the request's."""
    return json_response(status, {"error": error}, headers)
