"""GraphQL: asked as a read, written as a write, refused with status 200."""

from collections.abc import Callable

import pytest

from bot.core.actions import PinIssue, UnpinIssue
from bot.core.errors import Refused, RetryLater
from bot.github.app import App
from tests.github.scripted import TEAM, Reply, Scripted

GRAPHQL = "/graphql"
LIST = "/installation/repositories"
PIN = PinIssue(repository=TEAM, why="test", issue_number=7, node_id="I_7")


def repository(name: str, number: int) -> dict[str, object]:
    return {"full_name": name, "private": False, "node_id": f"R_{number}"}


def node(number: int, **more: object) -> dict[str, object]:
    return {"id": f"R_{number}", "object": None, **more}


def blob(text: str | None, **more: object) -> dict[str, object]:
    return {"text": text, "isBinary": False, "isTruncated": False, **more}


def thread(number: int, author: object) -> dict[str, object]:
    return {
        "number": number,
        "title": "Release pulses",
        "url": f"https://github.com/jupyterhub/binderhub/issues/{number}",
        "createdAt": "2021-03-01T12:00:00Z",
        "author": author,
    }


def data(**fields: object) -> Reply:
    return Reply({"data": fields})


def errors(*said: dict[str, object], **fields: object) -> Reply:
    return Reply({"data": fields or None, "errors": list(said)})


class TestASurvey:
    @pytest.fixture(autouse=True)
    def _listed(self, scripted: Scripted) -> None:
        names = [TEAM, "jupyterhub/binderhub"]
        listed = [repository(name, n) for n, name in enumerate(names)]
        scripted.on("GET", LIST, Reply({"repositories": listed}))

    async def test_tells_of_every_repository_and_its_file(self, hub, scripted):
        found = [node(0, object=blob("timezone: UTC")), node(1)]
        scripted.on("POST", GRAPHQL, data(nodes=found))
        team, binder = await hub.survey()
        assert (team.repository.full_name, team.configuration) == (
            TEAM,
            "timezone: UTC",
        )
        assert (binder.configuration, binder.unreadable) == (None, False)
        assert scripted.count("POST", GRAPHQL) == 1
        asked = scripted.asked[-1].body["variables"]
        assert asked == {
            "ids": ["R_0", "R_1"],
            "path": "HEAD:.github/team-compass.yml",
            "old": "HEAD:.github/support.yml",
        }

    async def test_tells_of_the_threads_with_a_label(self, hub, scripted):
        person = {"login": "minrk", "__typename": "User"}
        machine = {"login": "dependabot", "__typename": "Bot"}
        binder = node(
            1,
            issues={"nodes": [thread(12, person), thread(13, None)]},
            pullRequests={"nodes": [thread(14, machine)]},
        )
        empty = {"nodes": []}
        team = node(0, issues=empty, pullRequests=empty)
        scripted.on("POST", GRAPHQL, data(nodes=[team, binder]))
        _, surveyed = await hub.survey("agenda")
        threads = surveyed.threads
        assert [t.number for t in threads] == [12, 13, 14]
        assert [t.user.login for t in threads] == ["minrk", "ghost", "dependabot[bot]"]
        assert [t.is_pull_request for t in threads] == [False, False, True]
        assert threads[2].user.is_bot
        assert threads[0].repository == "jupyterhub/binderhub"
        assert scripted.asked[-1].body["variables"]["labels"] == ["agenda"]

    @pytest.mark.parametrize(
        "file",
        [
            blob(None, isBinary=True),
            blob("timezone: U", isTruncated=True),
            {},  # a folder or a submodule is no blob
        ],
    )
    async def test_says_where_a_file_cannot_be_read_so(self, hub, scripted, file):
        found = [node(0, object=file), node(1)]
        scripted.on("POST", GRAPHQL, data(nodes=found))
        team, _ = await hub.survey()
        assert team.unreadable
        assert team.configuration is None

    async def test_leaves_out_what_went_meanwhile(self, hub, scripted):
        gone = {"type": "NOT_FOUND", "path": ["nodes", 0], "message": "not there"}
        answer = errors(gone, nodes=[None, node(1)])
        scripted.on("POST", GRAPHQL, answer)
        (binder,) = await hub.survey()
        assert binder.repository.full_name == "jupyterhub/binderhub"

    @pytest.mark.parametrize("broken", [None, node(0, object=None)])
    async def test_one_that_cannot_be_told_of_costs_the_others_nothing(
        self, hub, scripted, broken
    ):
        wrong = {"path": ["nodes", 0, "object"], "message": "Something went wrong"}
        file = node(1, object=blob("timezone: UTC"))
        scripted.on("POST", GRAPHQL, errors(wrong, nodes=[broken, file]))
        team, binder = await hub.survey()
        assert (team.unreadable, team.configuration) == (True, None)
        assert (binder.unreadable, binder.configuration) == (False, "timezone: UTC")

    @pytest.mark.parametrize("kind", [{}, {"type": "NOT_FOUND"}, {"path": []}])
    async def test_an_error_that_names_no_place_may_have_taken_anything(
        self, hub, scripted, kind
    ):
        answer = errors({"message": "odd", **kind}, nodes=[node(0), node(1)])
        scripted.on("POST", GRAPHQL, answer)
        with pytest.raises(RetryLater, match="odd"):
            await hub.survey()

    async def test_asks_once_for_each_hundred(self, hub, scripted):
        many = [repository(f"jupyterhub/r{n}", n) for n in range(250)]
        pages = [many[:100], many[100:200], many[200:]]
        links = [
            {"Link": f'<{scripted.url}{LIST}?page={n}>; rel="next"'} for n in (2, 3)
        ]
        scripted.on(
            "GET",
            LIST,
            *(
                Reply({"repositories": page}, headers=link)
                for page, link in zip(pages, [*links, {}], strict=True)
            ),
        )

        def answer(asked: object) -> Reply:
            ids = asked.body["variables"]["ids"]
            return data(nodes=[{"id": one, "object": None} for one in ids])

        scripted.on("POST", GRAPHQL, answer)
        assert len(await hub.survey()) == 250
        assert scripted.count("POST", GRAPHQL) == 3

    async def test_is_tried_again_like_any_read(self, hub, scripted):
        good = data(nodes=[node(0), node(1)])
        scripted.on("POST", GRAPHQL, Reply(status=502), good)
        assert len(await hub.survey()) == 2

    async def test_waits_for_no_write(
        self, scripted: Scripted, make_app: Callable[..., App]
    ):
        """Posting a query is no writing: it takes no turn and needs no pause."""
        hub = make_app(scripted.url, write_interval=3600).installation(7)
        scripted.on("POST", GRAPHQL, data(nodes=[node(0), node(1)]))
        for _ in range(3):
            await hub.survey()
        assert scripted.count("POST", GRAPHQL) == 3


