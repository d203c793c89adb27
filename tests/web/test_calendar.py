"""What calendar programs, browsers and strangers get under `/calendar/`."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import structlog

from bot.core.meetings import Meetings
from bot.github.app import App
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from bot.web.calendar import Calendar
from bot.web.calendar_source import CalendarSource
from bot.web.page_memory import LOOKUPS
from bot.web.server import Server
from tests.settings import key_of
from tests.web.site import Site

TEAM = "jupyterhub/team-compass"
FILE = ".github/team-compass.yml"
MONTHLY = """\
meetings:
  team:
    title: "Team Meeting - {month} {year}"
    when: third thursday
    start: 2021-01-01
    time: "17:00"
"""
MINUTE = timedelta(minutes=1)
NONE = (
    "there is no calendar here: the repository has to be public, with the App installed"
    " and meetings configured"
)


@pytest.fixture
async def site(github: Playground, clock: Clock) -> AsyncIterator[Site]:
    app = App(
        app_id=github.app.client_id,
        private_key=key_of(github),
        api_url=github.url,
        permissions={"contents": "read", "issues": "write", "metadata": "read"},
        now=clock.now,
        waits=(0, 0),
    )
    source = CalendarSource(
        app,
        sections={"meetings": Meetings},
        server_url="https://github.com",
        public_url="https://compass.example.org",
        now=clock.now,
    )
    calendar = Calendar(source.read, now=clock.now)
    server = Server(calendar.routes, host="127.0.0.1", port=0)
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Site(github, session, server.url, f"/calendar/{TEAM}.ics")
    await server.stop(grace=1)
    await calendar.close()
    await app.close()


@pytest.fixture
def repo(github: Playground) -> Repository:
    """The team's repository, whose first meeting is in two weeks."""
    repo = github.add_repository(TEAM)
    repo.commit(FILE, MONTHLY)
    return repo


