"""Notes that people take together at HackMD, and what becomes of them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.settings import load_settings
from bot.tick import plan
from tests.golden import Golden
from tests.stories.minuted import (
    DAY,
    ENDS,
    FILED,
    HACKMD,
    HOUR,
    STARTS,
    Meeting,
    meeting,
    noted_meeting,
)
from tests.stories.team import Team

pytestmark = pytest.mark.unmeasured

GOLDEN = Golden(Path(__file__).parent / "golden")
MINUTE = timedelta(minutes=1)
TOPICS = "- **Sarah** (10 min): Code of Conduct\n"


@pytest.fixture
async def met(team: Team) -> AsyncIterator[Meeting]:
    async with noted_meeting(team) as found:
        yield found


async def test_what_people_note_becomes_the_minutes(met: Meeting):
    await met.at(STARTS)
    assert met.text == (
        "## Minutes\n\nNotes are taken together [in HackMD](https://github.test/"
        f"{met.note.id}).\n"
    )
    assert met.note.title == (
        "JupyterHub and BinderHub Team Meeting - March 2021 (jupyterhub/team-compass#1)"
    )
    assert (met.note.read_permission, met.note.write_permission) == (
        "guest",
        "signed_in",
    )
    met.note_down(
        "GitHub handle\n", "GitHub handle\n- Tim Head / Wild Tree Tech / @betatim\n"
    )
    met.note_down(TOPICS, f"{TOPICS}  - Result: it is visible\n  - [ ] ask [Ada]\n")
    await met.at(ENDS)
    assert met.text.replace(met.note.id, "NOTE") == GOLDEN / "minutes-noted.md"
    assert met.file.replace(met.note.id, "NOTE") == GOLDEN / "minutes-noted-file.md"
    met.note_down("- [ ] ask", "- [x] ask")
    await met.at(ENDS + HOUR)
    assert "- [x] **Ada:** ask" in met.file
    assert "- [x] **Ada:** ask" in met.text
    assert await met.sweep() == []


async def test_the_note_is_private_where_the_repository_is(team: Team):
    team.repo.private = True
    async with noted_meeting(team) as met:
        await met.at(STARTS)
        assert met.note.read_permission == "signed_in"


@pytest.mark.parametrize("titles_in_content", [False, True])
async def test_a_bot_that_forgets_everything_makes_no_second_note(
    team: Team, titles_in_content: bool
):
    async with noted_meeting(team, titles_in_content=titles_in_content) as met:
        cut = Fault(match="PATCH …/comments/*", reset=True, times=1)
        team.github.faults.add(cut)
        await met.at(STARTS)
        assert "is being made" in met.text
        await team.stop()
        (team.folder / "data" / "todo.sqlite3").unlink()
        assert met.hackmd
        await team.start(HACKMD_TOKEN=met.hackmd.token, HACKMD_API_URL=met.hackmd.url)
        await team.sweep()
        assert f"/{met.note.id})" in met.text


class TestHackMDInTrouble:
    @pytest.mark.parametrize(
        "fault",
        [
            {"status": 503, "body": "<html>down</html>"},
            {"reset": True},
            {"status": 429, "headers": {"Retry-After": "30"}},
            {"status": 200, "body": "<html>hello</html>"},
        ],
    )
    async def test_it_is_down_and_the_document_is_offered_at_once(
        self, met: Meeting, fault: dict[str, object]
    ):
        assert met.hackmd
        down = met.hackmd.faults.add(Fault(times=None, **fault))
        await met.at(STARTS)
        assert met.text == GOLDEN / "minutes-hackmd-down.md"
        assert (await met.sweep()) == []
        met.hackmd.faults.remove(down)
        await met.at(STARTS + 5 * MINUTE)
        assert (
            f"Notes are taken together [in HackMD](https://github.test/{met.note.id}"
            in (met.text)
        )
        assert "<details>" not in met.text

    async def test_it_is_slow_and_nobody_waits_for_it(self, met: Meeting):
        assert met.hackmd
        assert met.team.bot
        answers, asked = asyncio.Event(), asyncio.Event()
        met.hackmd.faults.add(
            Fault(match="GET /notes", until=answers, callback=lambda _: asked.set())
        )
        met.team.github.clock.set(STARTS)
        working = asyncio.create_task(met.team.bot.run_idle())
        async with asyncio.timeout(30):
            await asked.wait()
        assert "Until then the document for notes is below" in met.text
        answers.set()
        await working
        assert f"/{met.note.id})" in met.text

    async def test_it_refuses_and_that_is_said_in_a_sentence_and_logged_once(
        self, met: Meeting, logs: list[dict[str, object]]
    ):
        assert met.hackmd
        refused = met.hackmd.faults.add(Fault(status=401, times=None))
        await met.at(STARTS)
        assert (
            "HackMD does not let this bot make a note, so the document for notes"
            in (met.text)
        )
        assert await met.sweep() == []
        errors = [entry for entry in logs if entry["log_level"] == "error"]
        assert len(errors) == 1
        assert "HACKMD_TOKEN" in str(errors[0])
        met.hackmd.faults.remove(refused)
        await met.team.sweep()
        assert f"/{met.note.id})" in met.text

    async def test_it_never_comes_back_and_the_agenda_is_enough(self, met: Meeting):
        assert met.hackmd
        down = met.hackmd.faults.add(Fault(status=503, times=None))
        await met.at(STARTS)
        met.hackmd.faults.remove(down)
        await met.at(ENDS)
        assert "Made from the agenda above: 1 topic" in met.text
        assert len(met.hackmd.notes) == 0

    async def test_it_is_down_afterwards_and_the_minutes_wait(self, met: Meeting):
        await met.at(STARTS)
        assert met.hackmd
        met.note_down(TOPICS, f"{TOPICS}  - Result: it is visible\n")
        down = met.hackmd.faults.add(Fault(status=503, times=None))
        await met.at(ENDS)
        assert "Notes are taken together" in met.text
        assert met.team.repo.pulls == []
        met.hackmd.faults.remove(down)
        await met.at(ENDS + 5 * MINUTE)
        assert "it is visible" in met.file

    async def test_it_does_not_show_the_note_any_more(
        self, met: Meeting, logs: list[dict[str, object]]
    ):
        await met.at(STARTS)
        assert met.hackmd
        hidden = met.hackmd.faults.add(Fault(status=403, times=None))
        await met.at(ENDS)
        assert (
            "The note of this meeting cannot be read. Made from the agenda above"
            in met.text
        )
        assert await met.sweep() == []
        assert len([entry for entry in logs if entry["log_level"] == "error"]) == 1
        met.hackmd.faults.remove(hidden)
        await met.at(ENDS + HOUR)
        assert "Made from [the notes]" in met.text


async def test_a_note_that_people_throw_away_takes_no_minutes_with_it(met: Meeting):
    await met.at(STARTS)
    met.note_down(TOPICS, f"{TOPICS}  - Result: it is visible\n")
    await met.at(ENDS)
    text, file = met.text, met.file
    assert met.hackmd
    met.hackmd.notes.delete(met.note)
    await met.at(ENDS + HOUR)
    assert await met.sweep() == []
    assert (met.text, met.file) == (text, file)


async def test_a_note_that_was_thrown_away_before_leaves_the_agenda(met: Meeting):
    await met.at(STARTS)
    assert met.hackmd
    met.hackmd.notes.delete(met.note)
    await met.at(STARTS + 30 * MINUTE)
    assert await met.sweep() == []
    await met.at(ENDS)
    assert "The note of this meeting cannot be read. Made from the agenda" in met.text
    assert len(met.hackmd.notes) == 0


async def test_without_an_account_the_document_is_offered(team: Team):
    met = await meeting(team, FILED + HACKMD)
    await met.at(STARTS)
    assert "This bot has no account at HackMD, so the document for notes is below" in (
        met.text
    )
    await met.at(ENDS)
    assert "Made from the agenda above" in met.text


async def test_a_dry_run_tells_of_the_note_and_makes_none(met: Meeting):
    assert met.hackmd
    met.team.github.clock.set(STARTS)
    environ = met.team.environ()
    environ |= {"HACKMD_TOKEN": met.hackmd.token, "HACKMD_API_URL": met.hackmd.url}
    settings = load_settings(environ, directory=met.team.folder)
    planned = await plan(settings, STARTS)
    assert [action.operation for action in planned.actions] == [
        "create_comment",
        "create_note",
    ]
    assert len(met.hackmd.notes) == 0


async def test_notes_are_read_for_forty_days(met: Meeting):
    await met.at(STARTS)
    await met.at(ENDS)
    met.note_down(TOPICS, f"{TOPICS}  - Result: it is visible\n")
    met.team.github.clock.set(ENDS + 39 * DAY)
    await met.team.sweep()
    assert "it is visible" in met.file
    met.note_down("it is visible", "it is not")
    met.team.github.clock.set(ENDS + 41 * DAY)
    await met.team.sweep()
    assert "it is visible" in met.file


async def test_the_longer_ago_the_meeting_was_the_less_often_the_note_is_read(
    met: Meeting,
):
    def calls() -> int:
        assert met.hackmd
        return sum(
            request.path.startswith("/notes/") for request in met.hackmd.requests
        )

    await met.at(STARTS)
    for hours in range(48):
        met.team.github.clock.set(ENDS + hours * HOUR)
        await met.team.sweep()
    assert 24 <= calls() <= 48
    assert met.hackmd
    met.hackmd.requests.clear()
    for hours in range(10 * 24, 12 * 24):
        met.team.github.clock.set(ENDS + hours * HOUR)
        await met.team.sweep()
    assert 3 <= calls() <= 6
    met.note_down(TOPICS, f"{TOPICS}  - Result: it is visible\n")
    met.comment.edit(f"{met.comment.body}\n", by="minrk")
    await met.team.settle()
    assert "it is visible" in met.file
