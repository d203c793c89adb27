"""However deliveries about questions and reports come, the end is the same."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue
from tests.features.request_info.resources import SECTION, body
from tests.stories.asked import BODY, BUG, GRACE, SUPPORT, TITLE, told
from tests.stories.questions import LABEL, sketch
from tests.stories.team import Team, mine
from tests.stories.team import team as start_team
from tests.stories.ways import (
    Deliver,
    all_lost,
    in_order,
    one_third_lost,
    twice_and_shuffled,
)

pytestmark = pytest.mark.unmeasured

NEVER = "/not-support it crashes with the defaults, too"


class Threads:
    """The issues by number, and what was said there by name."""

    def __init__(self, repo: Repository) -> None:
        self.repo = repo
        self.said: dict[str, Comment] = {}

    def __getitem__(self, number: int) -> Issue:
        return self.repo.issue(number)

    def open(self, title: str, text: str, by: str, *labels: str) -> None:
        self.repo.open_issue(title, text, by=by, labels=labels)

    def say(self, number: int, by: str, text: str) -> None:
        self.said[f"{number} {by}"] = self[number].comment(text, by=by)


@dataclass(frozen=True)
class Deed:
    """Somebody does something; before some deeds the bot has to have looked.

    A label that is gone before the bot has seen it leaves no reply that says so, and so
    does a command; a request for more is only made of what is missing at that time; and
    nobody can open again what was not closed yet, nor put on a label that is not off yet.
    """

    do: Callable[[Threads], object]
    look: bool = False


DEEDS = (
    Deed(lambda t: t.open(TITLE, BODY, "newcomer", "support")),
    Deed(lambda t: t.open("Dots in names", BUG, "ada")),
    Deed(lambda t: t.open(f"{TITLE} Again", BODY, "novice")),
    Deed(lambda t: t.open("Crashes", "", "grace")),
    Deed(
        lambda t: t.open("Course", body(who="", number=""), "ada", "impact"),
    ),
    Deed(lambda t: t.say(1, "newcomer", "Anyone?")),
    Deed(lambda t: t.say(2, "manics", "/support")),
    Deed(lambda t: t.say(1, "passerby", "/not-support")),
    Deed(lambda t: t.say(5, "ada", "Number of attendees: 80")),
    Deed(lambda t: t.say(2, "ada", NEVER), look=True),
    Deed(lambda t: t.say(4, "minrk", "Which version?")),
    Deed(lambda t: t[2].add_label("support", by="manics"), look=True),
    Deed(lambda t: t.said["1 passerby"].edit("I have the same.")),
    Deed(lambda t: t[1].remove_label("support", by="minrk"), look=True),
    Deed(lambda t: t.say(4, "grace", "It crashes when I log in.")),
    Deed(lambda t: t[1].add_label("support", by="manics")),
    Deed(lambda t: t.say(2, "passerby", "/support")),
    Deed(lambda t: t[5].remove_label(LABEL, by="manics"), look=True),
    Deed(lambda t: t[1].reopen(by="minrk"), look=True),
    Deed(lambda t: t.say(3, "manics", "Not here.\n/support")),
    Deed(lambda t: t.said["3 manics"].delete(), look=True),
    Deed(lambda t: t[4].add_label(LABEL, by="manics")),
    Deed(lambda t: t.say(4, "grace", "It is 4.1.5, sorry.")),
    Deed(lambda t: t.said["2 passerby"].delete()),
    Deed(lambda t: t.say(3, "stranger", "/support")),
    Deed(lambda t: t[1].close(by="minrk")),
)


async def play(folder: Path, deliver: Deliver, seed: int, *, between: bool) -> str:
    """Do all the deeds and sweep; `between` says that deliveries also come earlier."""
    dice = random.Random(seed)
    clock = Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))
    async with start_team(clock, folder, SUPPORT + SECTION) as team:
        threads = Threads(team.repo)
        for deed in DEEDS:
            if deed.look:
                await look(team)
            deed.do(threads)
            if between and dice.random() < 1 / 4:
                await deliver(team, dice)
        await deliver(team, dice)
        await look(team)
        await look(team)
        team.github.requests.clear()
        await team.sweep()
        assert team.writes == []
        check(threads)
        return sketch(team.repo)


async def look(team: Team) -> None:
    """Sweep, and do what was put off until the grace is over."""
    team.github.clock.advance(GRACE)
    await team.sweep()
    team.github.clock.advance(timedelta(minutes=1))
    assert team.bot
    await team.bot.run_idle()
    await team.settle()


def check(threads: Threads) -> None:
    """The end is a rich one."""
    assert [told(threads[n]) for n in (1, 2, 3)] == ["open", "declined", "undone"]
    assert [threads[n].state for n in range(1, 6)] == ["closed", *["open"] * 4]
    assert threads[2].label_names == ["support"]
    assert mine(threads[3])[1].body.count("stranger, this could not be done") == 1
    assert mine(threads[4]) == mine(threads[5]) == []


@pytest.fixture(scope="module")
def calm() -> dict[str, str]:
    """The end when all is delivered at once and in order."""
    return {}


@pytest.mark.parametrize(
    ("deliver", "seed", "between"),
    [
        (twice_and_shuffled, 3, True),
        (one_third_lost, 4, True),
        (one_third_lost, 6, False),
        (all_lost, 7, True),
    ],
)
async def test_the_end_is_the_same(tmp_path, calm, deliver, seed, between):
    if "end" not in calm:
        calm["end"] = await play(tmp_path / "calm", in_order, 0, between=True)
    assert await play(tmp_path / "other", deliver, seed, between=between) == calm["end"]
