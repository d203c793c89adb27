"""The bot's way to HackMD, at a stand-in, over real HTTP."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import Gone, Refused, RetryLater
from bot.core.notes_server import MOST_CONTENT, Note
from bot.hackmd.client import HackMD
from bot.playground.faults import Fault, stale
from bot.playground.hackmd import PlaygroundHackMD
from tests.hackmd.conftest import CONTENT, TITLE, note_of

HTML = {"headers": {"Content-Type": "text/html"}, "body": "<h1>Be right back</h1>"}


class TestANote:
    async def test_is_made_and_read_again(self, client, hackmd):
        made = await client.create_note(note_of())
        (stored,) = hackmd.notes
        link = f"{hackmd.server_url}/{stored.id}"
        assert made == Note(stored.id, TITLE, link, CONTENT)
        stored.content = "what people wrote"
        assert (await client.get_note(made.id)).content == "what people wrote"

    async def test_is_open_to_everybody_who_has_the_link(self, client, hackmd):
        await client.create_note(note_of())
        (stored,) = hackmd.notes
        assert (stored.read_permission, stored.write_permission) == (
            "guest",
            "signed_in",
        )

    async def test_of_a_private_repository_is_shown_to_nobody_unknown(
        self, client, hackmd
    ):
        await client.create_note(note_of(private=True))
        (stored,) = hackmd.notes
        assert stored.read_permission == "signed_in"

    async def test_that_is_there_already_is_taken_as_it_is(self, client, hackmd):
        hackmd.notes.create("what people wrote", title=TITLE)
        found = await client.create_note(note_of())
        assert found.title == TITLE
        assert [note.content for note in hackmd.notes] == ["what people wrote"]

    async def test_of_several_alike_it_is_the_oldest(self, client, hackmd, clock):
        old = hackmd.notes.create("old", title=TITLE)
        clock.advance(timedelta(hours=1))
        hackmd.notes.create("new", title=TITLE)
        assert (await client.create_note(note_of())).id == old.id

    async def test_is_made_once_when_two_ask_at_once(self, client, hackmd):
        one, two = await asyncio.gather(
            client.create_note(note_of()), client.create_note(note_of())
        )
        assert one.id == two.id
        assert len(hackmd.notes) == 1

    async def test_that_people_deleted_is_gone(self, client, hackmd):
        made = await client.create_note(note_of())
        hackmd.notes.delete(hackmd.notes.find(made.id))
        with pytest.raises(Gone):
            await client.get_note(made.id)
        again = await client.create_note(note_of())
        assert again.id in {note.id for note in hackmd.notes}

    async def test_that_is_too_long_is_refused_before_it_is_sent(self, client, hackmd):
        with pytest.raises(Refused, match="takes 100000 characters, this has 100001"):
            await client.create_note(note_of(content="x" * (MOST_CONTENT + 1)))
        assert not hackmd.requests

    @pytest.mark.parametrize("note_id", ["", "../me", "..", "a?b", "a/b", "x" * 65])
    async def test_is_asked_for_by_nothing_but_an_id(self, client, hackmd, note_id):
        with pytest.raises(Gone):
            await client.get_note(note_id)
        assert not hackmd.requests


class TestWhereATitleIsWhatTheNoteSays:
    @pytest.fixture
    async def old(self, clock):
        async with PlaygroundHackMD(clock=clock, titles_in_content=True) as server:
            yield server

    async def test_its_first_heading_is_known_for_the_title(self, old, make_client):
        content = "# Meeting #\u200b12 of @\u200bada\n"
        await make_client(old).create_note(note_of("Meeting #12 of @ada", content))
        await make_client(old).create_note(note_of("Meeting #12 of @ada", content))
        assert [note.title for note in old.notes] == ["Meeting #\u200b12 of @\u200bada"]

    async def test_another_title_is_remembered_by_who_made_it(self, old, make_client):
        client = make_client(old)
        made = await client.create_note(note_of(content="# Something else\n"))
        again = await client.create_note(note_of(content="# Something else\n"))
        assert again.id == made.id
        assert made.title == "Something else"
        assert len(old.notes) == 1


class TestATeamsNote:
    async def test_is_made_in_the_workspace_of_the_team(
        self, hackmd, make_client, client
    ):
        """The account's own note of that title is another one."""
        hackmd.notes.create(CONTENT, title=TITLE)
        team = make_client(hackmd, api_url=f"{hackmd.url}/teams/jupyterhub")
        made = await team.create_note(note_of())
        assert await team.create_note(note_of()) == Note(made.id, TITLE, made.link)
        assert [note.team for note in hackmd.notes] == [None, "jupyterhub"]
        assert (await team.get_note(made.id)).content == CONTENT

    async def test_of_a_team_that_is_none_names_the_variable(self, hackmd, make_client):
        team = make_client(hackmd, api_url=f"{hackmd.url}/teams/nobody")
        with pytest.raises(Refused, match=r"^HACKMD_API_URL: there is no such API"):
            await team.create_note(note_of())


