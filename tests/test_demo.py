"""`compass-bot demo --script`: it plays by itself, and notices what fails."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from bot.app import FEATURES
from bot.core.releases import releases_in
from bot.demo.feed import read_feed
from bot.demo.play import CutShort, Play
from bot.demo.projects import BINDER
from bot.demo.pulse import play_pulse
from bot.demo.script import NEW_YEAR, play
from bot.demo.stage import MOST_STOPS, PREFIX, staged
from bot.demo.team import REPOSITORY
from bot.feature import Context, Feature
from bot.playground import Clock, Playground
from bot.todo.job import Key

ACTS = ("January", "Questions", "February", "March", "Pulse", "April", "Releases")


def paper() -> Console:
    return Console(file=io.StringIO(), width=80)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


TOLD = (
    "Thu 07 Jan 17:00  bot create_issue “JupyterHub and BinderHub Team Meeting - January 2021”",
    "Thu 14 Jan 17:00  bot create_comment on #1: the meeting is 7d away",
    "bot add_labels agenda on zero-to-jupyterhub-k8s#4",
    "Thu 21 Jan 17:00  bot create_note “JupyterHub and BinderHub Team Meeting",
    "bot remove_label agenda on zero-to-jupyterhub-k8s#4",
    "Thu 21 Jan 18:00  bot create_or_update_file docs/meetings/2021-01.md",
    "Thu 21 Jan 18:00  bot create_pull_request “Minutes: ",
    "Fri 22 Jan 18:00  bot update_issue on #1",
    "minrk ticks on #3: **choldgraf:** open a pull request",
    "bot create_check_run failure",
    "bot update_issue on #4: the configuration is mended",
    "Thu 25 Feb 2021 17:00 UTC  confirmed  JupyterHub",
    "Thu 25 Feb 17:00  bot create_note",
    "bot create_comment on zero-to-jupyterhub-k8s#5: it is a support question",
    "First asked on GitHub: https://github.example/jupyterhub/zero-to-jupyterhub",
    "bot remove_label support on zero-to-jupyterhub-k8s#5: it is no support question",
    "bot add_labels support on zero-to-jupyterhub-k8s#6: it is likely a support",
    "bot remove_label needs-more-info on binderhub#2: nothing is missing any more",
    "danlester comments on #6: /agenda A new home",
    "Thu 01 Apr 00:00  bot create_issue “Release pulse - April 2021”: 6 of 10 projects",
    "Thu 01 Apr 00:00  bot pin_comment (its own on #8): it is where people look first",
    "besides: 60 changes by bots",
    "Thu 01 Apr 17:00  bot create_issue",
    "minrk tags configurable-http-proxy: 4.2.3",
    "minrk publishes a release of jupyterhub: 1.4.0",
    "Thu 08 Apr 00:00  bot update_issue on #8: the pulse of 2021-04-01 is over",
    "- **Carried over:** jupyterhub/zero-to-jupyterhub-k8s",
)


def test_the_script_plays_a_quarter():
    """The command says so, what became of it, and everything in a meeting's life."""
    played = subprocess.run(
        (sys.executable, "-m", "bot", "demo", "--script"),
        check=False,
        capture_output=True,
        text=True,
    )
    script = played.stdout
    assert (played.returncode, played.stderr) == (0, "")
    assert "all had their effect" in script
    assert "✗" not in script
    assert "\x1b" not in script
    assert re.findall(r"^(\w+): .* ─+$", script, re.MULTILINE) == list(ACTS)
    for heading in (
        "If time permits",
        "Quick updates",
        "Roll call",
        "Done",
        "Deferred",
    ):
        assert f"\n## {heading}\n" in script
    assert "newcomer-ada comments on #6: /agenda move A8 first" in script
    assert "bot delete_comment (its own): the command is mended" in script
    assert "127.0.0.1" not in script
    assert [line for line in TOLD if line not in script] == []


