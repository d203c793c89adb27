"""The fingerprint of the App's private key, as its page on GitHub shows it."""

import base64
import hashlib

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.github.tokens import load_key


def fingerprint_of(pem: str) -> str:
    """`SHA256:…`, of the public key that belongs to it; nothing of the key can be told.

    https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps#verifying-private-keys
    """
    public = load_key(pem, checked=True).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"SHA256:{base64.b64encode(hashlib.sha256(der).digest()).decode()}"
