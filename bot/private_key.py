"""The App's private key, in every form in which people hand it over.

It also finds its way into other variables; those who tell of a wrong value must not
repeat it then.
"""

import base64
import re
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_BYTE_ORDER_MARK = "\ufeff"  # Windows begins text files with it
_NO_KEY = (
    "not an RSA private key: give the .pem file GitHub made, its base64,"
    r" or its text with \n for line ends"
)
LEAST_BITS = 2048
"""Of GitHub's keys, and of any that a JWT may be signed with (RFC 7518)."""

_LOOKS_LIKE_ONE = re.compile(
    r"-----BEGIN|\A\W?LS0t|\A\W?MII[A-Za-z0-9+/]{20}"  # PEM, its base64, its body
)


def looks_like_key(value: str) -> bool:
    """Whether this is, or begins like, a key in one of its forms."""
    return _LOOKS_LIKE_ONE.search(value) is not None


@lru_cache(maxsize=1)  # 30 ms; with set-up the same is read anew from its file
def parse_private_key(value: str) -> str:
    """The PEM text; ValueError, which repeats nothing of it, where GitHub made no such."""
    text = _unfolded(value)
    if not text.startswith("-----BEGIN"):
        try:
            text = base64.b64decode("".join(text.split()), validate=True).decode()
        except ValueError:
            raise ValueError(_NO_KEY) from None
        text = _unfolded(text)
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(_NO_KEY) from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(_NO_KEY)
    if key.key_size < LEAST_BITS:
        raise ValueError(
            f"its {key.key_size} bits are too few: give the .pem file GitHub made, whose"
            f" keys have {LEAST_BITS}"
        )
    return text


def read_private_key(path: str) -> str:
    """The PEM text in a file; ValueError, with the path apart, where there is none."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise ValueError(*_unreadable(path)) from None
    return parse_private_key(text)


def _unreadable(path: str) -> tuple[str, ...]:
    if len(path) > 200:  # part of a key, perhaps
        return ("no such file: give a PEM file's path; the key itself is PRIVATE_KEY",)
    return (repr(path), "cannot be read: give a PEM file's path")


def _unfolded(text: str) -> str:
    r"""With its own line ends, where `\n` or `\r\n` stands for them."""
    text = text.strip().removeprefix(_BYTE_ORDER_MARK)
    return text.replace("\\r\\n", "\n").replace("\\n", "\n").strip()
