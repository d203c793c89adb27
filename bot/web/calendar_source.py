"""Where a calendar feed comes from: GitHub as it is now."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from bot.core.calendar_events import History, Place, feed_events
from bot.core.calendar_feed import Feed, calendar_url, render_feed
from bot.core.calendar_zone import EPOCH
from bot.core.configuration import Configuration, Sections
from bot.core.errors import Gone
from bot.core.models import Issue
from bot.github import repo_config
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.meeting_issues import find_meetings
from bot.web.public_repository import look_at_public

LOOK_BACK = timedelta(days=2 * 366)
"""How old an issue may be whose meeting is still to come: an issue is opened a year ahead
at most, and a meeting told of a year ahead."""


class CalendarSource:
    """Makes the feed of any repository that the App sees.

    `sections` are the parts of the configuration that this bot knows, `server_url` the
    web address of GitHub, `public_url` that of the bot, if known.
    """

    def __init__(
        self,
        app: App,
        *,
        sections: Sections,
        server_url: str,
        public_url: str | None,
        now: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._sections = sections
        self._server_url = server_url
        self._public_url = public_url
        self._now = now

    async def read(self, full_name: str) -> Mapping[str, bytes] | None:
        """The feed now, as `ics`; None where there is none for everybody.

        That is for a repository that is unknown, private, archived or without the App,
        and for one that configures no meetings. Raises `RetryLater` or `Refused` where
        GitHub does not tell.
        """
        try:
            feed = await self._feed(full_name)
        except Gone:
            return None
        if feed is None:
            return None
        # The one of a thousand meetings takes half a second.
        return {"ics": await asyncio.to_thread(render_feed, feed)}

    async def _feed(self, full_name: str) -> Feed | None:
        found = await look_at_public(self._app, full_name, self._sections)
        if found is None or not found.repository.has_issues:
            return None
        if not found.configuration.series:
            return None
        name = found.repository.full_name
        return await self._made(found.github, name, found.configuration)

    async def _made(
        self, github: GitHub, repository: str, configuration: Configuration
    ) -> Feed:
        issues = await self._issues(github, repository)
        history = await _history(github, repository)
        place = Place(repository, self._server_url)
        return Feed(
            name=f"{repository} meetings",
            events=feed_events(configuration, issues, history, place, self._now()),
            zone=configuration.timezone,
            source=calendar_url(self._public_url, repository),
        )

    async def _issues(
        self, github: GitHub, repository: str
    ) -> dict[tuple[str, date], Issue]:
        """The meeting issues by what they are about; of two the one opened first."""
        me = await self._app.identity()
        since = self._now() - LOOK_BACK
        listed = await github.list_issues(repository, since=since, creator=me.login)
        found = await find_meetings(github, me, listed)
        return {(meeting.series, meeting.date): meeting.issue for meeting in found}


async def _history(github: GitHub, repository: str) -> History:
    """That of the repository's own file and its owner's, which are in force together."""
    changes: list[datetime] = []
    owners = f"{repository.partition('/')[0]}/.github"
    own = repository.lower() == owners.lower()
    for name in (repository,) if own else (repository, owners):
        with suppress(
            Gone
        ):  # nothing is in it, or it was not given to the installation
            changes += await github.list_changes(name, repo_config.PATH)
    return History(len(changes), max(changes, default=EPOCH))
