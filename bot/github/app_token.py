"""The token with which the App proves who it is: a JSON Web Token, signed with RS256.

Made here and not by PyJWT, which also knows certificates, key sets and a dozen other
signatures: more than a megabyte for the one that GitHub wants. The tests read it with
PyJWT.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

_HEADER = {"alg": "RS256", "typ": "JWT"}


def app_token(claims: Mapping[str, object], key: RSAPrivateKey) -> str:
    """The claims, signed with the App's key (RFC 7515, 7.1)."""
    signed = f"{_json(_HEADER)}.{_json(claims)}"
    signature = key.sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{_base64(signature)}"


def _json(part: Mapping[str, object]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
