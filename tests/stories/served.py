"""`compass-bot serve` as a process of its own, that may be killed at any instant."""

import asyncio
import json
import os
import re
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aiohttp

from tests import forked

PATIENCE = 30


class Served:
    """One process after the other; each one's log is read to its end."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self._environ = {**environ, "LOG_LEVEL": "info", "LOG_FORMAT": "json"}
        self._folder = folder
        self._process: Any = None
        self._session: aiohttp.ClientSession | None = None
        self._end: asyncio.Future[Any] | None = None
        self._started = asyncio.Event()
        self._swept = asyncio.Event()
        self.address = ""
        self.deaths = 0
        self.log: list[dict[str, Any]] = []

    @property
    def alive(self) -> bool:
        return self._end is not None and not self._end.done()

    async def start(self) -> str:
        """Start; the address for deliveries, once it accepts them."""
        reader, writer = forked.pipe()
        self._started.clear()
        self._swept.clear()
        self._process = forked.start(
            ["serve"], errors=writer, environ=self._environ, folder=self._folder
        )
        self._end = asyncio.gather(
            self._read(reader), asyncio.to_thread(self._process.join)
        )
        async with asyncio.timeout(PATIENCE):
            await self._started.wait()
        return self.address

    async def settle(self) -> None:
        """Until it has swept and has nothing to do, or has died."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        async with asyncio.timeout(PATIENCE):
            await self._swept.wait()
            try:
                while await self._jobs():
                    pass
            except aiohttp.ClientError:
                await self._ended()

    async def kill(self) -> None:
        """As the power cut does it; returns once it is dead."""
        self.deaths += 1
        self._process.kill()
        await self._ended()

    async def close(self) -> None:
        if self.alive:
            await self.kill()
        if self._session:
            await self._session.close()

    async def _ended(self) -> None:
        assert self._end
        await asyncio.shield(self._end)

    async def _jobs(self) -> float:
        assert self._session
        async with self._session.get(f"{self.address}/metrics") as response:
            told = await response.text()
        numbers = re.findall(
            r'^compass_todo_jobs\{state="(?:waiting|running)"\} (\S+)',
            told,
            re.MULTILINE,
        )
        return sum(map(float, numbers))

    async def _read(self, pipe: Connection) -> None:
        """Read the log until the process has ended."""
        loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()
        with os.fdopen(os.dup(pipe.fileno()), "rb", buffering=0) as file:
            pipe.close()
            transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(lines), file
            )
            while line := await lines.readline():
                entry = json.loads(line)
                self.log.append(entry)
                if entry["event"] == "started":
                    self.address = entry["url"]
                    self._started.set()
                elif entry["event"] in ("swept", "not swept"):
                    self._swept.set()
                elif entry.get("job") == "sweep *" and entry["event"] != "done":
                    self._swept.set()  # GitHub did not even tell of installations
            transport.close()
        self._started.set()
        self._swept.set()
