"""A canary in every secret, servers that repeat what they are told, and who finds one.

What is searched is taken apart here in its own way: nothing is asked of the code that is
to keep the secrets.
"""

import asyncio
import base64
import html
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import unquote_to_bytes

import aiohttp
from aiohttp import web

from tests import forked

PATIENCE = 60
WINDOW = 12
"""So many characters of a secret in a row are one too many."""

SECRETS = {
    "WEBHOOK_SECRET": "Wren&webhook\"Nw'%<7fQ2xR9>/+tail Robin-webhook-0ld-5kZ8mW3pQ1",
    "HACKMD_TOKEN": "Heron.HackMD~t0ken+9wX4/bT7=cK2",
    "ADMIN_TOKEN": "Alb4tross\"admin'<&>%/+\\d5Gh8jK1",
}
PASSWORD = "Du(k%40Pa%2Fssw%C3%B6rd+6yN3vB8s"
DATABASE = f"postgresql://compass:{PASSWORD}@127.0.0.1:1/bot?connect_timeout=1"


class Search:
    """Finds secrets in whatever was put out, however it was written."""

    def __init__(self, secrets: Mapping[str, str | bytes]) -> None:
        self._windows: dict[bytes, str] = {}
        for name, secret in secrets.items():
            data = secret.encode() if isinstance(secret, str) else secret
            for one in re.split(rb"\s+|-----[A-Z ]+-----", data):
                for at in range(max(len(one) - WINDOW + 1, 0)):
                    self._windows[one[at : at + WINDOW]] = name

    def found(self, data: bytes) -> dict[str, bytes]:
        """The secrets that are in there, by their names, and what stands around each."""
        return {
            name: view[max(at - 200, 0) : at + 30]
            for view in set(_views(data))
            for at in range(len(view) - WINDOW + 1)
            if (name := self._windows.get(view[at : at + WINDOW]))
        }


def _views(data: bytes, *, deep: bool = True) -> Iterator[bytes]:
    """The text, and what it means to those who read it as something else."""
    yield data
    yield unquote_to_bytes(data.replace(b"+", b" "))
    yield unquote_to_bytes(data)
    text = data.decode("utf-8", "replace")
    yield html.unescape(text).encode("utf-8", "replace")
    for _ in range(2):  # text in JSON in JSON
        text = _unescaped(text)
        yield text.encode("utf-8", "surrogateescape")
    # `b'\xc3\xb6'`, whose escapes are bytes
    yield re.sub(
        rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), data
    ).replace(b"\\'", b"'")
    if deep:
        for run in re.findall(rb"[\w+/-]{8,}", data):
            plain = run.replace(b"-", b"+").replace(b"_", b"/")
            for start in range(4):
                part = plain[start:]
                with suppress(ValueError):
                    yield base64.b64decode(part[: len(part) // 4 * 4])
            with suppress(ValueError):
                yield bytes.fromhex(run.decode())


def _unescaped(text: str) -> str:
    names = {"n": "\n", "r": "\r", "t": "\t"}

    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else names.get(found[3], found[3])

    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-f]{2})|(.))", plain, text)


@dataclass
class Parrot:
    """Stands before a server and now and then repeats what the caller must not say.

    `tokens` are all that it has heard. With `bad` it repeats them in every second answer,
    each time in another way.
    """

    upstream: str
    bad: bool = False
    tokens: set[str] = field(default_factory=set)
    said: int = 0
    url: str = ""

    async def __aenter__(self) -> "Parrot":
        self._turn = count()
        self._session = aiohttp.ClientSession(auto_decompress=False)
        server = web.Application(client_max_size=2**24)
        server.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        header = request.headers.get("Authorization", "")
        token = header.partition(" ")[2]
        self.tokens.add(token)
        if self.bad and next(self._turn) % 2:
            self.said += 1
            return _repeated(header, token, self.said)
        async with self._session.request(
            request.method,
            f"{self.upstream}{request.rel_url}",
            headers={k: v for k, v in request.headers.items() if k != "Host"},
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            kept = ("Content-Type", "ETag", "Date", "Link", "X-RateLimit-Remaining")
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                headers={
                    name: answer.headers[name]
                    for name in kept
                    if name in answer.headers
                },
            )


def _repeated(header: str, token: str, turn: int) -> web.Response:
    """An answer that quotes what came with the request."""
    quoted = base64.b64encode(f"it was {header}".encode()).decode()
    ways: tuple[Callable[[], web.Response], ...] = (
        lambda: _json(403, {"message": f"Resource not accessible: {header}"}),
        lambda: _json(
            422, {"message": "No", "errors": [{"code": token, "field": token}]}
        ),
        lambda: _json(404, {"message": f"no {token[:60]}", token: header}),
        lambda: web.Response(status=500, text=f"<html>{header}</html>"),
        lambda: _json(200, {token: [header]}),
        lambda: _json(200, {"errors": [{"type": "FORBIDDEN", "message": header}]}),
        lambda: web.Response(status=200, text=header, content_type="application/json"),
        lambda: web.Response(status=301, headers={"Location": f"/{token}?t={token}"}),
        lambda: web.Response(
            status=307,
            headers={"Location": f"https://x:{token}@bad.example.org/{token}"},
        ),
        lambda: _json(
            403,
            {"message": f"you sent {quoted}"},
            {"X-Accepted-GitHub-Permissions": token, "X-GitHub-Request-Id": token},
        ),
        lambda: _json(401, {"message": f"Bad credentials: {header}"}),
        lambda: _json(409, {"message": f"could not create file: {header}"}),
        lambda: _json(410, {"message": token}, {"Set-Cookie": f"a={token}"}),
    )
    return ways[turn % len(ways)]()


def _json(
    status: int, value: object, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.json_response(value, status=status, headers=headers)


@dataclass
class Command:
    """`compass-bot …` in a process of its own; `out` is all that it has put out."""

    words: tuple[str, ...]
    environ: Mapping[str, str]
    folder: Path
    out: bytearray = field(default_factory=bytearray)
    code: int | None = None

    async def start(self) -> None:
        readers, writers = zip(forked.pipe(), forked.pipe(), strict=True)
        self._process = forked.start(
            self.words,
            out=writers[0],
            errors=writers[1],
            environ=self.environ,
            folder=self.folder,
        )
        self._reading = asyncio.gather(*(self._read(reader) for reader in readers))

    async def _read(self, pipe: forked.Connection) -> None:
        loop, stream = asyncio.get_running_loop(), asyncio.StreamReader()
        with os.fdopen(os.dup(pipe.fileno()), "rb", buffering=0) as file:
            pipe.close()
            transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(stream), file
            )
            while part := await stream.read(65_536):
                self.out += part
            transport.close()

    async def until(self, sign: str) -> re.Match[bytes]:
        """The first time that it puts this out (a regular expression)."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := re.search(sign.encode(), self.out)):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"no {sign} in {self.out.decode()}") from None
        return found

    def stop(self) -> None:
        self._process.terminate()

    async def end(self) -> "Command":
        """Once it has ended."""
        async with asyncio.timeout(PATIENCE):
            await self._reading
            await asyncio.to_thread(self._process.join)
        self.code = self._process.exitcode
        return self

    async def run(self) -> "Command":
        await self.start()
        return await self.end()


def files_below(folder: Path) -> Iterable[bytes]:
    """What is on disk."""
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
