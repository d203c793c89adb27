"""Requests over real HTTP to a GitHub that misbehaves in every way it can."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import aiohttp
import pytest
from prometheus_client import REGISTRY
from yarl import URL

from bot.core.actions import CreateComment, UpdateComment
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Comment, Issue
from bot.github.api import GitHub
from bot.github.cache import Cache
from bot.github.client import Client
from bot.github.clock import ServerClock
from bot.github.limits import Pace
from bot.github.wire import Lane, Wire
from tests.github.scripted import (
    REPOSITORY,
    TOKENS,
    Asked,
    Reply,
    Scripted,
    comment,
    issue,
)

TEAM = "jupyterhub/team-compass"
ISSUE = f"{REPOSITORY}/issues/1"
COMMENTS = f"{ISSUE}/comments"
A_COMMENT = CreateComment(repository=TEAM, why="test", issue_number=1, body="Hello")


class TestARequest:
    async def test_says_who_asks_and_for_which_version(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(issue()))
        await hub.get_issue(TEAM, 1)
        headers = scripted.asked[-1].headers
        assert headers["x-github-api-version"] == "2022-11-28"
        assert headers["accept"] == "application/vnd.github+json"
        assert headers["user-agent"].startswith("team-compass-bot/")
        assert headers["authorization"] == "Bearer ghs_number1"

    async def test_goes_to_an_enterprise_server_under_its_path(self, clock, make_app):
        async with Scripted(clock, prefix="/api/v3") as server:
            server.on("GET", ISSUE, Reply(issue()))
            hub = make_app(server.url + "/").installation(7)
            assert (await hub.get_issue(TEAM, 1)).number == 1

    @pytest.mark.parametrize("name", ["../..", "a", "a/b/c", "a/..", "./b", "a/b?x"])
    async def test_asks_nothing_for_what_can_be_no_repository(
        self, hub, scripted, name
    ):
        with pytest.raises(Gone):
            await hub.get_repository(name)
        assert scripted.asked == []


class TestWhatHasNotChanged:
    async def test_is_asked_for_with_a_condition_and_read_from_what_was_kept(
        self, hub, scripted
    ):
        def conditional(asked: Asked) -> Reply:
            if asked.headers.get("if-none-match") == '"one"':
                return Reply(status=304, headers={"X-RateLimit-Remaining": "4000"})
            return Reply(issue(), headers={"ETag": '"one"'})

        scripted.on("GET", ISSUE, conditional)
        first = await hub.get_issue(TEAM, 1)
        assert await hub.get_issue(TEAM, 1) == first
        left = REGISTRY.get_sample_value(
            "compass_github_rate_remaining", {"installation": "7"}
        )
        assert left == 4000

    async def test_is_replaced_once_it_changes(self, hub, scripted):
        scripted.on(
            "GET",
            ISSUE,
            Reply(issue(title="Old"), headers={"ETag": '"one"'}),
            Reply(issue(title="New"), headers={"ETag": '"two"'}),
            Reply(status=304),
        )
        titles = [(await hub.get_issue(TEAM, 1)).title for _ in range(3)]
        assert titles == ["Old", "New", "New"]
        assert scripted.asked[-1].headers["if-none-match"] == '"two"'

    async def test_is_not_shared_with_another_installation(self, app, hub, scripted):
        scripted.on("GET", ISSUE, Reply(issue(), headers={"ETag": '"one"'}))
        scripted.on("POST", TOKENS.replace("7", "8"), scripted.token)
        await hub.get_issue(TEAM, 1)
        await app.installation(8).get_issue(TEAM, 1)
        assert "if-none-match" not in scripted.asked[-1].headers

    async def test_keeps_its_next_page_when_the_304_names_none(self, hub, scripted):
        next_page = f'<{scripted.url}{COMMENTS}?page=2>; rel="next"'

        def page(asked: Asked) -> Reply:
            number = asked.query.get("page", "1")
            if "if-none-match" in asked.headers:
                return Reply(status=304)
            more = {"Link": next_page} if number == "1" else {}
            return Reply([comment(int(number))], headers={"ETag": '"x"', **more})

        scripted.on("GET", COMMENTS, page)
        for _ in range(2):
            ids = [one.id for one in await hub.list_comments(TEAM, 1)]
            assert ids == [1, 2]

    async def test_a_full_last_page_cannot_hide_that_there_is_one_more(
        self, hub, scripted
    ):
        full = [comment(number) for number in range(1, 101)]
        next_page = f'<{scripted.url}{COMMENTS}?page=2>; rel="next"'

        def page(asked: Asked) -> Reply:
            # The body of page 1 stays the same, and so does its ETag.
            if asked.query.get("page") == "2":
                return Reply([comment(101)])
            if "if-none-match" in asked.headers:
                return Reply(status=304)
            more = {"Link": next_page} if len(scripted.asked) > 2 else {}
            return Reply(full, headers={"ETag": '"x"', **more})

        scripted.on("GET", COMMENTS, page)
        assert len(await hub.list_comments(TEAM, 1)) == 100
        assert len(await hub.list_comments(TEAM, 1)) == 101


class TestPages:
    async def test_are_followed_to_the_last(self, hub, scripted):
        def page(asked: Asked) -> Reply:
            number = int(asked.query.get("page", 1))
            link = f'<{scripted.url}{COMMENTS}?page={number + 1}>; rel="next"'
            return Reply(
                [comment(number)], headers={"Link": link} if number < 3 else {}
            )

        scripted.on("GET", COMMENTS, page)
        assert [c.id for c in await hub.list_comments(TEAM, 1)] == [1, 2, 3]
        assert scripted.asked[1].query["per_page"] == "100"

    async def test_without_end_are_an_error(self, hub, scripted):
        link = f'<{scripted.url}{COMMENTS}?page=2>; rel="next"'
        scripted.on("GET", COMMENTS, Reply([comment()], headers={"Link": link}))
        with pytest.raises(Refused, match="more than 100 pages"):
            await hub.list_comments(TEAM, 1)
        assert scripted.count("GET", COMMENTS) == 100

    async def test_elsewhere_are_never_asked_for(self, clock, hub, scripted):
        async with Scripted(clock) as elsewhere:
            link = f'<{elsewhere.url}{COMMENTS}?page=2>; rel="next"'
            scripted.on("GET", COMMENTS, Reply([comment()], headers={"Link": link}))
            with pytest.raises(Refused, match="away from its own API"):
                await hub.list_comments(TEAM, 1)
            assert elsewhere.asked == []

    async def test_beside_the_api_on_its_own_host_are_never_asked_for(
        self, clock, make_app
    ):
        async with Scripted(clock, prefix="/api/v3") as server:
            host = server.url.removesuffix("/api/v3")
            link = f'<{host}/evil?page=2>; rel="next"'
            server.on("GET", COMMENTS, Reply([comment()], headers={"Link": link}))
            with pytest.raises(Refused, match="away from its own API"):
                await make_app(server.url).installation(7).list_comments(TEAM, 1)


class TestARenamedRepository:
    NEW = "/repositories/42/issues/1"

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    async def test_is_read_where_it_is_now(self, hub, scripted, status):
        scripted.on("GET", ISSUE, Reply(status=status, headers={"Location": self.NEW}))
        scripted.on("GET", self.NEW, Reply(issue()))
        assert (await hub.get_issue(TEAM, 1)).repository == TEAM
        assert scripted.asked[-1].headers["authorization"] == "Bearer ghs_number1"

    @pytest.mark.parametrize("status", [307, 308])
    async def test_is_written_to_with_the_same_method_and_body(
        self, hub, scripted, status
    ):
        new = f"{scripted.url}{self.NEW}/comments"
        moved = Reply(status=status, headers={"Location": new})
        scripted.on("POST", COMMENTS, moved)
        scripted.on(
            "POST", f"{self.NEW}/comments", Reply(comment(9, body="Hello"), status=201)
        )
        made = await hub.apply(A_COMMENT)
        assert isinstance(made, Comment)
        assert made.id == 9
        assert scripted.asked[-1].body == {"body": "Hello"}

    async def test_is_gone_for_a_write_that_would_become_a_read(self, hub, scripted):
        moved = Reply(status=301, headers={"Location": self.NEW})
        scripted.on("POST", COMMENTS, moved)
        with pytest.raises(Gone, match="new name"):
            await hub.apply(A_COMMENT)

    async def test_elsewhere_never_sees_our_token(self, clock, hub, scripted):
        async with Scripted(clock) as elsewhere:
            there = Reply(status=301, headers={"Location": elsewhere.url + ISSUE})
            scripted.on("GET", ISSUE, there)
            with pytest.raises(Refused, match="away from its own API"):
                await hub.get_issue(TEAM, 1)
            assert elsewhere.asked == []

    async def test_that_moves_in_a_circle_is_given_up(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(status=301, headers={"Location": ISSUE}))
        with pytest.raises(Refused, match="more than 3 times"):
            await hub.get_issue(TEAM, 1)
        assert scripted.count("GET", ISSUE) == 4


BROKEN = [
    pytest.param(Reply(status=500), id="500"),
    pytest.param(Reply(status=503, raw=b"<html>Unicorn!"), id="503 page"),
    pytest.param(Reply(status=502, raw=b"<html>"), id="502 page that says it is JSON"),
    pytest.param(Reply(status=520), id="520, which Python has no name for"),
    pytest.param(Reply(cut=True), id="connection cut"),
]


class TestWhenGitHubIsBroken:
    @pytest.mark.parametrize("reply", BROKEN)
    async def test_a_read_is_tried_again_at_once(self, hub, scripted, reply):
        scripted.on("GET", ISSUE, reply, reply, Reply(issue()))
        assert (await hub.get_issue(TEAM, 1)).number == 1

    @pytest.mark.parametrize("reply", BROKEN)
    async def test_a_read_is_left_to_the_to_do_list_after_three_tries(
        self, hub, scripted, reply
    ):
        scripted.on("GET", ISSUE, reply)
        with pytest.raises(RetryLater) as told:
            await hub.get_issue(TEAM, 1)
        assert not told.value.patience
        # aiohttp itself asks a second time each time that a connection is cut.
        assert scripted.count("GET", ISSUE) == 3 * (2 if reply.cut else 1)

    @pytest.mark.parametrize("reply", BROKEN)
    async def test_a_write_is_never_sent_twice(self, hub, scripted, reply):
        scripted.on("POST", COMMENTS, reply)
        with pytest.raises(RetryLater):
            await hub.apply(A_COMMENT)
        assert scripted.count("POST", COMMENTS) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            pytest.param(Reply(raw=b'{"number": '), id="half an answer"),
            pytest.param(Reply(raw=b"\xff"), id="no UTF-8"),
            pytest.param(
                Reply(issue(), headers={"Content-Type": "application/json; charset=x"}),
                id="no such charset",
            ),
            pytest.param(Reply([1]), id="a list for an issue"),
            pytest.param(Reply(None), id="null for an issue"),
            pytest.param(Reply({"number": 1}), id="an issue without a title"),
            pytest.param(Reply(issue(state="odd")), id="neither open nor closed"),
            pytest.param(Reply(issue(created_at="2021-03-01T00:00:00")), id="no zone"),
            pytest.param(Reply(status=499), id="4xx without a name"),
            pytest.param(Reply({}, status=422), id="422 without a message"),
            pytest.param(Reply(status=409), id="conflict"),
            pytest.param(Reply(status=300), id="3xx to nowhere"),
        ],
    )
    async def test_what_cannot_be_read_is_asked_for_later(self, hub, scripted, reply):
        scripted.on("GET", ISSUE, reply)
        with pytest.raises(RetryLater):
            await hub.get_issue(TEAM, 1)

    async def test_nobody_at_the_door(self, clock, make_app, unused_tcp_port):
        app = make_app(f"http://127.0.0.1:{unused_tcp_port}")
        with pytest.raises(RetryLater):
            await app.identity()


class Anyone:
    async def authorization(self) -> str:
        return "Bearer none"

    def rejected(self, method: str, attempt: int) -> None:
        raise AssertionError

    def fresh(self) -> bool:
        return False


async def test_an_answer_that_does_not_come_in_time_is_asked_for_later():
    never = asyncio.Event()

    async def silent(
        _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await never.wait()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    timeout = aiohttp.ClientTimeout(total=0.05)
    clock = ServerClock(lambda: datetime(2021, 3, 18, tzinfo=UTC))
    async with aiohttp.ClientSession(timeout=timeout) as session:
        base = URL(f"http://127.0.0.1:{port}")
        wire = Wire(session, base, clock, Cache(), waits=(0, 0))
        client = Client(wire, Lane(7, Pace(0)), Anyone())
        with pytest.raises(RetryLater, match="no answer in time"):
            await client.get("/app", lambda data: data)
    never.set()
    server.close()
    await server.wait_closed()


class TestRefusals:
    @pytest.mark.parametrize("status", [404, 410])
    async def test_what_is_not_there_is_gone(self, hub, scripted, status):
        scripted.on("GET", ISSUE, Reply({"message": "Not Found"}, status=status))
        with pytest.raises(Gone, match=f"{status} Not Found"):
            await hub.get_issue(TEAM, 1)

    async def test_a_transferred_issue_is_gone(self, hub, scripted):
        there = "/repositories/42/issues/9"
        scripted.on("GET", ISSUE, Reply(status=301, headers={"Location": there}))
        scripted.on("GET", there, Reply(issue(9)))
        with pytest.raises(Gone, match="transferred"):
            await hub.get_issue(TEAM, 1)

    @pytest.mark.parametrize(
        ("status", "message", "cure"),
        [
            (403, "Resource not accessible by integration", "Give the App"),
            (403, "Unable to create comment because issue is locked.", "Unlock"),
            (403, "Repository was archived so is read-only.", "Unarchive"),
            (403, "Although you appear to have the correct authorization", ""),
            (403, "has an IP allow list enabled, and your IP address", "allow list"),
            (422, "Validation Failed", ""),
            (451, "Repository access blocked", "Unblock"),
        ],
    )
    async def test_a_refusal_names_request_repository_and_cure(
        self, hub, scripted, status, message, cure
    ):
        scripted.on("POST", COMMENTS, Reply({"message": message}, status=status))
        with pytest.raises(Refused) as told:
            await hub.apply(A_COMMENT)
        text = str(told.value)
        assert f"POST {COMMENTS}: {status} {message.rstrip('.')}." in text
        assert cure in text

    async def test_it_names_the_permission_that_github_names(self, hub, scripted):
        scripted.on(
            "POST",
            COMMENTS,
            Reply(
                {"message": "Resource not accessible by integration"},
                status=403,
                headers={"X-Accepted-GitHub-Permissions": "issues=write"},
            ),
        )
        with pytest.raises(Refused, match="needs issues=write"):
            await hub.apply(A_COMMENT)

    async def test_a_new_token_may_be_refused_for_a_moment(self, hub, scripted):
        not_yet = Reply({"message": "Resource not accessible by integration"}, 403)
        scripted.on("POST", COMMENTS, not_yet, Reply(comment(body="Hello"), 201))
        assert await hub.apply(A_COMMENT)

    async def test_a_token_in_use_is_refused_for_good(self, clock, hub, scripted):
        refused = Reply({"message": "Resource not accessible by integration"}, 403)
        scripted.on("GET", ISSUE, Reply(issue()))
        scripted.on("POST", COMMENTS, refused)
        await hub.get_issue(TEAM, 1)
        clock.advance(timedelta(seconds=6))
        with pytest.raises(Refused):
            await hub.apply(A_COMMENT)
        assert scripted.count("POST", COMMENTS) == 1


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
