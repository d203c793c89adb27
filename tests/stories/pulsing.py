"""An organisation with a release pulse, and the bot that opens it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.core.pulse_text import PulseMemory, parse_memory
from bot.playground import Clock, Playground
from bot.playground.threads import Comment, Issue
from tests.playground import hub
from tests.stories.team import CONFIGURATION, Team, judge, mine

TODAY = datetime(2026, 10, 1, 8, tzinfo=UTC)
"""In the morning of the day on which the pulse opens."""


@asynccontextmanager
async def hubs(folder: Path, *, size: float = 1) -> AsyncIterator[Team]:
    """The JupyterHub team with its projects and its bot, which has not looked yet."""
    clock = Clock(TODAY - hub.PAST)
    async with Playground(clock=clock, webhook_secret="compass-and-map") as github:
        hub.build_hub(github, TODAY, size=size, install=False)
        people = Team(github, folder, CONFIGURATION + hub.CONFIGURATION)
        for name in hub.EXPECTED:
            github.world.install(github.repository(f"{hub.OWNER}/{name}"))
        github.pending.clear()
        await people.start()
        try:
            yield people
        finally:
            await people.stop()
        judge(github)


def pulse(people: Team) -> Issue:
    """The only pulse there is."""
    (found,) = pulses(people)
    return found


def pulses(people: Team) -> list[Issue]:
    mark = "<!-- team-compass:pulse "
    return [one for one in people.repo.issues if (one.body or "").startswith(mark)]


def live(issue: Issue) -> Comment:
    """The only live comment there is."""
    mark = "<!-- team-compass:pulse-state "
    (found,) = (one for one in mine(issue) if one.body.startswith(mark))
    return found


def memory(issue: Issue) -> PulseMemory:
    return parse_memory(live(issue).body)


def row(issue: Issue, name: str) -> str:
    """A project's row with what is nested under it; "" where it has none."""
    lines = live(issue).body.split("\n")
    at = [n for n, one in enumerate(lines) if f"] **{hub.OWNER}/{name}**" in one]
    if not at:
        return ""
    end = at[0] + 1
    while end < len(lines) and lines[end].startswith("  "):
        end += 1
    return "\n".join(lines[at[0] : end])


def part(issue: Issue, heading: str) -> str:
    """What stands below a heading, up to the next one; "" where there is none."""
    _, _, rest = live(issue).body.partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0]
