"""The stand-in HackMD: what a program and what people find there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.playground import Clock
from bot.playground.faults import Fault
from bot.playground.hackmd import PlaygroundHackMD
from bot.playground.hackmd_notes import Notes


@pytest.fixture
async def hackmd(clock: Clock) -> AsyncIterator[PlaygroundHackMD]:
    async with PlaygroundHackMD(clock=clock, teams=("jupyterhub",)) as server:
        yield server


@pytest.fixture
async def program(hackmd) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {hackmd.token}"}
    base = f"{hackmd.url}/"
    async with aiohttp.ClientSession(base, headers=headers) as session:
        yield session


@pytest.fixture
async def visitor(hackmd) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(hackmd.server_url) as session:
        yield session


class TestForPrograms:
    async def test_a_note_is_made_listed_read_and_changed(self, program, hackmd):
        asked = {"title": "March", "content": "# A", "readPermission": "guest"}
        async with program.post("notes", json=asked) as response:
            assert response.status == 201
            made = await response.json()
        assert (made["title"], made["content"]) == ("March", "# A")
        async with program.patch(f"notes/{made['id']}", json={"content": "B"}) as said:
            assert (said.status, await said.read()) == (202, b"")
        async with program.get("notes") as response:
            (listed,) = await response.json()
        assert "content" not in listed
        assert (listed["id"], listed["readPermission"]) == (made["id"], "guest")
        async with program.patch(f"notes/{made['id']}", json={"title": "May"}):
            pass
        async with program.get(f"notes/{made['shortId']}") as response:
            read = await response.json()
        assert (read["title"], read["content"]) == ("May", "B")
        assert hackmd.unknown == []

    async def test_a_teams_notes_are_its_own(self, program, hackmd):
        async with program.post("teams/jupyterhub/notes", json={}) as response:
            made = await response.json()
        assert (made["teamPath"], made["title"]) == ("jupyterhub", "Untitled")
        own = hackmd.notes.create("own")
        for path, status in (
            (f"teams/jupyterhub/notes/{made['id']}", 200),
            (f"notes/{made['id']}", 200),
            (f"teams/jupyterhub/notes/{own.id}", 404),
            ("teams/nobody/notes", 404),
            ("notes/nothing", 404),
        ):
            async with program.get(path) as response:
                assert (path, response.status) == (path, status)
        async with program.get("notes") as response:
            assert [note["id"] for note in await response.json()] == [own.id]

    async def test_who_asks_is_told(self, program):
        async with program.get("me") as response:
            me = await response.json()
        assert [team["path"] for team in me["teams"]] == ["jupyterhub"]

    async def test_nobody_else_is_let_in(self, hackmd, visitor):
        headers = {"Authorization": "Bearer OTHER"}
        for more in ({}, {"headers": headers}):
            async with visitor.get("/v1/notes", **more) as response:
                assert response.status == 401
                assert await response.json() == {"error": "Unauthorized"}

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"{", 400),
            (b"[]", 400),
            (b'{"readPermission": "everybody"}', 422),
            (b'{"commentPermission": "all"}', 422),
            (b'{"content": "' + b"x" * 100_001 + b'"}', 400),
        ],
    )
    async def test_what_is_wrong_is_refused(self, program, hackmd, body, status):
        async with program.post("notes", data=body) as response:
            assert response.status == status
        assert len(hackmd.notes) == 0

    async def test_what_it_does_not_know_is_put_on_record(self, program, hackmd):
        async with program.delete("notes/a") as response:
            assert response.status == 404
        async with program.get("folders") as response:
            assert response.status == 404
        async with program.post("notes", json={"colour": "red"}) as response:
            assert response.status == 201
        assert hackmd.unknown == [
            "DELETE /notes/a",
            "GET /folders",
            "POST /notes colour",
        ]

    async def test_calls_are_counted(self, program, hackmd, clock):
        async with program.get("me") as response:
            assert response.headers["X-RateLimit-UserLimit"] == "100"
            assert response.headers["X-RateLimit-UserRemaining"] == "99"
            ends = clock.now() + timedelta(minutes=5)
            reset = response.headers["X-RateLimit-UserReset"]
            assert reset == str(int(ends.timestamp()))
        for _ in range(99):
            async with program.get("me") as response:
                assert response.status == 200
        async with program.get("me") as response:
            assert response.status == 429
        clock.advance(timedelta(minutes=5))
        async with program.get("me") as response:
            assert response.status == 200
        hackmd.api.left_this_month = 0
        async with program.get("me") as response:
            assert response.status == 429
            assert (await response.json())["error"]["code"] == "quota_exceeded"

    async def test_a_fault_that_only_delays_is_answered(self, program, hackmd):
        seen = []
        hackmd.faults.add(Fault(callback=seen.append))
        async with program.get("me") as response:
            assert response.status == 200
        assert [str(request) for request in seen] == ["GET /me 200"]


class TestForPeople:
    async def test_a_note_is_shown_where_the_api_says(self, hackmd, visitor, program):
        note = hackmd.notes.create("# March\n\n<script>alert(1)</script>\n\n@ada #12")
        async with program.get(f"notes/{note.id}") as response:
            public = (await response.json())["publishLink"]
        for address in (f"/{note.id}", public.removeprefix(hackmd.server_url)):
            async with visitor.get(address) as response:
                page = await response.text()
                assert (
                    "default-src 'none'" in response.headers["Content-Security-Policy"]
                )
            assert "<h1>March</h1>" in page
            assert "<title>March · Playground HackMD</title>" in page
            assert "<script>" not in page
            assert "@ada #12</p>" in page  # nobody is told, nothing is linked
        async with visitor.get("/static/playground.css") as response:
            assert response.status == 200
        async with visitor.get("/nothing") as response:
            assert response.status == 404

    async def test_people_write_in_it(self, hackmd, visitor, clock):
        note = hackmd.notes.create("# March")
        clock.advance(timedelta(minutes=1))
        own = {"Origin": hackmd.server_url}
        written = {"content": "# April\r\n\r\nDecision: yes"}
        async with visitor.post(f"/{note.id}", data=written, headers=own) as response:
            assert str(response.url).endswith(f"/{note.id}")
            assert "<h1>April</h1>" in await response.text()
        assert note.content == "# April\n\nDecision: yes"
        assert (note.title, note.changed_at) == ("April", clock.now())

    async def test_what_another_site_sends_is_not_written(self, hackmd, visitor):
        note = hackmd.notes.create("# March")
        headers = {"Origin": "https://elsewhere.example"}
        async with visitor.post(f"/{note.id}", data={}, headers=headers) as response:
            assert response.status == 403
        assert note.content == "# March"

    async def test_what_is_too_long_is_not_lost(self, hackmd, visitor):
        note = hackmd.notes.create("# March")
        sent = {
            "data": {"content": "x" * 100_001},
            "headers": {"Origin": hackmd.server_url},
        }
        async with visitor.post(f"/{note.id}", **sent) as response:
            assert response.status == 422
            page = await response.text()
        assert "A note holds 100000 characters." in page
        assert "x" * 100_001 in page
        assert note.content == "# March"


class TestTitles:
    @pytest.mark.parametrize(
        ("content", "title"),
        [
            ("", "Untitled"),
            ("text\n\n## Agenda\n\n# *Team* Meeting\n\n# Other", "Team Meeting"),
            ("Team Meeting\n===", "Team Meeting"),
            ("#", "Untitled"),
            ("```\n# code\n```", "Untitled"),
            ('---\ntitle: "March"\ntags: a\n---\n\n# April', "March"),
            ("---\ntags: a\n---\n\n# April", "April"),
        ],
    )
    def test_a_note_without_one_is_called_what_it_says(self, clock, content, title):
        assert Notes(clock).create(content).title == title

    @pytest.mark.parametrize(("old", "title"), [(False, "March"), (True, "May")])
    def test_a_given_one_stays_since_2026(self, clock, old, title):
        notes = Notes(clock, titles_in_content=old)
        note = notes.create("# April", title="March")
        notes.write(note, "# May")
        assert note.title == title
