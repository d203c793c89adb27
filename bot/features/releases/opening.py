"""When a pulse is opened: within its window, once, and only when something is due."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.actions import CreateIssue
from bot.core.models import Issue, Repository
from bot.core.pulse_text import PulseMemory
from bot.core.pulses import Pulse, pulses, render_title
from bot.core.releases import Releases
from bot.features.releases.body import render_body
from bot.features.releases.rows import rows_of
from bot.features.releases.seen import Seen


def is_to_be_opened(pulse: Pulse, known: Collection[object], now: datetime) -> bool:
    """Whether it is time for the pulse, and `known` has no issue of its date.

    An issue is known for ever, be it closed or renamed; after the window it is too late.
    """
    return pulse.opens <= now < pulse.closes and pulse.date not in known


def is_at_work(pulse: Pulse, issue: Issue, now: datetime) -> bool:
    """Whether people are at this pulse: no other is opened beside it."""
    return issue.state == "open" and pulse.opens <= now < pulse.closes


def created_since(pulse: Pulse) -> datetime:
    """Since when an issue of the pulse can exist."""
    return pulse.opens - timedelta(days=1)


def plan_opening(
    home: Repository,
    config: Releases,
    pulse: Pulse,
    seen: Seen,
    before: PulseMemory,
    *,
    now: datetime,
) -> CreateIssue | None:
    """The issue of a pulse; None where nothing has a row, or the last one is put off."""
    found = rows_of(config, seen, before, pulse, now=now, is_new=True)
    if before.resting or not found.rows:
        return None
    return CreateIssue(
        repository=home.full_name,
        why=f"{len(found.rows)} of {len(seen.projects)} projects are due",
        title=render_title(config, pulse.date),
        body=render_body(pulse, found.rows, config),
        labels=config.labels,
    )


def next_moment(config: Releases, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the repository is to be looked at again: the next pulse's opening."""
    coming = pulses(config, zone, now + timedelta(microseconds=1))
    return next((pulse.opens for pulse in coming), None)
