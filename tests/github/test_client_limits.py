"""Limits are obeyed and writes are paced on real connections; all is counted."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from prometheus_client import REGISTRY

from bot.core.actions import UpdateComment
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Issue
from bot.core.pace import MOST_TO_ONE
from bot.github.api import GitHub
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

    async def test_one_comment_takes_no_more_than_so_many_in_an_hour(
        self, make_app, clock, scripted
    ):
        async def tick(seconds: float) -> None:
            clock.advance(timedelta(seconds=seconds))

        turns = ProcessTurns(
            10, now=clock.now, seconds=lambda: clock.now().timestamp(), sleep=tick
        )
        hub = make_app(scripted.url, turns=lambda _id: turns).installation(7)
        edits = [
            UpdateComment(repository=TEAM, why="test", comment_id=number, body="x")
            for number in (5, 6)
        ]
        paths = [f"{REPOSITORY}/issues/comments/{edit.comment_id}" for edit in edits]
        for path in paths:
            scripted.on("PATCH", path, Reply(comment()))
        for _ in range(MOST_TO_ONE):
            await hub.apply(edits[0])
        with pytest.raises(RetryLater, match="enough for") as told:
            await hub.apply(edits[0])
        await hub.apply(edits[1])
        assert [scripted.count("PATCH", path) for path in paths] == [MOST_TO_ONE, 1]
        clock.advance(told.value.after)
        await hub.apply(edits[0])


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
