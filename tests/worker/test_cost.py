"""What the whole bot asks of GitHub while nothing happens, and that it is there in time."""

from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.github.repo_config import PATH
from bot.playground import Clock
from bot.process import Bot
from tests.settings import settings_for

BEGIN = datetime(2021, 3, 1, 12, 30, tzinfo=UTC)
OPENS = datetime(2021, 3, 4, 17, tzinfo=UTC)
THURSDAYS = """\
meetings:
  team: {when: third thursday, time: "17:00", opens: 14d}
"""


@pytest.fixture
def clock():
    return Clock(BEGIN - timedelta(minutes=1))


@pytest.fixture
def hub(github, tmp_path):
    """Starts the bot, which works only when it is told to."""

    @asynccontextmanager
    async def started():
        bot = Bot(settings_for(github, tmp_path), clock=github.clock.now)
        await bot.start(work=False)
        try:
            yield bot
        finally:
            await bot.stop()

    github.clock.set(BEGIN)
    return started


async def swept(bot):
    result = await bot.sweep()
    assert result.failures == ()
    await bot.run_idle()
    return result


def kinds(requests):
    """The requests that GitHub counts: by method and what they end in."""
    return Counter(f"{r.method} {r.path.rpartition('/')[2]}" for r in requests.counted)


@pytest.mark.parametrize("shared", [False, True])
async def test_the_sweep_of_a_hundred_repositories_in_three_of_which_teams_meet(
    github, hub, shared
):
    for number in range(99):
        repository = github.add_repository(f"jupyterhub/r{number}")
        if number < 3:
            repository.commit(PATH, "timezone: UTC" if shared else THURSDAYS)
    owners = github.add_repository("jupyterhub/.github")
    if shared:  # everywhere then, but for those who say otherwise
        owners.commit(PATH, THURSDAYS)
        for number in range(3, 99):
            github.repository(f"jupyterhub/r{number}").commit(PATH, "meetings: {}")
    async with hub() as bot:
        github.clock.set(OPENS)
        await swept(bot)
        await swept(bot)
        # Long enough that the tokens have ended.
        github.clock.advance(timedelta(hours=1))
        github.pending.clear()
        github.requests.clear()

        await swept(bot)

    assert github.requests.writes == []
    assert kinds(github.requests).total() <= 12, kinds(github.requests)


async def test_a_minute_in_which_nothing_is_due_costs_nothing(github, hub):
    repository = github.add_repository("jupyterhub/team-compass")
    repository.commit(PATH, THURSDAYS)
    async with hub() as bot:
        await swept(bot)
        github.requests.clear()
        for _ in range(59):
            github.clock.advance(timedelta(minutes=1))
            await bot.run_idle()

    assert list(github.requests) == []


async def test_what_is_due_is_done_in_its_minute_whenever_the_sweeps_are(github, hub):
    repository = github.add_repository("jupyterhub/team-compass")
    repository.commit(PATH, THURSDAYS)
    async with hub() as bot:
        while github.clock.now() < OPENS:
            assert repository.issues == []
            if github.clock.now().minute == 30:
                await bot.sweep()
            await bot.run_idle()
            github.clock.advance(timedelta(minutes=1))
        await bot.run_idle()

    (issue,) = repository.issues
    assert timedelta(0) <= issue.created_at - OPENS < timedelta(minutes=1)


async def test_a_bot_that_was_down_at_the_time_does_it_at_its_start(github, hub):
    repository = github.add_repository("jupyterhub/team-compass")
    repository.commit(PATH, THURSDAYS)
    async with hub() as bot:
        await swept(bot)
    github.clock.set(OPENS + timedelta(days=2))
    async with hub() as bot:
        await bot.run_idle()  # its timers are older than the process

    assert len(repository.issues) == 1
