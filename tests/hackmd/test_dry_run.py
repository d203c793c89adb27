"""A dry run reads HackMD as it is, makes no note, and believes what it did."""

import pytest

from bot.core.errors import Gone, Refused
from bot.core.notes_server import MOST_CONTENT, Note
from bot.hackmd.dry_run import DryRunNotes
from tests.hackmd.conftest import CONTENT, TITLE, note_of


@pytest.fixture
def asked():
    return []


@pytest.fixture
def dry(client, asked) -> DryRunNotes:
    return DryRunNotes(client, asked)


@pytest.fixture(autouse=True)
def nothing_is_written(hackmd):
    yield
    assert hackmd.requests.writes == []


async def test_a_note_is_planned_once_and_read_back_by_its_title(dry, asked):
    planned = await dry.create_note(note_of())
    assert planned == Note(id="", title=TITLE, link="", content=CONTENT)
    assert await dry.create_note(note_of(content="other")) == planned
    assert asked == [note_of()]
    with pytest.raises(Gone):
        await dry.get_note(planned.id)


async def test_what_is_there_is_not_planned(dry, asked, hackmd):
    stored = hackmd.notes.create(CONTENT, title=TITLE)
    found = await dry.create_note(note_of())
    assert found.id == stored.id
    assert (await dry.get_note(found.id)).content == CONTENT
    assert asked == []


async def test_what_would_be_refused_is_not_planned(dry, asked):
    with pytest.raises(Refused):
        await dry.create_note(note_of(content="x" * (MOST_CONTENT + 1)))
    assert asked == []
