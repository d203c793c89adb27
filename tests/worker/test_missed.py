"""What GitHub could not hand over is looked at as if it had come, once."""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta

import pytest
from missing import PAYLOAD, look, payloads, said, woken
from structlog.testing import capture_logs

from bot import missed
from bot.core.errors import RetryLater
from bot.missed import LATE, NAME, WINDOW
from bot.playground import Fault, secondary_limit
from bot.todo.job import Done
from tests.delivery_log import put_down

MINUTE = timedelta(minutes=1)
AGENDA = "agenda jupyterhub/team-compass#{}"


async def test_what_failed_is_looked_at_once(github, app, todo, clock, repository):
    put_down(github, 202, repository, payload=said(repository, 1))
    for number in (2, 3):
        put_down(github, 502, repository, payload=said(repository, number))

    with capture_logs() as logs:
        looked = await look(app, todo, clock)

    assert asdict(looked) == {
        "found": 2,
        "looked": 2,
        "swept": 0,
        "nothing": 0,
        "too_old": 0,
    }
    assert logs == [
        {"event": "missed deliveries", "log_level": "info", **asdict(looked)}
    ]
    assert await woken(todo) == [AGENDA.format(2), AGENDA.format(3)]
    github.requests.clear()
    clock.advance(5 * MINUTE)
    assert not any(asdict(await look(app, todo, clock)).values())
    assert [str(request) for request in github.requests] == [
        "GET /app/hook/deliveries 200"
    ]


async def test_what_is_woken_is_what_the_delivery_told(
    github, app, todo, clock, repository
):
    """As news, with the comment that a read must not lack."""
    put_down(github, 502, repository, payload=said(repository))
    jobs = []

    async def run(job):
        jobs.append(job)
        return Done()

    await look(app, todo, clock)
    await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
    (job,) = jobs
    assert (job.installation, job.newest_comment) == (repository.installation.id, 7)
    assert job.news


@pytest.mark.parametrize("code", [0, 302, 400, 401, 413, 415, 500, 502, 503, 504])
async def test_it_matters_not_why_it_failed(github, app, todo, clock, repository, code):
    """A wrong secret or a proxy's limit loses as much as a full disk."""
    put_down(github, code, repository)
    assert (await look(app, todo, clock)).looked == 1
    assert (await look(app, todo, clock)).found == 0
    assert len(payloads(github)) == 1


async def test_what_came_after_all_is_left_alone(github, app, todo, clock, repository):
    failed = put_down(github, 502, repository)
    put_down(github, 202, repository, guid=failed.delivery.guid)
    assert (await look(app, todo, clock)).found == 0
    assert payloads(github) == []


async def test_of_many_attempts_the_newest_is_read(
    github, app, todo, clock, repository
):
    first = put_down(github, 502, repository)
    second = put_down(github, 502, repository, guid=first.delivery.guid)
    assert (await look(app, todo, clock)).found == 1
    put_down(github, 503, repository, guid=first.delivery.guid)
    assert (await look(app, todo, clock)).found == 0
    assert payloads(github) == [second.id]


async def test_what_can_wake_nothing_is_not_even_read(
    github, app, todo, clock, repository
):
    put_down(github, 502, repository, event="star")
    put_down(github, 502, repository, payload=said(repository, body="Thanks!"))
    looked = await look(app, todo, clock)
    assert (looked.nothing, looked.looked) == (1, 1)
    assert len(payloads(github)) == 1
    assert await woken(todo) == []


async def test_an_attempt_may_appear_in_the_log_minutes_late(
    github, app, todo, clock, repository
):
    put_down(github, 202, repository)
    await look(app, todo, clock)
    late = put_down(github, 502, repository, at=clock.now() - LATE + MINUTE)
    clock.advance(5 * MINUTE)
    put_down(github, 202, repository)
    assert (await look(app, todo, clock)).looked == 1
    assert payloads(github) == [late.id]


async def test_with_the_bookmark_lost_all_of_the_log_is_looked_at(
    github, app, todo, clock, repository
):
    old = put_down(github, 502, repository)
    clock.advance(2 * WINDOW)
    for number in (1, 2):
        put_down(github, 502, repository, payload=said(repository, number))
    await look(app, todo, clock)
    for lost in ("", "{", "[]", '{"until": "2021-03-04T12:00:00", "known": []}'):
        await todo.remember(NAME, lost)
        assert (await look(app, todo, clock)).looked == 2
    assert old.id not in payloads(github)
    assert len(await woken(todo)) == 2


async def test_the_bookmark_may_be_of_a_clock_that_was_set_back(
    github, app, todo, clock, repository
):
    await todo.remember(NAME, str(missed.Bookmark(clock.now() + timedelta(days=9))))
    put_down(github, 502, repository)
    assert (await look(app, todo, clock)).looked == 1


async def test_this_machines_clock_may_be_ahead_of_githubs(
    github, app, todo, clock, repository
):
    put_down(github, 202, repository)
    await look(app, todo, clock, fast_by=timedelta(hours=1))
    clock.advance(5 * MINUTE)
    put_down(github, 502, repository)
    assert (await look(app, todo, clock, fast_by=timedelta(hours=1))).looked == 1


