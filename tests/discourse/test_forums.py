"""A forum asked for similar topics, over real HTTP: seldom, briefly, and safely."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import structlog

from bot.core.forum import Topic
from bot.discourse.client import Discourse
from bot.playground import Clock
from bot.playground.discourse import PlaygroundDiscourse
from bot.playground.faults import Fault

TITLE = "Why does my spawner not start?"


@pytest.fixture
async def forum(clock: Clock) -> AsyncIterator[PlaygroundDiscourse]:
    async with PlaygroundDiscourse(clock=clock) as server:
        yield server


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[Discourse]:
    client = Discourse(public_only=False, now=clock.now)
    yield client
    await client.close()


@pytest.fixture
def said():
    with structlog.testing.capture_logs() as entries:
        yield entries


async def test_topics_are_found_by_the_words_that_say_something(forum, client):
    found = forum.topics.create("My spawner does never start at all")
    assert await client.similar(f"{forum.url}/", TITLE) == (
        Topic(found.title, f"{forum.url}/t/my-spawner-does-never-start-at-all/1000"),
    )
    (request,) = forum.requests
    assert request.query == {"q": "spawner start"}
    assert request.headers["User-Agent"].startswith("team-compass-bot/")
    assert "Cookie" not in request.headers


async def test_at_most_three_those_first_that_were_solved(forum, client):
    for n in range(5):
        forum.topics.create(f"spawner start {n}").solved = n == 1
    forum.topics.create("spawner start closed").closed = True
    forum.topics.create("spawner start hidden").visible = False
    topics = await client.similar(forum.url, TITLE)
    assert [topic.title[-1] for topic in topics] == ["1", "4", "3"]


async def test_where_nothing_has_all_words_the_longest_are_asked_for(forum, client):
    forum.topics.create("kubespawner certificate authentication")
    title = "kubespawner oauth certificate ldap authentication"
    assert len(await client.similar(forum.url, title)) == 1
    assert [request.query["q"] for request in forum.requests] == [
        "kubespawner oauth certificate ldap authentication",
        "kubespawner certificate authentication",
    ]


async def test_a_title_that_says_nothing_asks_nothing(forum, client):
    assert await client.similar(forum.url, "How do I do this? #1 @me !!") == ()
    assert list(forum.requests) == []


async def test_what_was_found_is_remembered_for_an_hour(forum, client, clock):
    forum.topics.create("spawner start")
    for wait, asked in ((0, 1), (59, 1), (1, 2)):
        clock.advance(timedelta(minutes=wait))
        assert len(await client.similar(forum.url, TITLE)) == 1
        assert len(forum.requests) == asked


async def test_that_nothing_was_found_is_remembered_for_ten_minutes(
    forum, client, clock
):
    for wait, asked in ((0, 1), (9, 1), (1, 2)):
        clock.advance(timedelta(minutes=wait))
        assert await client.similar(forum.url, TITLE) == ()
        assert len(forum.requests) == asked


async def test_its_limits_are_never_reached(forum, client, clock, said):
    for second in range(90):
        await client.similar(forum.url, f"spawner{second} start{second}")
        await client.similar(f"{forum.url}/below", f"other{second} words{second}")
        clock.advance(timedelta(seconds=1))
    statuses = [request.status for request in forum.requests]
    assert statuses.count(200) == len(statuses) == 12 + 12
    assert said == []


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(status=500, body="{}"), "it answered 500"),
        (Fault(status=404, body="{}"), "it answered 404"),
        (
            Fault(status=302, headers={"Location": "https://example.org"}),
            "it answered 302",
        ),
        (
            Fault(status=200, body="<p>", headers={"Content-Type": "text/html"}),
            "text/html instead of JSON",
        ),
        (Fault(status=200, body="[" * 100_000), "recursion"),
        (Fault(status=200, body="{"), "Expecting"),
        (Fault(status=200, body="[]"), "no answer of a search"),
        (Fault(status=200, body='{"topics": []}'), "no answer of a search"),
        (Fault(status=200, body=" " * 1_000_001), "over 1000000 bytes"),
        (Fault(reset=True, times=2), "disconnected"),
    ],
)
async def test_any_other_answer_means_none_and_a_line_for_the_operator(
    forum, client, clock, said, fault, why
):
    forum.topics.create("spawner start")
    forum.faults.add(fault)
    assert await client.similar(forum.url, TITLE) == ()
    (line,) = said
    assert why in line["why"]
    assert (line["log_level"], line["forum"]) == ("warning", forum.url)
    before = len(forum.requests)
    assert await client.similar(forum.url, TITLE) == ()  # it is left alone
    assert len(forum.requests) == before
    clock.advance(timedelta(minutes=1))
    assert len(await client.similar(forum.url, TITLE)) == 1
    assert len(said) == 1


async def test_a_forum_that_asks_to_wait_is_left_alone_so_long(forum, client, clock):
    forum.topics.create("spawner start")
    forum.faults.add(Fault(status=429, headers={"Retry-After": "300"}))
    assert await client.similar(forum.url, TITLE) == ()
    clock.advance(timedelta(seconds=299))
    assert await client.similar(forum.url, TITLE) == ()
    clock.advance(timedelta(seconds=1))
    assert len(await client.similar(forum.url, TITLE)) == 1


async def test_one_that_goes_on_failing_is_asked_less_and_less(
    forum, client, clock, said
):
    forum.faults.add(Fault(status=429, times=None))
    for _ in range(60):
        await client.similar(forum.url, TITLE)
        clock.advance(timedelta(minutes=1))
    assert len(forum.requests) == len(said) == 11  # after 1, 2, 3 … minutes


async def test_it_is_not_waited_for(forum, clock, said):
    hanging = asyncio.Event()
    forum.faults.add(Fault(until=hanging))
    client = Discourse(public_only=False, now=clock.now, seconds=0.1)
    began = time.monotonic()
    assert await client.similar(forum.url, TITLE) == ()
    assert time.monotonic() - began < 2
    assert said[0]["why"] == "no answer in time"
    hanging.set()
    await client.close()


@pytest.mark.parametrize(
    "site",
    [
        "", "forum", "ftp://x.org", "http://", "https://a b", "https://[", "https://x.org:99999",
        "https://2130706433", "https://me:pw@x.org", "https://x.org?a=b", "https://x.org#a",
    ],
)  # fmt: skip
async def test_what_is_no_address_of_a_forum_is_not_asked(client, said, site):
    for _ in range(2):
        assert await client.similar(site, TITLE) == ()
    assert len(said) == 1


class TestWhereStrangersInstallTheApp:
    @pytest.fixture
    async def client(self, clock: Clock) -> AsyncIterator[Discourse]:
        client = Discourse(public_only=True, now=clock.now)
        yield client
        await client.close()

    @pytest.mark.parametrize(
        "site",
        [
            "https://127.0.0.1:{port}", "https://localhost:{port}",
            "https://[::1]:{port}", "https://[::ffff:127.0.0.1]:{port}", "https://10.0.0.1",
            "https://169.254.169.254", "https://0.0.0.0:{port}", "https://[fe80::1%25eth0]",
            "https://[2002:7f00:1::]", "https://224.0.0.1",
        ],
    )  # fmt: skip
    async def test_no_network_but_the_public_one_is_looked_into(
        self, forum, client, said, site
    ):
        port = forum.url.rpartition(":")[2]
        assert await client.similar(site.format(port=port), TITLE) == ()
        assert list(forum.requests) == []
        assert "not on the public internet" in said[0]["why"]

    async def test_only_https_is_spoken(self, forum, client, said):
        assert await client.similar(forum.url, TITLE) == ()
        assert list(forum.requests) == []
        assert said[0]["why"] == "not over HTTPS"
