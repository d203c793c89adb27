"""A job is run: what its feature is given, and what becomes of it."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel
from structlog.testing import capture_logs

from bot.core.errors import Gone, Refused, RetryLater, UserError
from bot.feature import Feature
from bot.github.api import App
from bot.playground import Fault, secondary_limit
from bot.todo.job import ATTEMPTS, Again, Buried, Done, Job, Key, Wake, wait_before
from bot.todo.sqlite import SqliteTodo
from bot.worker import Worker

CONFIGURATION = ".github/team-compass.yml"
THREAD = Key("agenda", "jupyterhub/team-compass#1")


class Agenda(BaseModel):
    minutes: int = 5


@pytest.fixture
async def app(github, clock):
    app = App(
        app_id=github.app.id,
        private_key=github.app.private_key_pem,
        api_url=github.url,
        permissions={"contents": "read", "issues": "write", "metadata": "read"},
        now=clock.now,
        write_interval=0,
        waits=(0,),
    )
    yield app
    await app.close()


@pytest.fixture
async def todo(clock):
    todo = SqliteTodo(":memory:", now=clock.now)
    await todo.open()
    yield todo
    await todo.close()


@pytest.fixture
def repository(github):
    return github.add_repository("jupyterhub/team-compass", install=True)


@pytest.fixture
def job(repository):
    return Job(THREAD, repository.installation.id, newest_comment=0, attempt=1)


@pytest.fixture
def worker(app, todo, clock):
    """Makes a worker whose only feature, the agenda, is handled by `handle`."""

    def make(handle, **more):
        feature = Feature("agenda", handle, section=("agenda", Agenda))
        return Worker(app=app, todo=todo, features=[feature], now=clock.now, **more)

    return make


def failing(*errors):
    """A handler that raises one error after the other, and then none."""
    left = list(errors)

    async def handle(context):
        if left:
            raise left.pop(0)

    return handle


def attempt(job, number):
    return Job(job.key, job.installation, job.newest_comment, number)


def counted(outcome):
    labels = {"feature": "agenda", "outcome": outcome}
    return REGISTRY.get_sample_value("compass_jobs_total", labels) or 0


def levels(logs, event=None):
    return [log["log_level"] for log in logs if event in (None, log["event"])]


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
    assert "team-compass.yml:1" in wrong["why"]

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
    await todo.work(worker(handle).run, concurrency=1, stop=asyncio.Event(), idle=True)

    assert ran == [THREAD, THREAD, other]
    assert superseded == [False, True]


async def test_what_is_gone_is_done(worker, job):
    async def handle(context):
        await context.github.get_issue("jupyterhub/team-compass", 404)

    with capture_logs() as logs:
        assert await worker(handle).run(job) == Done()

    assert levels(logs, "gone") == ["info"]


async def test_what_github_refuses_is_buried_and_said_once(worker, job):
    runner = worker(failing(*[Refused("issues: write is missing")] * 2))

    with capture_logs() as logs:
        first = await runner.run(job)
        again = await runner.run(attempt(job, ATTEMPTS))

    assert first == again == Buried("issues: write is missing")
    assert levels(logs, "refused") == ["error", "info"]


async def test_a_refusal_after_something_went_well_is_news(worker, job):
    refusal = Refused("issues: write is missing")
    runner = worker(failing(refusal, Gone("deleted"), refusal))

    with capture_logs() as logs:
        for _ in range(3):
            await runner.run(job)

    assert levels(logs, "refused") == ["error", "error"]


async def test_a_limit_is_waited_for_and_counts_as_no_failure(
    worker, github, job, clock
):
    github.faults.add(secondary_limit(retry_after=90, match="GET /repos/*/issues/1"))

    async def handle(context):
        await context.github.get_issue("jupyterhub/team-compass", 1)

    outcome = await worker(handle).run(attempt(job, ATTEMPTS))

    assert isinstance(outcome, Again)
    assert not outcome.counts
    assert outcome.due == clock.now() + timedelta(seconds=90)


async def test_an_incident_at_github_is_waited_out_longer_and_longer_then_buried(
    worker, github, job, clock
):
    github.faults.add(Fault(match="GET /repos/*/issues/1", status=502, times=None))

    async def handle(context):
        await context.github.get_issue("jupyterhub/team-compass", 1)

    runner = worker(handle)
    with capture_logs() as logs:
        for number in range(1, ATTEMPTS):
            outcome = await runner.run(attempt(job, number))
            assert isinstance(outcome, Again)
            assert outcome.counts
            assert outcome.due == clock.now() + wait_before(number)
        assert isinstance(await runner.run(attempt(job, ATTEMPTS)), Buried)

    assert levels(logs, "retried")[0] == "warning"
    assert levels(logs, "buried") == ["error"]


async def test_a_known_time_is_better_than_a_guess(worker, job, clock):
    after = timedelta(seconds=42)

    outcome = await worker(failing(RetryLater("stale read", after=after))).run(job)

    assert outcome == Again(clock.now() + after, "stale read")


@pytest.mark.parametrize("error", [ZeroDivisionError("0/0"), UserError("escaped")])
async def test_a_mistake_of_ours_is_logged_with_its_trace_once_and_retried(
    worker, job, clock, error
):
    why = f"{type(error).__name__}: {error}"
    runner = worker(failing(error, error, error))

    with capture_logs() as logs:
        outcomes = [await runner.run(attempt(job, n)) for n in (1, 2, ATTEMPTS)]

    assert outcomes == [
        Again(clock.now() + wait_before(1), why),
        Again(clock.now() + wait_before(2), why),
        Buried(why),
    ]
    assert [(log["log_level"], log.get("exc_info")) for log in logs] == [
        ("error", error),
        ("info", None),
        ("error", error),
    ]


async def test_a_secret_in_an_error_does_not_get_onto_the_list(worker, job):
    token = "ghs_" + "x" * 36

    outcome = await worker(failing(ValueError(f"bad header {token}"))).run(job)

    assert "bad header" in outcome.why
    assert token not in outcome.why


async def test_a_job_that_never_ends_is_a_failure(worker, job):
    async def handle(_context):
        await asyncio.get_running_loop().create_future()

    outcome = await worker(handle, timeout=timedelta(milliseconds=1)).run(job)

    assert outcome.why == "TimeoutError: not done within 0.001 s"


async def test_a_timeout_of_something_smaller_is_told_as_it_is(worker, job):
    outcome = await worker(failing(TimeoutError("reading"))).run(job)

    assert outcome.why == "TimeoutError: reading"


async def test_a_job_that_is_cancelled_is_no_failure_of_its_own(worker, job):
    begun = asyncio.Event()

    async def handle(_context):
        begun.set()
        await asyncio.get_running_loop().create_future()

    running = asyncio.create_task(worker(handle).run(job))
    await begun.wait()
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_cancellation_elsewhere_does_not_lose_the_job(worker, job):
    async def handle(_context):
        shared = asyncio.get_running_loop().create_future()
        shared.cancel()
        await shared

    assert isinstance(await worker(handle).run(job), Again)


async def test_a_job_of_a_feature_that_is_no_more_is_done(worker, job):
    old = Job(Key("karma", "jupyterhub/team-compass"), job.installation, 0, 1)

    with capture_logs() as logs:
        assert await worker(failing()).run(old) == Done()

    assert levels(logs) == ["warning"]


async def test_no_app_no_job(worker, github, job):
    github.faults.add(Fault(match="GET /app", status=500, times=None))

    assert isinstance(await worker(failing()).run(job), Again)
