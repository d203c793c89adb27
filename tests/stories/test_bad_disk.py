"""The disk gets full, or breaks: nothing is accepted and lost, and all goes on later."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.playground import Clock
from bot.playground.deliveries import Attempt
from tests.small_disk import Disk, limited, small_disk
from tests.stories.team import Team, ids, picture, reactions, the_meeting
from tests.stories.team import team as start_team

NOON = datetime(2021, 3, 4, 12, tzinfo=UTC)
TOPICS = [f"/agenda Topic {number} ({number} min)" for number in range(1, 21)]


@pytest.fixture
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    kind = getattr(request, "param", "a disk")
    with small_disk() if kind == "a disk" else limited(tmp_path) as disk:
        yield disk


@asynccontextmanager
async def at_work(clock: Clock, folder: Path) -> AsyncIterator[Team]:
    """A team with a meeting, whose bot works by itself."""
    async with start_team(clock, folder) as team:
        await team.meeting()
        await team.stop()
        await team.start(work=True)
        await team.idle()
        yield team


async def speak(team: Team) -> list[Attempt]:
    """People propose topics, and each is told of at once."""
    attempts = []
    for topic in TOPICS:
        the_meeting(team.repo).comment(topic, by="ada")
        attempts += await team.github.deliver()
    return attempts


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> str:
    """How it ends where the disk is well."""
    return asyncio.run(speak_in_peace(tmp_path_factory.mktemp("calm")))


async def speak_in_peace(folder: Path) -> str:
    async with at_work(Clock(NOON), folder) as team:
        await speak(team)
        await until_idle(team)
        assert len(ids(the_meeting(team.repo))) == len(TOPICS)
        return picture(team.repo)


async def ask(team: Team, page: str) -> int:
    assert team.bot
    async with (
        aiohttp.ClientSession(team.bot.url) as session,
        session.get(page) as answer,
    ):
        return answer.status


async def until_idle(team: Team) -> None:
    """What was postponed has its time; the next look at everything does not come yet."""
    for _ in range(6):
        await team.idle()
        team.github.clock.advance(timedelta(seconds=10))


async def test_what_is_taken_is_done_and_the_rest_is_refused(clock, disk):
    async with at_work(clock, disk.folder) as team:
        issues = [team.repo.open_issue(topic, by="ada") for topic in TOPICS]
        await team.settle()
        await team.idle()
        disk.fill(leaving=100_000)
        taken, refused = [], []
        for issue in issues:
            team.github.pending.clear()
            comment = issue.comment("/agenda", by="grace")
            (told,) = team.github.pending
            attempt = await team.github.outbox.send(told)
            if attempt.status_code == 202:
                taken.append(comment)
            else:
                assert attempt.status_code == 503
                assert int(attempt.response_headers["Retry-After"]) > 0
                refused.append(comment)
        assert taken
        assert refused
        assert await ask(team, "/readyz") == 503
        assert await ask(team, "/healthz") == 200

        disk.free()
        await until_idle(team)

        assert await ask(team, "/readyz") == 200
        assert [reactions(comment) for comment in taken] == [["+1"]] * len(taken)
        assert not any(reactions(comment) for comment in refused)


@pytest.mark.parametrize(
    ("disk", "mended"),
    [("a disk", "sent again"), ("a quota", "looked at")],
    indirect=["disk"],
)
async def test_once_there_is_room_it_is_as_if_there_had_been_all_along(
    clock, calm, disk, mended
):
    async with at_work(clock, disk.folder) as team:
        disk.fill(leaving=60_000)
        attempts = await speak(team)
        failed = [attempt for attempt in attempts if not attempt.ok]
        assert {attempt.status_code for attempt in failed} == {503}
        assert len(failed) < len(attempts)
        disk.free()
        if mended == "sent again":
            team.github.pending.extend(attempt.delivery for attempt in failed)
            await team.settle()
        else:
            await team.sweep()
        await until_idle(team)
        assert picture(team.repo) == calm


async def test_a_corrupt_list_is_begun_anew_and_costs_one_look(clock, calm, tmp_path):
    async with start_team(clock, tmp_path) as team:
        await team.meeting()
        assert {attempt.status_code for attempt in await speak(team)} == {202}
        await team.stop()
        file = tmp_path / "data" / "todo.sqlite3"
        file.write_bytes(b"\xff" * file.stat().st_size)

        await team.start(work=True)
        await until_idle(team)

        assert picture(team.repo) == calm
        (aside,) = file.parent.glob("todo.sqlite3.corrupt-*Z")
        assert set(aside.read_bytes()) == {0xFF}
