"""`POST WEBHOOK_PATH`: verify, see what the delivery wakes, record that, answer 202.

The checks, cheapest first: form of the headers (400), content type (415), size as
announced (413), form of the signature (401), size as read (413), the signature (401), a
JSON object (400). Only what GitHub signed is parsed, and nothing of it is kept but the
keys it wakes.
"""

import asyncio
import hmac
import re
from collections.abc import Sequence
from datetime import timedelta

import structlog
from prometheus_client import Counter

from bot.core.delivery import Delivery
from bot.feature import Feature
from bot.todo.job import StoreUnavailable, Todo
from bot.web import http as web
from bot.web.answers import HEADERS, error_response
from bot.web.heard import LastDeliveries
from bot.web.http import RequestPayloadError
from bot.web.payload import PayloadError, parse_payload
from bot.web.server import MOST_BYTES, TOO_LARGE
from bot.web.wakes import Wakes

log = structlog.get_logger(__name__)

BODY_WITHIN = timedelta(seconds=10)
"""GitHub waits no longer for the whole answer, so nobody waits for the rest of a body.
(aiohttp's parser never tells a reader that chunks broke: without an end to the wait
that request would hang as long as its connection.)"""

RETRY_AFTER = "60"

DELIVERIES = Counter(
    "compass_deliveries",
    "Deliveries by GitHub's event and what became of them.",
    ["event", "outcome"],
)

_EVENT = re.compile(r"[a-z][a-z0-9_]{0,63}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SIGNATURE_LENGTH = len("sha256=") + 64
_JSON = "application/json"


class Refusal(Exception):
    """Why a request is no delivery: an HTTP status and a text of ours."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class Webhook:
    """Answers GitHub's deliveries to an App; `heard` remembers what asks for something."""

    def __init__(
        self,
        *,
        secrets: Sequence[str],
        features: Sequence[Feature],
        todo: Todo,
        heard: LastDeliveries | None = None,
        body_within: timedelta = BODY_WITHIN,
    ) -> None:
        if not all(secrets) or not secrets:
            raise ValueError("a webhook secret is needed, and none may be empty")
        # as os.environ had it: its bytes need not be text
        self._secrets = tuple(s.encode(errors="surrogateescape") for s in secrets)
        self._wakes = Wakes(features)
        self._todo = todo
        self._heard = heard
        self._body_within = body_within.total_seconds()
        self._counters: dict[tuple[str, str], Counter] = {}
        self._log = log.bind()  # once: what is not logged should cost nothing

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one delivery: never 500, whatever comes."""
        event = request.headers.get("X-GitHub-Event", "")
        try:
            outcome = await self._accept(event, request)
        except Refusal as refusal:
            self._count(event, f"refused_{refusal.status}")
            log.info("delivery refused", status=refusal.status, error=refusal.error)
            return error_response(refusal.status, refusal.error)
        except ConnectionError:
            raise  # the sender has gone
        except Exception as error:
            self._count(event, "not_recorded")
            if isinstance(error, StoreUnavailable):
                log.error("delivery not recorded", error=str(error))
            else:  # a mistake of ours: GitHub keeps the delivery, so it is not lost
                log.exception("delivery not recorded")
            return error_response(
                503, "this cannot be recorded just now", {"Retry-After": RETRY_AFTER}
            )
        self._count(event, outcome)
        # without a body, and so without what guards one: both have their price
        return web.Response(status=202, headers=_SERVER)

    async def _accept(self, event: str, request: web.BaseRequest) -> str:
        headers = request.headers
        guid = headers.get("X-GitHub-Delivery", "")
        if event not in self._wakes.events and not _EVENT.fullmatch(event):
            raise Refusal(400, "the header X-GitHub-Event is missing or malformed")
        if not _GUID.fullmatch(guid):
            raise Refusal(400, "the header X-GitHub-Delivery is missing or no GUID")
        media_type = headers.get("Content-Type", "")
        if media_type != _JSON and _essence(media_type) != _JSON:
            raise Refusal(415, "the content type must be application/json")
        if (request.content_length or 0) > MOST_BYTES:
            raise Refusal(413, TOO_LARGE)
        signature = headers.get("X-Hub-Signature-256", "")
        if len(signature) != _SIGNATURE_LENGTH or not signature.startswith("sha256="):
            raise Refusal(401, "the header X-Hub-Signature-256 is missing or malformed")
        body = await self._read(request)
        if not self._signed(body, signature):
            raise Refusal(401, "the signature does not fit: is it the same secret?")
        try:
            facts = parse_payload(body)
        except PayloadError:
            raise Refusal(400, "the body is not a JSON object") from None
        delivery = Delivery(guid, event, facts)
        wanted = self._wakes.of(delivery)
        if not wanted:
            return "nothing"
        if self._heard is None:
            await self._todo.add(wanted)
        else:
            with self._heard.noting(delivery, wanted):
                await self._todo.add(wanted)
        self._log.debug(
            "delivery recorded", delivery=guid, what=event, wakes=len(wanted)
        )
        return "recorded"

    async def _read(self, request: web.BaseRequest) -> bytes:
        """The whole body; what it says of its own length is not believed."""
        if request.content.is_eof():
            # It came with the headers, as most do: no clock is needed, nor the eighth
            # of a delivery's time that one costs. So much at once is never too large.
            return request.content.read_nowait()
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._body_within):
                while chunk := await request.content.readany():
                    size += len(chunk)
                    if size > MOST_BYTES:
                        raise Refusal(413, TOO_LARGE)
                    chunks.append(chunk)
        except (TimeoutError, RequestPayloadError):
            raise Refusal(400, "the body did not come whole") from None
        return b"".join(chunks)

    def _signed(self, body: bytes, signature: str) -> bool:
        given = signature[len("sha256=") :].lower().encode(errors="surrogateescape")
        for secret in self._secrets:
            digest = hmac.digest(secret, body, "sha256").hex().encode()
            if hmac.compare_digest(digest, given):
                return True
        return False

    def _count(self, event: str, outcome: str) -> None:
        labels = (event if event in self._wakes.events else "other", outcome)
        counter = self._counters.get(labels)
        if counter is None:
            counter = self._counters[labels] = DELIVERIES.labels(*labels)
        counter.inc()


# in aiohttp's own type, which is copied faster than a dict
_SERVER = web.Response(headers={"Server": HEADERS["Server"]}).headers


def _essence(header: str) -> str:
    return header.partition(";")[0].strip().lower()