async def test_a_bot_that_opens_nothing_fails_the_script():
    console = paper()
    assert not await play(console, features=())
    assert "✗ expected: the issue of January is open, with its label" in written(
        console
    )
    assert "- January” in jupyterhub/team-compass" in written(console)


async def idle(_context: Context) -> None:
    """Do nothing at all."""


@pytest.mark.parametrize(
    ("feature", "why"),
    [
        ("agenda", "there is no note for #1"),
        ("minutes", "there is no note for #1"),
        ("support", "no link leads from zero-to-jupyterhub-k8s#5 to the forum"),
        ("configuration", "there is no “Mistakes in” in jupyterhub/team-compass"),
    ],
)
async def test_a_bot_that_lacks_a_feature_fails_the_script(feature, why):
    features = [replace(f, handle=idle) if f.name == feature else f for f in FEATURES]
    console = paper()
    assert not await play(console, features=features)
    assert f"✗ expected: the play goes on, but {why}" in written(console)


async def test_a_bot_that_asks_for_what_github_does_not_know_fails_the_script():
    async def guess(context: Context) -> None:
        await context.github.connect(REPOSITORY).get("/guess", str)

    guesser = Feature("guess", guess, sweep=lambda name: [Key("guess", name)])
    console = paper()
    assert not await play(console, features=(guesser,))
    assert "GET /guess" in written(console)


@pytest.fixture
async def bare():
    """The stage, on which nothing has happened yet, and no bot is at work."""
    github = Playground(clock=Clock(NEW_YEAR), prefix=PREFIX)
    async with staged(github, lambda _action: None, features=(), work=False) as stage:
        yield stage


async def test_a_scene_is_cut_short_where_it_has_nothing_to_begin_with(bare):
    played, thread = Play(bare, paper()), bare.github.repository(BINDER).issue(1)
    with pytest.raises(CutShort, match="no agenda is pinned on binderhub#1"):
        played.ticks(thread, "minrk", "docs")
    thread.comment("- [x] docs", by=bare.github.app.account).pin(by="minrk")
    with pytest.raises(CutShort, match="there is no “docs” to be ticked"):
        played.ticks(thread, "minrk", "docs")
    with pytest.raises(CutShort, match="binderhub#1 is no pull request"):
        played.merges(thread, "minrk")
    assert await read_feed(thread) == []


async def test_the_act_of_the_pulse_is_cut_short_where_none_opens(bare):
    with pytest.raises(CutShort, match="there is no “Release pulse - April” in"):
        await play_pulse(Play(bare, paper()))


async def test_a_bot_that_is_never_done_does_not_hold_the_clock():
    async def come_again(context: Context) -> None:
        await context.wake([context.job.key], context.now + timedelta(seconds=1))

    restless = Feature("x", come_again, sweep=lambda name: [Key("x", name)])
    github, hour = Playground(clock=Clock(NEW_YEAR), prefix=PREFIX), timedelta(hours=1)
    made = staged(github, lambda _action: None, features=(restless,), work=False)
    async with made as stage:
        await stage.bot.sweep()
        await stage.settle()
        stops = 0
        async for _ in stage.pass_time(NEW_YEAR + hour):
            await stage.settle()
            stops += 1
    assert (stops, github.clock.now()) == (MOST_STOPS + 1, NEW_YEAR + hour)


async def test_what_one_job_has_learnt_the_next_one_knows():
    asked = []

    async def look(context: Context) -> None:
        config = releases_in(await context.configuration(REPOSITORY))
        assert config
        before = len(github.requests)
        await context.github.look_at_projects(config, context.now)
        asked.append(len(github.requests) - before)

    curious = Feature("x", look, sweep=lambda _name: [Key("x", REPOSITORY)])
    github = Playground(clock=Clock(NEW_YEAR + timedelta(weeks=1)), prefix=PREFIX)
    features = (*FEATURES, curious)
    async with staged(github, lambda _: None, features=features, work=False) as stage:
        for _ in range(2):
            await stage.bot.sweep()
            await stage.bot.run_idle(concurrency=1)
    assert asked[0] > 5
    assert asked[1:] == [1]
