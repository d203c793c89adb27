"""The team's GitHub and the real bot, talking over real HTTP, at the tests' pace."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import FEATURES
from bot.core.turns import TurnsOf
from bot.feature import Feature
from bot.playground import Clock, Playground
from bot.playground.deliveries import Delivery
from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue
from bot.process import JOBS_END, Bot
from bot.settings import load_settings
from tests.npm_packages import fetched
from tests.openapi import check_requests

NAME = "jupyterhub/team-compass"
FILE = ".github/team-compass.yml"
BOT = "team-compass[bot]"
CONFIGURATION = """\
meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
    when: third thursday
    start: 2021-01-01
    time: "17:00"
    zones: [America/Los_Angeles, Europe/London, Asia/Kolkata]
    facilitators: [sgibson91]
    labels: [meeting]
"""


class Team:
    """People write on GitHub; `settle` lets the bot hear of it and do all its jobs."""

    def __init__(
        self, github: Playground, folder: Path, configuration: str = CONFIGURATION
    ) -> None:
        self.github = github
        self.folder = folder
        self.repo = github.add_repository(NAME)
        for login, role in (
            ("sgibson91", "triage"),
            ("minrk", "maintain"),
            ("consideRatio", "write"),
            ("manics", "triage"),
        ):
            github.add_member("jupyterhub", login)
            self.repo.set_role(login, role)
        self.repo.commit(FILE, configuration)
        self.bot: Bot | None = None

    def environ(self) -> dict[str, str]:
        app = self.github.app
        return {
            "APP_ID": str(app.id),
            "PRIVATE_KEY": app.private_key_pem,
            "WEBHOOK_SECRET": app.webhook_secret,
            "GITHUB_API_URL": self.github.url,
            "GITHUB_SERVER_URL": self.github.server_url,
            "DATA_DIR": str(self.folder / "data"),
            "PORT": "0",
            "WRITE_INTERVAL": "0",
            "LOG_LEVEL": "warning",
        }

    async def start(
        self,
        *,
        work: bool = False,
        features: Sequence[Feature] = FEATURES,
        turns: TurnsOf | None = None,
        **environ: str,
    ) -> Bot:
        settings = load_settings(self.environ() | environ, directory=self.folder)
        clock = self.github.clock.now
        self.bot = Bot(settings, clock=clock, features=features, turns=turns)
        await self.bot.start(work=work)
        self.github.deliver_to(self.bot.url + settings.webhook_path)
        return self.bot

    async def stop(self, *, jobs_end: timedelta = JOBS_END) -> None:
        if self.bot:
            await self.bot.stop(jobs_end=jobs_end)
            self.bot = None

    @asynccontextmanager
    async def second_start(self) -> AsyncIterator[Bot]:
        """Another process of the same App, which knows nothing of the first.

        No delivery goes to it; it has swept once.
        """
        assert self.bot
        environ = self.environ() | {"DATA_DIR": str(self.folder / "second")}
        settings = load_settings(environ, directory=self.folder)
        bot = Bot(settings, clock=self.bot.clock)
        await bot.start(work=False)
        try:
            await bot.sweep()
            await bot.run_idle()
            yield bot
        finally:
            await bot.stop()

    async def settle(
        self,
        *,
        duplicate: bool = False,
        shuffle: random.Random | None = None,
        lose: Callable[[Delivery], bool] | None = None,
    ) -> None:
        """Deliver what waits and do the jobs, until nothing more comes of it."""
        assert self.bot
        for _ in range(20):
            if not self.github.pending:
                return
            attempts = await self.github.deliver(
                duplicate=duplicate, shuffle=shuffle, lose=lose
            )
            assert all(attempt.ok for attempt in attempts)
            await self.bot.run_idle()
        raise AssertionError("it never settles")

    async def sweep(self) -> None:
        assert self.bot
        result = await self.bot.sweep()
        assert not result.failures
        await self.bot.run_idle()
        await self.settle()

    async def wait(self) -> None:
        """Let the time pass that the bot wants to wait, until nothing is left to do."""
        assert self.bot
        for _ in range(20):
            await self.settle()
            if not (await self.bot.todo.counts()).waiting:
                return
            self.github.clock.advance(timedelta(minutes=30))
            await self.bot.run_idle()
        raise AssertionError("it never has done with it")

    async def idle(self) -> None:
        """Return once the bot, which works by itself, has nothing to do."""
        assert self.bot
        async with asyncio.timeout(30):
            while (counts := await self.bot.todo.counts()).waiting or counts.running:
                pass

    async def meeting(self) -> Issue:
        """The issue of the next meeting, opened by the bot."""
        self.github.clock.advance(timedelta(days=1))
        await self.sweep()
        return the_meeting(self.repo)

    @property
    def writes(self) -> list[str]:
        """What the bot asked GitHub to write since the log was cleared."""
        return [str(request) for request in self.github.requests.writes]


@asynccontextmanager
async def team(
    clock: Clock, folder: Path, configuration: str = CONFIGURATION, **environ: str
) -> AsyncIterator[Team]:
    """A team with its bot; in the end all that was asked must be what GitHub knows."""
    async with Playground(clock=clock, webhook_secret="compass-and-map") as github:
        people = Team(github, folder, configuration)
        await people.start(**environ)
        try:
            yield people
        finally:
            await people.stop()
        judge(github)


def judge(github: Playground) -> None:
    """All that was asked is what the playground and GitHub's own description know."""
    assert github.unknown == []
    if fetched():
        check_requests(github.requests)


