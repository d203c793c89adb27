"""A team's meetings in everybody's calendar: fetched from the bot, read by two libraries."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.playground import Clock
from bot.playground.threads import Issue
from tests.calendars import (
    SecondReader,
    Seen,
    SeenCalendar,
    read_strictly,
    second_reader,
)
from tests.stories.team import FILE, NAME, Team, meetings
from tests.stories.team import team as start_team

PUBLIC = "https://compass.example.org"
FRESH = timedelta(minutes=5)
YEAR = timedelta(days=366)
CONFIGURATION = """\
meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
    when: third thursday
    start: 2020-09-01
    slots: {odd: "17:00 UTC", even: "09:00 Europe/London"}
    opens: 60d
    skip: [2021-07]
    move: {2021-05-20: 2021-05-27}
    video: https://meet.example.org/hub
"""


@pytest.fixture(scope="module")
def second() -> Iterator[SecondReader]:
    with second_reader() as reader:
        yield reader


@dataclass
class Subscriber:
    """Somebody whose calendar program looks at the feed that the issue links to."""

    team: Team
    session: aiohttp.ClientSession
    second: SecondReader
    etag: str = ""

    async def get(self, **headers: str) -> tuple[int, bytes]:
        (link,) = {line_of(issue, "Calendar") for issue in meetings(self.team.repo)}
        assert self.team.bot
        url = link.replace(PUBLIC, self.team.bot.url)
        async with self.session.get(url, headers=headers) as response:
            self.etag = response.headers.get("ETag", "")
            return response.status, await response.read()

    async def look(self) -> SeenCalendar:
        """What both libraries see, once the feed is made anew."""
        self.team.github.clock.advance(FRESH)
        status, data = await self.get()
        assert status == 200
        seen = read_strictly(data)
        assert self.second(data) == seen
        return seen


def line_of(issue: Issue, name: str) -> str:
    """What the head of the issue says of one thing."""
    (line,) = [
        line for line in issue.body.splitlines() if line.startswith(f"- **{name}:** ")
    ]
    return line.partition(":** ")[2]


@pytest.fixture
async def subscriber(
    clock: Clock, tmp_path: Path, second: SecondReader
) -> AsyncIterator[Subscriber]:
    async with (
        start_team(clock, tmp_path, CONFIGURATION, PUBLIC_URL=PUBLIC) as team,
        aiohttp.ClientSession() as session,
    ):
        await team.sweep()
        assert [issue.title[-10:] for issue in meetings(team.repo)] == [
            "March 2021",
            "April 2021",
        ]
        yield Subscriber(team, session, second)


def checked(team: Team, text: str = CONFIGURATION) -> list[datetime]:
    """The dates of the next twelve months by `compass-bot check`, in UTC."""
    now = team.github.clock.now()
    file = team.folder / "team-compass.yml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(
        main, ["check", str(file), "--now", now.isoformat(), "--json"]
    )
    told = [
        datetime.fromisoformat(one["at"]) for one in json.loads(result.output)["next"]
    ]
    return [at for at in told if at < now + YEAR]


def starts(calendar: SeenCalendar) -> list[datetime]:
    return [event.starts for event in calendar.events]


def by_uid(calendar: SeenCalendar) -> dict[str, Seen]:
    return {event.uid: event for event in calendar.events}


pytestmark = pytest.mark.npm


async def test_the_feed_has_the_dates_that_check_tells(subscriber: Subscriber):
    calendar = await subscriber.look()
    assert starts(calendar) == checked(subscriber.team)
    assert len(calendar.events) == 11  # one month is skipped
    moved = calendar.on("2021-05-20")
    assert f"{moved.starts:%m-%d %H:%M}" == "05-27 17:00"
    assert "Moved from Thursday 20 May 2021." in moved.description
    assert not [event for event in calendar.events if event.date.startswith("2021-07")]
    assert calendar.source == f"{PUBLIC}/calendar/{NAME}.ics"
    page = f"{subscriber.team.github.server_url}/{NAME}/issues"
    links = [event.issue for event in calendar.events[:3]]
    assert links == [f"{page}/1", f"{page}/2", ""]


async def test_a_moved_and_a_cancelled_meeting_appear_as_such(subscriber: Subscriber):
    team = subscriber.team
    before = await subscriber.look()
    march, april = meetings(team.repo)
    march.comment("/meeting move 2021-03-25 18:00", by="manics")
    april.comment("/meeting cancel JupyterCon is on", by="manics")
    await team.settle()
    after = await subscriber.look()

    assert by_uid(after).keys() == by_uid(before).keys()
    was, moved = before.on("2021-03-18"), after.on("2021-03-18")
    assert was.starts == datetime(2021, 3, 18, 17, tzinfo=UTC)
    assert moved.starts == datetime(2021, 3, 25, 18, tzinfo=UTC)
    assert (moved.status, moved.busy) == ("CONFIRMED", True)
    assert "Moved from Thursday 18 March 2021, 17:00 UTC." in moved.description
    assert moved.title == march.title
    gone = after.on("2021-04-15")
    assert (before.on("2021-04-15").status, gone.status) == ("CONFIRMED", "CANCELLED")
    assert gone.starts == before.on("2021-04-15").starts
    assert gone.title.startswith("Cancelled: ")
    assert not gone.busy
    for date in ("2021-03-18", "2021-04-15"):
        assert after.on(date).sequence == before.on(date).sequence + 1
        assert after.on(date).revised > before.on(date).revised
    changed = {moved.uid, gone.uid}
    assert [e for e in after.events if e.uid not in changed] == [
        e for e in before.events if e.uid not in changed
    ]


async def test_what_is_taken_back_is_newer_still(subscriber: Subscriber):
    team = subscriber.team
    march, _ = meetings(team.repo)
    before = (await subscriber.look()).on("2021-03-18")
    command = march.comment("/meeting cancel", by="manics")
    await team.settle()
    cancelled = (await subscriber.look()).on("2021-03-18")
    command.delete(by="manics")
    await team.settle()
    after = (await subscriber.look()).on("2021-03-18")
    said = [(event.status, event.sequence) for event in (before, cancelled, after)]
    assert said == [("CONFIRMED", 0), ("CANCELLED", 1), ("CONFIRMED", 2)]
    assert (after.uid, after.starts) == (before.uid, before.starts)
    assert line_of(march, "Calendar") == f"{PUBLIC}/calendar/{NAME}.ics"


async def test_a_changed_file_moves_what_it_says(subscriber: Subscriber):
    before = await subscriber.look()
    text = CONFIGURATION.replace("2021-05-27}", "2021-05-28, 2021-08-19: 2021-08-26}")
    subscriber.team.repo.commit(FILE, text)
    after = await subscriber.look()
    assert starts(after) == checked(subscriber.team, text) != starts(before)
    assert by_uid(after).keys() == by_uid(before).keys()
    assert {event.sequence for event in after.events} == {1}


async def test_what_a_program_has_it_is_not_sent_again(subscriber: Subscriber):
    await subscriber.look()
    known = subscriber.etag
    assert await subscriber.get(**{"If-None-Match": known}) == (304, b"")
    march, _ = meetings(subscriber.team.repo)
    march.comment("/meeting cancel", by="manics")
    await subscriber.team.settle()
    subscriber.team.github.clock.advance(FRESH)
    status, data = await subscriber.get(**{"If-None-Match": known})
    assert status == 200
    assert b"STATUS:CANCELLED" in data
    assert subscriber.etag != known


async def test_a_repository_that_becomes_private_takes_its_feed_along(
    subscriber: Subscriber,
):
    await subscriber.look()
    subscriber.team.repo.private = True
    subscriber.team.github.clock.advance(FRESH)
    status, data = await subscriber.get()
    assert status == 404
    assert b"BEGIN:VCALENDAR" not in data
