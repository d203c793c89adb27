"""However deliveries come, twice, in another order or not at all, the end is the same."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.threads import Comment, Issue
from tests.stories.team import Team, agenda, ids, mine, notes, picture, reactions
from tests.stories.team import team as start_team
from tests.stories.ways import (
    Deliver,
    all_lost,
    each_twice,
    in_order,
    one_third_lost,
    shuffled,
    twice_and_shuffled,
)

pytestmark = pytest.mark.unmeasured


@dataclass(frozen=True)
class Deed:
    """Somebody says something, changes what they said, or takes it back.

    `text` None takes it back. Before some deeds the bot has to have looked: an id is
    given when the bot first sees a topic, so that one that nobody has seen has none,
    and words added to an old comment count as later only to who knew the old ones.
    """

    what: str
    by: str
    text: str | None
    look: bool = False


DEEDS = (
    Deed("pulses", "minrk", "/agenda Release pulses (10 min)"),
    Deed("conduct", "ada", "/agenda **Sarah** (10 mins): Code of Conduct"),
    Deed(
        "three",
        "consideRatio",
        "Hi!\r\n\r\n/agenda\r\n- OVH needs Tender Loving Care [Tim] 10min\r\n"
        "  - is it the disk?\r\n- Erik: _Z2JH 1.0_\r\n- **Erin/Min:** docs ~5min",
    ),
    Deed("first", "sgibson91", "/agenda move A3 first"),
    Deed("here", "ada", "/here Ada Lovelace / Analytical Engines"),
    Deed("update", "manics", "/update KubeSpawner 7 is out"),
    Deed("bots", "grace", "/agenda add Follow-up of bots [Simon] (5m):\n\n> quoted\n"),
    Deed("conduct", "ada", "/agenda Code of Conduct, with examples [Sarah] 15 min"),
    Deed("party", "grace", "/celebrate\n- 1,000 stars\n- a new logo"),
    Deed("unseen", "minrk", "/agenda move A99 first"),
    Deed("steal", "ada", "/agenda remove A1"),
    Deed("verb", "grace", "/agenda move to k8s 1.30"),
    Deed("time", "ada", "/agenda time A2 20m"),
    Deed("pulses", "minrk", "/agenda Release pulses, again (12 min)"),
    Deed("after", "manics", "/AGENDA move A1 after A5"),
    Deed("whim", "grace", "/agenda A whim"),
    Deed("whim", "grace", None, look=True),
    Deed("steal", "ada", "Sorry, not mine."),
    Deed("done", "sgibson91", "/agenda done A3"),
    Deed("code", "ada", "```\n/agenda in a fence\n```\n    /agenda indented"),
    Deed("owner", "minrk", "/agenda owner A1 @consideRatio\n/agenda time A1 9m"),
    Deed("plain", "grace", "I only came to say hello"),
    Deed("plain", "grace", "/agenda Hello, as a topic"),
    Deed("robot", "renovate[bot]", "/agenda from a robot"),
    Deed("edit", "consideRatio", "/agenda edit A4 Z2JH 1.0.1 (10 min)\nwith a plan"),
    Deed("first", "sgibson91", None),
    Deed("here too", "manics", "/here"),
    Deed("defer", "minrk", "/agenda defer A5"),
    Deed("unseen", "minrk", "/agenda move A2 to 1"),
    Deed("more", "ada", "/agenda\n1. One (5 min)\n2. Two (5 min)"),
    Deed("more", "ada", "/agenda\n1. One (5 min)\n2. Two (5 min)\n3. Three", look=True),
    Deed("remove", "grace", "/agenda remove A6"),
    Deed("update", "manics", "/update KubeSpawner 7.0.1 is out"),
    Deed("nothing", "grace", "/agenda"),
    Deed("here", "ada", "/here Ada / London"),
    Deed("party", "grace", None),
    Deed("nothing", "grace", "/agenda Something after all 3min", look=True),
    Deed("not allowed", "grace", "/agenda move A2 last"),
    Deed("again", "consideRatio", "/agenda move A5 first"),
    Deed("end", "minrk", "/agenda before A1 comes the rest"),
)


def test_there_are_forty_of_them():
    assert len(DEEDS) == 40


class Thread:
    """What people said on the meeting issue, by name."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.comments: dict[str, Comment] = {}

    def do(self, deed: Deed) -> None:
        known = self.comments.get(deed.what)
        if known is None:
            assert deed.text is not None
            self.comments[deed.what] = self.issue.comment(deed.text, by=deed.by)
        elif deed.text is None:
            known.delete()
        else:
            known.edit(deed.text)


