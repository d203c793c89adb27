"""The way to HackMD: its notes, read and made, each of them once."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import aiohttp
import structlog
from cachetools import LRUCache
from prometheus_client import Counter
from yarl import URL

from bot import __version__
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.notes_server import NOW, CreateNote, Note
from bot.hackmd.answers import Answer, Forbidden, check, limit_in
from bot.hackmd.notes import body_for, find_in, is_id, name_of, parse_note
from bot.redaction import redact

SECONDS = 10.0
"""For one request, from connecting to the last byte of the answer."""

MOST_BYTES = 2_000_000
"""Of an answer: HackMD lists all notes of an account at once, some 700 bytes each."""

LOOK_AGAIN = timedelta(minutes=1)
"""After an answer that was lost: HackMD may still be at it, and has done it by then."""

_CONNECTIONS = 4
_KEPT = 20  # notes that were read, of at most 100,000 characters each

log = structlog.get_logger(__name__)

REQUESTS = Counter(
    "compass_hackmd_requests",
    "Requests to HackMD, by what it answered (none: not in time, or cut off).",
    ["method", "status"],
)

T = TypeVar("T")


class HackMD:
    """Notes of the account whose `token` it is; a `bot.core.notes_server.NotesServer`.

    `api_url` ends with `/v1`, or with `/v1/teams/PATH` for a team's workspace; `now` is
    this machine's time, aware. HackMD's limits are its own: nothing is asked while it
    said to wait. The token goes to that address only, and into no log or error.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        now: Callable[[], datetime],
        seconds: float = SECONDS,
    ) -> None:
        self._token = token
        self._workspace = URL(f"{api_url}/notes")
        # A note is read by its id whose ever it is; not every HackMD has it by team.
        self._every = URL(f"{re.sub(r'/teams/[^/]+$', '', api_url)}/notes")
        self._now = now
        self._seconds = seconds
        self._until: datetime | None = None
        self._creating = asyncio.Lock()
        self._made: LRUCache[str, str] = LRUCache(1024)
        self._read: LRUCache[str, tuple[datetime, Note]] = LRUCache(_KEPT)
        self._session: aiohttp.ClientSession | None = None

    async def create_note(self, action: CreateNote) -> Note:
        """The note of that title, made unless it was there already."""
        body = body_for(action)
        async with self._creating:
            found = await self.find_note(action.title)
            return found or await self._create(action, body)

    async def get_note(self, note_id: str, *, lately: timedelta = NOW) -> Note:
        """The note with its content, as it is now, or was no longer ago than `lately`."""
        if not is_id(note_id):
            raise Gone(f"HackMD: {note_id!r} is no note's id")
        now, read = self._now(), self._read.get(note_id)
        if read is not None and now - read[0] < lately:
            return read[1]
        note = await self._ask("GET", self._every / note_id, parse_note)
        self._read[note_id] = now, note
        return note

    async def find_note(self, title: str) -> Note | None:
        """The note of that title without its content, or None where there is none."""
        known = self._made.get(name_of(title), "")
        find = partial(find_in, title=title, known=known)
        return await self._in_workspace("GET", find)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _create(self, action: CreateNote, body: Mapping[str, object]) -> Note:
        try:
            note = await self._in_workspace("POST", parse_note, body)
        except Forbidden:
            # It says so of what it has done, too (hackmdio/hackmd-cli#87).
            done = await self.find_note(action.title)
            if done is None:
                raise
            note = done
        except RetryLater as error:
            if error.patience:
                raise
            raise RetryLater(str(error), after=LOOK_AGAIN) from error
        # Whatever title HackMD gave it, here it is known by the one asked for.
        self._made[name_of(action.title)] = note.id
        log.info(
            action.operation,
            repository=action.repository,
            why=action.why,
            note=note.id,
        )
        return note

    async def _in_workspace(
        self,
        method: str,
        parse: Callable[[Any], T],
        body: Mapping[str, object] | None = None,
    ) -> T:
        try:
            return await self._ask(method, self._workspace, parse, body)
        except Gone as error:
            raise Refused(
                "HACKMD_API_URL: there is no such API: give https://api.hackmd.io/v1,"
                f" with /teams/PATH at its end for a team's notes. {error}"
            ) from error

    async def _ask(
        self,
        method: str,
        url: URL,
        parse: Callable[[Any], T],
        body: Mapping[str, object] | None = None,
    ) -> T:
        self._obey()
        answer = await self._exchange(method, url, body)
        if (wait := limit_in(answer, self._now())) is not None:
            self._until = self._now() + wait
            if answer.status == 429:
                self._obey()
        check(answer, self._token)
        data = answer.json()
        try:
            return parse(data)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise RetryLater(
                f"HackMD: {answer.asked}: an answer that cannot be read ({error!r})"
            ) from error

    async def _exchange(
        self, method: str, url: URL, body: Mapping[str, object] | None
    ) -> Answer:
        asked, status = f"{method} {url.raw_path}", "none"
        request = self._opened().request(method, url, json=body, allow_redirects=False)
        try:
            async with request as response:
                content = await _read(response, asked)
                status = str(response.status)
        except TimeoutError as error:
            raise RetryLater(f"HackMD: {asked}: no answer in time") from error
        except aiohttp.ClientError as error:
            why = redact(str(error), [self._token])
            raise RetryLater(f"HackMD: {asked}: {why}") from error
        finally:
            REQUESTS.labels(method, status).inc()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(asked, response.status, headers, content)

    def _obey(self) -> None:
        now = self._now()
        if self._until is not None and now < self._until:
            raise RetryLater(
                "HackMD: its limit is reached", after=self._until - now, patience=True
            )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={
                    "Authorization": f"Bearer {self._token}",
                    "Accept": "application/json",
                    "User-Agent": f"team-compass-bot/{__version__}",
                },
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def _read(response: aiohttp.ClientResponse, asked: str) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        content += chunk
        if len(content) > MOST_BYTES:
            raise Refused(
                "HACKMD_TOKEN: its account has too many notes to look through: give the"
                f" bot an account of its own. HackMD: {asked}: over {MOST_BYTES} bytes"
            )
    return bytes(content)