def meetings(repo: Repository) -> list[Issue]:
    """The issues that the bot opened."""
    return [i for i in repo.issues if i.user.login == BOT]


def the_meeting(repo: Repository) -> Issue:
    (issue,) = meetings(repo)
    return issue


def mine(issue: Issue) -> list[Comment]:
    """The bot's own comments."""
    return [c for c in issue.comments if c.user.login == BOT]


def agenda(issue: Issue) -> str:
    """The agenda comment without its mark and without addresses."""
    (text,) = _texts(issue, "agenda")
    return text


def entries(issue: Issue) -> list[str]:
    """The first lines of the topics on the agenda."""
    return [line for line in agenda(issue).splitlines() if line.endswith("`")]


def notes(issue: Issue) -> list[str]:
    """What the bot says of commands that cannot be done, without addresses."""
    return sorted(_texts(issue, "mend"))


def ids(issue: Issue) -> list[str]:
    """The ids of the topics in the order in which they are shown."""
    return re.findall(r"^\d+\. .*`(A\d+)`$", agenda(issue), re.MULTILINE)


def reactions(comment: Comment) -> list[str]:
    """What the bot put under the comment."""
    return [r.content for r in comment.reactions if r.user.login == BOT]


def picture(repo: Repository) -> str:
    """All that the bot has made in the repository, without ids and addresses."""
    return "\n".join(_picture(repo)).replace(repo.world.server_url, "")


def _picture(repo: Repository) -> Iterable[str]:
    for issue in repo.issues:
        if issue not in meetings(repo):
            said = [(c.body, sorted(reactions(c))) for c in issue.comments]
            yield f"{issue.title}: {issue.state}, {issue.label_names}, {said}"
    for issue in meetings(repo):
        own = mine(issue)
        yield f"{issue.title}: {issue.state}, {len(own)} comments of the bot's"
        yield f"assigned: {[person.login for person in issue.assignees]}"
        yield f"pinned in the repository: {issue.pinned}"
        pinned = issue.pinned_comment
        yield f"pinned: {pinned and pinned.body.split()[1]}"
        yield from (agenda(issue), *notes(issue))
        for comment in issue.comments:
            if comment not in own:
                yield f"{comment.body!r} {sorted(reactions(comment))}"


def _texts(issue: Issue, kind: str) -> list[str]:
    return [
        re.sub(r"(?<=comment\])\([^)]*\)", "", comment.body.partition("\n")[2])
        for comment in mine(issue)
        if comment.body.startswith(f"<!-- team-compass:{kind} ")
    ]
