"""The stage: a playground GitHub and the real bot, which talk over real HTTP."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import FEATURES
from bot.core.actions import Action
from bot.core.models import Comment, Issue
from bot.demo.team import MEMBERS, REPOSITORY, ROLES, SETTINGS, SETTINGS_PATH
from bot.feature import Context, Feature
from bot.github.api import GitHub
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.process import Bot
from bot.settings import Settings

Tell = Callable[[Action], None]
"""Hears of each write that the bot has just made."""

PREFIX = "/api/v3"
"""The playground's API makes room for its pages, as on GitHub Enterprise Server."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is on it."""

    github: Playground
    bot: Bot
    repository: Repository

    async def settle(self, **deliver: Any) -> None:
        """Let GitHub tell the bot what happened, and the bot do all that it asks for.

        `deliver` says what goes wrong on the way: see `Playground.deliver`.
        """
        await self.bot.run_idle()
        while self.github.pending:
            await self.github.deliver(**deliver)
            await self.bot.run_idle()
            deliver = {}  # what goes wrong does so with people's deeds

    async def busy(self) -> bool:
        """Whether there is anything to tell the bot, or for the bot to do now."""
        counts = await self.bot.todo.counts()
        return bool(self.github.pending or counts.running or counts.oldest)


async def _nothing(_stage: Stage) -> None:
    """Leave it bare."""


@asynccontextmanager
async def staged(
    github: Playground,
    tell: Tell,
    *,
    features: Sequence[Feature] = FEATURES,
    work: bool = True,
    write_interval: timedelta = timedelta(0),
    furnish: Callable[[Stage], Awaitable[None]] = _nothing,
) -> AsyncIterator[Stage]:
    """The team's GitHub and the bot, started; both are stopped and forgotten after it.

    Without `work` the bot only does what it is told to with `settle`. What `furnish`
    lets happen before has happened, to the last reaction, when the stage is there.
    """
    with tempfile.TemporaryDirectory(prefix="compass-bot-") as folder:
        async with github:
            repository = _team(github)
            settings = Settings(
                app_id=str(github.app.id),
                private_key=github.app.private_key_pem,
                webhook_secrets=(github.app.webhook_secret,),
                port=0,
                api_url=github.url,
                graphql_url=github.graphql_url,
                server_url=github.server_url,
                data_dir=Path(folder),
                write_interval=timedelta(0),
            )
            watched = [_watched(feature, tell) for feature in features]
            async with _started(github, settings, watched, work=False) as bot:
                await furnish(Stage(github, bot, repository))
            settings = replace(settings, write_interval=write_interval)
            async with _started(github, settings, watched, work=work) as bot:
                yield Stage(github, bot, repository)


@asynccontextmanager
async def _started(
    github: Playground, settings: Settings, features: Sequence[Feature], *, work: bool
) -> AsyncIterator[Bot]:
    bot = Bot(settings, clock=github.clock.now, features=features)
    await bot.start(work=work)
    try:
        github.deliver_to(bot.url + settings.webhook_path)
        yield bot
    finally:
        await bot.stop()


def _team(github: Playground) -> Repository:
    repository = github.add_repository(REPOSITORY)
    for login in MEMBERS:
        github.add_member(repository.owner.login, login)
    for login, role in ROLES.items():
        repository.set_role(login, role)
    repository.commit(SETTINGS_PATH, SETTINGS, by="sgibson91")
    return repository


def _watched(feature: Feature, tell: Tell) -> Feature:
    """The same feature, whose writes are told of."""

    async def handle(context: Context) -> None:
        await feature.handle(replace(context, github=_Watched(context.github, tell)))

    return replace(feature, handle=handle)


class _Watched(GitHub):
    """GitHub, whose writes are told of."""

    def __init__(self, github: GitHub, tell: Tell) -> None:
        super().__init__(github.connect)
        self._github = github
        self._tell = tell

    async def apply(self, action: Action) -> Issue | Comment | None:
        """As it is, and told of once it is done."""
        result = await self._github.apply(action)
        self._tell(action)
        return result
