"""The lives of a bot, one after the other, as whoever kills them sees them."""

import asyncio
import json
import multiprocessing
import os
from collections.abc import Iterable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.process import ROLES, Role
from bot.todo.job import Counts
from tests import forked
from tests.chaos.company import Company
from tests.chaos.life import Birth, live


class Life:
    """A process; `address` is where deliveries go once it accepts them."""

    def __init__(
        self,
        environ: Mapping[str, str],
        folder: Path,
        company: Company,
        roles: Iterable[Role] = ROLES,
        *,
        lasts: int | None = None,
    ) -> None:
        self.log: list[dict[str, Any]] = []
        self.address = ""
        self.dead = asyncio.Event()
        self._company = company
        self._place, bell = company.welcome()
        self._pipe, theirs = multiprocessing.Pipe()
        reader, writer = forked.pipe()
        birth = Birth(
            dict(environ), folder, tuple(roles), company.time.file, self._place, lasts
        )
        self._process = forked.fork(live, theirs, writer, bell, birth)
        company.know(self._place, self._process.pid or 0)
        for end in (theirs, writer, bell):
            end.close()
        self._answers: asyncio.Queue[Any] = asyncio.Queue()
        self._log_read = asyncio.create_task(self._read(reader))
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), self._hear)

    async def started(self) -> bool:
        """Whether it lives to accept deliveries."""
        answer = await self._answers.get()
        self.address = answer or ""
        return answer is not None

    async def counts(self) -> Counts | None:
        """How much it has to do; None once it is dead."""
        try:
            self._pipe.send(None)
        except OSError:
            return None
        answer = await self._answers.get()
        if answer is None:
            self._answers.put_nowait(None)
        return answer and Counts(**answer)

    async def kill(self) -> None:
        """As the power cut does it; returns once it is dead."""
        self._process.kill()
        await self.dead.wait()
        await self._log_read
        self._process.join()
        self._process.close()

    def _hear(self) -> None:
        try:
            self._answers.put_nowait(self._pipe.recv())
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(self._pipe.fileno())
            self._pipe.close()
            self._company.miss(self._place)
            self._answers.put_nowait(None)
            self.dead.set()

    async def _read(self, pipe: Connection) -> None:
        """Read the log until the process has ended."""
        loop, lines = asyncio.get_running_loop(), asyncio.StreamReader(limit=2**20)
        with os.fdopen(os.dup(pipe.fileno()), "rb", buffering=0) as file:
            pipe.close()
            transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(lines), file
            )
            while line := await lines.readline():
                if line.endswith(b"\n"):  # else it died while it wrote
                    self.log.append(_entry(line))
            transport.close()


def _entry(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {"level": "error", "event": line.decode("utf-8", "replace")}
    return found if isinstance(found, dict) else {"level": "error", "event": found}
