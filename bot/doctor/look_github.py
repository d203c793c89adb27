"""GitHub asked for the App, where it delivers, and where it is installed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial

from bot.app import events
from bot.core.errors import Gone, Refused, RetryLater
from bot.doctor.addresses import Pages
from bot.doctor.ask_github import read_app, read_deliveries, read_hook
from bot.doctor.asking import Asking
from bot.doctor.facts import Hook, Trouble
from bot.doctor.finding import Finding, not_checked
from bot.doctor.fingerprint import fingerprint_of
from bot.doctor.judge_hook import DELIVERIES, WEBHOOK, judge_deliveries, judge_hook
from bot.doctor.judge_installations import INSTALLATIONS
from bot.doctor.judge_reach import CLOCK, judge_app, judge_clock, judge_unreached
from bot.doctor.judge_rights import (
    EVENTS,
    PERMISSIONS,
    judge_events,
    judge_permissions,
)
from bot.doctor.look_installations import REST, look_at_installations
from bot.doctor.safely import safely
from bot.doctor.troubles import trouble_of
from bot.feature import Feature
from bot.github.app import App
from bot.github.clock import TOLERANCE
from bot.outside import app_arguments
from bot.settings import Settings

WAITS = (0.2,)
"""Seconds before a read that failed is tried once more."""

_ANSWERED = ("no App", "no key", "refused", "limited")
"""Troubles of which GitHub itself has told."""

_AFTER_IT = (PERMISSIONS, EVENTS, WEBHOOK, DELIVERIES, INSTALLATIONS, *REST)
"""What can be looked at only once GitHub knows the App."""


async def look_at_github(
    settings: Settings,
    features: Sequence[Feature],
    *,
    now: Callable[[], datetime],
    zone: tzinfo,
    patience: timedelta,
    told: Callable[[str], None],
) -> tuple[Finding, ...]:
    """All that GitHub tells of this bot; see `Asking` for what the arguments are."""
    app = App(**app_arguments(settings, features, now), waits=WAITS)
    seconds = patience.total_seconds()
    asking = Asking(app, settings, features, now, zone, seconds, told)
    try:
        return await _look(asking)
    finally:
        await app.close()


async def _look(asking: Asking) -> tuple[Finding, ...]:
    settings, features = asking.settings, asking.features
    fingerprint = fingerprint_of(settings.private_key)
    asking.told("Asking GitHub for the App")
    try:
        facts = await asking.asked(read_app(asking.app))
    except (Gone, Refused, RetryLater, TimeoutError) as error:
        return _unreached(asking, trouble_of(error), fingerprint)
    own_server = settings.api_url.endswith("/api/v3")
    pages = Pages(settings.server_url, facts, own_server=own_server)
    needs = {one.name: one.permissions for one in features}
    delivered, installed = await asyncio.gather(
        _deliveries(asking, pages),
        safely(INSTALLATIONS, partial(look_at_installations, asking, pages)),
    )
    return (
        *judge_app(facts, pages, api_url=settings.api_url, fingerprint=fingerprint),
        judge_clock(asking.app.clock.offset, TOLERANCE),
        judge_permissions(facts, needs, pages),
        judge_events(facts, events(features), pages),
        *delivered,
        *installed,
    )


def _unreached(
    asking: Asking, trouble: Trouble, fingerprint: str
) -> tuple[Finding, ...]:
    settings, why = asking.settings, "GitHub has to know the App first"
    clock = not_checked(CLOCK, "GitHub does not tell its time")
    if trouble.kind in _ANSWERED:
        clock = judge_clock(asking.app.clock.offset, TOLERANCE)
    found = judge_unreached(
        trouble,
        app_id=settings.app_id,
        fingerprint=fingerprint,
        api_url=settings.api_url,
        server_url=settings.server_url,
    )
    return (*found, clock, *(not_checked(check, why) for check in _AFTER_IT))


async def _deliveries(asking: Asking, pages: Pages) -> tuple[Finding, ...]:
    """Where GitHub delivers, and what came of it."""
    settings, hooks = asking.settings, list[Hook]()

    async def hook() -> tuple[Finding, ...]:
        found = await asking.asked(read_hook(asking.app))
        hooks.append(found)
        return judge_hook(
            found,
            public_url=settings.public_url,
            webhook_path=settings.webhook_path,
            api_url=settings.api_url,
            pages=pages,
        )

    async def deliveries() -> tuple[Finding, ...]:
        now = asking.app.clock()
        attempts = await asking.asked(read_deliveries(asking.app, now))
        judged = judge_deliveries(
            attempts,
            now=now,
            url=hooks[0].url if hooks else "the bot's address",
            webhook_path=settings.webhook_path,
            api_url=settings.api_url,
            pages=pages,
        )
        return (judged,)

    told = await safely(WEBHOOK, hook)
    if hooks and not hooks[0].url:
        return (*told, not_checked(DELIVERIES, "GitHub has no address to deliver to"))
    return (*told, *await safely(DELIVERIES, deliveries))
