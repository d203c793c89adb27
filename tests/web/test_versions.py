"""What people and programs get under `/versions/`."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.core.releases import Releases
from bot.github.app import App
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from bot.web.page_memory import LOOKUPS
from bot.web.server import Server
from bot.web.versions import Versions
from bot.web.versions_source import VersionsSource
from tests.core.rendered import pings, render
from tests.settings import key_of
from tests.web.site import Answer, Site

TEAM = "jupyterhub/team-compass"
FILE = ".github/team-compass.yml"
LIST = """\
releases:
  when: day 1 of january
  projects:
    jupyterhub/chartpress: {}
    jupyterhub/jupyterhub: {after: [jupyterhub/chartpress]}
"""
NONE = (
    "there are no versions here: the repository has to be public, with the App installed"
    " and releases configured in its own file"
)
JSON, TABLE = f"/versions/{TEAM}.json", f"/versions/{TEAM}.md"


@pytest.fixture
async def site(github: Playground, clock: Clock) -> AsyncIterator[Site]:
    app = App(
        app_id=github.app.client_id,
        private_key=key_of(github),
        api_url=github.url,
        graphql_url=github.graphql_url,
        permissions={"contents": "read", "issues": "write", "metadata": "read"},
        now=clock.now,
        waits=(0, 0),
    )
    source = VersionsSource(
        app,
        sections={"releases": Releases},
        server_url="https://github.com",
        now=clock.now,
    )
    versions = Versions(source.read, now=clock.now)
    server = Server(versions.routes, host="127.0.0.1", port=0)
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Site(github, session, server.url, JSON)
    await server.stop(grace=1)
    await versions.close()
    await app.close()


@pytest.fixture
def team(github: Playground) -> Repository:
    """The team's repository, with the list of two projects that were released."""
    team = github.add_repository(TEAM)
    team.commit(FILE, LIST)
    for name, tag in (("chartpress", "v2.3.0"), ("jupyterhub", "5.5.1")):
        project = github.add_repository(f"jupyterhub/{name}")
        project.commit("README.md", name)
        project.tags.create(tag)
    return team


def told(answer: Answer) -> dict[str, dict[str, object]]:
    assert answer.status == 200
    return {one["project"]: one for one in json.loads(answer.body)["projects"]}


async def rows(site: Site) -> list[list[str]]:
    """The table, as a forum shows it."""
    answer = await site.get(TABLE)
    assert answer.status == 200
    tree, _ = render(answer.body.decode())
    return [[cell.text for cell in row.all("td")] for row in tree.all("tr")[1:]]


class TestAPublicRepository:
    async def test_everybody_sees_the_versions_of_its_projects(self, site, team):
        answer = await site.get()
        assert answer.headers["Content-Type"] == "application/json"
        assert json.loads(answer.body)["repository"] == TEAM
        projects = told(answer)
        assert [*projects] == ["jupyterhub/chartpress", "jupyterhub/jupyterhub"]
        hub = projects["jupyterhub/jupyterhub"]
        assert (hub["version"], hub["released"], hub["stage"]) == (
            "5.5.1",
            "2021-03-04",
            2,
        )
        tag = "https://github.com/jupyterhub/chartpress/releases/tag/v2.3.0"
        assert projects["jupyterhub/chartpress"]["url"] == tag

    async def test_or_pastes_them_into_an_answer(self, site, team):
        answer = await site.get(TABLE)
        assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert await rows(site) == [
            ["jupyterhub/chartpress", "2.3.0", "2021-03-04"],
            ["jupyterhub/jupyterhub", "5.5.1", "2021-03-04"],
        ]

    async def test_both_forms_cost_what_one_does(self, site, team):
        await site.get()
        site.requests()
        await rows(site)
        assert site.requests() == []

    @pytest.mark.parametrize("page", [JSON, TABLE])
    async def test_the_answer_is_guarded_and_open_as_all_are(self, site, team, page):
        whole, head = await site.get(page), await site.get(page, "HEAD")
        assert (head.status, head.body) == (200, b"")
        assert int(head.headers["Content-Length"]) == len(whole.body)
        for headers in (whole.headers, head.headers):
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert headers["Access-Control-Allow-Origin"] == "*"
            assert headers["Cache-Control"] == "public, max-age=300"
        known = await site.get(page, If_None_Match=whole.headers["ETag"])
        assert (known.status, known.body) == (304, b"")
        for method in ("POST", "DELETE"):
            refused = await site.get(page, method)
            assert (refused.status, refused.headers["Allow"]) == (405, "GET")

    async def test_a_release_is_told_within_minutes(self, site, team, github):
        before = await site.get()
        site.later(timedelta(days=30))
        assert (await site.get()).headers["ETag"] == before.headers["ETag"]
        hub = github.repository("jupyterhub/jupyterhub")
        hub.commit("README.md", "new")
        hub.tags.create("5.6.0")
        assert (await site.get()).body == before.body
        site.later()
        after = await site.get()
        assert after.headers["ETag"] != before.headers["ETag"]
        assert told(after)["jupyterhub/jupyterhub"]["version"] == "5.6.0"

    async def test_a_prerelease_in_flight_is_noted(self, site, team, github):
        hub = github.repository("jupyterhub/jupyterhub")
        hub.commit("README.md", "new")
        hub.tags.create("6.0.0b2")
        projects = told(await site.get())
        hub = projects["jupyterhub/jupyterhub"]
        assert (hub["version"], hub["in_flight"]["version"]) == ("5.5.1", "6.0.0b2")
        assert (await rows(site))[1][1:] == ["5.5.1", "2021-03-04", "6.0.0b2 in flight"]

    async def test_a_tag_is_nothing_but_text(self, site, team, github):
        tag = "5.9.9+x](http://evil.example)|@betatim|<b>"
        hub = github.repository("jupyterhub/jupyterhub")
        hub.tags.create(tag)
        answer = await site.get(TABLE)
        tree, _ = render(answer.body.decode())
        assert len(tree.all("tr")) == 3
        hrefs = [link.attrs["href"] for link in tree.all("a")]
        assert all(href.startswith("https://github.com/jupyterhub/") for href in hrefs)
        assert (tree.all("b"), pings(tree)) == ([], [])


