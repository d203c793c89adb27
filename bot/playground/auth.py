"""Who asks: App JWTs and installation tokens, checked as GitHub checks them."""

import functools
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.playground.accounts import Installation
from bot.playground.replies import RefusalError
from bot.playground.repositories import Repository
from bot.playground.world import World

TOKEN_LIFE = timedelta(hours=1)
JWT_LIFE = timedelta(minutes=10)
_LEVELS = ("none", "read", "write", "admin")


@functools.cache
def key_pair() -> tuple[str, rsa.RSAPublicKey]:
    """The App's private key as PEM and its public key; made once in a process."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,  # "RSA PRIVATE KEY", as GitHub
        serialization.NoEncryption(),
    )
    return pem.decode(), key.public_key()


@dataclass(frozen=True, slots=True)
class Token:
    """An installation token: what it opens and until when."""

    text: str
    installation: Installation
    permissions: dict[str, str]
    repositories: frozenset[int] | None
    expires_at: datetime

    def covers(self, repository: Repository) -> bool:
        """Whether it was made for that repository, and the installation has it."""
        named = self.repositories is None or repository.id in self.repositories
        return named and self.installation.covers(repository)

    def allows(self, need: str) -> bool:
        """Whether it carries a permission such as `issues:write`."""
        name, _, level = need.partition(":")
        if (name, level) == ("metadata", "read"):
            return True
        granted = min(
            _LEVELS.index(self.permissions.get(name, "none")),
            _LEVELS.index(self.installation.permissions.get(name, "none")),
        )
        return granted >= _LEVELS.index(level)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from: `app`, `installation`, or nobody in particular."""

    kind: str
    token: Token | None = None

    @property
    def name(self) -> str:
        """Whose rate limit it uses up; empty for nobody's."""
        return (
            f"installation ID {self.token.installation.id}" if self.token else self.kind
        )


NOBODY = Caller("")


class Gate:
    """Knows the tokens given out; everything is judged by the playground's clock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tokens: dict[str, Token] = {}

    def issue_token(
        self,
        installation: Installation,
        permissions: dict[str, str],
        repositories: frozenset[int] | None,
    ) -> Token:
        """A new token, in the long form that GitHub gives out since 2026."""
        parts = (secrets.token_urlsafe(n) for n in (60, 240, 64))
        token = Token(
            f"ghs_{self._world.app.id}_{'.'.join(parts)}",
            installation,
            permissions,
            repositories,
            self._world.now() + TOKEN_LIFE,
        )
        self._tokens[token.text] = token
        return token

    def revoke(self, token: Token) -> None:
        """Let a token open nothing any more."""
        self._tokens.pop(token.text, None)

    def revoke_all(self) -> None:
        """Let no token given out until now open anything."""
        self._tokens.clear()

    def caller(self, authorization: str) -> Caller:
        """Who sent the header; a wrong or expired one is refused with 401."""
        if not authorization:
            return NOBODY
        scheme, _, credentials = authorization.partition(" ")
        if scheme.lower() not in {"bearer", "token"}:
            raise RefusalError(401, "Bad credentials")
        if credentials.count(".") == 2 and not credentials.startswith("ghs_"):
            self._check_jwt(credentials)
            return Caller("app")
        token = self._tokens.get(credentials)
        if token is None or token.expires_at <= self._world.clock.now():
            raise RefusalError(401, "Bad credentials")
        if token.installation.id not in self._world.installations:
            raise RefusalError(401, "Bad credentials")
        if token.installation.suspended_at:
            raise RefusalError(403, "This installation has been suspended")
        return Caller("installation", token)

    def _check_jwt(self, text: str) -> None:
        app, now = self._world.app, self._world.clock.now().timestamp()
        try:
            said = jwt.decode(text, options={"verify_signature": False})
            if str(said.get("iss")) not in {str(app.id), app.client_id}:
                raise RefusalError(404, "Integration not found")
            claims = jwt.decode(
                text,
                key_pair()[1],
                algorithms=["RS256"],
                options={
                    # Judged below by the playground's clock, not by the machine's.
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.InvalidTokenError as error:
            raise RefusalError(401, "A JSON web token could not be decoded") from error
        issued, expires = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int) or issued > now:
            raise RefusalError(
                401,
                "'Issued at' claim ('iat') must be an Integer representing the time"
                " that the assertion was issued",
            )
        if not isinstance(expires, int) or expires <= now:
            raise RefusalError(
                401,
                "'Expiration time' claim ('exp') must be a numeric value representing"
                " the future time at which the assertion expires",
            )
        if expires > now + JWT_LIFE.total_seconds():
            raise RefusalError(
                401, "'Expiration time' claim ('exp') is too far in the future"
            )
