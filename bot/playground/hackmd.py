"""A stand-in HackMD: its API for programs, and each note as a page for people."""

from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.clock import Clock
from bot.playground.faults import Faults
from bot.playground.hackmd_api import HackMDApi
from bot.playground.hackmd_notes import Notes
from bot.playground.hackmd_pages import HackMDPages
from bot.playground.requests import RequestLog

TOKEN = "PLAYGROUNDTOKENOFHACKMD"  # noqa: S105 - it opens nothing but this stand-in


class PlaygroundHackMD:
    """HackMD on 127.0.0.1, for as long as the `async with` lasts.

    - `notes`: all there are, to be looked at and written in as people do;
    - `teams`: the paths of the workspaces that the account of `token` belongs to;
    - `titles_in_content`: it gives no note another title than the note itself says;
    - `faults`: what goes wrong; their paths begin after `/v1`;
    - `unknown`: what was asked that this HackMD does not know, as at `Playground`.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        port: int = 0,
        token: str = TOKEN,
        teams: tuple[str, ...] = (),
        titles_in_content: bool = False,
    ) -> None:
        self.clock = clock
        self.token = token
        self.teams = teams
        self.user_path = "team-compass"
        self.notes = Notes(clock, titles_in_content=titles_in_content)
        self.faults = Faults()
        self.requests = RequestLog()
        self.unknown: list[str] = []
        self.server_url = ""
        self.api = HackMDApi(self)
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The base of the API."""
        return f"{self.server_url}/v1"

    async def __aenter__(self) -> Self:
        server = web.Application(client_max_size=2**23)
        server.router.add_route("*", "/v1/{path:.*}", self.api.handle)
        HackMDPages(self).attach(server)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.server_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner:
            await self._runner.cleanup()