class TestWhenTheAnswerIsLostTheNoteIsNot:
    @pytest.mark.parametrize(
        "lost",
        [
            {"reset": True},
            {"status": 500},
            {"status": 502, **HTML},
            {"status": 201, **HTML},
            {"status": 201, "body": {"id": "../etc", "publishLink": "javascript:x"}},
            {"status": 201, "body": "[" * 100_000},
        ],
        ids=["reset", "500", "502", "HTML", "a strange note", "too deep"],
    )
    async def test_it_is_found_at_the_next_try(self, client, hackmd, lost):
        hackmd.faults.add(Fault(match="POST /notes", after_effect=True, **lost))
        with pytest.raises(RetryLater) as caught:
            await client.create_note(note_of())
        assert caught.value.after == timedelta(minutes=1)
        assert not caught.value.patience
        found = await client.create_note(note_of())
        (stored,) = hackmd.notes
        assert found.id == stored.id

    async def test_also_when_it_came_too_late(self, hackmd, make_client):
        hasty = make_client(hackmd, seconds=0.2)
        late = asyncio.Event()
        hackmd.faults.add(Fault(match="POST /notes", after_effect=True, until=late))
        with pytest.raises(RetryLater, match="POST /v1/notes: no answer in time"):
            await hasty.create_note(note_of())
        late.set()
        await hasty.create_note(note_of())
        assert len(hackmd.notes) == 1

    async def test_a_403_of_what_was_done_is_no_refusal(self, client, hackmd):
        """As hackmdio/hackmd-cli#87 has it of a change."""
        body = {"error": "Forbidden"}
        fault = {"status": 403, "body": body, "after_effect": True}
        hackmd.faults.add(Fault(match="POST /notes", **fault))
        made = await client.create_note(note_of())
        (stored,) = hackmd.notes
        assert made.id == stored.id


class TestRefusals:
    async def test_a_token_that_hackmd_does_not_know(self, hackmd, make_client):
        wrong = make_client(hackmd, token="WRONGTOKEN")
        with pytest.raises(Refused, match=r"^HACKMD_TOKEN: .*make a new one") as caught:
            await wrong.create_note(note_of())
        assert "WRONGTOKEN" not in str(caught.value)

    async def test_an_account_that_may_not(self, client, hackmd):
        body = {"error": f"Forbidden\nfor {hackmd.token}"}
        hackmd.faults.add(Fault(match="POST /notes", status=403, body=body))
        with pytest.raises(Refused, match=r"^HACKMD_TOKEN: its account") as caught:
            await client.create_note(note_of())
        assert "403 (Forbidden for [redacted])" in str(caught.value)
        assert len(hackmd.notes) == 0

    async def test_an_address_that_is_no_api(self, hackmd, make_client):
        elsewhere = make_client(hackmd, api_url=hackmd.server_url)
        with pytest.raises(Refused, match=r"^HACKMD_API_URL: there is no such API"):
            await elsewhere.create_note(note_of())

    async def test_an_address_that_leads_elsewhere_does_not_get_the_token(
        self, client, hackmd
    ):
        there = {"Location": f"{hackmd.url}/me"}
        hackmd.faults.add(Fault(status=301, headers=there, body=""))
        with pytest.raises(Refused, match=r"^HACKMD_API_URL: leads elsewhere"):
            await client.create_note(note_of())
        assert [str(request) for request in hackmd.requests] == ["GET /notes 301"]

    async def test_what_hackmd_finds_wrong(self, client, hackmd):
        body = {"message": "Validation Failed", "details": {}}
        hackmd.faults.add(Fault(match="POST /notes", status=422, body=body))
        with pytest.raises(Refused, match=r"422 \(Validation Failed\)"):
            await client.create_note(note_of())

    async def test_a_list_that_is_endless(self, client, hackmd):
        hackmd.faults.add(Fault(status=200, body=b"[" + b" " * 2_000_001))
        with pytest.raises(Refused, match=r"^HACKMD_TOKEN: .*over 2000000 bytes"):
            await client.create_note(note_of())


