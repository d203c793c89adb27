"""Several machines work at one list: they share it, and one's death harms nobody."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from machines import GONE
from structlog.testing import capture_logs
from workbench import SECOND, A, B, Bench, drain, wake

from bot.todo.job import ATTEMPTS, Again, Buried, Done, Job, Key
from bot.todo.postgres_presence import GIVEN_UP, HEARTBEAT, LETS_GO

VICTIM = Path(__file__).with_name("victim.py")
NEVER = timedelta(hours=1)


async def test_what_two_machines_hear_of_one_issue_is_one_job(machines):
    one, other = await machines(), await machines()
    for comment in range(1, 20):
        await (one, other)[comment % 2].add([wake(comment=comment)])

    assert await drain(one) == [Job(A, installation=7, newest_comment=19, attempt=1)]
    assert await drain(other) == []


async def test_machines_that_add_the_same_keys_do_not_get_in_each_others_way(machines):
    keys = [Key("agenda", f"o/r#{n}") for n in range(50)]
    one, other = await machines(), await machines()

    await asyncio.gather(
        *(one.add([wake(key) for key in keys]) for _ in range(10)),
        *(other.add([wake(key) for key in reversed(keys)]) for _ in range(10)),
    )

    assert (await one.counts()).waiting == 50


def test_another_machine_takes_over_in_time_and_not_before_github_has_given_up():
    """On a request that was sent just before: it may be at one for ten seconds."""
    lets_go = GIVEN_UP * LETS_GO
    assert GIVEN_UP - lets_go >= timedelta(seconds=10)
    assert lets_go >= 3 * HEARTBEAT
    assert (GIVEN_UP + HEARTBEAT).total_seconds() <= 28


async def test_no_key_is_ever_run_by_two_machines_at_once(machines):
    at_work, ran, all_ran = Counter(), Counter(), asyncio.Event()
    todos = [await machines(), await machines()]
    stop = asyncio.Event()

    async def run(job):
        at_work[job.key] += 1
        assert at_work[job.key] == 1
        if ran[job.key] < 10:
            await todos[ran[job.key] % 2].add([wake(job.key)])
        at_work[job.key] -= 1
        ran[job.key] += 1
        if sum(ran.values()) == 22:
            all_ran.set()
        return Done()

    await todos[0].add([wake(A), wake(B)])
    async with asyncio.timeout(20), asyncio.TaskGroup() as workers:
        for todo in todos:
            workers.create_task(todo.work(run, concurrency=3, stop=stop))
        await all_ran.wait()
        stop.set()

    assert ran == {A: 11, B: 11}


async def test_a_machine_begins_at_once_what_another_hears_of(machines):
    """Long before it would look by itself."""
    web, worker = await machines(), await machines(poll=NEVER)
    bench = Bench(worker)
    await listens(web, bench)

    await web.add([wake(A)])

    assert (await bench.begun()).key == A
    await bench.close()


async def test_what_waits_for_a_key_begins_elsewhere_as_soon_as_it_is_free(machines):
    one, other = await machines(), await machines(poll=NEVER)
    mine = Bench(one, concurrency=1)
    await one.add([wake(A, comment=1)])
    job = await mine.begun()
    theirs = Bench(other)
    await listens(one, theirs)
    await one.add([wake(A, comment=2)])
    mine.stop.set()

    mine.end(job)

    assert (await theirs.begun()).newest_comment == 2
    await mine.close()
    await theirs.close()


async def test_a_long_job_may_see_that_another_machine_has_heard_of_news(machines):
    web, worker = await machines(), await machines()
    bench = Bench(worker)
    await web.add([wake(A, comment=1)])
    job = await bench.begun()
    await listens(web, bench)
    await web.add([wake(A, due=worker.now() + SECOND)])
    assert not worker.superseded(job)

    await web.add([wake(A, comment=2)])
    async with asyncio.timeout(60):
        while not worker.superseded(job):
            await asyncio.sleep(0)

    bench.end(job)
    assert not worker.superseded(await bench.begun())
    await bench.close()


async def test_kill_9_of_a_machine_loses_nothing_that_it_accepted(machines, database):
    accepted, begun = set(), set()
    with subprocess.Popen(
        [sys.executable, VICTIM, database], stdout=subprocess.PIPE, text=True
    ) as victim:
        for line in victim.stdout:
            word, place = line.split()
            {"begun": begun, "accepted": accepted}[word].add(place)
            if len(begun) == 2 and len(accepted) >= 100:
                victim.kill()
    assert victim.returncode == -signal.SIGKILL

    todo, attempts, done = await machines(given_up=GONE), {}, asyncio.Event()
    expected = {Key("accepted", place) for place in accepted}
    expected |= {Key("endless", place) for place in begun}

    async def run(job):
        """Also of what it was killed at before it could say that it was accepted."""
        attempts[job.key] = job.attempt
        if expected <= attempts.keys():
            done.set()
        return Done()

    stop = asyncio.Event()
    worker = asyncio.create_task(todo.work(run, concurrency=4, stop=stop))
    await asyncio.wait_for(done.wait(), 60)
    stop.set()
    await worker

    again = {key.place: n for key, n in attempts.items() if key.feature == "endless"}
    assert again == dict.fromkeys(begun, 2)


async def test_a_job_that_kills_its_worker_every_time_is_buried(
    machines, database, cluster
):
    """Each death as it looks to the others: the worker has been given up."""
    todo = await machines(given_up=GONE)
    await todo.add([wake(A)])
    bench = Bench(todo)
    for attempt in range(1, ATTEMPTS + 1):
        assert (await bench.begun()).attempt == attempt
        cluster.execute("DELETE FROM procrastinate_workers", database)
    async with asyncio.timeout(60):
        while not (failed := await todo.failed()):
            await asyncio.sleep(0)
    await bench.close()

    assert [(job.attempts, job.why) for job in failed] == [
        (ATTEMPTS, "its worker died")
    ]
    assert [end.outcome for end in await todo.ended()][:2] == ["buried", "again"]


async def test_who_was_given_up_while_it_slept_records_nothing_over_the_other(machines):
    """As a machine that is suspended: it hears nothing, and lets go of nothing."""
    sleeper = Bench(await machines(heartbeat=NEVER, given_up=NEVER))
    todo = await machines(given_up=GONE)
    await todo.add([wake(A, comment=1)])
    slept_on = await sleeper.begun()
    other = Bench(todo)
    taken = await other.begun()
    assert (taken.key, taken.attempt) == (A, 2)

    with capture_logs() as logs:
        sleeper.end(slept_on, Buried("it says so too late"))
        async with asyncio.timeout(60):
            while not logs:
                await asyncio.sleep(0)

    assert "taken this over" in logs[0]["event"]
    assert (await todo.counts()).running == 1
    assert not await todo.failed()
    other.end(taken, Again(todo.now() + SECOND, "502"))
    other.stop.set()
    await other.task
    (waiting,) = await todo.pending(10)
    assert (waiting.attempts, waiting.why) == (2, "502")
    await sleeper.close()


async def test_a_worker_that_was_given_up_works_on_under_a_new_number(
    machines, database, cluster
):
    todo = await machines(given_up=GONE)
    await todo.add([wake(A), wake(B)])
    bench = Bench(todo, concurrency=1)
    first = await bench.begun()
    cluster.execute("DELETE FROM procrastinate_workers", database)

    again = await bench.begun()
    bench.end(again)

    assert {again.key, (await bench.begun()).key} == {A, B}
    assert first.attempt == 1
    await bench.close()


async def test_a_machine_that_has_just_come_gives_nobody_up_at_once(
    machines, database, cluster
):
    """The others may have been silent because PostgreSQL was: it listens first."""
    sleeper = Bench(await machines(heartbeat=NEVER, given_up=NEVER))
    todo = await machines(given_up=GONE)
    await todo.add([wake(A)])
    await sleeper.begun()
    silent = (
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'"
    )
    cluster.execute(silent, database)
    began = asyncio.get_running_loop().time()

    other = Bench(todo)
    await other.begun()

    assert asyncio.get_running_loop().time() - began >= GONE.total_seconds()
    await sleeper.close()
    await other.close()


async def listens(todo, bench):
    """Something has come from `todo` to this worker: it hears."""
    probe = Key("probe", "o/r#1")
    await todo.add([wake(probe)])
    job = await bench.begun()
    assert job.key == probe
    bench.end(job)