class TestAPublicRepository:
    async def test_everybody_can_subscribe_to_its_meetings(self, site, repo):
        answer = await site.get()
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        calendar = answer.calendar
        assert calendar.name == "jupyterhub/team-compass meetings"
        assert calendar.source == f"https://compass.example.org/calendar/{TEAM}.ics"
        assert [event.title for event in calendar.events][:2] == [
            "Team Meeting - March 2021",
            "Team Meeting - April 2021",
        ]
        assert len(calendar.events) == 12

    async def test_the_answer_is_guarded_as_all_are(self, site, repo):
        headers = (await site.get()).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Server"] == "team-compass-bot"

    async def test_head_tells_how_much_there_is(self, site, repo):
        whole, head = await site.get(), await site.get(method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert int(head.headers["Content-Length"]) == len(whole.body)

    async def test_nothing_else_can_be_done_with_it(self, site, repo):
        for method in ("POST", "PUT", "PROPFIND"):
            answer = await site.get(method=method)
            assert (answer.status, answer.headers["Allow"]) == (405, "GET")

    async def test_in_any_letter_case(self, site, repo):
        first = await site.get()
        site.requests()
        again = await site.get("/calendar/JupyterHub/Team-Compass.ics")
        assert again.body == first.body
        assert site.requests() == []

    async def test_its_owners_file_is_enough(self, site, github):
        github.add_repository("jupyterhub/.github").commit(FILE, MONTHLY)
        github.add_repository(TEAM)
        calendar = (await site.get()).calendar
        assert calendar.on("2021-03-18").sequence == 0
        owners = (await site.get("/calendar/jupyterhub/.github.ics")).calendar
        assert owners.name == "jupyterhub/.github meetings"

    async def test_a_wrong_file_leaves_the_last_good_one(self, site, repo):
        first = (await site.get()).calendar
        repo.commit(FILE, "meetings: {team: {when: never}}")
        site.later()
        now = (await site.get()).calendar
        assert [e.starts for e in now.events] == [e.starts for e in first.events]

    async def test_no_meeting_in_the_next_twelve_months(self, site, repo):
        repo.commit(FILE, MONTHLY.replace("2021-01-01", "2023-01-01"))
        assert (await site.get()).calendar.events == ()


class TestConditions:
    @pytest.mark.parametrize(
        ("condition", "status"),
        [
            ("{etag}", 304),
            ("W/{etag}", 304),
            ('"other", {etag}', 304),
            ('"other",{etag},"third"', 304),
            ("*", 304),
            ('"other"', 200),
            ("", 200),
            ("{bare}", 200),
            (",,,", 200),
            ('W/"unclosed', 200),
        ],
    )
    async def test_what_is_known_is_not_sent(self, site, repo, condition, status):
        etag = (await site.get()).headers["ETag"]
        assert re.fullmatch('"[0-9a-f]{32}"', etag)
        said = condition.format(etag=etag, bare=etag.strip('"'))
        for method in ("GET", "HEAD"):
            answer = await site.get(method=method, If_None_Match=said)
            assert answer.status == status
            assert answer.headers["ETag"] == etag
            if status == 304:
                assert answer.body == b""
                assert answer.headers["Cache-Control"] == "public, max-age=300"

    async def test_it_is_the_same_until_something_changes(self, site, repo):
        etag = (await site.get()).headers["ETag"]
        site.later(timedelta(days=7))
        assert (await site.get()).headers["ETag"] == etag
        repo.commit("README.md", "Hello")
        site.later()
        assert (await site.get()).headers["ETag"] == etag
        repo.commit(FILE, MONTHLY.replace("17:00", "18:00"))
        site.later()
        assert (await site.get()).headers["ETag"] != etag

    async def test_a_meeting_that_is_over_is_no_longer_told(self, site, repo):
        first = await site.get()
        site.later(timedelta(days=15))
        later = await site.get()
        assert later.headers["ETag"] != first.headers["ETag"]
        assert later.calendar.events[0].date == "2021-04-15"


class TestMeetingIssues:
    def open(self, repo, day, fields, *, by="team-compass[bot]", first_line=""):
        first_line = first_line or f"<!-- team-compass:meeting id=team date={day} -->"
        body = f"{first_line}\nWords\n<!-- team-compass:head {fields} -->\n## Topics"
        return repo.open_issue("Team Meeting - March 2021", body, by=by)

    async def test_moved_and_cancelled_ones_appear_as_such(self, site, repo):
        march = self.open(repo, "2021-03-18", "starts=2021-03-25T09:00Z sequence=1")
        cancelled = "starts=2021-04-15T17:00Z sequence=1 status=cancelled"
        self.open(repo, "2021-04-15", cancelled).close(by="team-compass[bot]")
        calendar = (await site.get()).calendar
        moved = calendar.on("2021-03-18")
        assert f"{moved.starts:%m-%d %H:%M}" == "03-25 09:00"
        assert (moved.status, moved.sequence) == ("CONFIRMED", 1)
        assert moved.issue == f"{repo.world.server_url}/{TEAM}/issues/{march.number}"
        assert "Moved from Thursday 18 March 2021, 17:00 UTC." in moved.description
        cancelled = calendar.on("2021-04-15")
        assert (cancelled.status, cancelled.busy) == ("CANCELLED", False)
        assert calendar.on("2021-05-20").sequence == 0

    async def test_it_follows_within_minutes_and_is_known_as_newer(self, site, repo):
        issue = self.open(repo, "2021-03-18", "starts=2021-03-18T17:00Z")
        before = (await site.get()).calendar.on("2021-03-18")
        site.later(MINUTE)
        moved = issue.body.replace("18T17:00Z", "19T17:00Z sequence=1")
        issue.edit(body=moved, by="team-compass[bot]")
        assert (await site.get()).calendar.on("2021-03-18") == before
        site.later()
        after = (await site.get()).calendar.on("2021-03-18")
        assert after.starts - before.starts == timedelta(days=1)
        assert (before.sequence, after.sequence) == (0, 1)
        assert after.revised > before.revised

    async def test_what_people_only_say_changes_nothing(self, site, repo):
        issue = self.open(repo, "2021-03-18", "starts=2021-03-18T17:00Z")
        etag = (await site.get()).headers["ETag"]
        issue.comment("/agenda Release pulses (10 min)", by="minrk")
        site.later()
        assert (await site.get()).headers["ETag"] == etag

    async def test_nobody_elses_mark_is_believed(self, site, repo):
        self.open(repo, "2021-03-18", "starts=2021-03-25T09:00Z sequence=1", by="eve")
        event = (await site.get()).calendar.on("2021-03-18")
        assert (f"{event.starts:%d %H}", event.issue) == ("18 17", "")

    async def test_a_broken_mark_is_known_by_the_agenda(self, site, repo):
        fields = "starts=2021-03-25T09:00Z sequence=1"
        issue = self.open(repo, "2021-03-18", fields, first_line="Hello!")
        assert (await site.get()).calendar.on("2021-03-18").issue == ""
        mark = "<!-- team-compass:agenda id=team date=2021-03-18 -->\n"
        issue.comment(mark, by="team-compass[bot]")
        site.later()
        assert (await site.get()).calendar.on("2021-03-18").issue.endswith("/1")

    async def test_nothing_else_that_the_app_wrote_is_one(self, site, repo):
        bot, etag = "team-compass[bot]", (await site.get()).headers["ETag"]
        repo.open_issue("The minutes", "Of March", by=bot, pull_request=True)
        repo.open_issue("Pulse", "<!-- team-compass:pulse date=2021-04-01 -->", by=bot)
        site.later()
        site.requests()
        assert (await site.get()).headers["ETag"] == etag
        assert not [line for line in site.requests() if line.endswith("comments")]

    async def test_of_two_issues_the_first_counts(self, site, repo):
        self.open(repo, "2021-03-18", "starts=2021-03-25T09:00Z sequence=1")
        self.open(repo, "2021-03-18", "starts=2021-03-26T09:00Z sequence=9")
        event = (await site.get()).calendar.on("2021-03-18")
        assert f"{event.starts:%d %H}" == "25 09"


class TestThereIsNone:
    """Nobody learns why: it is the same answer each time."""

    async def refused(self, site, name=TEAM):
        answer = await site.get(f"/calendar/{name}.ics")
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.body.decode() == f'{{"error": "{NONE}"}}'
        head = await site.get(f"/calendar/{name}.ics", "HEAD")
        assert (head.status, head.body) == (404, b"")

    async def test_where_no_such_repository_is(self, site):
        await self.refused(site)

    async def test_of_a_private_one(self, site, github):
        github.add_repository(TEAM, private=True).commit(FILE, MONTHLY)
        await self.refused(site)

    async def test_without_the_app(self, site, github):
        github.add_repository(TEAM, install=False).commit(FILE, MONTHLY)
        await self.refused(site)

    async def test_where_it_goes_away_while_one_looks(self, site, repo):
        def leave(_request: object) -> None:
            repo.delete()

        site.github.faults.add(
            Fault(match="GET …/installation", callback=leave, after_effect=True)
        )
        await self.refused(site)

    async def test_while_the_app_is_suspended(self, site, repo):
        repo.installation.suspend()
        await self.refused(site)

    async def test_without_a_configuration(self, site, github):
        github.add_repository(TEAM)
        await self.refused(site)

    async def test_without_meetings(self, site, github):
        github.add_repository(TEAM).commit(FILE, "timezone: Europe/London")
        await self.refused(site)

    async def test_of_one_where_the_bot_does_nothing(self, site, repo, github):
        repo.archive()
        await self.refused(site)
        silent = github.add_repository("jupyterhub/silent")
        silent.commit(FILE, MONTHLY)
        silent.has_issues = False
        await self.refused(site, "jupyterhub/silent")

    async def test_once_it_has_become_private(self, site, repo):
        assert (await site.get()).status == 200
        repo.private = True
        site.later()
        await self.refused(site)

    @pytest.mark.parametrize(
        "path",
        [
            "/calendar/",
            "/calendar/a.ics",
            "/calendar/a/b",
            "/calendar/a/.ics",
            "/calendar/a/..ics",
            "/calendar/a/...ics",
            "/calendar//b.ics",
            "/calendar/../b.ics",
            "/calendar/a/b/c.ics",
            "/calendar/a/b.ics/",
            "/calendar/a/b.ICS",
            "/calendar/-a/b.ics",
            "/calendar/.github/b.ics",
            "/calendar/a/b%0d%0aSet-Cookie:x.ics",
            "/calendar/a/%2e%2e%2fsecret.ics",
            "/calendar/a/b%3Fc.ics",
            "/calendar/a/b%00.ics",
            "/calendar/a/%E4%BC%9A.ics",
            "/calendar/%C3%A4/b.ics",
            "/calendar/a/{repo}.ics",
            "/calendar/{owner}/{repo}.ics",
            "/calendar/" + "a" * 40 + "/b.ics",
            "/calendar/a/" + "b" * 101 + ".ics",
        ],
    )
    async def test_nor_is_github_asked_of_what_can_be_no_name(self, site, path):
        answer = await site.get(path)
        assert answer.status == 404
        assert b"error" in answer.body
        assert site.requests() == []


class TestStrangers:
    """Whoever asks, and however often: GitHub is asked little."""

    async def test_a_crowd_waits_for_one_answer(self, site, repo):
        answers = await asyncio.gather(*(site.get() for _ in range(50)))
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1
        asked = site.requests()
        assert len(asked) == len(set(asked))

    async def test_for_five_minutes_nothing_is_asked(self, site, repo):
        await site.get()
        await site.get("/calendar/no/where.ics")
        site.requests()
        site.later(timedelta(minutes=4, seconds=58))
        await site.get()
        assert (await site.get("/calendar/No/Where.ics")).status == 404
        assert site.requests() == []

    async def test_then_what_has_not_changed_costs_nothing(self, site, repo):
        await site.get()
        site.requests()
        site.later()
        await site.get()
        told = [line.split()[0] for line in site.requests()]
        assert told == ["304"] * 6  # one of them asks who the App is

    async def test_who_tries_names_is_stopped(self, site, repo):
        await site.get()
        site.requests()
        names = [f"/calendar/jupyterhub/guess-{n}.ics" for n in range(100)]
        answers = [await site.get(name) for name in names]
        refused = [answer for answer in answers if answer.status == 503]
        assert len(refused) == 100 - LOOKUPS + 1  # the team's own was one
        assert {answer.headers["Retry-After"] for answer in refused} == {"60"}
        assert len(site.requests()) == LOOKUPS - 1
        site.later()
        assert (await site.get()).status == 200, "those who are known go on"
        assert (await site.get(names[-1])).status == 404, "and a minute later all do"


class TestGitHubIsDown:
    def down(self, site, match="*", **more):
        return site.github.faults.add(
            Fault(match=match, status=502, times=None, **more)
        )

    async def test_the_last_feed_is_shown_for_a_day(self, site, repo):
        first = await site.get()
        fault = self.down(site)
        for _ in range(23):
            site.later(timedelta(hours=1))
            assert (await site.get()).body == first.body
        site.later(timedelta(hours=2))
        gone = await site.get()
        assert (gone.status, gone.headers["Retry-After"]) == (503, "60")
        assert gone.headers["Cache-Control"] == "no-store"
        site.github.faults.remove(fault)
        site.later(MINUTE)
        assert (await site.get()).status == 200

    async def test_it_is_asked_no_more_than_once_a_minute(self, site, repo):
        await site.get()
        self.down(site)
        site.later()
        site.requests()
        await site.get()
        asked = len(site.requests())
        for _ in range(5):
            await site.get()
        assert site.requests() == []
        site.later(MINUTE)
        await site.get()
        assert len(site.requests()) == asked

    async def test_what_is_not_known_yet_has_to_wait(self, site, repo):
        fault = self.down(site)
        answer = await site.get()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert answer.body == b'{"error": "GitHub does not tell just now"}'
        site.github.faults.remove(fault)
        assert (await site.get()).status == 200

    async def test_what_had_none_is_not_said_to_have_none(self, site, repo):
        repo.private = True
        assert (await site.get()).status == 404
        self.down(site)
        site.later()
        assert (await site.get()).status == 503

    async def test_in_the_middle_of_it(self, site, repo):
        """As far as it goes, no feed is made of half of what there is."""
        first = await site.get()
        for match in ("GET …/issues", "GET …/contents/*", "GET …/commits"):
            fault = self.down(site, match)
            site.later()
            assert (await site.get()).body == first.body
            site.github.faults.remove(fault)

    async def test_github_says_how_long(self, site, repo):
        limit = {"Retry-After": "1800"}
        site.github.faults.add(Fault(status=403, headers=limit, times=None))
        answer = await site.get()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1800")

    async def test_what_only_a_person_can_mend(self, site, repo):
        """The last feed is shown here, too: it is the operator who has to be told."""
        first = await site.get()
        site.github.faults.add(
            Fault(match="GET …/installation", status=403, body={"message": "No"})
        )
        site.later()
        with structlog.testing.capture_logs() as logs:
            assert (await site.get()).body == first.body
        assert [(log["event"], log["repository"]) for log in logs] == [
            ("no new page", TEAM)
        ]


class TestANewName:
    async def test_the_old_one_leads_to_the_same_meetings(self, site, repo):
        repo.rename("compass")
        old, new = await site.get(), await site.get("/calendar/jupyterhub/compass.ics")
        assert old.body == new.body
        assert old.calendar.name == "jupyterhub/compass meetings"
        assert old.calendar.source.endswith("/calendar/jupyterhub/compass.ics")

    async def test_given_to_another_owner(self, site, repo, github):
        github.add_repository("binder/other")
        repo.transfer("binder")
        calendar = (await site.get()).calendar
        assert calendar.name == "binder/team-compass meetings"

    async def test_given_away_to_where_the_app_is_not(self, site, repo):
        assert (await site.get()).status == 200
        repo.transfer("elsewhere")
        site.later()
        assert (await site.get()).status == 404
