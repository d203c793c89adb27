"""However the news of a pulse comes, twice, in any order, late or not at all, it ends alike."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.playground.requests import Request
from tests.stories.pulsing import live, pulse, pulses, row
from tests.stories.small_pulse import CLOSES, Told, noon, sketch, small
from tests.stories.team import Team
from tests.stories.ways import (
    Deliver,
    all_lost,
    in_order,
    one_third_lost,
    shuffled,
    twice_and_shuffled,
)

pytestmark = pytest.mark.unmeasured


@dataclass(frozen=True)
class Deed:
    """Somebody says something, changes what they said, or takes it back (None).

    Without `by` a project is released: `text` is its tag, with notes if it ends in `!`.
    """

    what: str
    text: str | None
    by: str = ""


DEEDS = (
    Deed("claim", "/release claim spawner", "minrk"),
    Deed("wrong", "/release claim nothing", "manics"),
    Deed("words", "I have time on Friday.", "ada"),
    Deed("stranger", "/release skip hub I can", "passerby"),
    Deed("hub", "1.1.0"),
    Deed("skip", "/release skip charts until Helm 4 is out", "manics"),
    Deed("claim", "/release claim spawner, charts", "minrk"),
    Deed("robot", "/release claim hub", "renovate[bot]"),
    Deed("both", "/release claim spawner\n/release nonsense", "sgibson91"),
    Deed("wrong", "/release snooze charts 30d", "manics"),
    Deed("spawner", "v1.1.0!"),
    Deed("hub", "1.1.1!"),
    Deed("words", "/release claim hub", "ada"),
    Deed("both", "/release claim charts", "sgibson91"),
    Deed("words", None, "ada"),
    Deed("skip", None, "manics"),
    Deed("quiet", "0.9.0"),
    Deed("late", "/release skip charts it is too late", "consideRatio"),
)


def do(told: Told, deed: Deed) -> None:
    known = told.said.get(deed.what)
    if not deed.by:
        project, tag = told.project(deed.what), deed.text or ""
        if tag.endswith("!"):
            project.releases.publish(tag[:-1], by="minrk")
        else:
            project.tags.create(tag, by="minrk", message=tag)
    elif known is None:
        told.say(deed.what, deed.by, deed.text or "")
    elif deed.text is None:
        known.delete()
    else:
        known.edit(deed.text)


async def play(folder: Path, deliver: Deliver, seed: int) -> str:
    """Do all of it, with deliveries now and then; what is there after one sweep."""
    dice = random.Random(seed)
    async with small(folder) as team:
        await team.sweep()
        told, clock = Told(team), team.github.clock
        for number, deed in enumerate(DEEDS):
            clock.set(noon(0) + timedelta(hours=number))
            do(told, deed)
            if dice.random() < 1 / 3:
                await deliver(team, dice)
        clock.set(noon(1))
        await deliver(team, dice)
        await team.sweep()
        before = sketch(team.repo)
        team.github.requests.clear()
        await team.sweep()
        assert team.writes == []
        clock.set(CLOSES)
        await team.sweep()
        team.github.requests.clear()
        await team.sweep()
        assert team.writes == []
        return before + sketch(team.repo)


@pytest.mark.parametrize(
    ("deliver", "seeds"),
    [
        (shuffled, [1]),
        (twice_and_shuffled, [2]),
        (one_third_lost, [1, 2]),
        (all_lost, [1]),
    ],
)
async def test_the_end_is_the_same(tmp_path, calm, deliver, seeds):
    for seed in seeds:
        assert await play(tmp_path / f"{seed}", deliver, seed) == calm, f"seed {seed}"


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> str:
    end = asyncio.run(play(tmp_path_factory.mktemp("calm"), in_order, 0))
    for words in (
        "minrk ['+1']: /release claim spawner, charts",
        "passerby ['confused']",
        "renovate[bot] []",
        "**2 of 3 released** · 1 skipped",
        "[1.1.1]",
        "skipped by consideRatio: it is too late",
        "- **Released:** jupyterhub/hub 1.1.1, jupyterhub/spawner 1.1.0",
    ):
        assert words in end
    return end


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """A team whose pulse is open."""
    async with small(tmp_path) as people:
        await people.sweep()
        yield people


async def writes(team: Team, *, sweep: bool = False) -> list[str]:
    """What the bot writes once it has heard of all, or in a sweep besides."""
    team.github.requests.clear()
    await team.settle()
    if sweep:
        await team.sweep()
    return [write.split(" ")[0] for write in team.writes]


async def stale_projects(team: Team, times: int) -> Fault:
    """So many looks at the projects find them as they are now, whatever becomes of them."""

    def is_look(request: Request) -> bool:
        return "refs/tags/" in str((request.body or {}).get("query"))

    *_, look = (request for request in team.github.requests if is_look(request))
    assert team.bot
    installation = team.github.installation("jupyterhub")
    client = team.bot.github.installation(installation.id).connect(None)
    data = await client.query(look.body["query"], look.body["variables"], dict)
    return Fault(match=is_look, status=200, body={"data": data}, times=times)


@pytest.mark.parametrize("release", [False, True], ids=["tag", "release"])
async def test_a_release_is_told_of_before_it_can_be_read(team, release):
    """A look a minute later finds it, and where that is too early the next sweep."""
    hub, issue = team.github.repository("jupyterhub/hub"), pulse(team)
    for version, looks in (("1.0.1", 1), ("1.0.2", 2)):
        stale = await stale_projects(team, looks)
        team.github.faults.add(stale)
        if release:
            hub.releases.publish(version, by="minrk")
        else:
            hub.tags.create(version, by="minrk")
        await team.settle()
        assert f"[{version}]" not in live(issue).body
        team.github.clock.advance(timedelta(minutes=1))
        await team.bot.run_idle()
        assert stale.seen >= 2
        team.github.faults.clear()
        if looks > 1:
            assert f"[{version}]" not in live(issue).body
            await team.sweep()
        assert f"[{version}](" in row(issue, "hub")
        assert await writes(team, sweep=True) == []
        team.github.clock.advance(timedelta(hours=1))


class TestNoLoop:
    async def test_nothing_follows_from_what_the_bot_itself_writes(self, team):
        pulse(team).comment("/release claim nothing", by="minrk")
        assert sorted(await writes(team)) == ["POST", "POST"]
        assert await writes(team, sweep=True) == []

    async def test_what_people_make_of_the_list_is_put_right_once(self, team):
        issue = pulse(team)
        for _ in range(2):
            live(issue).edit(f"{live(issue).body}\n/release claim hub", by="minrk")
            assert await writes(team) == ["PATCH"]
        live(issue).edit("/release claim hub", by="minrk")
        assert await writes(team, sweep=True) == ["POST", "PUT", "PATCH"]
        assert "nobody has taken it" in row(issue, "hub")
        assert await writes(team, sweep=True) == []

    async def test_another_bot_that_edits_the_list_waits_for_the_sweep(self, team):
        issue = pulse(team)
        for _ in range(3):
            text = live(issue).body.replace("Stage", "stage")
            live(issue).edit(text, by="formatter[bot]")
            assert await writes(team) == []
        assert await writes(team, sweep=True) == ["PATCH"]

    async def test_a_list_that_people_delete_is_there_again_once(self, team):
        issue = pulse(team)
        issue.comment("/release skip hub not now", by="minrk")
        await team.settle()
        old = live(issue)
        old.delete("minrk")
        assert await writes(team, sweep=True) == ["POST", "PUT", "PATCH"]
        assert "skipped by minrk: not now" in row(issue, "hub")
        assert await writes(team, sweep=True) == []

    @pytest.mark.parametrize("what", ["close", "delete", "transfer", "lock", "retitle"])
    async def test_people_have_the_last_word_of_the_issue(self, team, what):
        issue = pulse(team)
        if what == "close":
            issue.close(by="minrk")
        elif what == "delete":
            issue.delete(by="minrk")
        elif what == "transfer":
            issue.transfer(team.github.repository("jupyterhub/hub"), by="minrk")
        elif what == "lock":
            issue.lock(by="minrk")
        else:
            issue.edit(title="What we release", by="minrk")
        assert await writes(team) == []
        again = what in ("delete", "transfer")  # there is none any more
        made = await writes(team, sweep=True)
        assert made == (["POST", "POST", "PUT", "PATCH"] if again else [])
        assert await writes(team, sweep=True) == []
        hub = team.github.repository("jupyterhub/hub")
        hub.tags.create("1.0.1", by="minrk")
        assert await writes(team) == ([] if what == "close" else ["PATCH"])
        team.github.clock.set(CLOSES)
        await team.sweep()
        assert [one.state for one in pulses(team)] == ["closed"]
        assert await writes(team, sweep=True) == []
