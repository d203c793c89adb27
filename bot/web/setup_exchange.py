"""GitHub's temporary code, exchanged for the credentials of the App that it has made.

They are given out once. What is wrong is told by one word and never by what GitHub has
answered: that may hold the key.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp

from bot.private_key import parse_private_key

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
MOST_BYTES = 1_000_000
REFUSED = (404, 410, 422)
"""How GitHub answers to a code that it does not know, or not any more."""

CODE = re.compile(r"[A-Za-z0-9_.~-]{1,200}")

Trouble = Literal["refused", "limited", "silent", "odd"]
"""It does not know the code (any more); asks to wait; says nothing, or nothing of use.

`silent` is also what a proxy says in its place: the code is as good as before.
"""


class NotExchanged(Exception):
    """There are no credentials; `trouble` is why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble: Trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What an App works with, and where people find it. Secrets are in no `repr`."""

    app_id: str
    slug: str
    html_url: str
    private_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    client_secret: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be in no log, page, error or metric."""
        known = (self.private_key, self.webhook_secret, self.client_secret)
        return tuple(secret for secret in known if secret)


async def exchange(api_url: str, server_url: str, code: str) -> Credentials:
    """The credentials that GitHub has for this code; raises NotExchanged."""
    headers = {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "team-compass-bot",
    }
    url = f"{api_url}/app-manifests/{code}/conversions"
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, headers=headers) as session,
            session.post(url, allow_redirects=False) as answer,
        ):
            status, body = answer.status, b""
            async for part in answer.content.iter_chunked(65_536):
                body += part
                if len(body) > MOST_BYTES:
                    raise NotExchanged("odd")
            is_limit = "Retry-After" in answer.headers or (
                answer.headers.get("X-RateLimit-Remaining") == "0"
            )
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise NotExchanged("silent") from None  # its text may name the code
    if status == 201:
        try:
            return parse_credentials(json.loads(body), server_url)
        except (KeyError, TypeError, ValueError, RecursionError):
            raise NotExchanged("odd") from None
    if status == 429 or (status == 403 and is_limit):
        raise NotExchanged("limited")
    raise NotExchanged("refused" if status in REFUSED else "silent")


def parse_credentials(data: Any, server_url: str) -> Credentials:
    """What GitHub has answered; raises KeyError, TypeError or ValueError."""
    app_id, slug, secret = data["id"], data["slug"], data["webhook_secret"]
    is_id = isinstance(app_id, int) and not isinstance(app_id, bool) and app_id > 0
    if not is_id or not re.fullmatch(r"[\w-]{1,100}", slug):
        raise ValueError("no App")
    if not re.fullmatch(r"[\x21-\x7e]{1,500}", secret):  # white space separates secrets
        raise ValueError("no webhook secret")
    key, html_url = data["pem"], str(data["html_url"])
    if not isinstance(key, str):
        raise TypeError("no key")
    ours = html_url.startswith(f"{server_url}/")
    if not ours or not re.fullmatch(r"[\w.:/~-]+", html_url):
        html_url = f"{server_url}/apps/{slug}"
    return Credentials(
        app_id=str(app_id),
        slug=slug,
        html_url=html_url,
        private_key=parse_private_key(key),
        webhook_secret=secret,
        client_secret=str(data.get("client_secret") or ""),
    )
