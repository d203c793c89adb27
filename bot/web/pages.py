"""The pages: what this is, whether it is well, and what its configuration may hold."""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from bot import __version__
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Identity
from bot.feature import Feature
from bot.settings import Settings
from bot.todo.job import Counts, StoreUnavailable, Todo
from bot.web import http as web
from bot.web.answers import FOR_ALL, HEADERS, json_response
from bot.web.flight import Flight
from bot.web.server import Routes

if TYPE_CHECKING:
    from jinja2 import Template

log = structlog.get_logger(__name__)

TAGLINE = "A GitHub App that runs the routine of an open source team."
LONGEST_WAIT = timedelta(minutes=5)
"""A job that has been due for longer means that nobody works, or far too slowly."""

PATIENCE = timedelta(seconds=2)
"""A visitor waits for GitHub no longer than this."""

NOT_AGAIN_FOR = timedelta(minutes=1)
"""Visitors must not make the bot ask a GitHub that does not answer, again and again."""

JOBS = Gauge("compass_todo_jobs", "Jobs on the to-do list.", ["state"])
OLDEST = Gauge(
    "compass_todo_oldest_seconds", "How long the oldest due job has been waiting."
)
_HERE = Path(__file__).parent
_UNKNOWN = float("nan")


class Pages:
    """Everything that is answered to a GET.

    `identity` asks GitHub who this App is; `now` is the time by which jobs are due.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        features: Sequence[Feature],
        todo: Todo,
        identity: Callable[[], Awaitable[Identity]],
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._features = features
        self._todo = todo
        self._identity = identity
        self._now = now
        self._not_asked_before = now()
        self._readiness = Flight(self._ask_whether_ready)
        self._counting = Flight(self._count)

    async def _count(self) -> Counts:
        return await self._todo.counts()

    @property
    def routes(self) -> Routes:
        """Path and method to the page."""
        return {
            "/": {"GET": self.landing},
            "/healthz": {"GET": self.healthz},
            "/readyz": {"GET": self.readyz},
            "/metrics": {"GET": self.metrics},
            "/schema.json": {"GET": self.schema},
        }

    async def landing(self, _request: web.BaseRequest) -> web.Response:
        """What this is and how to install it, also while GitHub does not answer."""
        style = (_HERE / "static/landing.css").read_text(encoding="utf-8")
        icon = base64.b64encode((_HERE / "static/compass.svg").read_bytes()).decode()
        text = self._template.render(
            tagline=TAGLINE,
            style=style,
            icon=f"data:image/svg+xml;base64,{icon}",
            version=__version__,
            install_url=await self._install_url(),
            commands=[usage for f in self._features for usage in f.commands],
        )
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
            " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return web.Response(
            text=text,
            headers={
                **HEADERS,
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": policy,
            },
        )

    async def healthz(self, _request: web.BaseRequest) -> web.Response:
        """The process lives."""
        return json_response(200, {"alive": True})

    async def readyz(self, _request: web.BaseRequest) -> web.Response:
        """200 when deliveries can be recorded and jobs get done, else what is wrong."""
        try:
            oldest = (await self._readiness.join()).oldest
        except StoreUnavailable as error:
            log.error("not ready", why=str(error))
            return json_response(
                503, {"ready": False, "store": "cannot be written", "jobs": "unknown"}
            )
        if oldest is not None and self._now() - oldest > LONGEST_WAIT:
            jobs = f"the oldest waits since {oldest:%Y-%m-%dT%H:%M:%SZ}"
            return json_response(503, {"ready": False, "store": "ok", "jobs": jobs})
        return json_response(200, {"ready": True, "store": "ok", "jobs": "ok"})

    async def metrics(self, _request: web.BaseRequest) -> web.Response:
        """What Prometheus reads."""
        await self._measure_jobs()
        headers = {**HEADERS, "Content-Type": CONTENT_TYPE_LATEST}
        return web.Response(body=generate_latest(), headers=headers)

    async def schema(self, _request: web.BaseRequest) -> web.Response:
        """The JSON Schema of the configuration file, also for editors in a browser."""
        return json_response(200, self._schema, FOR_ALL)

    async def _ask_whether_ready(self) -> Counts:
        await self._todo.ready()
        return await self._todo.counts()

    async def _measure_jobs(self) -> None:
        try:
            counts = await self._counting.join()
        except StoreUnavailable as error:
            log.error("jobs not counted", why=str(error))
            OLDEST.set(_UNKNOWN)
            for state in ("waiting", "running", "failed"):
                JOBS.labels(state).set(_UNKNOWN)
            return
        JOBS.labels("waiting").set(counts.waiting)
        JOBS.labels("running").set(counts.running)
        JOBS.labels("failed").set(counts.failed)
        waited = self._now() - counts.oldest if counts.oldest else timedelta()
        OLDEST.set(max(0.0, waited.total_seconds()))

    async def _install_url(self) -> str | None:
        """GitHub's page for installing the App; None while GitHub does not tell."""
        if self._now() < self._not_asked_before:
            return None
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                slug = (await self._identity()).slug
        except (Gone, Refused, RetryLater, TimeoutError) as error:
            log.warning("the App's name is unknown", why=str(error))
            self._not_asked_before = self._now() + NOT_AGAIN_FOR
            return None
        # https://docs.github.com/enterprise-server/apps: Enterprise has another path
        own_server = self._settings.api_url.endswith("/api/v3")
        folder = "github-apps" if own_server else "apps"
        return f"{self._settings.server_url}/{folder}/{slug}/installations/new"

    @cached_property
    def _template(self) -> "Template":
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )
        return environment.get_template("landing.html")

    @cached_property
    def _schema(self) -> Mapping[str, object]:
        from bot.core.configuration import json_schema

        return json_schema(dict(f.section for f in self._features if f.section))
