"""The team's GitHub and the real bot, talking over real HTTP, at the tests' pace."""

import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Bot
from bot.playground import Clock, Playground
from bot.playground.deliveries import Delivery
from bot.settings import load_settings

NAME = "jupyterhub/team-compass"
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

    def __init__(self, github: Playground, folder: Path) -> None:
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
        self.repo.commit(".github/team-compass.yml", CONFIGURATION)
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

    async def start(self) -> Bot:
        settings = load_settings(self.environ(), directory=self.folder)
        self.bot = Bot(settings, clock=self.github.clock.now)
        await self.bot.start(work=False)
        self.github.deliver_to(self.bot.url + "/api/github/webhooks")
        return self.bot

    async def stop(self) -> None:
        if self.bot:
            await self.bot.stop()
            self.bot = None

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
            await self.github.deliver(duplicate=duplicate, shuffle=shuffle, lose=lose)
            await self.bot.run_idle()
        raise AssertionError("it never settles")

    async def sweep(self) -> None:
        assert self.bot
        result = await self.bot.sweep()
        assert not result.failures
        await self.bot.run_idle()
        await self.settle()

    async def meeting(self) -> Any:
        """The issue of the next meeting, opened by the bot."""
        self.github.clock.advance(timedelta(days=1))
        await self.sweep()
        (issue,) = [i for i in self.repo.issues if "team-compass:meeting" in i.body]
        return issue

    @property
    def writes(self) -> list[str]:
        """What the bot asked GitHub to write since the log was cleared."""
        return [str(request) for request in self.github.requests.writes]


def mine(issue: Any) -> list[Any]:
    """The bot's own comments."""
    return [c for c in issue.comments if c.user.login == "team-compass[bot]"]


def agenda(issue: Any) -> str:
    """The agenda comment without its mark and without addresses."""
    texts = [
        c.body for c in mine(issue) if c.body.startswith("<!-- team-compass:agenda")
    ]
    assert len(texts) == 1, texts
    return re.sub(r"\[comment\]\([^)]*\)", "[comment]", texts[0].partition("\n")[2])


@asynccontextmanager
async def team(clock: Clock, folder: Path) -> AsyncIterator[Team]:
    async with Playground(clock=clock, webhook_secret="compass-and-map") as github:
        people = Team(github, folder)
        await people.start()
        yield people
        await people.stop()
        assert github.unknown == []


def reactions(comment: Any) -> list[str]:
    """What the bot put under the comment."""
    return [r.content for r in comment.reactions if r.user.login == "team-compass[bot]"]
