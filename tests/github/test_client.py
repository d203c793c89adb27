"""Requests over real HTTP: conditions, pages, and repositories that have moved."""

import pytest
from prometheus_client import REGISTRY

from bot.core.errors import Gone, Refused
from bot.core.models import Comment
from bot.doctor.ask_github import read_installations
from tests.github.scripted import (
    A_COMMENT,
    COMMENTS,
    ISSUE,
    TEAM,
    TOKENS,
    Asked,
    Reply,
    Scripted,
    comment,
    issue,
)


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

    async def test_of_installations_are_as_many_as_the_app_has(self, app, scripted):
        """Those of one App may be more than 10,000."""

        def page(asked: Asked) -> Reply:
            number = int(asked.query.get("page", 1))
            link = f'<{scripted.url}/app/installations?page={number + 1}>; rel="next"'
            account = {"login": f"org{number}", "type": "Organization", "id": number}
            one = {"id": number, "account": account, "suspended_at": None}
            one |= {"permissions": {}, "events": [], "html_url": ""}
            return Reply([one], headers={"Link": link} if number < 101 else {})

        scripted.on("GET", "/app/installations", page)
        for found in (await app.installations(), await read_installations(app)):
            assert [one.id for one in found] == [*range(1, 102)]

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