class TestTrouble:
    @pytest.mark.parametrize(
        "fault",
        [
            {"status": 500},
            {"status": 503, **HTML},
            {"status": 408, "body": b"\xff"},
            {"status": 200, **HTML},
            {"status": 200, "body": None},
            {"status": 200, "body": {"notes": []}},
            {"status": 200, "body": [{"title": TITLE}]},
            {"reset": True, "times": 2},  # aiohttp asks once more
        ],
    )
    async def test_that_passes_is_for_later(self, client, hackmd, fault):
        hackmd.faults.add(Fault(match="GET /notes", **fault))
        with pytest.raises(RetryLater, match=r"^HackMD: GET /v1/notes: "):
            await client.create_note(note_of())
        await client.create_note(note_of())
        assert len(hackmd.notes) == 1

    async def test_hackmd_is_not_there_at_all(self, clock):
        async with PlaygroundHackMD(clock=clock) as server:
            url = server.url
        client = HackMD("TOKEN", url, now=clock.now)
        with pytest.raises(RetryLater, match="GET /v1/notes"):
            await client.create_note(note_of())
        await client.close()

    async def test_closed_before_anything_was_asked(self, clock):
        await HackMD("TOKEN", "https://hackmd.example/v1", now=clock.now).close()

    async def test_a_list_that_lags_is_believed(self, client, hackmd):
        """HackMD tells of none that does; then there are two, and the older one wins."""
        first = await client.create_note(note_of())
        hackmd.faults.add(stale("GET /notes", hide=1))
        await client.create_note(note_of())
        assert (await client.create_note(note_of())).id == first.id


class TestLimits:
    async def test_nothing_more_is_asked_until_the_window_ends(
        self, client, hackmd, clock
    ):
        hackmd.notes.create(CONTENT, title=TITLE)
        (stored,) = hackmd.notes
        for _ in range(100):
            await client.get_note(stored.id)
        with pytest.raises(RetryLater) as caught:
            await client.get_note(stored.id)
        assert caught.value.patience
        assert caught.value.after == timedelta(minutes=5, seconds=1)
        assert len(hackmd.requests) == 100
        clock.advance(caught.value.after)
        await client.get_note(stored.id)

    async def test_a_429_names_the_time(self, client, hackmd, make_client, clock):
        """Somebody else may have used the same account up."""
        other = make_client(hackmd)
        stored = hackmd.notes.create(CONTENT, title=TITLE)
        for _ in range(100):
            await other.get_note(stored.id)
        clock.advance(timedelta(minutes=2))
        for _ in range(2):
            with pytest.raises(RetryLater, match="limit is reached") as caught:
                await client.create_note(note_of())
            assert caught.value.patience
            assert caught.value.after == timedelta(minutes=3, seconds=1)
        assert len(hackmd.requests) == 101
        clock.advance(caught.value.after)
        await client.create_note(note_of())

    async def test_a_429_amid_a_creation_is_no_failure(self, client, hackmd):
        headers = {"Retry-After": "7"}
        hackmd.faults.add(Fault(match="POST /notes", status=429, headers=headers))
        with pytest.raises(RetryLater) as caught:
            await client.create_note(note_of())
        assert caught.value.patience
        assert caught.value.after == timedelta(seconds=7)

    async def test_a_month_that_is_used_up_is_for_a_person(self, client, hackmd):
        hackmd.api.left_this_month = 0
        with pytest.raises(Refused, match=r"^HACKMD_TOKEN: .*wait for the next month"):
            await client.create_note(note_of())
        hackmd.api.left_this_month = 10
        await client.create_note(note_of())


async def test_a_note_that_was_read_lately_is_not_asked_for_again(
    client, hackmd, clock
):
    made = await client.create_note(note_of())
    hour = timedelta(hours=1)
    assert (await client.get_note(made.id, lately=hour)).content == CONTENT
    hackmd.notes.write(hackmd.notes.find(made.id), "what people wrote")
    clock.advance(hour - timedelta(seconds=1))
    assert (await client.get_note(made.id, lately=hour)).content == CONTENT
    clock.advance(timedelta(seconds=1))
    assert (await client.get_note(made.id, lately=hour)).content == "what people wrote"
    hackmd.notes.write(hackmd.notes.find(made.id), "and more")
    assert (await client.get_note(made.id)).content == "and more"
