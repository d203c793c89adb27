"""Meetings as calendar programs read them: an iCalendar feed (RFC 5545 and 7986).

Every meeting is an event of its own. A recurrence rule would be shorter, and wrong: it
knows one zone and one time of day where ours may take turns, leaves out a local time
that clocks jump over where ours moves it, and each of our events has its own title and
link anyway. As no event recurs, none is an exception to others (no `RECURRENCE-ID`): one
that is moved or cancelled is known by its `UID`, which comes of its date by the rule.

Nothing in here depends on the time at which it is made: the same meetings give the same
bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.core.calendar_zone import observances
from bot.core.local_time import UTC_ZONE

if TYPE_CHECKING:  # most processes never make a feed
    from icalendar import Component

PRODUCT = "-//Team Compass Bot//team-compass-bot//EN"
REFRESH = timedelta(hours=1)
"""How often a calendar program should look again."""

_ADDRESS = "!#$%&'()*+,/:;=?@[]~"


def calendar_url(public_url: str | None, repository: str) -> str:
    """Where a public repository's feed is; "" where the bot's own address is unknown."""
    return f"{public_url}/calendar/{repository}.ics" if public_url else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One meeting; `starts` and `ends` are aware and in its own zone.

    `sequence` never falls and `revised` is when what is said here was last changed, so
    that of two feeds a program knows the newer one. `video` is where to join, `issue`
    where the meeting's issue is.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime
    sequence: int
    revised: datetime
    description: str = ""
    video: str = ""
    issue: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All that is told of one repository; `source` is the feed's own address, if known.

    `zone` is told of where there is no event: a feed without any part is not valid.
    """

    name: str
    events: tuple[Event, ...]
    zone: ZoneInfo = UTC_ZONE
    source: str = ""


def render_feed(feed: Feed) -> bytes:
    """The feed in UTF-8, its lines folded and ended as the standard wants."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _shown(feed.name))
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if feed.source:
        calendar.add("source", feed.source, {"VALUE": "URI"})
    for zone in _zones(feed):
        calendar.add_component(zone)
    for event in feed.events:
        calendar.add_component(_event(event))
    return bytes(calendar.to_ical())


def _zones(feed: Feed) -> "Iterator[Component]":
    """Each zone that a time names, for as long as such times go on."""
    spans: dict[ZoneInfo, list[datetime]] = {}
    for event in feed.events:
        for moment in (event.starts, event.ends):
            if zone := _named_zone(moment):
                spans.setdefault(zone, []).append(moment)
    if not feed.events:
        spans[feed.zone] = [datetime(1970, 1, 2, tzinfo=UTC)]
    for zone, moments in sorted(spans.items(), key=lambda item: str(item[0])):
        yield _zone(zone, min(moments), max(moments))


def _zone(zone: ZoneInfo, first: datetime, last: datetime) -> "Component":
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    told = Timezone()
    told.add("tzid", str(zone))
    for observance in observances(zone, first, last):
        part = TimezoneDaylight() if observance.is_daylight else TimezoneStandard()
        part.add("dtstart", observance.onset)
        part.add("tzoffsetfrom", observance.before)
        part.add("tzoffsetto", observance.after)
        part.add("tzname", observance.name)
        told.add_component(part)
    return told


def _event(event: Event) -> "Component":
    from icalendar import Event as Component

    told = Component()
    told.add("uid", event.uid)
    told.add("dtstamp", event.revised)
    told.add("last-modified", event.revised)
    told.add("sequence", event.sequence)
    told.add("summary", _shown(event.title))
    _add_moment(told, "dtstart", event.starts)
    _add_moment(told, "dtend", event.ends)
    told.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    told.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    if event.description:
        lines = event.description.splitlines()
        told.add("description", "\n".join(map(_shown, lines)))
    if event.issue:
        told.add("url", _address(event.issue))
    if event.video:
        video = _address(event.video)
        told.add("location", video)
        about = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Join"}
        told.add("conference", video, about)
    return told


def _add_moment(told: "Component", name: str, moment: datetime) -> None:
    zone = _named_zone(moment)
    if zone is None:
        told.add(name, moment.astimezone(UTC))
    else:
        told.add(name, moment.replace(tzinfo=None), {"TZID": str(zone)})


def _named_zone(moment: datetime) -> ZoneInfo | None:
    """The zone of a local time; None where the time is better told in UTC.

    A local time that comes twice, as clocks go back, is read differently by programs.
    """
    zone = moment.tzinfo
    if not isinstance(zone, ZoneInfo) or str(zone) == "UTC":
        return None
    both: set[Any] = {moment.replace(fold=fold).utcoffset() for fold in (0, 1)}
    return zone if len(both) == 1 else None


def _shown(text: str) -> str:
    """One line without what has no place in text: controls and half characters."""
    return "".join(char for char in text if char.isprintable())


def _address(url: str) -> str:
    """The address as RFC 3986 writes it, whatever people typed."""
    return quote(_shown(url), safe=_ADDRESS)
