"""A job is run: what its feature is given."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from tries import THREAD, Agenda, levels

from bot.todo.job import Done, Key, Wake

CONFIGURATION = ".github/team-compass.yml"


async def work(todo, worker):
    await todo.work(worker.run, concurrency=1, stop=asyncio.Event(), idle=True)


def counted(outcome):
    labels = {"feature": "agenda", "outcome": outcome}
    return REGISTRY.get_sample_value("compass_jobs_total", labels) or 0


async def test_a_handler_sees_github_the_app_the_time_and_its_job(
    worker, repository, job, clock
):
    repository.open_issue("Team meeting", "Welcome", by="ada")
    seen = []

    async def handle(context):
        issue = await context.github.get_issue(
            context.job.key.repository, context.job.key.number
        )
        seen.append((issue.title, context.me.login, context.now, context.job))

    done = counted("done")
    with capture_logs() as logs:
        assert await worker(handle).run(job) == Done()

    assert seen == [("Team meeting", "team-compass[bot]", clock.now(), job)]
    assert counted("done") == done + 1
    assert levels(logs, "done") == ["info"]


async def test_the_configuration_is_read_once_for_a_job_and_afresh_for_the_next(
    worker, github, repository, job
):
    minutes = []

    async def handle(context):
        for _ in range(3):
            found = await context.configuration("jupyterhub/team-compass")
        minutes.append(found and found.section("agenda", Agenda).minutes)
        asked.append(sum(CONFIGURATION in request.path for request in github.requests))

    asked = []
    runner = worker(handle)
    await runner.run(job)
    repository.commit(CONFIGURATION, "agenda: {minutes: 10}\n")
    await runner.run(job)

    assert minutes == [None, 10]
    assert asked[1] == 2 * asked[0]


async def test_a_wrong_configuration_is_logged_once_and_the_last_good_one_rules(
    worker, repository, job
):
    minutes = []

    async def handle(context):
        found = await context.configuration("jupyterhub/team-compass")
        minutes.append(found.section("agenda", Agenda).minutes)

    runner = worker(handle)
    repository.commit(CONFIGURATION, "agenda: {minutes: 10}\n")
    repository.commit(CONFIGURATION, "agenda: {minutes: lots}\n")
    with capture_logs() as logs:
        await runner.run(job)
        await runner.run(job)
    (wrong,) = [log for log in logs if log["event"] == "wrong configuration"]
    assert wrong["repository"] == "jupyterhub/team-compass"
    assert wrong["at"] == [".github/team-compass.yml:1"]
    assert "lots" not in str(wrong)  # that is what somebody wrote

    repository.commit(CONFIGURATION, "agenda: {minutes: 15}\n")
    await runner.run(job)
    repository.commit(CONFIGURATION, "agenda: {minutes: lots}\n")
    with capture_logs() as logs:
        await runner.run(job)

    assert minutes == [10, 10, 15, 15]
    assert levels(logs, "wrong configuration") == ["warning"]


async def test_a_handler_may_wake_other_keys_and_see_that_it_is_superseded(
    worker, todo, job
):
    other = Key("agenda", "jupyterhub/team-compass#2")
    ran, superseded = [], []

    async def handle(context):
        ran.append(context.job.key)
        if len(ran) == 1:
            await context.wake([])
            superseded.append(context.superseded())
            await context.wake([THREAD, other])
            superseded.append(context.superseded())

    await todo.add([Wake(THREAD, job.installation)])
    await work(todo, worker(handle))

    assert ran == [THREAD, THREAD, other]
    assert superseded == [False, True]


async def test_a_job_sets_a_timer_for_itself_and_for_others(worker, todo, job, clock):
    other, ran = Key("agenda", "jupyterhub/team-compass#2"), []
    tomorrow = clock.now() + timedelta(days=1)

    async def handle(context):
        ran.append((context.job.key, context.job.attempt))
        if context.now < tomorrow:
            await context.wake([context.job.key, other], tomorrow)
            assert not context.superseded()

    runner = worker(handle)
    await todo.add([Wake(THREAD, job.installation)])
    await work(todo, runner)
    assert ran == [(THREAD, 1)]
    clock.set(tomorrow)
    await work(todo, runner)

    assert ran == [(THREAD, 1), (THREAD, 1), (other, 1)]
    assert (await todo.counts()).timers == 0


async def test_a_timer_that_has_passed_is_a_mistake_and_no_endless_loop(
    worker, todo, job, clock
):
    times = []

    async def handle(context):
        times.append(context.now)
        await context.wake([context.job.key], context.now - timedelta(days=1))

    runner, begin = worker(handle), clock.now()
    await todo.add([Wake(THREAD, job.installation)])
    with capture_logs() as logs:
        for _ in range(3):
            await work(todo, runner)
            clock.advance(timedelta(minutes=1))

    assert times == [begin + timedelta(minutes=n) for n in range(3)]
    assert levels(logs, "a job must set its timer to later") == ["error"] * 3


async def test_a_timer_of_another_job_may_have_passed(worker, todo, job, clock):
    other, ran = Key("agenda", "jupyterhub/team-compass#2"), []

    async def handle(context):
        ran.append(context.job.key)
        if context.job.key == THREAD:
            await context.wake([other], context.now - timedelta(days=1))

    await todo.add([Wake(THREAD, job.installation)])
    await work(todo, worker(handle))

    assert ran == [THREAD, other]


class TestTheConfigurationAsTheSweepHasJustSeenIt:
    """A job that nobody told anything need not ask for it again."""

    @pytest.fixture
    def read(self, worker, app, overview, github, repository, job):
        """Lets the sweep look, and a job run; how long its topics take, and requests."""
        seen = []

        async def handle(context):
            github.requests.clear()
            found = await context.configuration("jupyterhub/team-compass")
            seen.append(found.section("agenda", Agenda).minutes)

        async def read(*, news):
            await worker(handle).run(replace(job, news=news))
            return seen[-1], len(github.requests)

        repository.commit(CONFIGURATION, "agenda: {minutes: 10}\n")
        return read

    @pytest.fixture
    async def looked(self, app, overview, job, read):
        await overview.look(app.installation(job.installation))

    async def test_is_good_enough_for_a_job_that_only_looks_again(self, looked, read):
        assert await read(news=False) == (10, 0)

    async def test_is_not_for_news(self, looked, repository, read):
        repository.commit(CONFIGURATION, "agenda: {minutes: 15}\n")

        minutes, requests = await read(news=True)

        assert minutes == 15
        assert requests

    async def test_nor_when_it_is_of_an_earlier_hour(
        self, looked, repository, read, clock
    ):
        repository.commit(CONFIGURATION, "agenda: {minutes: 15}\n")
        clock.advance(timedelta(hours=1))

        assert (await read(news=False))[0] == 15

    async def test_is_read_where_no_sweep_has_looked(self, read):
        assert (await read(news=False))[0] == 10


async def test_what_a_mere_look_wakes_is_no_news_either(worker, todo, job):
    other, news = Key("agenda", "jupyterhub/team-compass#2"), []

    async def handle(context):
        news.append(context.job.news)
        if context.job.key == THREAD:
            await context.wake([other])

    for told in (True, False):
        await todo.add([Wake(THREAD, job.installation, news=told)])
        await work(todo, worker(handle))

    assert news == [True, True, False, False]
