"""Where the to-do list is kept, as the settings say: a file, or PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot.core.points import PurseOf
from bot.core.turns import TurnsOf
from bot.github.process_turns import ProcessTurns, begun
from bot.settings import Settings, SettingsError
from bot.todo.freshness import SHOWN
from bot.todo.job import Job, StoreUnavailable, Todo, Wake
from bot.todo.sqlite import SqliteTodo
from bot.todo.sqlite_file import InUse, Place
from bot.todo.sqlite_turns import SqliteMemory


@dataclass(frozen=True, slots=True)
class Store:
    """The list, and the turns to write that it remembers (None: it remembers none).

    `purses` are those of all machines (None: there is one machine only). `variable` is
    what a mistake in the settings is to be looked for in.
    """

    todo: Todo
    variable: str
    turns: TurnsOf | None = None
    purses: PurseOf | None = None

    async def open(self) -> None:
        """Make it usable; raises SettingsError, naming the variable and the cure."""
        with self._blaming_settings():
            await self.todo.open()

    async def add(self, wakes: Sequence[Wake]) -> None:
        """Record at the start; raises SettingsError as `open` does."""
        with self._blaming_settings():
            await self.todo.add(wakes)

    @contextmanager
    def _blaming_settings(self) -> Iterator[None]:
        try:
            yield
        except StoreUnavailable as error:
            raise SettingsError(f"{self.variable}: {error}") from None


def store_of(settings: Settings, now: Callable[[], datetime]) -> Store:
    """The store of these settings, not yet open; `now` is when jobs are due."""
    interval = settings.write_interval.total_seconds()
    # Without a pace GitHub is a stand-in, which does at once what it is asked for.
    doubt = SHOWN if interval else timedelta()
    if settings.database_url is None:
        todo = SqliteTodo(_file(settings), now=now, doubt=doubt)
        turns = _turns_in(todo, interval, now) if interval else None
        return Store(todo, "DATA_DIR", turns)

    from bot.todo.postgres import PostgresTodo  # psycopg is 10 MB that few need
    from bot.todo.postgres_turns import PostgresTurns

    shared = PostgresTodo(settings.database_url, now=now, doubt=doubt)
    return Store(shared, "DATABASE_URL", PostgresTurns(shared, interval).of)


def _alone(_job: Job) -> AbstractAsyncContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Beside:
    """How one that has no list here shares the work with those who have.

    It writes in these `turns` and takes its points from these `purses` (None: nobody else
    does), and does a job only inside what `hold` makes of it, where nobody else does
    that one.
    """

    turns: TurnsOf | None = None
    purses: PurseOf | None = None
    hold: Callable[[Job], AbstractAsyncContextManager[None]] = _alone


@asynccontextmanager
async def beside(
    settings: Settings, now: Callable[[], datetime]
) -> AsyncIterator[Beside]:
    """Inside, whoever has no list there may write: as all do that are on PostgreSQL.

    Without that nobody else writes meanwhile: where a bot has DATA_DIR, SettingsError
    says so. Where nothing can be made there, no bot can be.
    """
    if settings.database_url is not None:
        async with _beside_machines(settings.database_url, settings, now) as shared:
            yield shared
        return
    place = Place(_file(settings))
    try:
        place.hold()
    except InUse as error:
        raise SettingsError(
            f"DATA_DIR: {error.by}: it does by itself what is due; stop it first, or"
            " give both the same DATABASE_URL"
        ) from None
    except OSError:
        pass
    try:
        yield Beside()
    finally:
        place.let_go()


@asynccontextmanager
async def _beside_machines(
    url: str, settings: Settings, now: Callable[[], datetime]
) -> AsyncIterator[Beside]:
    from bot.todo.postgres import PostgresTodo
    from bot.todo.postgres_attendance import attending
    from bot.todo.postgres_holds import Holds
    from bot.todo.postgres_points import PostgresPurses
    from bot.todo.postgres_turns import PostgresTurns

    interval = settings.write_interval.total_seconds()
    shared = PostgresTodo(url, now=now)
    await Store(shared, "DATABASE_URL").open()
    turns, purses = PostgresTurns(shared, interval), PostgresPurses(shared, interval)
    try:
        async with attending(shared):
            yield Beside(turns.of, purses.of, Holds(shared).hold)
    finally:
        await shared.close()


def _file(settings: Settings) -> Path:
    return settings.data_dir / "todo.sqlite3"


def _turns_in(
    todo: SqliteTodo, interval: float, now: Callable[[], datetime]
) -> TurnsOf:
    """Those of this process, which the next one goes on with."""
    since = begun()

    @cache
    def of(installation: int) -> ProcessTurns:
        memory = SqliteMemory(todo.writer, installation)
        return ProcessTurns(interval, now=now, since=since, memory=memory)

    return of
