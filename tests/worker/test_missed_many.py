"""However much has failed, and in whatever order the log shows it: no storm, no loss."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from missing import look, payloads, said, woken
from structlog.testing import capture_logs

from bot.missed import FAILED_PAGES, LATE, MOST_READ, NAME, PAGES
from tests.delivery_log import put_down

MINUTE = timedelta(minutes=1)


async def test_ten_thousand_failures_cost_a_few_hundred_requests(
    github, app, todo, clock
):
    """A quiet repository's are read, a noisy one's account is looked at as a whole."""
    noisy = [github.add_repository(f"owner{n}/noisy") for n in range(10)]
    quiet = [github.add_repository(f"owner{n}/quiet") for n in range(100)]
    left = github.add_repository("owner200/left")
    put_down(github, 502, left)
    for number in range(10_500):
        put_down(github, 502, noisy[number % 10])
        if number >= 10_400:
            put_down(github, 502, quiet[number - 10_400])
    github.requests.clear()

    with capture_logs() as logs:
        looked = await look(app, todo, clock)

    assert (looked.found, looked.looked, looked.swept) == (10_000, 100, 9_900)
    assert len(github.requests) <= PAGES + FAILED_PAGES + MOST_READ + 1
    print(f"10,000 failed deliveries: {len(github.requests)} requests")
    assert sorted(await woken(todo)) == sorted(
        [f"agenda owner{n}/quiet#1" for n in range(100)]
        + [f"sweep owner{n}" for n in range(10)]
    )
    assert [log["event"] for log in logs] == [
        "missed deliveries",
        "older missed deliveries are left to the hourly look",
    ]
    assert len(await todo.recall(NAME)) < 50_000


async def test_a_noisy_repository_takes_nothing_from_quiet_ones(
    github, app, todo, clock
):
    noisy = github.add_repository("ada/noisy")
    for number in range(100):
        put_down(github, 502, github.add_repository(f"owner{number}/quiet"))
        put_down(github, 502, noisy)
        put_down(github, 502, noisy)
    looked = await look(app, todo, clock)
    assert (looked.looked, looked.swept) == (100, 200)
    assert (await woken(todo)).count("sweep ada") == 1


async def test_no_more_are_read_than_the_app_can_spare(github, app, todo, clock):
    github.limits.limits["core"] = 101
    for number in range(100):
        put_down(github, 502, github.add_repository(f"owner{number}/team"))
    looked = await look(app, todo, clock)
    assert (looked.looked, looked.swept) == (25, 75)
    assert len(await woken(todo)) == 100


async def test_a_failure_is_found_among_thousands_that_were_taken(
    github, app, todo, clock, repository
):
    failed = put_down(github, 503, repository)
    for _ in range(PAGES * 100):
        put_down(github, 202, repository)
    assert (await look(app, todo, clock)).looked == 1
    assert payloads(github) == [failed.id]


async def test_the_account_must_still_have_the_app(github, app, todo, clock):
    for name in ("ada", "bob"):
        repository = github.add_repository(f"{name}/team")
        for _ in range(MOST_READ + 1):
            put_down(github, 502, repository)
    repository.installation.suspend()
    assert (await look(app, todo, clock)).swept == 2 * (MOST_READ + 1)
    assert await woken(todo) == ["sweep ada"]


async def test_two_rounds_at_once_do_no_harm(github, app, todo, clock, repository):
    for number in range(1, 11):
        put_down(github, 502, repository, payload=said(repository, number))
    await asyncio.gather(*(look(app, todo, clock) for _ in range(2)))
    assert len(await woken(todo)) == 10
    assert (await look(app, todo, clock)).found == 0


assert timedelta(minutes=12) < LATE
attempts = st.lists(
    st.tuples(
        st.integers(0, 9),  # which delivery
        st.sampled_from([202, 401, 502, 503]),
        st.integers(0, 12),  # how many minutes late it is in the log
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rounds=st.lists(attempts, min_size=1, max_size=4), minutes=st.integers(1, 9))
async def test_every_delivery_that_was_never_taken_is_read(
    github, app, todo, clock, repository, rounds, minutes
):
    """In whatever order attempts appear in the log, and though they do so minutes late.

    One that fails anew after a while may be read anew; no attempt is read twice.
    """
    clock.advance(timedelta(days=10))  # past what the example before has left there
    github.outbox.attempts.clear()
    github.requests.clear()
    taken, failed = set(), {}
    for made in rounds:
        clock.advance(minutes * MINUTE)
        for which, code, late in made:
            guid = f"{clock.now():%Y%m%d}-0000-0000-0000-{which:012}"
            payload = said(repository, which + 1)
            attempt = put_down(
                *(github, code, repository),
                payload=payload,
                guid=guid,
                at=clock.now() - late * MINUTE,
            )
            if code == 202:
                taken.add(guid)
            else:
                failed.setdefault(guid, set()).add(attempt.id)
        await look(app, todo, clock)
    read = payloads(github)
    assert len(read) == len(set(read))
    for guid, ids in failed.items():
        assert guid in taken or ids.intersection(read)
    await woken(todo)
