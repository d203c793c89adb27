"""A meeting that takes place, as the stories about its minutes need it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.playground.hackmd import PlaygroundHackMD
from bot.playground.hackmd_notes import StoredNote
from bot.playground.pulls import PullRequest
from bot.playground.threads import Comment, Issue
from tests.stories.team import CONFIGURATION, FILE, Team, meetings, mine

STARTS = datetime(2021, 3, 18, 17, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PATH = "docs/meetings/2021-03.md"
BRANCH = "team-compass/minutes-team-2021-03-18"
FILED = "    minutes: docs/meetings/{year}-{month:02}.md\n"
HACKMD = "    notes: hackmd\n"
TOPIC = """\
/agenda Code of Conduct [Sarah] 10m

- Decision: we link to it
- TODO @tim: open a pull request
"""


@dataclass
class Meeting:
    """The team's meeting of March, two weeks before it takes place."""

    team: Team
    issue: Issue
    hackmd: PlaygroundHackMD | None = None
    said: list[Comment] = field(default_factory=list)

    async def at(self, when: datetime) -> None:
        """It is then; the bot does what its timers tell it, and nobody else did."""
        assert self.team.bot
        self.team.github.clock.set(when)
        await self.team.bot.run_idle()
        await self.team.settle()

    async def say(self, text: str, by: str = "sgibson91") -> Comment:
        comment = self.issue.comment(text, by=by)
        await self.team.settle()
        return comment

    async def sweep(self) -> list[str]:
        """What the bot writes in a sweep."""
        self.team.github.requests.clear()
        await self.team.sweep()
        return self.team.writes

    @property
    def comment(self) -> Comment:
        """The minutes comment: there is one."""
        (comment,) = minutes_of(self.issue)
        return comment

    @property
    def text(self) -> str:
        """What it says, without mark and the machine's address."""
        return plain(self.comment.body.partition("\n")[2])

    @property
    def pull(self) -> PullRequest:
        """The pull request with the file: there is one."""
        (pull,) = self.team.repo.pulls
        return pull

    @property
    def file(self) -> str:
        """The file as the branch has it."""
        tip = self.team.repo.branches.tip(BRANCH)
        assert tip
        return plain(tip.files[PATH].decode())

    @property
    def note(self) -> StoredNote:
        """The note at HackMD: there is one."""
        assert self.hackmd
        (note,) = self.hackmd.notes
        return note

    def write(self, text: str, by: str = "tim") -> None:
        """Somebody changes the file on its branch."""
        world = self.team.github.world
        self.team.repo.branches.commit(
            {PATH: text.encode()},
            message="Mend the minutes",
            by=world.account(by),
            branch=BRANCH,
        )

    def note_down(self, before: str, after: str) -> None:
        """Somebody writes in the note."""
        assert self.hackmd
        assert before in self.note.content
        self.hackmd.notes.write(self.note, self.note.content.replace(before, after, 1))


def minutes_of(issue: Issue) -> list[Comment]:
    """The comments of the bot with minutes."""
    return [c for c in mine(issue) if c.body.startswith("<!-- team-compass:minutes ")]


def plain(text: str) -> str:
    """Without what differs from day to day: the port."""
    return re.sub(r"http://127\.0\.0\.1:\d+", "https://github.test", text)


async def meeting(team: Team, keys: str = FILED, topic: str = TOPIC) -> Meeting:
    """The meeting's issue, with one topic."""
    team.repo.commit(FILE, CONFIGURATION + keys)
    await team.meeting()
    issue = meetings(team.repo)[0]
    found = Meeting(team, issue)
    if topic:
        await found.say(topic)
    return found


@asynccontextmanager
async def noted_meeting(
    team: Team, keys: str = FILED + HACKMD, **server: bool
) -> AsyncIterator[Meeting]:
    """The same, of a team whose bot has an account at HackMD."""
    clock = team.github.clock
    async with PlaygroundHackMD(clock=clock, **server) as hackmd:
        await team.stop()
        await team.start(HACKMD_TOKEN=hackmd.token, HACKMD_API_URL=hackmd.url)
        found = await meeting(team, keys)
        found.hackmd = hackmd
        yield found
        await team.stop()
        assert hackmd.unknown == []