class TestProjects:
    async def noted(self, site: Site) -> dict[str, str]:
        return {row[0].partition("/")[2]: row[-1] for row in await rows(site)}

    async def test_private_ones_are_in_neither_form(self, site, team, github):
        github.repository("jupyterhub/chartpress").private = True
        assert [*told(await site.get())] == ["jupyterhub/jupyterhub"]
        assert b"chartpress" not in (await site.get(TABLE)).body

    async def test_one_that_has_become_private_is_soon_gone(self, site, team, github):
        assert len(told(await site.get())) == 2
        github.repository("jupyterhub/jupyterhub").private = True
        site.later()
        assert len(told(await site.get())) == 1

    async def test_what_is_not_known_says_why(self, site, team, github):
        team.commit(
            FILE,
            LIST
            + "    jupyterhub/gone: {}\n    jupyterhub/empty: {}\n"
            + "    jupyterhub/new: {}\n    jupyterhub/deploy: {channel: none}\n",
        )
        github.add_repository("jupyterhub/empty")
        for name in ("new", "deploy"):
            github.add_repository(f"jupyterhub/{name}").commit("README.md", name)
        noted = await self.noted(site)
        assert "there is no such repository" in noted["gone"]
        assert noted["empty"] == "it has no commits yet"
        assert (noted["new"], noted["deploy"]) == ("no release", "no release")
        projects = told(await site.get())
        assert "no such repository" in projects["jupyterhub/gone"]["unknown"][0]
        assert projects["jupyterhub/deploy"]["channel"] == "none"
        assert projects["jupyterhub/new"]["unknown"] == []

    async def test_the_app_need_not_be_installed_on_them(self, site, team, github):
        hub = github.add_repository("elsewhere/hub", install=False)
        hub.commit("README.md", "hub")
        hub.tags.create("1.0.0")
        team.commit(FILE, LIST + "    elsewhere/hub: {}\n")
        assert told(await site.get())["elsewhere/hub"]["version"] == "1.0.0"

    async def test_one_of_another_name_is_found_where_it_is_now(
        self, site, team, github
    ):
        github.repository("jupyterhub/jupyterhub").rename("hub")
        hub = told(await site.get())["jupyterhub/jupyterhub"]
        assert hub["repository"] == "jupyterhub/hub"
        assert hub["url"] == "https://github.com/jupyterhub/hub/releases/tag/5.5.1"


class TestThereAreNone:
    """Nobody learns why: it is the same answer each time."""

    async def refused(self, site, name=TEAM):
        for form in ("json", "md"):
            answer = await site.get(f"/versions/{name}.{form}")
            assert answer.status == 404
            assert answer.headers["Content-Type"] == "application/json"
            assert answer.body.decode() == f'{{"error": "{NONE}"}}'

    async def test_where_no_such_repository_is(self, site):
        await self.refused(site)

    async def test_of_a_private_one(self, site, team):
        team.private = True
        await self.refused(site)

    async def test_without_the_app(self, site, github):
        github.add_repository(TEAM, install=False).commit(FILE, LIST)
        await self.refused(site)

    async def test_of_an_archived_one(self, site, team):
        team.archive()
        await self.refused(site)

    async def test_without_releases(self, site, github):
        github.add_repository(TEAM).commit(FILE, "timezone: Europe/London")
        await self.refused(site)

    async def test_where_only_the_owners_file_has_them(self, site, github):
        github.add_repository("jupyterhub/.github").commit(FILE, LIST)
        github.add_repository(TEAM)
        await self.refused(site)

    @pytest.mark.parametrize(
        "path",
        [
            "/versions/",
            "/versions/.json",
            "/versions/a.json",
            "/versions/a/b",
            "/versions/a/b.yml",
            "/versions/a/...md",
            "/versions/../b.md",
            "/versions/a/b/c.json",
            "/versions/a/b.json/",
            "/versions/a/b%0a.json",
            "/versions/a/%2e%2e%2fsecret.md",
            "/versions/{owner}/{repo}.json",
            "/calendar/a/b.json",
        ],
    )
    async def test_nor_is_github_asked_of_what_can_be_no_name(self, site, path):
        answer = await site.get(path)
        assert answer.status == 404
        assert b"error" in answer.body
        assert site.requests() == []


class TestStrangers:
    async def test_who_tries_names_is_stopped(self, site, team):
        await site.get()
        site.requests()
        names = [f"/versions/jupyterhub/guess-{n}.md" for n in range(LOOKUPS + 5)]
        answers = [await site.get(name) for name in names]
        refused = [answer for answer in answers if answer.status == 503]
        assert len(refused) == 6  # the team's own was one
        assert {answer.headers["Retry-After"] for answer in refused} == {"60"}
        site.later()
        assert (await site.get()).status == 200

    async def test_while_github_is_down_the_last_ones_are_told(self, site, team):
        first = await site.get()
        for match in ("*", "POST /graphql"):
            fault = site.github.faults.add(Fault(match=match, status=502, times=None))
            site.later()
            assert (await site.get()).body == first.body
            site.github.faults.remove(fault)

    async def test_nothing_is_made_of_what_github_does_not_tell(self, site, team):
        site.github.faults.add(Fault(match="POST /graphql", status=502, times=None))
        answer = await site.get()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert answer.headers["Cache-Control"] == "no-store"
