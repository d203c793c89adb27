"""A GitHub that breaks and refuses in every way it can, over real HTTP."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from yarl import URL

from bot.core.actions import LockIssue, UnlockIssue, UpdateComment
from bot.core.errors import Gone, InDoubt, Refused, RetryLater
from bot.github.cache import Cache
from bot.github.client import Client
from bot.github.clock import ServerClock
from bot.github.points import ProcessPurse
from bot.github.process_turns import ProcessTurns
from bot.github.wire import Lane, Wire
from bot.github.writes import perform
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
        ("method", "path", "action"),
        [
            (
                "PUT",
                f"{ISSUE}/lock",
                LockIssue(repository=TEAM, why="", issue_number=1),
            ),
            (
                "DELETE",
                f"{ISSUE}/lock",
                UnlockIssue(repository=TEAM, why="", issue_number=1),
            ),
        ],
    )
    async def test_nor_is_one_that_may_be_repeated_on_a_connection_that_was_cut(
        self, hub, scripted, method, path, action
    ):
        """aiohttp would, at once, though the writes of an installation have a pace."""
        scripted.on("GET", ISSUE, Reply(issue()))
        await hub.get_issue(TEAM, 1)  # it has a connection that is kept
        scripted.on(method, path, Reply(cut=True))
        with pytest.raises(RetryLater):
            await hub.apply(action)
        assert scripted.count(method, path) == 1

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

    @pytest.mark.parametrize(
        "reply",
        [*BROKEN, pytest.param(Reply(raw=b'{"id": ', status=201), id="half an answer")],
    )
    async def test_whether_something_was_made_is_open(self, hub, scripted, reply):
        scripted.on("POST", COMMENTS, reply)
        with pytest.raises(InDoubt):
            await hub.apply(A_COMMENT)

    @pytest.mark.parametrize("reply", BROKEN)
    async def test_what_can_be_done_again_need_not_wait(self, hub, scripted, reply):
        edit = UpdateComment(repository=TEAM, why="test", comment_id=5, body="Hi")
        scripted.on("PATCH", f"{REPOSITORY}/issues/comments/5", reply)
        with pytest.raises(RetryLater) as told:
            await hub.apply(edit)
        assert not isinstance(told.value, InDoubt)

    @pytest.mark.parametrize("status", [403, 409, 422, 429])
    async def test_what_was_refused_was_not_made(self, hub, scripted, status):
        scripted.on("POST", COMMENTS, Reply({"message": "No"}, status=status))
        with pytest.raises((RetryLater, Refused)) as told:
            await hub.apply(A_COMMENT)
        assert not isinstance(told.value, InDoubt)

    async def test_nor_was_anything_for_which_there_was_no_token(self, hub, scripted):
        scripted.on("POST", TOKENS, Reply(status=502))
        with pytest.raises(RetryLater) as told:
            await hub.apply(A_COMMENT)
        assert not isinstance(told.value, InDoubt)

    async def test_nobody_at_the_door(self, clock, make_app, unused_tcp_port):
        app = make_app(f"http://127.0.0.1:{unused_tcp_port}")
        with pytest.raises(RetryLater):
            await app.identity()


class Anyone:
    async def authorization(self) -> str:
        return "Bearer none"

    def rejected(self, *, replaced: bool) -> None:
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
        wire = Wire(session, base, base / "graphql", clock, Cache(), waits=(0, 0))
        client = Client(
            wire, Lane(7, ProcessTurns(0, now=clock), ProcessPurse(0)), Anyone()
        )
        with pytest.raises(RetryLater, match="no answer in time"):
            await client.get("/app", lambda data: data)
        with pytest.raises(InDoubt, match="no answer in time"):
            await perform(client, A_COMMENT)
    never.set()
    server.close()
    await server.wait_closed()


async def test_nothing_was_made_where_nobody_was_reached(unused_tcp_port):
    clock = ServerClock(lambda: datetime(2021, 3, 18, tzinfo=UTC))
    async with aiohttp.ClientSession() as session:
        base = URL(f"http://127.0.0.1:{unused_tcp_port}")
        wire = Wire(session, base, base / "graphql", clock, Cache(), waits=())
        client = Client(
            wire, Lane(7, ProcessTurns(0, now=clock), ProcessPurse(0)), Anyone()
        )
        with pytest.raises(RetryLater) as told:
            await perform(client, A_COMMENT)
        assert not isinstance(told.value, InDoubt)


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
        scripted.on("POST", COMMENTS, Reply(comment(body="Hello"), 201), refused)
        await hub.apply(A_COMMENT)
        clock.advance(timedelta(seconds=6))
        with pytest.raises(Refused):
            await hub.apply(A_COMMENT)
        assert scripted.count("POST", COMMENTS) == 2
