"""HackMD's API as far as a bot needs it: me, and notes listed, read, made, changed.

It answers as https://api.hackmd.io/v1/docs/swagger.json has it. A note of a team's is
listed and made below `/teams/PATH`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, get_args

from aiohttp import web

from bot.playground.hackmd_notes import Role, StoredNote
from bot.playground.limits import Window
from bot.playground.requests import Request

if TYPE_CHECKING:
    from bot.playground.hackmd import PlaygroundHackMD

CALLS = 100
EVERY = timedelta(minutes=5)
CALLS_A_MONTH = 2000
MOST_CONTENT = 100_000

_FIELDS = (
    "title content tags description readPermission writePermission commentPermission"
    " permalink"
).split()
_COMMENTING = ("disabled", "forbidden", "owners", "signed_in_users", "everyone")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "readPermission": get_args(Role),
    "writePermission": get_args(Role),
    "commentPermission": _COMMENTING,
}
_NOTE = re.compile(r"(?:/teams/(?P<team>[^/]+))?/notes(?:/(?P<note>[^/]+))?")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer before it is one of HTTP's; a body of None is empty."""

    status: int
    body: Any = None


class Refusal(Exception):
    """What HackMD would not do; `body` is what it answers, a text its `error`."""

    def __init__(self, status: int, body: str | Mapping[str, object]) -> None:
        super().__init__(str(body))
        self.said = Said(status, {"error": body} if isinstance(body, str) else body)


