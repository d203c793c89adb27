"""GitHub's log of deliveries, read and asked to deliver again."""

import json
from datetime import timedelta

import pytest

from bot.core.errors import Gone, Refused, RetryLater
from bot.github.app import App
from bot.github.deliveries import Attempt, Deliveries
from bot.playground import Fault, secondary_limit
from tests.delivery_log import NOWHERE, put_down
from tests.github.scripted import Reply
from tests.npm_packages import fetched
from tests.openapi import check_requests

LIST = "/app/hook/deliveries"
HOUR = timedelta(hours=1)


@pytest.fixture
async def deliveries(real_app: App) -> Deliveries:
    return real_app.deliveries()


async def test_an_attempt_is_what_github_lists(github, repo, deliveries, clock):
    github.pending.clear()
    repo.open_issue("Talk", by="ada")
    github.deliver_to(NOWHERE)
    (made,) = await github.deliver()
    (attempt,) = (await deliveries.since(clock.now() - HOUR, pages=1)).attempts
    assert attempt == Attempt(
        id=made.id,
        guid=made.delivery.guid,
        delivered_at=clock.now(),
        status="failed to connect to host",
        status_code=502,
        event="issues",
        action="opened",
        installation=repo.installation.id,
        repository=repo.id,
    )
    assert attempt.name == "issues.opened"
    assert not attempt.ok


async def test_what_github_leaves_open_is_none_of_that_kind(app, scripted, clock):
    """An App is also told of what is in no installation; ids outgrow 53 bits."""
    item = {
        "id": 9_007_199_254_740_993,
        "guid": "0b989ba4-242f-11e5-81e1-c7b6966d2516",
        "delivered_at": "2021-03-04T11:59:00.123Z",
        "redelivery": False,
        "duration": 0,
        "status": None,
        "status_code": None,
        "event": "ping",
        "action": None,
        "installation_id": None,
        "repository_id": None,
    }
    scripted.on("GET", LIST, Reply([item]))
    (attempt,) = (await app.deliveries().since(clock.now() - HOUR, pages=1)).attempts
    assert (attempt.id, attempt.name) == (9_007_199_254_740_993, "ping")
    assert (attempt.installation, attempt.repository) == (0, 0)
    assert (attempt.status, attempt.status_code, attempt.ok) == ("", 0, False)


@pytest.mark.parametrize(
    ("code", "taken"), [(202, True), (308, False), (401, False), (503, False)]
)
async def test_only_2xx_was_taken(github, deliveries, clock, code, taken):
    put_down(github, code)
    (attempt,) = (await deliveries.since(clock.now(), pages=1)).attempts
    assert attempt.ok is taken


async def test_it_is_read_back_to_a_moment_and_no_further(github, deliveries, clock):
    for _ in range(250):
        put_down(github, 502)
    clock.advance(HOUR)
    for _ in range(120):
        put_down(github, 202)
    for hours, count, pages in ((0.5, 120, 2), (2, 370, 4)):
        github.requests.clear()
        found = await deliveries.since(clock.now() - hours * HOUR, pages=9)
        assert (len(found.attempts), found.whole) == (count, True)
        assert len(github.requests) == pages
    if fetched():
        check_requests(github.requests)


async def test_it_says_where_there_would_be_more_pages(github, deliveries, clock):
    for _ in range(200):
        put_down(github, 502)
    for pages, count, whole in ((1, 100, False), (2, 200, True)):
        found = await deliveries.since(clock.now(), pages=pages)
        assert (len(found.attempts), found.whole) == (count, whole)


async def test_pages_of_failures_reach_further_back(github, deliveries, clock):
    failed = put_down(github, 503)
    for _ in range(150):
        put_down(github, 202)
    assert not (await deliveries.since(clock.now(), pages=1)).whole
    found = await deliveries.since(clock.now(), pages=1, failed=True)
    assert ([one.id for one in found.attempts], found.whole) == ([failed.id], True)


async def test_the_newest_attempt_of_a_delivery_is_found(github, deliveries):
    first = put_down(github, 502)
    second = put_down(github, 503, guid=first.delivery.guid)
    for _ in range(150):
        put_down(github, 202)
    guid = first.delivery.guid.upper()
    for pages in (
        2,
        1,
    ):  # on the second page of all, or on the first of those that failed
        found = await deliveries.find(guid, pages=pages)
        assert found
        assert (found.id, found.status_code) == (second.id, 503)
    github.requests.clear()
    assert (
        await deliveries.find("0b989ba4-242f-11e5-81e1-c7b6966d2516", pages=9) is None
    )
    assert len(github.requests) == 2


async def test_what_it_would_have_said_is_read_as_it_came(github, repo, deliveries):
    attempt = put_down(github, 502, repo)
    answer = json.loads(await deliveries.read(attempt.id))
    assert answer["request"]["payload"] == attempt.delivery.payload
    assert answer["guid"] == attempt.delivery.guid


@pytest.mark.parametrize("status", [400, 404, 410, 422])
async def test_what_github_knows_no_more_is_gone(github, deliveries, status):
    attempt = put_down(github, 502)
    github.faults.add(Fault(match=f"GET {LIST}/*", status=status))
    with pytest.raises(Gone):
        await deliveries.read(attempt.id)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=403, body={"message": "not accessible by integration"}), Refused),
        (Fault(status=502, times=9), RetryLater),
        (Fault(reset=True, times=9), RetryLater),
        (Fault(status=200, body=[{"id": "what?"}]), RetryLater),
        (secondary_limit(retry_after=60), RetryLater),
    ],
    ids=["refused", "broken", "cut", "odd", "limited"],
)
async def test_its_failures_are_those_of_all_requests(
    github, deliveries, clock, fault, error
):
    github.faults.add(fault)
    with pytest.raises(error):
        await deliveries.since(clock.now(), pages=1)


async def test_a_payload_is_asked_for_again_where_the_way_was_broken(
    github, repo, deliveries
):
    attempt = put_down(github, 502, repo)
    github.faults.add(Fault(match=f"GET {LIST}/*", reset=True))
    assert b"/agenda Topic" in await deliveries.read(attempt.id)


async def test_nothing_of_it_is_kept(github, repo, real_app, deliveries, clock):
    """Payloads may be large, and none is asked for twice."""
    attempt = put_down(github, 502, repo)
    for _ in range(2):
        await deliveries.since(clock.now(), pages=1)
        await deliveries.read(attempt.id)
    assert {request.status for request in github.requests} == {200}
    assert real_app.deliveries().left == 5000 - 4


async def test_github_delivers_again_when_it_is_asked(github, repo, deliveries):
    attempt = put_down(github, 502, repo)
    github.pending.clear()
    await deliveries.redeliver(attempt.id)
    (again,) = github.pending
    assert (again.guid, again.redelivery) == (attempt.delivery.guid, True)
    with pytest.raises(Gone):
        await deliveries.redeliver(1)
    if fetched():
        check_requests(github.requests)
