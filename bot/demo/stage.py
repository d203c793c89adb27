"""The stage: GitHub, HackMD and a forum to play with, and the real bot, over real HTTP."""

import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import FEATURES
from bot.core.actions import Action
from bot.core.models import Comment, Issue
from bot.core.notes_server import NOW, CreateNote, Note, NotesServer
from bot.demo.team import REPOSITORY, gather, gather_forum
from bot.feature import Context, Feature
from bot.github.api import GitHub
from bot.playground import Clock, Playground
from bot.playground.discourse import PlaygroundDiscourse
from bot.playground.hackmd import PlaygroundHackMD
from bot.playground.repositories import Repository
from bot.process import Bot
from bot.settings import Settings

Tell = Callable[[Action], None]
"""Hears of each write that the bot has just made."""

PREFIX = "/api/v3"
"""The playground's API makes room for its pages, as on GitHub Enterprise Server."""

MOST_STOPS = 100
"""Times at which the clock stops on one way, however far that is."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is on it; `repository` is where the team meets."""

    github: Playground
    hackmd: PlaygroundHackMD
    forum: PlaygroundDiscourse
    bot: Bot

    @property
    def repository(self) -> Repository:
        """The one whose meetings are played."""
        return self.github.repository(REPOSITORY)

    async def settle(self, **deliver: Any) -> None:
        """Let GitHub tell the bot what happened, and the bot do all that it asks for.

        `deliver` says what goes wrong on the way: see `Playground.deliver`.
        """
        # One job at a time, so that the same play is told in the same order.
        await self.bot.run_idle(concurrency=1)
        while self.github.pending:
            await self.github.deliver(**deliver)
            await self.bot.run_idle(concurrency=1)
            deliver = {}  # what goes wrong does so with people's deeds

    async def busy(self) -> bool:
        """Whether there is anything to tell the bot, or for the bot to do now."""
        counts = await self.bot.todo.counts()
        return bool(self.github.pending or counts.running or counts.oldest)

    async def pass_time(self, until: datetime) -> AsyncIterator[datetime]:
        """Move the clock to `until`, and stop on the way whenever something is due.

        So the bot may do each thing at its time, as it would have; the last stop is at
        the end.
        """
        for _ in range(MOST_STOPS):
            due = (await self.bot.todo.counts()).next_due
            if due is None or due >= until:
                break
            reach(self.github.clock, due)
            yield due
        reach(self.github.clock, until)
        yield until


def reach(clock: Clock, time: datetime) -> None:
    """Move the clock to `time`, unless it is past that already."""
    clock.advance(max(time - clock.now(), timedelta(0)))


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
        async with (
            github,
            PlaygroundHackMD(clock=github.clock) as hackmd,
            PlaygroundDiscourse(clock=github.clock) as forum,
        ):
            gather_forum(forum)
            gather(github, forum.url)
            port = _free_port()
            settings = Settings(
                app_id=str(github.app.id),
                private_key=github.app.private_key_pem,
                webhook_secrets=(github.app.webhook_secret,),
                port=port,
                api_url=github.url,
                graphql_url=github.graphql_url,
                server_url=github.server_url,
                data_dir=Path(folder),
                public_url=f"http://127.0.0.1:{port}",
                hackmd_token=hackmd.token,
                hackmd_api_url=hackmd.url,
                write_interval=timedelta(0),
            )
            watched = [_watched(feature, tell) for feature in features]
            async with _started(github, settings, watched, work=False) as bot:
                await furnish(Stage(github, hackmd, forum, bot))
            settings = replace(settings, write_interval=write_interval)
            async with _started(github, settings, watched, work=work) as bot:
                yield Stage(github, hackmd, forum, bot)


@asynccontextmanager
async def _started(
    github: Playground, settings: Settings, features: Sequence[Feature], *, work: bool
) -> AsyncIterator[Bot]:
    bot = Bot(settings, clock=github.clock.now, features=features)
    await bot.start(work=work, rounds=False)
    try:
        github.deliver_to(bot.url + settings.webhook_path)
        yield bot
    finally:
        await bot.stop()


def _free_port() -> int:
    """A port for the bot, which has to know its own address before it starts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _watched(feature: Feature, tell: Tell) -> Feature:
    """The same feature, whose writes are told of."""

    async def handle(context: Context) -> None:
        notes = context.notes and _WatchedNotes(context.notes, tell)
        watched = _Watched(context.github, tell)
        await feature.handle(replace(context, github=watched, notes=notes))

    return replace(feature, handle=handle)


class _Watched(GitHub):
    """GitHub with all that it remembers, whose writes are told of.

    What one job makes it remember, the next one knows, too.
    """

    def __init__(self, github: GitHub, tell: Tell) -> None:
        self.__dict__ = vars(github)
        self._tell = tell

    async def apply(self, action: Action) -> Issue | Comment | None:
        """As it is, and told of once it is done."""
        result = await super().apply(action)
        self._tell(action)
        return result


@dataclass(frozen=True, slots=True)
class _WatchedNotes(NotesServer):
    """A server of notes, of whose new ones is told."""

    notes: NotesServer
    tell: Tell

    async def create_note(self, action: CreateNote) -> Note:
        """As it is, and told of once it is done."""
        note = await self.notes.create_note(action)
        self.tell(action)
        return note

    async def get_note(self, note_id: str, *, lately: timedelta = NOW) -> Note:
        """As it is."""
        return await self.notes.get_note(note_id, lately=lately)
