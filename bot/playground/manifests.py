"""Apps that are made from a manifest: what GitHub refuses, and the code it gives for one.

https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
The words of refusals are those that people have quoted from GitHub's pages.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.playground.accounts import Account, App
from bot.playground.auth import key_pair
from bot.playground.deliveries import NEEDS
from bot.playground.world import World

CODE_LIFE = timedelta(hours=1)
LONGEST_NAME = 34
_KINDS: Mapping[str, tuple[type, str]] = {
    "name": (str, "a string"),
    "url": (str, "a string"),
    "hook_attributes": (dict, "an object"),
    "redirect_url": (str, "a string"),
    "callback_urls": (list, "an array"),
    "setup_url": (str, "a string"),
    "description": (str, "a string"),
    "public": (bool, "a boolean"),
    "default_events": (list, "an array"),
    "default_permissions": (dict, "an object"),
    "request_oauth_on_install": (bool, "a boolean"),
    "setup_on_update": (bool, "a boolean"),
}
_HOOK_KINDS: Mapping[str, tuple[type, str]] = {
    "url": (str, "a string"),
    "active": (bool, "a boolean"),
}


class NotMade(Exception):
    """GitHub would make no App of that; the text is what its page says."""


@dataclass(slots=True)
class Given:
    """What a code is good for, and whether somebody has fetched it."""

    app: App
    client_secret: str
    until: datetime
    fetched: bool = False


def parse_manifest(text: str) -> Mapping[str, Any]:
    """What was posted; raises NotMade."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotMade("")
    mistakes = [*_shape(found, _KINDS, "url"), *_hook(found), *_events(found)]
    if mistakes:
        raise NotMade(" ".join(mistakes))
    return found


class Manifests:
    """Makes the App of a playground, which has room for one: no other with `taken`.

    `given` are the codes that were given out.
    """

    def __init__(self, world: World, *, taken: bool) -> None:
        self._world = world
        self._taken = taken
        self.given: dict[str, Given] = {}

    def make(
        self, manifest: Mapping[str, Any], name: str, owner: Account, state: str
    ) -> str:
        """Make the App; returns where its owner is led then. Raises NotMade."""
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        self._check_name(name, slug, owner)
        world = self._world
        hook = manifest.get("hook_attributes", {})
        world.app = App(
            id=world.next_id(),
            client_id=f"Iv23li{secrets.token_hex(7)}",
            slug=slug,
            name=name,
            owner=owner,
            account=world.account(f"{slug}[bot]"),
            created_at=world.now(),
            permissions={"metadata": "read"} | manifest.get("default_permissions", {}),
            events=list(manifest.get("default_events", [])),
            private_key_pem=key_pair()[0],
            webhook_secret=secrets.token_hex(20) if hook else "",
            hook_id=world.next_id(),
            hook_url=hook.get("url", "") if hook.get("active", True) else "",
        )
        self._taken = True
        code, until = secrets.token_hex(20), world.clock.now() + CODE_LIFE
        self.given[code] = Given(world.app, secrets.token_hex(20), until)
        query = urlencode({"code": code} | ({"state": state} if state else {}))
        address = str(manifest.get("redirect_url") or manifest["url"])
        return f"{address}{'&' if urlsplit(address).query else '?'}{query}"

    def convert(self, code: str) -> Given | None:
        """What the code is good for, once and for an hour."""
        found = self.given.get(code)
        if found is None or found.fetched or self._world.clock.now() >= found.until:
            return None
        found.fetched = True
        return found

    def _check_name(self, name: str, slug: str, owner: Account) -> None:
        if not slug:
            raise NotMade("Name can't be blank")
        if len(name) > LONGEST_NAME:
            raise NotMade(f"Name is too long (maximum is {LONGEST_NAME} characters)")
        named = self._world.accounts.get(slug)
        if f"{slug}[bot]" in self._world.accounts or named not in (None, owner):
            raise NotMade("Name is already taken")
        if self._taken:
            raise NotMade("This playground has room for one App, and has one already")


def _shape(
    found: Mapping[str, Any], kinds: Mapping[str, tuple[type, str]], needed: str
) -> Iterator[str]:
    for key, value in found.items():
        if key not in kinds:
            yield f'"{key}" is not a permitted key.'
        elif not isinstance(value, kinds[key][0]):
            yield f"For 'properties/{key}', {value!r} is not {kinds[key][1]}."
        elif key.endswith("url") and not _is_address(str(value)):
            yield f"{key} must be a valid URL."
    if needed not in found:
        yield f'"{needed}" wasn\'t supplied.'


def _hook(found: Mapping[str, Any]) -> Iterator[str]:
    hook = found.get("hook_attributes")
    if isinstance(hook, dict):  # its address is asked for even where it is not active
        yield from _shape(hook, _HOOK_KINDS, "url")


def _events(found: Mapping[str, Any]) -> Iterator[str]:
    events, granted = found.get("default_events"), found.get("default_permissions")
    events = events if isinstance(events, list) else []
    granted = granted if isinstance(granted, dict) else {}
    if unknown := [str(one) for one in events if one not in NEEDS]:
        yield f"Default events unsupported: {' and '.join(unknown)}"
    allowed = {"metadata", *(n for n, level in granted.items() if level != "none")}
    lacking = [one for one in events if one in NEEDS and not allowed & {*NEEDS[one]}]
    if lacking or unknown:
        names = " and ".join((*lacking, *unknown))
        yield f"Default events are not supported by permissions: {names}"


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
