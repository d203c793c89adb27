"""The calendar feed, subscribed to as people do it: by the link in a meeting's issue."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import aiohttp
from icalendar import Calendar

from bot.playground.threads import Issue

_LINK = re.compile(r"http\S+\.ics")


@dataclass(frozen=True, slots=True)
class Date:
    """One meeting in the feed."""

    title: str
    starts: datetime
    status: str

    def __str__(self) -> str:
        return f"{self.starts:%a %d %b %Y %H:%M %Z}  {self.status}  {self.title}"


async def read_feed(issue: Issue) -> list[Date]:
    """The meetings in the feed that the issue links, in order; none without a link."""
    found = _LINK.search(issue.body or "")
    if found is None:
        return []
    async with aiohttp.ClientSession() as session, session.get(found[0]) as answer:
        answer.raise_for_status()
        calendar = Calendar.from_ical(await answer.read())
    dates = [
        Date(
            str(event.get("SUMMARY")),
            cast("datetime", event.start),  # at a time of day: no meeting is of a day
            str(event.status).lower(),
        )
        for event in calendar.events
    ]
    return sorted(dates, key=lambda date: date.starts)
