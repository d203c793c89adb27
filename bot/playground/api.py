"""The way of a request: fault, caller, limit, route, effect, answer."""

import asyncio
import hashlib
import json
import re
import uuid
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.auth import NOBODY, Caller
from bot.playground.faults import Fault
from bot.playground.limits import RateLimits
from bot.playground.pulls import NotPossibleError
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from bot.playground.rest.refusals import impossible
from bot.playground.rest.routing import Call, Route

if TYPE_CHECKING:
    from bot.playground.playground import Playground

API_VERSIONS = ("2022-11-28", "2026-03-10")
_JSON = "application/json; charset=utf-8"


class Api:
    """Answers REST and GraphQL requests for one playground."""

    def __init__(self, github: "Playground", routes: list[Route]) -> None:
        self._github = github
        self._routes = routes

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Answer one request; every one is logged, also those that are cut off."""
        github, path = self._github, self._github.path_of(http.rel_url.raw_path)
        seconds = asyncio.get_running_loop().time
        request = Request(
            method=http.method,
            path=path,
            query=dict(http.query),
            headers=dict(http.headers),
            raw=await http.read(),
            at=github.clock.now(),
            came=seconds(),
            resource=_resource(path),
        )
        request.body = _json(request.raw)
        github.requests.append(request)
        try:
            return await self._answered(http, request)
        finally:
            request.left, request.left_at = seconds(), github.clock.now()
            request.abandoned = http.transport is None or http.transport.is_closing()

    async def _answered(
        self, http: web.Request, request: Request
    ) -> web.StreamResponse:
        github = self._github
        fault = github.faults.striking(request)
        if fault:
            request.hidden = fault.hide
            if not fault.after_effect:
                await fault.happen(request)
        caller, reply = self._identify(request)
        if reply is None:
            if not fault or not fault.answers or fault.after_effect:
                reply = self._effect(request, caller)
            else:
                reply = Reply()
        if fault and fault.after_effect:
            await fault.happen(request)
        if fault and fault.reset:
            if http.transport:
                http.transport.abort()
            return web.Response(status=500)
        response = self._respond(request, caller, reply)
        if fault and fault.status is not None:
            response = _faulty(fault, response)
        request.status = response.status
        request.told, request.limited = _about_limits(response), _is_limit(response)
        return response

    def _identify(self, request: Request) -> tuple[Caller, Reply | None]:
        """Who asks, and the refusal if that is not acceptable."""
        try:
            caller = self._github.gate.caller(request.headers.get("Authorization", ""))
        except RefusalError as refusal:
            return NOBODY, refusal.reply
        request.authorization, request.who = caller.kind, caller.name
        return caller, None

    def _effect(self, request: Request, caller: Caller) -> Reply:
        try:
            self._check_headers(request)
            self._check_limit(caller, _resource(request.path))
            return self._answer(request, caller)
        except RefusalError as refusal:
            return refusal.reply
        except NotPossibleError as error:
            return impossible(error).reply

    def _answer(self, request: Request, caller: Caller) -> Reply:
        if request.body is None:
            raise RefusalError(400, "Problems parsing JSON")
        path = self._by_name(request.path)
        for route in self._routes:
            if (params := route.match(request.method, path)) is None:
                continue
            self._note_unknown(request, route)
            call = Call(self._github, request, caller, params)
            if "repo" in params:
                call.repository = self._repository(call, route)
            self._check_needs(call, route)
            return route.handler(call)
        self._github.unknown.append(f"{request.method} {request.path}")
        raise not_found()

    def _repository(self, call: Call, route: Route) -> Repository:
        params, token = call.params, call.caller.token
        wanted = f"{params['owner']}/{params['repo']}"
        try:
            found = self._github.world.repository(wanted)
        except KeyError:
            raise not_found() from None
        covered = token is not None and token.covers(found)
        if found.private and not covered and call.caller.kind != "app":
            raise not_found()
        if found.full_name.lower() != wanted.lower():
            rest = re.sub(r"^/repos/[^/]+/[^/]+", "", call.request.path)
            raise call.moved(f"/repositories/{found.id}{rest}")
        if ":" in route.needs:
            need = self._need(call, route, found)
            if token and covered:
                call.request.needed.add(need)
                if not token.allows(need):
                    raise RefusalError(403, "Resource not accessible by integration")
            if not covered and not need.endswith(":read"):
                if token:
                    raise RefusalError(403, "Resource not accessible by integration")
                raise RefusalError(401, "Requires authentication")
        return found

    def _need(self, call: Call, route: Route, repository: Repository) -> str:
        """What the route needs there.

        Of one of the two rights that GitHub names for writing to a thread, only that for
        its kind of thread helps.
        """
        if route.needs != "issues:write":
            return route.needs
        try:
            if "id" in call.params:
                thread = self._github.world.comment(int(call.params["id"])).issue
            else:
                thread = repository.issue(int(call.params.get("number", 0)))
        except KeyError:
            return route.needs
        return "pull_requests:write" if thread.is_pull_request else route.needs

    @staticmethod
    def _check_needs(call: Call, route: Route) -> None:
        kind = call.caller.kind
        if route.needs == "app" and kind != "app":
            raise RefusalError(401, "A JSON web token could not be decoded")
        if route.needs == "installation" and kind != "installation":
            raise RefusalError(
                403,
                "You must authenticate with an installation access"
                " token in order to list repositories for an installation.",
            )
        if ":" in route.needs and kind == "app":
            raise RefusalError(401, "Requires authentication")

    def _by_name(self, path: str) -> str:
        """`/repositories/ID/…` is the same as `/repos/OWNER/NAME/…`."""
        found = re.match(r"^/repositories/(\d+)(?=/|$)", path)
        if not found:
            return path
        repository = self._github.world.repositories.get(int(found[1]))
        if repository is None:
            raise not_found()
        return f"/repos/{repository.full_name}{path[found.end() :]}"

    @staticmethod
    def _check_headers(request: Request) -> None:
        if not request.headers.get("User-Agent"):
            raise RefusalError(
                403,
                "Request forbidden by administrative rules. Please make sure your"
                " request has a User-Agent header.",
            )
        version = request.headers.get("X-GitHub-Api-Version", API_VERSIONS[0])
        if version not in API_VERSIONS:
            raise RefusalError(400, f"Version {version} is not a supported API version")

    def _check_limit(self, caller: Caller, resource: str) -> None:
        if resource == "graphql":
            return  # it says so itself, with status 200
        window = self._github.limits.window(caller.name, resource)
        if window.remaining == 0:
            raise RefusalError(403, f"API rate limit exceeded for {caller.name}.")

    def _note_unknown(self, request: Request, route: Route) -> None:
        line = f"{request.method} {request.path}"
        strange = set(request.query) - route.query
        self._github.unknown.extend(f"{line} ?{name}" for name in sorted(strange))
        if isinstance(request.body, dict):
            strange = {
                name
                for name, value in request.body.items()
                if name not in route.body and value not in (None, [])
            }
            self._github.unknown.extend(f"{line} {name}" for name in sorted(strange))
        elif not (route.bare and isinstance(request.body, list)):
            raise RefusalError(400, "Body should be a JSON object")

    def _respond(self, request: Request, caller: Caller, reply: Reply) -> web.Response:
        github, body, status = self._github, b"", reply.status
        headers = {
            "Date": format_datetime(github.world.now(), usegmt=True),
            "Server": "github.com",
            "X-GitHub-Request-Id": str(uuid.uuid4()).upper(),
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Api-Version-Selected": request.headers.get(
                "X-GitHub-Api-Version", API_VERSIONS[0]
            ),
            "Vary": "Accept, Authorization, Cookie, X-GitHub-OTP",
            **reply.headers,
        }
        if isinstance(reply.body, bytes):
            body = reply.body
        elif reply.body is not None:
            body = json.dumps(reply.body, ensure_ascii=False).encode()
            headers["Content-Type"] = _JSON
        if request.method == "GET" and status == 200:
            seed = request.headers.get("Accept", "").encode() + b"\0" + body
            headers["ETag"] = f'W/"{hashlib.sha256(seed).hexdigest()}"'
            headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
            if request.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
                headers.pop("Content-Type", None)
        resource = _resource(request.path)
        window = github.limits.window(caller.name, resource)
        if status != 304 and request.path != "/rate_limit":
            window.used += reply.cost
        headers |= RateLimits.headers(window, resource)
        return web.Response(status=status, body=body or None, headers=headers)


def _faulty(fault: Fault, response: web.Response) -> web.Response:
    headers = {
        name: value
        for name, value in response.headers.items()
        if name.startswith("X-") or name == "Date"
    }
    body = fault.body
    if not isinstance(body, bytes | str):
        body = json.dumps(body if body is not None else {"message": "Server Error"})
        headers["Content-Type"] = _JSON
    raw = body.encode() if isinstance(body, str) else body
    return web.Response(
        status=fault.status or 500, body=raw, headers={**headers, **fault.headers}
    )


def _about_limits(response: web.Response) -> dict[str, str]:
    names = {name: name.lower() for name in response.headers}
    return {
        lower: response.headers[name]
        for name, lower in names.items()
        if lower == "retry-after" or lower.startswith("x-ratelimit-")
    }


def _is_limit(response: web.Response) -> bool:
    body = response.body if isinstance(response.body, bytes) else b""
    if response.status == 403:
        return b"rate limit" in body.lower()
    return response.status == 429 or b'"type": "RATE_LIMITED"' in body


def _json(raw: bytes) -> Any:
    """The body, `{}` for none, None where it is not JSON."""
    try:
        return json.loads(raw) if raw.strip() else {}
    except ValueError:
        return None


def _resource(path: str) -> str:
    if path == "/graphql":
        return "graphql"
    return "search" if path.startswith("/search/") else "core"
