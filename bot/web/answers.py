"""Answers in JSON, and what is said on every answer."""

import json
from collections.abc import Mapping

from bot.web import http as web

HEADERS: Mapping[str, str] = {
    "Server": "team-compass-bot",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer with a body; a page allows itself what it needs."""

FOR_ALL: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""On what programs in anybody's page may read: it is the same for everybody."""

_A_YEAR = 31_536_000


def kept_safe(public_url: str | None) -> Mapping[str, str]:
    """What else is said where people come by HTTPS: never to come without it again."""
    if public_url is None or not public_url.startswith("https://"):
        return {}
    return {"Strict-Transport-Security": f"max-age={_A_YEAR}"}


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
