"""Answers kept for conditional requests: what has not changed costs GitHub a 304."""

import zlib
from dataclasses import dataclass
from typing import NamedTuple

from cachetools import LRUCache

CACHE_BYTES = 8 * 1024 * 1024
"""For all installations of the App together, so that the process stays small."""

MOST_PACKED = 4 * 1024 * 1024
"""A longer body is not kept: everything else would wait while it is packed."""


class CacheKey(NamedTuple):
    """Whose answer it is (0: the App's own), to which address, in which format."""

    installation: int
    url: str
    accept: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer's packed body and the headers that are needed to read it again."""

    etag: str
    content_type: str
    link: str
    packed: bytes

    @property
    def body(self) -> bytes:
        """The body as it came."""
        return zlib.decompress(self.packed)


class Cache:
    """The answers used last, at most `most_bytes` of them in all.

    Bytes are kept, not objects: whoever reads one parses it afresh, so that nobody can
    change what another reads.
    """

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self._kept: LRUCache[CacheKey, Kept] = LRUCache(most_bytes, getsizeof=_size)

    def get(self, key: CacheKey) -> Kept | None:
        """The answer kept under this key, if any."""
        return self._kept.get(key)

    def put(
        self, key: CacheKey, body: bytes, *, etag: str, content_type: str, link: str
    ) -> None:
        """Keep an answer; one that would fill a quarter of the cache is not kept."""
        if len(body) > MOST_PACKED:
            return
        kept = Kept(etag, content_type, link, zlib.compress(body, level=1))
        if _size(kept) <= self._kept.maxsize / 4:
            self._kept[key] = kept

    def forget(self, key: CacheKey) -> None:
        """Ask for this without a condition the next time."""
        self._kept.pop(key, None)


def _size(kept: Kept) -> int:
    # The headers and the objects around them, measured: about 600 bytes.
    return len(kept.packed) + 600