class HackMDApi:
    """Answers the requests to one stand-in."""

    def __init__(self, hackmd: "PlaygroundHackMD") -> None:
        self._hackmd = hackmd
        self._window = Window(CALLS, hackmd.clock.now())
        self.left_this_month = CALLS_A_MONTH

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Answer one request; every one is logged, also those that are cut off."""
        hackmd = self._hackmd
        request = Request(
            method=http.method,
            path="/" + http.match_info["path"],
            query=dict(http.query),
            headers=dict(http.headers),
            raw=await http.read(),
            at=hackmd.clock.now(),
        )
        hackmd.requests.append(request)
        fault = hackmd.faults.striking(request)
        said: Said | None = None
        if fault and not fault.after_effect:
            request.hidden = fault.hide
            await fault.happen(request)
        if fault is None or fault.after_effect or not fault.answers:
            said = self._said(request)
        if fault and fault.after_effect:
            await fault.happen(request)
        if fault and fault.reset:
            if http.transport:
                http.transport.abort()
            return web.Response(status=500)
        if fault and fault.status is not None:
            said = Said(fault.status, fault.body)
        response = self._respond(said or Said(500), fault.headers if fault else {})
        request.status = response.status
        return response

    def _said(self, request: Request) -> Said:
        try:
            if request.headers.get("Authorization") != f"Bearer {self._hackmd.token}":
                raise Refusal(401, "Unauthorized")
            self._count()
            return self._answer(request)
        except Refusal as refusal:
            return refusal.said

    def _count(self) -> None:
        now = self._hackmd.clock.now().replace(microsecond=0)
        if self._window.reset <= now:
            self._window = Window(CALLS, now + EVERY)
        if self.left_this_month == 0:
            plans = f"{self._hackmd.server_url}/pricing"
            quota = {"code": "quota_exceeded", "message": "API quota exceeded"}
            links = {"upgradeUrl": plans, "helpUrl": plans}
            raise Refusal(429, {"error": {**quota, **links}})
        if self._window.remaining == 0:
            raise Refusal(429, "Too Many Requests")
        self._window.used += 1
        self.left_this_month -= 1

    def _answer(self, request: Request) -> Said:
        if (request.method, request.path) == ("GET", "/me"):
            return Said(200, self._me())
        found = _NOTE.fullmatch(request.path)
        routes: Mapping[tuple[str, bool], Callable[..., Said]] = {
            ("GET", False): self._list,
            ("POST", False): self._create,
            ("GET", True): self._get,
            ("PATCH", True): self._update,
        }
        route = found and routes.get((request.method, bool(found["note"])))
        if found is None or route is None:
            self._hackmd.unknown.append(f"{request.method} {request.path}")
            raise Refusal(404, "Not Found")
        team = found["team"]
        if team is not None and team not in self._hackmd.teams:
            raise Refusal(404, "Team not found")
        return route(request, team, found["note"])

    def _list(self, request: Request, team: str | None, _name: str) -> Said:
        notes = [note for note in self._hackmd.notes if note.team == team]
        del notes[len(notes) - request.hidden :]  # which a stale replica lacks
        return Said(200, [self._shape(note) for note in reversed(notes)])

    def _get(self, _request: Request, team: str | None, name: str) -> Said:
        note = self._find(team, name)
        return Said(200, {**self._shape(note), "content": note.content})

    def _create(self, request: Request, team: str | None, _name: str) -> Said:
        body = self._body(request)
        content, title = body.get("content", ""), body.get("title")
        note = self._hackmd.notes.create(content, title=title, team=team)
        self._set(note, body)
        return Said(201, {**self._shape(note), "content": note.content})

    def _update(self, request: Request, team: str | None, name: str) -> Said:
        note, body = self._find(team, name), self._body(request)
        self._hackmd.notes.write(note, body.get("content"), title=body.get("title"))
        self._set(note, body)
        return Said(202)

    def _find(self, team: str | None, name: str) -> StoredNote:
        """Below a team only its own notes; else everything that the account reads."""
        try:
            note = self._hackmd.notes.find(name)
        except KeyError:
            raise Refusal(404, "Note not found") from None
        if team not in (None, note.team):
            raise Refusal(404, "Note not found")
        return note

    def _body(self, request: Request) -> dict[str, Any]:
        try:
            body = json.loads(request.raw or b"{}")
        except ValueError:
            raise Refusal(400, "Bad Request") from None
        if not isinstance(body, dict):
            raise Refusal(400, "Bad Request")
        request.body = body
        place = f"{request.method} {request.path}"
        self._hackmd.unknown += [f"{place} {name}" for name in body.keys() - {*_FIELDS}]
        wrong = {
            f"body.{name}": {"message": "invalid value", "value": body[name]}
            for name, allowed in _CHOICES.items()
            if name in body and body[name] not in allowed
        }
        if wrong:
            raise Refusal(422, {"message": "Validation Failed", "details": wrong})
        if len(body.get("content", "")) > MOST_CONTENT:
            raise Refusal(400, "The content is too long")
        return body

    @staticmethod
    def _set(note: StoredNote, body: Mapping[str, Any]) -> None:
        note.read_permission = body.get("readPermission", note.read_permission)
        note.write_permission = body.get("writePermission", note.write_permission)
        note.permalink = body.get("permalink", note.permalink)
        note.description = body.get("description", note.description)
        note.tags = body.get("tags", note.tags)

    def _shape(self, note: StoredNote) -> dict[str, Any]:
        hackmd = self._hackmd
        path = note.team or hackmd.user_path
        public = f"{hackmd.server_url}/@{path}/{note.permalink or note.short_id}"
        return {
            "id": note.id,
            "title": note.title,
            "tags": note.tags,
            "description": note.description,
            "createdAt": _milliseconds(note.created_at),
            "lastChangedAt": _milliseconds(note.changed_at),
            "titleUpdatedAt": note.titled_at and _milliseconds(note.titled_at),
            "tagsUpdatedAt": None,
            "publishType": "view",
            "publishedAt": None,
            "permalink": note.permalink,
            "publishLink": public,
            "shortId": note.short_id,
            "lastChangeUser": None,
            "userPath": None if note.team else hackmd.user_path,
            "teamPath": note.team,
            "readPermission": note.read_permission,
            "writePermission": note.write_permission,
            "folderPaths": [],
        }

    def _me(self) -> dict[str, Any]:
        hackmd = self._hackmd
        return {
            "id": "a0c437f9-0d79-4206-8267-8e13846aa3d1",
            "name": hackmd.user_path,
            "email": None,
            "userPath": hackmd.user_path,
            "photo": f"{hackmd.server_url}/static/compass.svg",
            "upgraded": False,
            "teams": [
                {
                    "id": f"team-{path}",
                    "ownerId": "a0c437f9-0d79-4206-8267-8e13846aa3d1",
                    "name": path,
                    "logo": f"{hackmd.server_url}/static/compass.svg",
                    "path": path,
                    "description": None,
                    "visibility": "public",
                    "upgraded": False,
                    "createdAt": 1612137600000,
                }
                for path in hackmd.teams
            ],
        }

    def _respond(self, said: Said, more: Mapping[str, str]) -> web.Response:
        window, body = self._window, said.body
        headers = {
            "Date": format_datetime(self._hackmd.clock.now(), usegmt=True),
            "Content-Type": "application/json; charset=utf-8",
            "X-RateLimit-UserLimit": str(window.limit),
            "X-RateLimit-UserRemaining": str(window.remaining),
            "X-RateLimit-UserReset": str(int(window.reset.timestamp())),
            **more,
        }
        if body is not None and not isinstance(body, bytes | str):
            body = json.dumps(body)
        raw = body.encode() if isinstance(body, str) else body
        return web.Response(status=said.status, body=raw, headers=headers)


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)
