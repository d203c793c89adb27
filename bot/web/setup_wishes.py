"""What somebody wishes of the App that is to be made, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import quote, urlsplit

LONGEST_NAME = 34
LONGEST_ADDRESS = 2000
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]")
_INNER = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".intranet")
"""How names end that mean something in one network only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The form's fields; `organization` is "" where it is to be one's own App."""

    organization: str = ""
    name: str = ""
    hook_url: str = ""
    anyone: bool = False
    of_organization: bool = False

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """What was filled in, and sent."""
        of_organization = fields.get("owner") == "organization"
        login = fields.get("organization", "").strip().removeprefix("@")
        return cls(
            organization=login if of_organization else "",
            name=" ".join(fields.get("name", "").split()),
            hook_url=fields.get("hook", "").strip(),
            anyone=fields.get("install") == "anyone",
            of_organization=of_organization,
        )

    def mistakes(self) -> Mapping[str, str]:
        """What GitHub would refuse, by field; a sentence that says what is allowed."""
        found = {}
        if self.of_organization and not _LOGIN.fullmatch(self.organization):
            found["organization"] = (
                "Give the organization's name as it is in its address on GitHub, such as"
                " jupyterhub."
            )
        if not 0 < len(self.name) <= LONGEST_NAME or not re.search(
            r"[^\W_]", self.name, re.ASCII
        ):
            found["name"] = (
                f"Give a name of at most {LONGEST_NAME} characters, with a letter or digit"
                " among them."
            )
        elif _HIDDEN.search(self.name):
            found["name"] = "Give a name without invisible characters."
        if not _is_address(self.hook_url):
            found["hook"] = (
                "Give a whole address, such as"
                " https://compass.example.org/api/github/webhooks."
            )
        return found

    def public_url(self, webhook_path: str) -> str:
        """The bot's own address, where the webhook's has `webhook_path` behind that.

        "" where something else passes deliveries on, as one with a query does, or only
        this network knows it.
        """
        base = self.hook_url.removesuffix(webhook_path)
        is_elsewhere = base == self.hook_url or "?" in base
        return "" if is_elsewhere or unreachable(base) else base

    def apps(self, server_url: str) -> str:
        """Where GitHub shows the owner's Apps."""
        owner = self.organization
        folder = f"organizations/{quote(owner)}/" if owner else ""
        return f"{server_url}/{folder}settings/apps"

    def target(self, server_url: str) -> str:
        """Where GitHub takes the manifest."""
        return f"{self.apps(server_url)}/new"


def unreachable(address: str) -> str:
    """Why nobody outside reaches this address; "" where it looks well."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return f"{host} is each machine's own name for itself"
    try:
        ip = ip_address(host)
    except ValueError:
        if "." not in host or host.endswith(_INNER):
            return f"{host} is a name that only its own network knows"
        return ""
    if ip.is_loopback or ip.is_unspecified:
        return f"{host} is each machine's own address for itself"
    return "" if ip.is_global else f"{host} is an address of a private network"


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode()
        return (
            len(value) <= LONGEST_ADDRESS
            and parts.scheme in ("http", "https")
            and (re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", host) is not None)
            and parts.port != 0  # reading it raises where it is no number
            and not (parts.fragment or "@" in parts.netloc)
            and not re.search(r"[\s\\]", value)
            and not _HIDDEN.search(value)
        )
    except ValueError:  # what cannot be looked up as well
        return False
