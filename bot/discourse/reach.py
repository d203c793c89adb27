"""Which forums may be asked at all: no installation makes this bot look into a network.

Anybody may install an App of github.com and name any address as their forum. So there
only forums on the public internet are asked, over HTTPS, and what counts is the address
that is connected to, after the name was resolved. A bot for another GitHub serves those
who can reach that server, as at a company or on the playground: it asks any forum.
"""

import socket
from ipaddress import IPv6Address, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

_OPEN_TO_ALL = ("github.com", "ghe.com")


def is_open_to_all(api_url: str) -> bool:
    """Whether strangers may install an App of the GitHub with this API."""
    host = URL(api_url).host or ""
    return any(host == name or host.endswith(f".{name}") for name in _OPEN_TO_ALL)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    ip = ip_address(address.partition("%")[0])
    inner = ip.ipv4_mapped or ip.sixtofour if isinstance(ip, IPv6Address) else None
    ip = inner or ip
    return ip.is_global and not ip.is_multicast


def parse_site(site: str, *, public_only: bool) -> URL:
    """The forum's address without a slash at its end; ValueError for any other."""
    url = URL(site.rstrip("/"))
    if url.scheme not in ("https", "http") or not url.host:
        raise ValueError("no address of a forum")
    if url.user or url.password or url.query_string or url.fragment:
        raise ValueError("more than the address of a forum")
    if public_only:
        if url.scheme != "https":
            raise ValueError("not over HTTPS")
        if _is_literal(url.host) and not is_public(url.host):
            raise ValueError(NOT_PUBLIC)
    return url


NOT_PUBLIC = "not on the public internet"


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class PublicResolver(AbstractResolver):
    """Names resolved to addresses of the public internet only."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public ones among the host's addresses; OSError where there is none."""
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise OSError(None, NOT_PUBLIC)
        return public

    async def close(self) -> None:
        """Let go of what it holds."""
        await self._resolver.close()