class TestRefusals:
    async def test_a_limit_is_waited_for(self, hub, scripted):
        said = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
        scripted.on("POST", GRAPHQL, errors(said))
        with pytest.raises(RetryLater, match="limit exceeded") as caught:
            await hub.list_pinned(TEAM)
        assert caught.value.patience

    async def test_a_failure_of_githubs_own_is_tried_later(self, hub, scripted):
        scripted.on("POST", GRAPHQL, errors({"message": "Something went wrong"}))
        with pytest.raises(RetryLater, match="went wrong"):
            await hub.list_pinned(TEAM)

    async def test_a_refusal_is_one(self, hub, scripted):
        said = {"type": "FORBIDDEN", "message": "Resource not accessible"}
        scripted.on("POST", GRAPHQL, errors(said))
        with pytest.raises(Refused, match="not accessible"):
            await hub.list_pinned(TEAM)


class TestPinning:
    async def test_is_one_request_with_the_issues_id(self, hub, scripted):
        scripted.on("POST", GRAPHQL, data(pinIssue={"issue": {"number": 7}}))
        await hub.apply(PIN)
        asked = scripted.asked[-1].body
        assert asked["variables"] == {"node_id": "I_7"}
        assert "pinIssue(input: {issueId: $node_id})" in asked["query"]

    async def test_a_fourth_pin_is_refused_and_nothing_is_lost(
        self, hub, scripted, log
    ):
        said = {"type": "UNPROCESSABLE", "message": "Maximum 3 pinned issues"}
        scripted.on("POST", GRAPHQL, errors(said))
        for _ in range(2):  # the next time there may be room
            await hub.apply(PIN)
        assert scripted.count("POST", GRAPHQL) == 2
        assert [entry["event"] for entry in log].count("not_possible_here") == 2

    async def test_what_is_pinned_is_told(self, hub, scripted):
        nodes = [{"issue": {"number": 7}}, {"issue": {"number": 3}}]
        answer = data(repository={"pinnedIssues": {"nodes": nodes}})
        scripted.on("POST", GRAPHQL, answer)
        assert await hub.list_pinned(TEAM) == (7, 3)
        unpin = UnpinIssue(repository=TEAM, why="test", issue_number=3, node_id="I_3")
        scripted.on("POST", GRAPHQL, data(unpinIssue={"issue": {"number": 3}}))
        await hub.apply(unpin)
        assert "unpinIssue" in scripted.asked[-1].body["query"]


async def test_an_enterprise_server_has_it_elsewhere(clock, make_app):
    async with Scripted(clock, prefix="/api/v3") as server:
        origin = server.url.removesuffix("/api/v3")
        app = make_app(server.url, graphql_url=f"{origin}/api/graphql")
        scripted_path = "/api/graphql"
        server.on(
            "POST", scripted_path, data(repository={"pinnedIssues": {"nodes": []}})
        )
        assert await app.installation(7).list_pinned(TEAM) == ()
        assert server.asked[-1].path == scripted_path
