"""The App's own tokens, and those of its installations.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
import structlog
from cachetools import TLRUCache
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.core.errors import Gone, Refused, RetryLater
from bot.github.client import Client
from bot.github.clock import TOLERANCE, ServerClock
from bot.github.metrics import forget
from bot.github.permissions import LEVELS, Permissions, in_words, permissions_of
from bot.github.refusals import Denied, Missing
from bot.github.shapes import parse_permissions, parse_time

_log = structlog.get_logger(__name__)

BACKDATED = timedelta(seconds=60)
"""GitHub advises it against clocks that differ."""

APP_TOKEN_LIFE = timedelta(seconds=540)
"""GitHub refuses an App's token whose end is more than ten minutes away."""

RENEWED_BEFORE = timedelta(minutes=5)
"""So long before its end a token is replaced: no job outlives the rest."""

FRESH = timedelta(seconds=5)
"""So long GitHub may not yet know a new token everywhere (octokit/auth-app.js #65)."""

REMEMBERED_REFUSAL = timedelta(minutes=1)
"""So long a repository outside the installation is not asked for again."""


def load_key(pem: str | bytes, *, checked: bool = False) -> RSAPrivateKey:
    """The App's private key, parsed once: parsing takes 40 ms, signing less than one.

    Nearly all of that is a look whether its numbers fit together, which a key that is
    `checked` has passed. Raises ValueError, which never quotes the key.
    """
    data = pem.encode() if isinstance(pem, str) else pem
    try:
        key = load_pem_private_key(
            data, password=None, unsafe_skip_rsa_key_validation=checked
        )
    except (ValueError, TypeError):
        raise ValueError(
            "the private key is no unencrypted PEM file: "
            "use the .pem file that GitHub made for the App"
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the private key is not an RSA key, as GitHub's are")
    return key


@dataclass(slots=True)
class AppCredentials:
    """The App asks as itself, with a token that it signs."""

    app_id: str
    key: RSAPrivateKey = field(repr=False)
    clock: ServerClock
    _signed_with: timedelta = timedelta()

    async def authorization(self) -> str:
        """A token of its own for each request; `iss` is the App's or client's id."""
        self._signed_with = self.clock.offset
        now = self.clock()
        claims = {
            "iat": int((now - BACKDATED).timestamp()),
            "exp": int((now + APP_TOKEN_LIFE).timestamp()),
            "iss": self.app_id,
        }
        return f"Bearer {jwt.encode(claims, self.key, algorithm='RS256')}"

    def rejected(self, *, replaced: bool) -> None:
        """Try once more where GitHub's answer has just corrected the clock."""
        corrected = abs(self.clock.offset - self._signed_with) > TOLERANCE
        if replaced or not corrected:
            raise Refused(
                "GitHub does not accept the App's token: "
                "do APP_ID and PRIVATE_KEY belong to the same App?"
            )

    def fresh(self) -> bool:
        """The App's key has always been known."""
        return False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token is good for: these repositories' names, () for all of them."""

    installation: int
    repositories: tuple[str, ...]
    permissions: Permissions


@dataclass(frozen=True, slots=True)
class Token:
    """An installation's token; `made` and `ends` are GitHub's time."""

    secret: str = field(repr=False)
    made: datetime
    ends: datetime


class Tokens:
    """Installation tokens, asked for once, renewed early, shared by all who wait."""

    def __init__(self, app: Callable[[], Client], clock: ServerClock) -> None:
        self._app = app
        self._clock = clock
        self._kept: TLRUCache[Scope, Token | str] = TLRUCache(
            2_000, ttu=_kept_until, timer=lambda: clock().timestamp()
        )
        self._flights: dict[Scope, asyncio.Task[Token]] = {}
        self._lacking: set[tuple[int, Permissions]] = set()

    async def get(self, scope: Scope) -> Token:
        """A token that is good for at least the next five minutes.

        Whoever asks while a request is under way gets what comes of it, be it an error;
        who asks later starts anew.
        """
        kept = self._kept.get(scope)
        if isinstance(kept, str):
            raise Gone(kept)
        if kept is not None:
            return kept
        flight = self._flights.get(scope)
        if flight is None:
            flight = asyncio.create_task(self._request(scope))
            self._flights[scope] = flight
            flight.add_done_callback(lambda done: self._landed(scope, done))
        # Shielded: one who gives up does not take the token from the others.
        return await asyncio.shield(flight)

    def drop(self, scope: Scope, token: Token) -> None:
        """Use this token no more; one that has replaced it already stays."""
        if self._kept.get(scope) is token:
            del self._kept[scope]

    async def close(self) -> None:
        """End the requests that are under way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _landed(self, scope: Scope, flight: asyncio.Task[Token]) -> None:
        del self._flights[scope]
        if not flight.cancelled():
            flight.exception()  # seen, even if all who waited have given up

    async def _request(self, scope: Scope) -> Token:
        try:
            try:
                token = await self._ask(scope, scope.permissions)
            except Denied as error:
                if not _not_granted(error):
                    raise
                # A new version may want more than the owner has accepted yet: what was
                # accepted has to go on working.
                token = await self._ask(scope, await self._granted(scope, error))
        except Missing as error:
            forget(scope.installation)
            raise Gone(
                f"installation {scope.installation} is no more: the App was uninstalled"
            ) from error
        except Denied as error:
            raise self._refused(scope, error) from error
        self._kept[scope] = token
        return token

    async def _ask(self, scope: Scope, permissions: Permissions) -> Token:
        body: dict[str, object] = {"permissions": dict(permissions)}
        if scope.repositories:
            body["repositories"] = list(scope.repositories)
        path = f"/app/installations/{scope.installation}/access_tokens"
        return await self._app().write("POST", path, body, self._parse)

    async def _granted(self, scope: Scope, refused: Denied) -> Permissions:
        """What of it the installation has granted; what it lacks is logged once."""
        path = f"/app/installations/{scope.installation}"
        held = await self._app().get(path, parse_permissions)
        granted = permissions_of(
            {
                name: min(level, held[name], key=LEVELS.index)
                for name, level in scope.permissions
                if held.get(name, "none") in LEVELS[1:]
            }
        )
        if granted == scope.permissions:
            raise refused
        lacking = tuple(p for p in scope.permissions if p not in granted)
        if (scope.installation, lacking) not in self._lacking:
            self._lacking.add((scope.installation, lacking))
            _log.warning(
                "permissions_not_granted",
                installation=scope.installation,
                lacking=in_words(lacking),
                cure="have its owner accept the App's new permissions",
            )
        return granted

    def _refused(self, scope: Scope, error: Denied) -> Exception:
        names = ", ".join(scope.repositories)
        if error.status == 422 and not _not_granted(error):
            why = f"installation {scope.installation} has no repository {names}"
            self._kept[scope] = why
            return Gone(why)
        if error.status == 422:
            return Refused(
                f"installation {scope.installation} has not granted"
                f" {in_words(scope.permissions)}: "
                "have its owner accept the App's new permissions"
            )
        return Refused(f"no token for installation {scope.installation}: {error}")

    def _parse(self, data: Any) -> Token:
        secret = data["token"]
        if not isinstance(secret, str):
            raise TypeError("a token that is no text")
        return Token(secret, self._clock(), parse_time(data["expires_at"]))


def _not_granted(error: Denied) -> bool:
    return error.status == 422 and "permission" in error.message.lower()


def _kept_until(_scope: Scope, kept: Token | str, now: float) -> float:
    if isinstance(kept, str):
        return now + REMEMBERED_REFUSAL.total_seconds()
    return (kept.ends - RENEWED_BEFORE).timestamp()


@dataclass(slots=True)
class InstallationCredentials:
    """An installation asks, with a token narrowed to what the work needs."""

    tokens: Tokens
    scope: Scope
    clock: ServerClock
    _token: Token = field(init=False)

    async def authorization(self) -> str:
        """The installation's token, from the cache while it is good."""
        self._token = await self.tokens.get(self.scope)
        return f"Bearer {self._token.secret}"

    def rejected(self, *, replaced: bool) -> None:
        """Drop the token: the request gets another, once."""
        self.tokens.drop(self.scope, self._token)
        if replaced:
            raise RetryLater(
                f"GitHub does not know the token of installation "
                f"{self.scope.installation}",
                after=timedelta(seconds=2),
            )

    def fresh(self) -> bool:
        """Whether the token was made within the last seconds."""
        return self.clock() - self._token.made < FRESH
