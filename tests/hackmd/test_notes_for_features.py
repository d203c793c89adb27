"""What a feature finds in its context, however the bot runs."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.actions import CreateIssue
from bot.feature import Context, Feature
from bot.playground.faults import Fault
from bot.process import Bot
from bot.tick import plan, tick
from bot.todo.job import Key
from tests.hackmd.conftest import TITLE, note_of
from tests.settings import settings_for

NOW = datetime(2021, 3, 18, 17, tzinfo=UTC)
TEAM = "jupyterhub/team-compass"


async def take_notes(context: Context) -> None:
    """Make the note, and an issue that links to it."""
    assert context.notes is not None
    repository = context.job.key.repository
    note = await context.notes.create_note(replace(note_of(), repository=repository))
    issues = await context.github.list_issues(repository)
    if not any(issue.title == "Notes" for issue in issues):
        issue = CreateIssue(
            repository=repository, why="they wait", title="Notes", body=note.link
        )
        await context.github.apply(issue)


FEATURE = Feature(
    "notes",
    take_notes,
    sweep=lambda name: [Key("notes", name)],
    permissions={"issues": "write"},
)


@pytest.fixture
def repo(github):
    return github.add_repository(TEAM)


@pytest.fixture
def settings(github, hackmd, tmp_path):
    return replace(
        settings_for(github, tmp_path),
        hackmd_token=hackmd.token,
        hackmd_api_url=hackmd.url,
    )


@asynccontextmanager
async def started(settings, clock, feature):
    bot = Bot(settings, clock=clock.now, features=[feature])
    await bot.start(work=False)
    try:
        yield bot
    finally:
        await bot.stop()


async def test_a_bot_with_a_token_takes_notes(settings, hackmd, repo, clock):
    async with started(settings, clock, FEATURE) as bot:
        await bot.sweep()
        await bot.run_idle()
    (note,) = hackmd.notes
    assert repo.issues[0].body == f"{hackmd.server_url}/{note.id}"


async def test_a_bot_without_one_has_nowhere_to(github, repo, clock, tmp_path):
    seen = []

    async def look(context: Context) -> None:
        seen.append(context.notes)

    feature = Feature("notes", look, sweep=lambda name: [Key("notes", name)])
    async with started(settings_for(github, tmp_path), clock, feature) as bot:
        await bot.sweep()
        await bot.run_idle()
    assert seen == [None]


async def test_ticks_make_one_note(settings, hackmd, repo):
    for _ in range(2):
        assert await tick(settings, NOW, features=[FEATURE]) == ()
    assert [note.title for note in hackmd.notes] == [TITLE]
    assert [issue.title for issue in repo.issues] == ["Notes"]


async def test_a_tick_says_that_hackmd_asks_to_wait(settings, hackmd, repo):
    hackmd.faults.add(Fault(status=429, headers={"Retry-After": "90"}))
    (failure,) = await tick(settings, NOW, features=[FEATURE])
    assert failure == (
        f"notes {TEAM}: HackMD: its limit is reached: it asks to wait:"
        " tick again in 90 s"
    )


class TestAPlan:
    async def test_names_the_note_in_its_turn_and_makes_none(
        self, settings, hackmd, github, repo
    ):
        planned = await plan(settings, NOW, features=[FEATURE])
        told = [action["operation"] for action in planned.json()["actions"]]
        assert told == ["create_note", "create_issue"]
        assert f"create_note in {TEAM}: the meeting begins" in str(planned)
        assert f"  title: {TITLE}\n" in str(planned)
        assert hackmd.requests.writes == github.requests.writes == []

    async def test_is_told_an_account_at_a_time(self, settings, github, repo):
        github.add_repository("jupyter/docs")
        github.add_repository("jupyterhub/binderhub")
        planned = await plan(settings, NOW, features=[FEATURE])
        owners = [a.repository.partition("/")[0] for a in planned.actions]
        assert owners == sorted(owners, key=owners.index)
        assert set(owners) == {"jupyter", "jupyterhub"}

    async def test_of_what_is_there_is_empty(self, settings, hackmd, repo):
        await tick(settings, NOW, features=[FEATURE])
        assert (await plan(settings, NOW, features=[FEATURE])).actions == ()