@asynccontextmanager
async def meeting(folder: Path) -> AsyncIterator[tuple[Team, Thread]]:
    clock = Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))
    async with start_team(clock, folder) as team:
        yield team, Thread(await team.meeting())


async def play(folder: Path, deliver: Deliver, seed: int, *, between: bool) -> str:
    """Do all the deeds and sweep; `between` says that deliveries also come earlier."""
    dice = random.Random(seed)
    async with meeting(folder) as (team, thread):
        for deed in DEEDS:
            if deed.look and between:
                await team.sweep()
            thread.do(deed)
            if between and dice.random() < 1 / 4:
                await deliver(team, dice)
        await deliver(team, dice)
        await team.sweep()
        await assert_nothing_is_left(team)
        return picture(team.repo)


async def assert_nothing_is_left(team: Team) -> None:
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


@pytest.fixture(scope="module")
def calm() -> dict[bool, str]:
    """The end when all is delivered in order: after the last deed, or in between too."""
    return {}


@pytest.mark.parametrize("between", [False, True], ids=["after all", "in between"])
@pytest.mark.parametrize(
    ("deliver", "seeds"),
    [
        (each_twice, [1]),
        (shuffled, [1, 2, 3]),
        (twice_and_shuffled, [4, 5]),
        (one_third_lost, [1, 2, 3]),
        (all_lost, [1]),
    ],
)
async def test_the_end_is_the_same(tmp_path, calm, deliver, seeds, between):
    if between not in calm:
        calm[between] = await play(tmp_path / "calm", in_order, 0, between=between)
    for seed in seeds:
        end = await play(tmp_path / f"{seed}", deliver, seed, between=between)
        assert end == calm[between], f"seed {seed}"


async def test_the_end_is_a_rich_one(tmp_path):
    """What the others are compared with shows that every kind of deed had its effect."""
    async with meeting(tmp_path) as (team, thread):
        for deed in DEEDS:
            thread.do(deed)
            await team.settle()
        issue = thread.issue
        assert ids(issue) == (
            "A5 A2 A4 A1 A7 A9 A10 A11 A12 A13 A14 A3".split()  # A6, A8: taken back
        )
        for words in (
            "1. docs · Erin/Min · 5 min · 17:00",
            "Z2JH 1.0.1 · Erik · 10 min",
            "Release pulses, again · consideRatio · 9 min",
            "## If time permits",
            "## Quick updates\n\n- KubeSpawner 7.0.1 is out · manics",
            "- Ada / London / ada",
            "## Done\n\n12. OVH needs Tender Loving Care · Tim · 10 min",
        ):
            assert words in agenda(issue)
        (note,) = notes(issue)
        assert note.startswith("grace, this could not be done:")
        said = thread.comments
        assert reactions(said["not allowed"]) == ["confused"]
        assert reactions(said["steal"]) == reactions(said["robot"]) == []
        assert reactions(said["pulses"]) == ["+1"]
        await assert_nothing_is_left(team)


async def test_a_hundred_copies_at_once_have_one_effect(team):
    issue = await team.meeting()
    await team.stop()
    await team.start(work=True)
    await team.idle()
    comment = issue.comment("/agenda Release pulses\n/agenda move A9 first", by="ada")
    (delivery,) = team.github.pending
    team.github.requests.clear()
    attempts = await asyncio.gather(
        *(team.github.outbox.send(delivery) for _ in range(100))
    )
    assert {attempt.status_code for attempt in attempts} == {202}
    await team.idle()
    assert ids(issue) == ["A1"]
    assert reactions(comment) == ["confused"]
    assert len(mine(issue)) == 2
    assert sorted(request.method for request in team.github.requests.writes) == [
        "PATCH",
        "POST",
        "POST",
    ]
