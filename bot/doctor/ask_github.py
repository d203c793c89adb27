"""What GitHub tells the App of itself, its webhook and its installations."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.doctor.facts import AppFacts, Hook, Installed, Window
from bot.github.api import GitHub
from bot.github.app import PAGES, App
from bot.github.deliveries import Attempt
from bot.github.refusals import Missing

RESOURCES = ("core", "graphql", "search")
"""The limits that the bot's requests count against."""

RATES = "/rate_limit"
"""Where they are told; asking for it is free."""

LOOKED_BACK = timedelta(days=7)
"""No GitHub keeps its log of deliveries for longer."""


async def read_app(app: App) -> AppFacts:
    """How the App is registered; asks anew whenever it is called."""
    return await app.connect().get("/app", _parse_app)


async def read_hook(app: App) -> Hook:
    """Where GitHub delivers to."""
    try:
        return await app.connect().get("/app/hook/config", _parse_hook)
    except Missing:
        return Hook()  # what GitHub says of an App that never had an address


async def read_deliveries(app: App, now: datetime) -> tuple[Attempt, ...]:
    """The last deliveries that GitHub tried, at most 100, newest first."""
    listed = await app.deliveries().since(now - LOOKED_BACK, pages=1)
    return listed.attempts


async def read_installations(app: App) -> tuple[Installed, ...]:
    """Where the App is installed, suspended or not."""
    return await app.connect().get_all(
        "/app/installations", _parse_installed, pages=PAGES
    )


async def read_rates(github: GitHub) -> tuple[Window, ...]:
    """What is left to an installation; nothing where the server knows no limits."""
    try:
        return await github.connect(None).get(RATES, _parse_rates)
    except Missing:
        return ()


async def try_graphql(github: GitHub) -> None:
    """Ask GraphQL for the least that there is; raises what came of it."""
    await github.connect(None).query("query { viewer { login } }", {}, _parse_viewer)


def _parse_app(data: Mapping[str, Any]) -> AppFacts:
    owner = data.get("owner") or {}
    return AppFacts(
        id=int(data["id"]),
        client_id=data.get("client_id") or "",
        slug=data["slug"],
        name=data["name"],
        owner=owner.get("login") or owner.get("slug") or "",
        owner_type=owner.get("type") or ("Enterprise" if "slug" in owner else "User"),
        permissions=dict(data["permissions"]),
        events=frozenset(data["events"]),
    )


def _parse_hook(data: Mapping[str, Any]) -> Hook:
    return Hook(
        url=data.get("url") or "",
        content_type=data.get("content_type") or "form",
        insecure_ssl=str(data.get("insecure_ssl", "0")) not in ("0", "False"),
        has_secret=bool(data.get("secret")),
    )


def _parse_installed(data: Mapping[str, Any]) -> Installed:
    account = data["account"]
    return Installed(
        id=int(data["id"]),
        account=account.get("login") or account["slug"],
        html_url=data["html_url"],
        suspended=bool(data.get("suspended_at")),
        permissions=dict(data["permissions"]),
        events=frozenset(data["events"]),
    )


def _parse_rates(data: Mapping[str, Any]) -> tuple[Window, ...]:
    resources = data["resources"]
    return tuple(
        Window(
            resource=name,
            limit=int(resources[name]["limit"]),
            remaining=int(resources[name]["remaining"]),
            reset=datetime.fromtimestamp(int(resources[name]["reset"]), UTC),
        )
        for name in RESOURCES
        if name in resources
    )


def _parse_viewer(data: Mapping[str, Any]) -> str:
    return str(data["viewer"]["login"])
