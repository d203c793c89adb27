"""One life of the bot: a process of its own, in hasty time, that may be killed.

What `compass-bot serve` does, but for the event loop and the clock that it is given. A
pipe tells how things stand; it is asked nothing else.
"""

import asyncio
import contextlib
import gc
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path

from bot.logs import configure_logs
from bot.process import Bot, Role
from bot.settings import load_settings
from bot.todo.job import StoreUnavailable
from tests.chaos.hasty import HastyLoop, SharedTime

COUNT, WAKE = "how much is there to do?", "it is later than you think"


def live(
    told: Connection,
    errors: Connection,
    environ: Mapping[str, str],
    folder: Path,
    time: Path,
    roles: Iterable[Role],
) -> None:
    """Run until killed."""
    os.dup2(errors.fileno(), 2)
    errors.close()
    shared = SharedTime(time)
    with asyncio.Runner(loop_factory=lambda: HastyLoop(shared)) as runner:
        runner.run(_live(told, environ, folder, shared, roles))


async def _live(
    told: Connection,
    environ: Mapping[str, str],
    folder: Path,
    time: SharedTime,
    roles: Iterable[Role],
) -> None:
    settings = load_settings(environ, directory=folder)
    configure_logs(
        level=settings.log_level, form=settings.log_format, secrets=settings.secrets
    )
    gc.freeze()
    bot = Bot(settings, clock=time.now, roles=roles)
    await bot.start()
    told.send(bot.url + settings.webhook_path)

    async def tell() -> None:
        while True:
            with contextlib.suppress(StoreUnavailable):
                told.send(asdict(await bot.todo.counts()))
                return
            await asyncio.sleep(1)

    telling: set[asyncio.Task[None]] = set()

    def asked() -> None:
        if told.recv() == WAKE:
            return  # and has seen by that what time it is
        task = asyncio.create_task(tell())
        telling.add(task)
        task.add_done_callback(telling.discard)

    asyncio.get_running_loop().add_reader(told.fileno(), asked)
    await bot.run_until(asyncio.Event())
