"""The peers: aiohttp on uvloop, checks the HMAC, answers 202. As anybody would write it.

One remembers nothing. The other, given a file, has a line about each delivery on disk
before it answers: nothing that is lost by no power cut can be faster than that. Whatever
comes while it waits for the disk is written together, into a file that is as long from
the beginning as it ever gets: SQLite's log is like that, too. Prints its port.
"""

import asyncio
import hmac
import os
import sys

import uvloop
from aiohttp import web

LONGEST = 4 * 2**20


class Journal:
    """What was written is on disk; what comes meanwhile waits for the next turn."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(self._file, bytes(LONGEST))
        os.fsync(self._file)
        self._at = 0
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._at_work: asyncio.Task[None] | None = None

    async def write(self, line: bytes) -> None:
        """Return when the line is there for good."""
        there = asyncio.get_running_loop().create_future()
        self._waiting.append((line, there))
        if self._at_work is None:
            self._at_work = asyncio.create_task(self._write_all())
        await there

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(self._sync, b"".join(line for line, _ in batch))
            for _, there in batch:
                there.set_result(None)
        self._at_work = None

    def _sync(self, data: bytes) -> None:
        if self._at + len(data) > LONGEST:
            self._at = 0
        os.pwrite(self._file, data, self._at)
        os.fdatasync(self._file)
        self._at += len(data)


async def serve(secret: bytes, path: str | None) -> None:
    """Answer deliveries until the process is ended."""
    journal = Journal(path) if path else None

    async def accept(request: web.Request) -> web.Response:
        body = await request.read()
        signature = "sha256=" + hmac.digest(secret, body, "sha256").hex()
        given = request.headers.get("X-Hub-Signature-256", "")
        if not hmac.compare_digest(signature, given):
            return web.Response(status=401)
        if journal is not None:
            event, guid = (
                request.headers[f"X-GitHub-{name}"] for name in ("Event", "Delivery")
            )
            await journal.write(f"{event} {guid}\n".encode())
        return web.Response(status=202)

    app = web.Application(client_max_size=25 * 2**20)
    app.router.add_post("/api/github/webhooks", accept)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    secret, *paths = sys.argv[1:]
    uvloop.run(serve(secret.encode(), paths[0] if paths else None))