async def test_it_can_be_told_what_is_dealt_with(github, app, todo, clock, repository):
    put_down(github, 502, repository)
    await look(app, todo, clock)
    clock.advance(MINUTE)
    put_down(github, 502, repository)
    told = missed.parse_bookmark(await todo.recall(NAME))
    listed = await app.deliveries().since(clock.now() - LATE, pages=1)
    assert [told.has(attempt) for attempt in listed.attempts] == [False, True]
    clock.advance(2 * LATE)
    await look(app, todo, clock)
    put_down(github, 202, repository)
    await look(app, todo, clock)
    told = missed.parse_bookmark(await todo.recall(NAME))
    assert [told.has(attempt) for attempt in listed.attempts] == [True, True]
    assert told.known == frozenset()


class TestFailures:
    """GitHub's log fails as anything else does."""

    async def test_without_the_log_it_is_tried_again(
        self, github, app, todo, clock, repository
    ):
        put_down(github, 502, repository)
        github.faults.add(Fault(match="GET /app/hook/deliveries", status=502, times=2))
        with pytest.raises(RetryLater):
            await look(app, todo, clock)
        assert (await look(app, todo, clock)).looked == 1

    async def test_it_goes_on_where_it_had_to_stop(
        self, github, app, todo, clock, repository
    ):
        attempts = [
            put_down(github, 502, repository, payload=said(repository, number))
            for number in range(1, 6)
        ]
        limit = secondary_limit(retry_after=60, match=PAYLOAD, skip=2)
        github.faults.add(limit)
        with pytest.raises(RetryLater) as told:
            await look(app, todo, clock)
        assert told.value.patience
        assert len(await woken(todo)) == 2
        clock.advance(2 * MINUTE)
        assert (await look(app, todo, clock)).looked == 3
        ids = [attempt.id for attempt in attempts]
        assert payloads(github) == [*ids[:3], *ids[2:]]

    async def test_nor_is_anything_lost_where_it_is_cancelled(
        self, github, app, todo, clock, repository
    ):
        for number in (1, 2):
            put_down(github, 502, repository, payload=said(repository, number))
        asked, never = asyncio.Event(), asyncio.Event()
        github.faults.add(
            Fault(match=PAYLOAD, skip=1, until=never, callback=lambda _: asked.set())
        )
        looking = asyncio.create_task(look(app, todo, clock))
        await asked.wait()
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        assert await woken(todo) == [AGENDA.format(1)]
        assert (await look(app, todo, clock)).looked == 1
        assert await woken(todo) == [AGENDA.format(2)]
        never.set()

    @pytest.mark.parametrize(
        "fault",
        [
            Fault(status=500, times=None),
            Fault(status=200, body={"request": {"payload": None}}),
            Fault(status=200, body='{"request": {"payload": {"a": "\\ud800"}}}'),
        ],
        ids=["broken", "no payload", "half a character"],
    )
    async def test_for_a_payload_that_github_cannot_tell_the_account_is_looked_at(
        self, github, app, todo, clock, repository, fault
    ):
        odd = put_down(github, 502, repository)
        put_down(github, 502, repository, payload=said(repository, 2))
        fault.match = f"GET /app/hook/deliveries/{odd.id}"
        github.faults.add(fault)
        looked = await look(app, todo, clock)
        assert (looked.looked, looked.swept) == (1, 1)
        assert await woken(todo) == [AGENDA.format(2), "sweep jupyterhub"]
        assert (await look(app, todo, clock)).found == 0

    async def test_a_few_that_cannot_be_told_keep_none_of_the_others(
        self, github, app, todo, clock, repository
    ):
        """Neither those behind them in the line, nor those of the next rounds."""
        other = github.add_repository("jupyter/governance", install=True)
        for number in range(9):
            put_down(github, 502, repository, payload=said(repository, number + 1))
        for number in range(10):
            put_down(github, 502, other, payload=said(other, number + 1))
        github.faults.add(Fault(match=PAYLOAD, status=502, times=None))
        looked = await look(app, todo, clock)
        assert len(set(payloads(github))) == missed.STUMBLES + 1
        assert (looked.looked, looked.swept) == (0, 19)
        assert await woken(todo) == ["sweep jupyterhub", "sweep jupyter"]
        assert (await look(app, todo, clock)).found == 0

    async def test_a_github_that_is_down_is_asked_again(
        self, github, app, todo, clock, repository
    ):
        for number in range(9):
            put_down(github, 502, repository, payload=said(repository, number + 1))
        github.faults.add(Fault(match=PAYLOAD, status=502, times=None))
        github.faults.add(Fault(match="GET /app/installations", status=502, times=None))
        with pytest.raises(RetryLater):
            await look(app, todo, clock)
        github.faults.clear()
        assert (await look(app, todo, clock)).looked == 9

    async def test_what_is_too_old_to_be_read_is_passed_by(
        self, github, app, todo, clock, repository
    ):
        put_down(github, 502, repository)
        github.faults.add(Fault(match=PAYLOAD, status=404))
        assert (await look(app, todo, clock)).too_old == 1
        assert (await look(app, todo, clock)).found == 0

    async def test_without_the_list_nothing_is_taken_for_done(
        self, github, app, todo, clock, repository
    ):
        put_down(github, 502, repository)
        await todo.close()
        with pytest.raises(RetryLater, match="not open"):
            await look(app, todo, clock)
