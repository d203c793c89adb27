"""Who may set the bot up, and which answers of GitHub were asked for from here.

The token was printed at the start. It opens one browser, once: from then on that one is
known by a cookie. GitHub leads it back here from another site, so that the cookie has to
come along then (`Lax`), and what it asked for is known by a `state`.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.web import http as web
from bot.web.admin_guard import Tries
from bot.web.cookies import cookies_named
from bot.web.setup_wishes import Wishes

log = structlog.get_logger(__name__)

COOKIE = "compass-setup"
GOOD_FOR = timedelta(hours=1)
"""As long as GitHub gives for the whole way."""

MOST_STATES = 30
"""Forms that are sent at a time; of more the oldest is forgotten."""


class Door:
    """Opens for whoever has the `token`; `now` is the time by which tries are counted."""

    def __init__(self, token: str, *, now: Callable[[], datetime]) -> None:
        self._token = token
        self._session = ""
        self._tries = Tries(now)

    def knock(
        self, request: web.BaseRequest, token: str, *, secure: bool
    ) -> Literal["wrong", "many", "used"] | web.StreamResponse:
        """Let this browser in, or why not; the way in has the cookie, and no token.

        With `secure` the cookie is for HTTPS only. The right token opens whatever others
        have tried: nobody guesses 256 bits, so that only logs are kept short here.
        """
        if not _same(token, self._token):
            who = f"address {request.remote}"
            if self._tries.are_too_many(who, known=False):
                return "many"
            self._tries.note(who, known=False)
            log.warning("wrong set-up token", peer=request.remote)
            return "wrong"
        if self._session:
            return "used"
        self._session = secrets.token_urlsafe(32)
        attributes = "Path=/setup; HttpOnly; SameSite=Lax"
        cookie = f"{COOKIE}={self._session}; {attributes}{'; Secure' * secure}"
        location = {"Location": "/setup", "Set-Cookie": cookie}
        log.info("set-up opened", peer=request.remote)
        return web.Response(status=303, headers=location)

    def knows(self, request: web.BaseRequest) -> bool:
        """Whether this is the browser that the token has let in."""
        same = [_same(value, self._session) for value in cookies_named(request, COOKIE)]
        return bool(self._session) and any(same)

    @property
    def seal(self) -> str:
        """What only a form of ours has, in this browser."""
        return hashlib.sha256(f"form {self._session}".encode()).hexdigest()

    def is_sealed(self, request: web.BaseRequest) -> bool:
        """Whether the fields in the address were filled in here.

        A link on somebody else's page would fill them in, too, and the cookie come along.
        """
        return _same(request.query.get("seal", ""), self.seal)


@dataclass(slots=True)
class Errand:
    """What GitHub was asked for with one `state`; `code` is what it came back with."""

    state: str
    wishes: Wishes
    until: datetime
    code: str = ""
    over: bool = False


class Errands:
    """Those that are under way; `now` is the time by which they end."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: list[Errand] = []

    def begin(self, wishes: Wishes) -> Errand:
        """One more, with a state that nobody can guess."""
        errand = Errand(secrets.token_urlsafe(32), wishes, self._now() + GOOD_FOR)
        self._known = [*self._known[1 - MOST_STATES :], errand]
        return errand

    @property
    def unheard(self) -> Errand | None:
        """The last one that came back with a code, and of which GitHub says no more."""
        came = [one for one in self._known if one.code and not one.over]
        return came[-1] if came else None

    def find(self, state: str) -> Errand | None:
        """The one with that state, while it lasts."""
        found = None
        for errand in self._known:  # all of them, so that the time tells nothing
            if _same(state, errand.state):
                found = errand
        return found if found and self._now() < found.until else None


def _same(given: str, expected: str) -> bool:
    """Whether they are equal; how long that takes tells nothing, not even a length."""
    one, other = (
        hashlib.sha256(text.encode(errors="surrogatepass")).digest()
        for text in (given, expected)
    )
    return hmac.compare_digest(one, other)
