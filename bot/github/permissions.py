"""What a token may do, as a value, in GitHub's words."""

from collections.abc import Mapping
from types import MappingProxyType

LEVELS = ("none", "read", "write", "admin")
"""GitHub's levels of a permission, each with all that the one before may do."""

Permissions = tuple[tuple[str, str], ...]
"""Names of permissions with their levels, as a value that can be part of a key."""

EVERY_TOKENS: Mapping[str, str] = MappingProxyType({"metadata": "read"})
"""What GitHub gives with every other permission, and cannot be had without."""


def only_reading(levels: Mapping[str, str]) -> dict[str, str]:
    """The same, without leave to change anything."""
    return dict.fromkeys(levels, "read")


def only_writing(levels: Mapping[str, str]) -> dict[str, str]:
    """What of it a write can need."""
    return {name: level for name, level in levels.items() if level != "read"}


def permissions_of(levels: Mapping[str, str]) -> Permissions:
    """Permissions as a value that can be part of a key.

    Never empty: a token that is narrowed to nothing may do everything.
    """
    return tuple(sorted({**EVERY_TOKENS, **levels}.items()))


def in_words(permissions: Permissions) -> str:
    """As a person reads them."""
    return ", ".join(f"{name}: {level}" for name, level in permissions)
