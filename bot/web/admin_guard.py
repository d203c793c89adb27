"""Who may see `/admin`: those who have the token, and what is done about guesses.

A limit on guesses that lets the right token through at any time would be none: whoever
guesses learns from each answer. And one that counts all strangers together shuts the
owner out as long as somebody else guesses. So a browser that once had the token gets a
cookie, with which its tries are counted apart; that cookie opens nothing by itself.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from cachetools import LRUCache
from prometheus_client import Counter

from bot.web import http as web
from bot.web.cookies import cookies_named

log = structlog.get_logger(__name__)

A_MINUTE = timedelta(minutes=1)

WRONG_FROM_ONE = 10
"""Wrong tokens a minute from one address, or from one browser that is known."""

WRONG_IN_ALL = 60
"""Wrong tokens a minute from all that are not known, wherever they seem to be: behind a
proxy all have one address, and somebody else may have thousands."""

REMEMBERED = 1000
"""Addresses and browsers whose wrong tokens are counted at a time."""

COOKIE = "compass-known"
KNOWN_FOR = timedelta(days=180)

LONGEST = 1024
"""Of what is given as a token; the longest has 512 characters."""

TRIES = Counter(
    "compass_admin_tries",
    "Requests for /admin by what was given: the right token, a wrong one, or one that was"
    " not looked at, as too many were wrong.",
    ["outcome"],
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is shown: an HTTP status, a text of ours, and headers."""

    status: int
    error: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who has the token; `automatic` where the browser may have sent it by itself.

    `cookie` is to be set, and "" where there is no need.
    """

    automatic: bool
    cookie: str


class Tries:
    """Wrong tokens, counted for each who gives them; of those unknown also together."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wrong: LRUCache[str, deque[datetime]] = LRUCache(REMEMBERED)
        self._wrong_in_all: deque[datetime] = deque(maxlen=WRONG_IN_ALL)

    def are_too_many(self, who: str, *, known: bool) -> bool:
        """Whether what is given now must not be looked at."""
        return any(self._is_full(times) for times in self._counted(who, known=known))

    def note(self, who: str, *, known: bool) -> None:
        """One more was wrong."""
        for times in self._counted(who, known=known):
            times.append(self._now())

    def _counted(self, who: str, *, known: bool) -> tuple[deque[datetime], ...]:
        own = self._wrong.get(who)
        if own is None:
            own = self._wrong[who] = deque(maxlen=WRONG_FROM_ONE)
        return (own,) if known else (own, self._wrong_in_all)

    def _is_full(self, times: deque[datetime]) -> bool:
        if len(times) < (times.maxlen or 0):
            return False
        # a clock that was set back must not shut anybody out until it is there again
        return timedelta() <= self._now() - times[0] < A_MINUTE


class Guard:
    """Knows the token; `now` is the time by which wrong ones are forgotten.

    With `secure` the cookie is for HTTPS only.
    """

    def __init__(
        self, token: str, *, now: Callable[[], datetime], secure: bool
    ) -> None:
        if not token:
            raise ValueError("a token is needed: an empty one would let everybody in")
        self._token = token.encode()
        self._expected = _digest(self._token)
        self._tries = Tries(now)
        self._secure = secure

    def admit(self, request: web.BaseRequest) -> Entry | Refusal:
        """Whether whoever asks has the token.

        Without one nothing was tried. How long the answer takes tells nothing of the
        token, not even its length.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return _asked_for("this page asks for a token")
        browser = self._known_browser(request)
        who = f"browser {browser}" if browser else f"address {request.remote}"
        if self._tries.are_too_many(who, known=bool(browser)):
            TRIES.labels("unseen").inc()
            return _TOO_MANY
        given, automatic = _given(header)
        if not hmac.compare_digest(_digest(given), self._expected):
            self._tries.note(who, known=bool(browser))
            TRIES.labels("wrong").inc()
            log.warning("wrong admin token", known=bool(browser), peer=request.remote)
            return _asked_for("this is not the token")
        TRIES.labels("right").inc()
        return Entry(automatic, "" if browser or not automatic else self._cookie())

    def seal(self, text: str) -> str:
        """What stands for `text` in a form of ours, and nobody else can make."""
        said = f"form {text}".encode(errors="surrogatepass")
        return hmac.digest(self._token, said, "sha256").hex()

    def is_seal_of(self, text: str, seal: str) -> bool:
        """Whether that is what stands for the text."""
        given = seal.encode(errors="replace")
        return hmac.compare_digest(_digest(given), _digest(self.seal(text).encode()))

    def _known_browser(self, request: web.BaseRequest) -> str:
        """The name that this browser was given when it had the token; "" if none was."""
        known = ""
        for value in cookies_named(request, COOKIE):
            name, _, proof = value.partition(".")
            given = _digest(proof.encode(errors="replace"))
            if hmac.compare_digest(given, _digest(self._proof(name).encode())):
                known = name
        return known

    def _proof(self, name: str) -> str:
        said = f"browser {name}".encode(errors="surrogatepass")
        return hmac.digest(self._token, said, "sha256").hex()

    def _cookie(self) -> str:
        name = secrets.token_hex(8)
        seconds = round(KNOWN_FOR.total_seconds())
        attributes = f"Path=/admin; Max-Age={seconds}; HttpOnly; SameSite=Strict"
        if self._secure:
            attributes += "; Secure"
        return f"{COOKIE}={name}.{self._proof(name)}; {attributes}"


def is_from_here(request: web.BaseRequest, public_url: str | None) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser tells.

    What is no browser tells nothing, and is let through here.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    ours = {request.headers.get("Host", ""), urlsplit(public_url or "").netloc}
    return origin.partition("://")[2].lower() in {host.lower() for host in ours if host}


def _given(header: str) -> tuple[bytes, bool]:
    """What was given as the token, and whether browsers send it by themselves."""
    scheme, _, rest = header[:LONGEST].partition(" ")
    rest = rest.strip()
    match scheme.lower():
        case "bearer":
            return rest.encode(errors="surrogateescape"), False
        case "basic":
            try:
                user, _, password = base64.b64decode(rest, validate=True).partition(
                    b":"
                )
            except (binascii.Error, ValueError):
                return b"", True
            return password if user == b"admin" else b"", True
    return b"", False


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _asked_for(error: str) -> Refusal:
    challenge = 'Basic realm="Team Compass Bot: user admin", charset="UTF-8"'
    return Refusal(401, error, {"WWW-Authenticate": challenge})


_TOO_MANY = Refusal(
    429,
    "too many wrong tokens: try again in a minute",
    {"Retry-After": str(round(A_MINUTE.total_seconds()))},
)
