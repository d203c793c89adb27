"""A job is run: what becomes of it when something goes wrong."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from tries import attempt, failing, levels

from bot.core.errors import Gone, InDoubt, Refused, RetryLater, UserError
from bot.core.pace import Held
from bot.playground import Fault, secondary_limit
from bot.todo.freshness import LAG, SHOWN
from bot.todo.job import ATTEMPTS, Again, Buried, Done, Job, Key, wait_before


async def test_what_is_gone_is_done(worker, job):
    async def handle(context):
        await context.github.get_issue("jupyterhub/team-compass", 404)

    with capture_logs() as logs:
        outcome = await worker(handle).run(replace(job, news=False))
    assert isinstance(outcome, Done)
    assert outcome.why.endswith("404 Not Found")

    assert levels(logs, "gone") == ["info"]


async def test_what_somebody_has_just_told_of_may_not_be_shown_yet(worker, job, clock):
    runner = worker(failing(*[Gone("GitHub answered 404")] * 4))

    with capture_logs() as logs:
        first = await runner.run(job)
        second = await runner.run(attempt(job, 2))
        third = await runner.run(attempt(job, 3))
        account = await runner.run(replace(job, key=Key(job.key.feature, "jupyterhub")))

    assert first == Again(clock.now() + LAG, "GitHub answered 404")
    assert second == Again(clock.now() + 2 * LAG, "GitHub answered 404")
    assert third == account == Done("GitHub answered 404")
    assert {entry["log_level"] for entry in logs} == {"info"}


@pytest.mark.parametrize(
    ("place", "rests"), [("/issues/1", True), ("/issues/2", False), ("", False)]
)
async def test_a_thread_that_has_had_enough_is_not_even_read(
    worker, job, clock, place, rests
):
    """Whatever is told of it: nothing could be written there, and reads cost too."""
    where = f"/repos/jupyterhub/team-compass{place}"
    minute = timedelta(minutes=1)
    held = Held("enough", after=minute, reason="thread", place=where)
    outcome = await worker(failing(held)).run(job)
    due = clock.now() + minute
    assert outcome == Again(due, "enough", counts=False, rests=due if rests else None)


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
            await runner.run(replace(job, news=False))

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


async def test_a_full_disk_counts_as_no_failure_of_the_jobs_that_need_it(
    worker, todo, job, clock
):
    """Else all would be buried together, though nothing was wrong with any."""

    async def handle(context):
        await todo.close()
        await context.wake([Key("agenda", "jupyterhub/team-compass#2")])

    with capture_logs() as logs:
        outcome = await worker(handle).run(attempt(job, ATTEMPTS))

    assert isinstance(outcome, Again)
    assert not outcome.counts
    assert outcome.due > clock.now()
    assert levels(logs, "jobs wait for the store") == ["error"]


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


async def test_what_may_be_made_already_is_looked_for_when_lists_show_it(
    worker, job, clock
):
    """Also where people do something meanwhile, or retry it by hand."""
    doubt, shown = InDoubt("502"), clock.now() + SHOWN
    runner = worker(failing(*[doubt] * ATTEMPTS))

    for number in range(1, ATTEMPTS):
        outcome = await runner.run(attempt(job, number))
        wait = max(SHOWN, wait_before(number))
        assert outcome == Again(clock.now() + wait, "502", rests=shown)
    assert await runner.run(attempt(job, ATTEMPTS)) == Buried("502", shown)
    assert wait_before(1) < SHOWN < wait_before(ATTEMPTS - 1)


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


async def test_a_job_that_never_ends_is_a_failure(worker, job, clock):
    async def handle(_context):
        await asyncio.get_running_loop().create_future()

    outcome = await worker(handle, timeout=timedelta(milliseconds=1)).run(job)

    assert outcome.why == "TimeoutError: not done within 0.001 s"
    assert outcome.rests == clock.now() + SHOWN  # it may have been in a write


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


async def test_what_this_version_does_not_know_is_left_to_one_that_may(worker, job):
    """While a new version takes over from an old one, both lease jobs."""
    key = Key("karma", "jupyterhub/team-compass")

    with capture_logs() as logs:
        outcome = await worker(failing()).run(Job(key, job.installation, 0, 1))

    assert isinstance(outcome, Again)
    assert levels(logs) == ["warning"]
    last = Job(key, job.installation, 0, ATTEMPTS)
    assert isinstance(await worker(failing()).run(last), Buried)


async def test_no_app_no_job(worker, github, job):
    github.faults.add(Fault(match="GET /app", status=500, times=None))

    assert isinstance(await worker(failing()).run(job), Again)
