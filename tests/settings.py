"""Settings of a bot that talks to a playground."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.github.tokens import load_key
from bot.playground import Playground
from bot.settings import Settings


def settings_for(github: Playground, directory: Path) -> Settings:
    """On a free port, with its store in `directory`, writing without a pause."""
    return Settings(
        app_id=github.app.client_id,
        private_key=github.app.private_key_pem,
        webhook_secrets=(github.app.webhook_secret,),
        port=0,
        api_url=github.url,
        graphql_url=github.graphql_url,
        server_url=github.server_url,
        data_dir=directory / "data",
        write_interval=timedelta(0),
    )


def key_of(github: Playground) -> RSAPrivateKey:
    """The App's key as `App` may have it too: to parse the text takes 30 ms a test."""
    return _parsed(github.app.private_key_pem)


@cache
def _parsed(pem: str) -> RSAPrivateKey:
    return load_key(pem, checked=True)
