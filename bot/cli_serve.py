"""The commands that go on until they are stopped: `serve`, or `web` and `worker` apart."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

import click

from bot.environment import (
    begin_logs,
    blaming_use,
    read_settings,
    read_settings_without_app,
)
from bot.terminal import WrongUse, end, print_text

if TYPE_CHECKING:
    from bot.process import Bot, Role
    from bot.setting_up import SettingUp
    from bot.settings import Settings


STOPS = (signal.SIGINT, signal.SIGTERM)


@click.command()
def serve() -> None:
    """Receive deliveries, do what is asked for or due, sweep every hour.

    With neither APP_ID nor a key it prints the address of a page that has GitHub make
    an App, writes its credentials into .env, and goes on as that.
    """
    with _heeding_signals() as asked:
        settings = read_settings_without_app()
        if settings is None:
            _go_on(read_settings(), asked, roles=("web", "worker"))
        else:
            _set_up(settings, asked)


@click.command()
def web() -> None:
    """Receive deliveries and show pages; workers do what is asked for.

    Any number of each, on any machines with the same DATABASE_URL.
    """
    with _heeding_signals() as asked:
        _go_on(_shared_settings("web"), asked, roles=("web",))


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Answer /healthz, /readyz and /metrics there; unset: nowhere.",
)
def worker(port: int | None) -> None:
    """Do what is asked for or due, and sweep every hour; receive nothing.

    Any number of each, on any machines with the same DATABASE_URL.
    """
    with _heeding_signals() as asked:
        _go_on(_shared_settings("worker"), asked, roles=("worker",), port=port)


@click.command()
def migrate() -> None:
    """Make or upgrade what the bot needs in its store, and end.

    The other commands do so too when they start.
    """
    settings = read_settings()
    begin_logs(settings)

    import asyncio

    from bot.app import wall_clock
    from bot.store import store_of

    async def open_once() -> None:
        store = store_of(settings, wall_clock)
        with blaming_use():
            await store.open()
        await store.todo.close()

    asyncio.run(open_once())
    print_text("the store is ready")


def _shared_settings(command: str) -> "Settings":
    settings = read_settings()
    if settings.database_url is None:
        raise WrongUse(
            f"DATABASE_URL: not set: {command} needs PostgreSQL, which the machines"
            " share; without it use serve",
            ours=True,
        )
    return settings


@contextmanager
def _heeding_signals() -> Iterator[Callable[[], bool]]:
    """Inside, a signal to stop ends nothing at once; what it gives says if there was one.

    What is imported and read for the start takes a while, in which it may come, too.
    """
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: asked.append(number))
        for number in STOPS
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _go_on(
    settings: "Settings",
    asked: Callable[[], bool],
    *,
    roles: Iterable["Role"],
    port: int | None = None,
) -> None:
    _prepare(settings)

    import uvloop

    from bot.process import Bot

    async def run() -> tuple[str, ...]:
        return await _run(Bot(settings, roles=roles, port=port), asked)

    end(uvloop.run(run()))


def _set_up(settings: "Settings", asked: Callable[[], bool]) -> None:
    """Serve the page that leads to an App, and then the bot."""
    _prepare(settings)

    import uvloop

    from bot.setting_up import SettingUp

    async def run() -> tuple[str, ...]:
        it = SettingUp(settings, environ=os.environ, folder=Path.cwd())
        return await _run(it, asked, lambda: print_text(_INVITATION.format(it)))

    end(uvloop.run(run()))


_INVITATION = """\
There is no App yet that the bot could work as. Open this in your browser; it opens once:

    {0.address}

The page has GitHub make an App, writes its credentials to {0.env_file}
and starts the bot, here and without a restart. GitHub must reach the bot from outside:
have its public address at hand, which leads to {0.url}. Ctrl-C ends it."""


async def _run(
    it: "Bot | SettingUp",
    asked: Callable[[], bool],
    say: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Go on until a signal, or until the store is of no use any more; returns why.

    `asked` says whether a signal came before. `say` is called once it runs.
    """
    import asyncio
    import gc

    import structlog

    from bot.todo.job import StoreUnavailable

    gc.freeze()  # what is imported stays: looking at it again only makes answers wait

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPS:
        loop.add_signal_handler(number, stop.set)
    if asked():
        structlog.get_logger(__name__).info("stopped before the start")
        return ()
    with blaming_use():
        await it.start()
    try:
        say()
        await it.run_until(stop)
    except StoreUnavailable as error:
        return (str(error),)
    finally:
        await it.stop()
    return ()


def _prepare(settings: "Settings") -> None:
    _import_less()
    begin_logs(settings)
    _allow_many_files()


def _allow_many_files() -> None:
    """As many as the machine allows: each connection is one."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS says "unlimited" and allows less
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _import_less() -> None:
    """Spare a server 6 MB and 50 ms: what is left out, nobody would miss.

    Rich is there for coloured tracebacks only, greenlet (which other packages may have
    brought) for threads that we lack, and the compiled lists of callbacks bring the
    library of C++ along. For plugins of Pydantic all that is installed would be looked
    through, and with none of them is anything to be read here.
    """
    _import_without("structlog", "rich", "greenlet")
    os.environ.setdefault("FROZENLIST_NO_EXTENSIONS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _import_without(wanted: str, *names: str) -> None:
    unused = set(names) - sys.modules.keys()
    if wanted not in sys.modules and unused:
        # None says "not to be found", which its type does not know.
        sys.modules.update(dict.fromkeys(unused, cast("ModuleType", None)))
        import_module(wanted)
        for name in unused:
            del sys.modules[name]
