"""One life of the bot: a process of its own, in the company's time, that may be killed.

What `compass-bot serve` does, but for the event loop and the clock that it is given. A
pipe tells how things stand; it is asked nothing else.
"""

import asyncio
import contextlib
import gc
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bot.logs import configure_logs
from bot.process import Bot, Role
from bot.settings import load_settings
from bot.todo.job import StoreUnavailable
from tests.chaos.common_time import CommonTime
from tests.chaos.loops import MemberLoop


@dataclass(frozen=True)
class Birth:
    """What is given to a life; it dies when it has waited `lasts` times, unless it has started."""

    environ: Mapping[str, str]
    folder: Path
    roles: Sequence[Role]
    time: Path
    place: int
    lasts: int | None = None


def live(told: Connection, errors: Connection, bell: Connection, birth: Birth) -> None:
    """Run until killed."""
    os.dup2(errors.fileno(), 2)
    errors.close()
    time = CommonTime(birth.time)

    def loop() -> MemberLoop:
        return MemberLoop(time, birth.place, bell, birth.lasts)

    with asyncio.Runner(loop_factory=loop) as runner:
        loops = runner.get_loop()
        assert isinstance(loops, MemberLoop)
        runner.run(_live(told, birth, time, loops.lives_on))


async def _live(
    told: Connection, birth: Birth, time: CommonTime, started: Callable[[], None]
) -> None:
    settings = load_settings(birth.environ, directory=birth.folder)
    configure_logs(
        level=settings.log_level, form=settings.log_format, secrets=settings.secrets
    )
    gc.freeze()
    bot = Bot(settings, clock=time.now, roles=birth.roles)
    await bot.start()
    started()
    told.send(bot.url + settings.webhook_path)

    async def tell() -> None:
        while True:
            with contextlib.suppress(StoreUnavailable):
                told.send(asdict(await bot.todo.counts()))
                return
            await asyncio.sleep(1)

    telling: set[asyncio.Task[None]] = set()

    def asked() -> None:
        told.recv()
        task = asyncio.create_task(tell())
        telling.add(task)
        task.add_done_callback(telling.discard)

    asyncio.get_running_loop().add_reader(told.fileno(), asked)
    await bot.run_until(asyncio.Event())
