"""Limits are obeyed and writes are paced on real connections; all is counted."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from prometheus_client import REGISTRY, generate_latest

from bot.core.actions import UpdateComment
from bot.core.errand import Errand, on_errand
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Issue
from bot.core.pace import MOST_TO_ONE
from bot.github.api import GitHub
from bot.github.metrics import forget, tell_remaining
from bot.github.process_turns import ProcessTurns
from tests.github.scripted import (
    A_COMMENT,
    COMMENTS,
    ISSUE,
    REPOSITORY,
    TEAM,
    TOKENS,
    Reply,
    comment,
    issue,
)

SEARCH = "/search/issues"
LEFT = "compass_github"
USED_UP = {
    "X-RateLimit-Limit": "30",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": "1614859260",  # in a minute
}


class TestLimits:
    async def test_while_limited_github_is_not_even_asked(self, clock, hub, scripted):
        limited = Reply(status=429, headers={"Retry-After": "30"})
        scripted.on("GET", ISSUE, limited, Reply(issue()))
        for left in (30, 20):
            with pytest.raises(RetryLater) as told:
                await hub.get_issue(TEAM, 1)
            assert told.value.after == timedelta(seconds=left)
            assert told.value.patience
            clock.advance(timedelta(seconds=10))
        assert scripted.count("GET", ISSUE) == 1
        clock.advance(timedelta(seconds=10))
        assert await hub.get_issue(TEAM, 1)

    async def test_other_installations_go_on(self, app, hub, scripted):
        scripted.on("GET", ISSUE, Reply(status=429), Reply(issue()))
        scripted.on("POST", TOKENS.replace("7", "8"), scripted.token)
        with pytest.raises(RetryLater):
            await hub.get_issue(TEAM, 1)
        assert await app.installation(8).get_issue(TEAM, 1)

    @pytest.mark.parametrize(
        "reply",
        [
            Reply({"message": "You have exceeded a secondary rate limit."}, 403),
            Reply(status=429, raw=b"You have triggered an abuse detection mechanism"),
            Reply(["odd"], status=429),
        ],
    )
    async def test_a_secondary_limit_lasts_a_minute_at_least(
        self, hub, scripted, reply
    ):
        scripted.on("POST", COMMENTS, reply)
        with pytest.raises(RetryLater) as told:
            await hub.apply(A_COMMENT)
        assert told.value.after == timedelta(minutes=1)


class TestEachLimitForItself:
    async def test_a_search_too_many_stops_nothing_else(self, clock, hub, scripted):
        said = {"message": "API rate limit exceeded for installation ID 7."}
        headers = {**USED_UP, "X-RateLimit-Resource": "search"}
        found = Reply({"items": []})
        scripted.on("GET", SEARCH, Reply(said, 403, headers), found)
        scripted.on("GET", ISSUE, Reply(issue()))
        for _ in range(2):
            with pytest.raises(RetryLater, match="limit of search") as told:
                await hub.search_threads("x")
            assert told.value.after == timedelta(seconds=61)
            assert await hub.get_issue(TEAM, 1)
        assert scripted.count("GET", SEARCH) == 1
        clock.advance(timedelta(seconds=61))
        assert await hub.search_threads("x") == ()

    @pytest.mark.parametrize("refused", [True, False])
    async def test_nor_do_points_that_are_used_up(self, clock, hub, scripted, refused):
        limited = {"errors": [{"type": "RATE_LIMITED", "message": "exceeded"}]}
        pinned = {"data": {"repository": {"pinnedIssues": {"nodes": []}}}}
        headers = {**USED_UP, "X-RateLimit-Resource": "graphql"}
        last = Reply(limited if refused else pinned, 200, headers)
        scripted.on("POST", "/graphql", last, Reply(pinned))
        scripted.on("GET", ISSUE, Reply(issue()))
        with suppress(RetryLater):
            await hub.list_pinned(TEAM)
        with pytest.raises(RetryLater, match="limit of graphql") as told:
            await hub.list_pinned(TEAM)
        assert (told.value.patience, told.value.after) == (True, timedelta(seconds=61))
        assert await hub.get_issue(TEAM, 1)
        assert scripted.count("POST", "/graphql") == 1
        clock.advance(timedelta(seconds=61))
        assert await hub.list_pinned(TEAM) == ()
        labels = {"installation": "7", "resource": "graphql"}
        assert REGISTRY.get_sample_value(f"{LEFT}_resource_remaining", labels) == 0

    async def test_the_apps_own_stops_only_what_the_app_asks_for(
        self, clock, app, hub, scripted
    ):
        scripted.on("GET", ISSUE, Reply(issue()))
        assert await hub.get_issue(TEAM, 1)
        slow = Reply(status=429, headers={"Retry-After": "40"})
        scripted.on("GET", "/app/installations", slow, Reply([]))
        for other in (app.installations, app.identity):
            with pytest.raises(RetryLater):
                await other()
        with pytest.raises(RetryLater):  # it has no token yet
            await app.installation(8).get_issue(TEAM, 1)
        assert await hub.get_issue(TEAM, 1)
        assert scripted.count("GET", "/app") == 0
        clock.advance(timedelta(seconds=40))
        assert await app.installations() == ()

    async def test_the_last_tenth_is_for_people(self, clock, hub, scripted):
        few = {**USED_UP, "X-RateLimit-Remaining": "2"}
        scripted.on("GET", ISSUE, Reply(issue(), headers=few), Reply(issue()))
        with on_errand(Errand(patient=True)):
            assert await hub.get_issue(TEAM, 1)
            with pytest.raises(RetryLater, match="people ask for") as told:
                await hub.get_issue(TEAM, 1)
        assert (told.value.patience, told.value.after) == (True, timedelta(seconds=61))
        assert await hub.get_issue(TEAM, 1)
        clock.advance(timedelta(seconds=61))
        with on_errand(Errand(patient=True)):
            assert await hub.get_issue(TEAM, 1)

    async def test_what_is_refused_over_and_over_has_failed(self, clock, hub, scripted):
        """It must not be tried for ever: the job is buried in the end, and seen."""
        scripted.on("POST", COMMENTS, Reply(status=429))
        waits = []
        for _ in range(8):
            with pytest.raises(RetryLater) as told:
                await hub.apply(A_COMMENT)
            waits.append(
                (told.value.after // timedelta(minutes=1), told.value.patience)
            )
            clock.advance(told.value.after)
        first = [(1, True), (2, True), (4, True), (8, True), (16, True), (32, True)]
        assert waits == [*first, (60, False), (60, False)]

    async def test_a_try_after_a_broken_answer_is_no_way_round(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(None, 502, USED_UP), Reply(issue()))
        with pytest.raises(RetryLater, match="used up"):
            await hub.get_issue(TEAM, 1)
        assert scripted.count("GET", ISSUE) == 1


@pytest.fixture
def at_clock(clock):
    """Turns whose seconds pass by the test's clock, when they are waited for."""

    async def sleep(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    def seconds() -> float:
        return clock.now().timestamp()

    def make(interval: float) -> ProcessTurns:
        return ProcessTurns(interval, now=clock.now, seconds=seconds, sleep=sleep)

    return make


class TestPace:
    async def test_writes_of_an_installation_reach_github_one_after_the_other(
        self, make_app, scripted
    ):
        hub = make_app(scripted.url, write_interval=0.05).installation(7)
        scripted.on("POST", COMMENTS, Reply(comment(body="Hello"), 201))
        scripted.on("PATCH", f"{REPOSITORY}/issues/comments/5", Reply(comment(5)))
        edit = UpdateComment(repository=TEAM, why="test", comment_id=5, body="x")
        await asyncio.gather(*(hub.apply(a) for a in (A_COMMENT, edit, A_COMMENT)))
        times = [asked.at for asked in scripted.asked if asked.path != TOKENS]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert len(gaps) == 2
        assert min(gaps) >= 0.05

    async def test_a_limit_met_by_one_holds_back_those_who_wait_their_turn(
        self, make_app, scripted
    ):
        hub = make_app(scripted.url, write_interval=0.01).installation(7)
        scripted.on("POST", COMMENTS, Reply(status=429))
        results = await asyncio.gather(
            *(hub.apply(A_COMMENT) for _ in range(3)), return_exceptions=True
        )
        assert [type(result) for result in results] == [RetryLater] * 3
        assert scripted.count("POST", COMMENTS) == 1

    async def test_the_limit_may_come_while_a_write_waits_for_its_second(
        self, make_app, scripted
    ):
        hub = make_app(scripted.url, write_interval=0.2).installation(7)
        scripted.on("POST", COMMENTS, Reply(comment(body="Hello"), 201))
        scripted.on("GET", ISSUE, Reply(status=429))
        await hub.apply(A_COMMENT)
        second = asyncio.create_task(hub.apply(A_COMMENT))
        await asyncio.sleep(0)
        with pytest.raises(RetryLater):
            await hub.get_issue(TEAM, 1)
        with pytest.raises(RetryLater):
            await second
        assert scripted.count("POST", COMMENTS) == 1

    async def test_what_is_sent_again_takes_another_turn(
        self, make_app, at_clock, clock, scripted
    ):
        """A token that is not known everywhere yet, and a repository that was renamed."""
        came = []

        def at(reply: Reply) -> Callable[[object], Reply]:
            def answer(_asked: object) -> Reply:
                came.append(clock.now())
                return reply

            return answer

        turns = at_clock(1)
        hub = make_app(scripted.url, turns=lambda _id: turns).installation(7)
        lag = Reply({"message": "Resource not accessible by integration"}, 403)
        there = f"{scripted.url}/repositories/1/issues/1/comments"
        moved = Reply(status=307, headers={"Location": there})
        scripted.on("POST", COMMENTS, at(lag), at(moved))
        made = at(Reply(comment(body="Hello"), 201))
        scripted.on("POST", "/repositories/1/issues/1/comments", made)
        assert await hub.apply(A_COMMENT)
        gaps = [later - earlier for earlier, later in pairwise(came)]
        assert gaps == [timedelta(seconds=1)] * 2

    async def test_one_comment_takes_no_more_than_so_many_in_an_hour(
        self, make_app, at_clock, clock, scripted, log
    ):
        """The operator is told once; the others go on, and so does this one in time."""
        turns = at_clock(10)
        hub = make_app(scripted.url, turns=lambda _id: turns).installation(7)
        edits = [
            UpdateComment(repository=TEAM, why="test", comment_id=number, body="x")
            for number in (5, 6)
        ]
        paths = [f"{REPOSITORY}/issues/comments/{edit.comment_id}" for edit in edits]
        for path in paths:
            scripted.on("PATCH", path, Reply(comment(body="x")))
        for _ in range(MOST_TO_ONE):
            await hub.apply(edits[0])
        before = held("thread")
        for _ in range(2):
            with pytest.raises(RetryLater, match="enough for") as told:
                await hub.apply(edits[0])
        await hub.apply(edits[1])
        assert [scripted.count("PATCH", path) for path in paths] == [MOST_TO_ONE, 1]
        assert held("thread") - before == 2
        (line,) = [entry for entry in log if entry["event"] == "writes_held"]
        assert (line["log_level"], line["place"]) == ("error", paths[0])
        clock.advance(told.value.after)
        await hub.apply(edits[0])


def held(reason: str) -> float:
    value = REGISTRY.get_sample_value("compass_writes_held_total", {"reason": reason})
    return value or 0


class TestMetrics:
    async def test_every_request_is_counted_by_what_came_of_it(
        self, hub: GitHub, scripted
    ):
        def counted(status: str, outcome: str) -> float:
            labels = {"method": "GET", "status": status, "outcome": outcome}
            value = REGISTRY.get_sample_value("compass_github_requests_total", labels)
            return value or 0

        kinds = [
            ("200", "ok"),
            ("404", "gone"),
            ("429", "limited"),
            ("418", "refused"),
            ("500", "broken"),
        ]
        before = [counted(*kind) for kind in kinds]
        scripted.on(
            "GET",
            ISSUE,
            Reply(issue()),
            Reply(status=404),
            Reply({"message": "teapot"}, status=418),
            Reply(status=500),
            Reply(status=429),
        )
        for _ in range(4):
            try:
                assert isinstance(await hub.get_issue(TEAM, 1), Issue)
            except (Gone, Refused, RetryLater):
                continue
        after = [counted(*kind) for kind in kinds]
        assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1, 1, 1]

    async def test_how_long_points_were_waited_for(self, make_app, scripted):
        """So many at once as a minute that is 20 times as short does not give."""

        def waited() -> float:
            name = f"{LEFT}_points_seconds_total"
            return REGISTRY.get_sample_value(name, {"resource": "core"}) or 0

        hub = make_app(scripted.url, write_interval=0.05).installation(7)
        scripted.on("GET", ISSUE, Reply(issue()))
        before = waited()
        async with asyncio.timeout(60):
            while waited() == before:
                await asyncio.gather(*(hub.get_issue(TEAM, 1) for _ in range(100)))

    async def test_until_when_an_installation_is_left_alone(self, clock, hub, scripted):
        scripted.on("GET", ISSUE, Reply(status=429, headers={"Retry-After": "40"}))
        with pytest.raises(RetryLater):
            await hub.get_issue(TEAM, 1)
        until = REGISTRY.get_sample_value(
            f"{LEFT}_left_alone_until_timestamp_seconds", {"installation": "7"}
        )
        assert until == clock.now().timestamp() + 40

    async def test_writes_by_whose_initiative_they_are(self, hub, scripted):
        def counted() -> list[float]:
            return [
                REGISTRY.get_sample_value(f"{LEFT}_{name}", {"initiative": who}) or 0
                for name in ("writes_total", "turn_seconds_count")
                for who in ("asked_for", "own")
            ]

        before = counted()
        scripted.on("POST", COMMENTS, Reply(comment(body="Hello"), 201))
        await hub.apply(A_COMMENT)
        with on_errand(Errand(patient=True)):
            await hub.apply(A_COMMENT)
            await hub.apply(A_COMMENT)
        difference = [b - a for a, b in zip(before, counted(), strict=True)]
        assert difference == [1, 2, 1, 2]

    async def test_an_installation_that_is_gone_is_told_of_no_more(self, hub, scripted):
        left = Reply(issue(), headers={"X-RateLimit-Remaining": "9"})
        scripted.on("GET", ISSUE, left, Reply(status=401))
        await hub.get_issue(TEAM, 1)
        told = "compass_github_rate_remaining", {"installation": "7"}
        assert REGISTRY.get_sample_value(*told) == 9
        scripted.on("POST", TOKENS, Reply(status=404))
        with pytest.raises(Gone):
            await hub.get_issue(TEAM, 1)
        assert REGISTRY.get_sample_value(*told) is None

    def test_thousands_of_installations_do_not_fill_the_page(self):
        installations = range(10**9, 10**9 + 3000)
        name = "compass_github_rate_remaining"
        try:
            for number in installations:
                tell_remaining(number, {"core": 4000, "graphql": 4000})
            assert len(generate_latest().splitlines()) < 3000
            last = {"installation": str(installations[-1])}
            assert REGISTRY.get_sample_value(name, last) == 4000
        finally:
            for number in installations:
                forget(number)
