"""What the environment says: Probot's variable names, so that habits carry over.

Every variable is read here and nowhere else. What is missing or wrong is a
`SettingsError` of one line that names the variable and the cure, and never repeats a
secret.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["pretty", "json"]

PAGES = frozenset({"/", "/healthz", "/readyz", "/metrics", "/schema.json"})
"""The bot's own pages, which `WEBHOOK_PATH` therefore cannot be."""


class SettingsError(Exception):
    """A variable is missing or wrong; the text is one line and says how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment, checked. Secrets are in no `repr`.

    `private_key` is the PEM text of an RSA key; GitHub may sign with any of
    `webhook_secrets`; addresses end without a slash; `log_format` is None where the
    terminal decides.
    """

    app_id: str
    private_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    webhook_path: str = "/api/github/webhooks"
    host: str = "127.0.0.1"
    port: int = 3000
    api_url: str = "https://api.github.com"
    graphql_url: str = "https://api.github.com/graphql"
    server_url: str = "https://github.com"
    data_dir: Path = Path("data")
    public_url: str | None = None
    write_interval: timedelta = timedelta(seconds=1)
    log_level: LogLevel = "info"
    log_format: LogFormat | None = None


def load_settings(environ: Mapping[str, str], *, directory: Path) -> Settings:
    """Read `environ` and, for what it lacks, the file `.env` of `directory`.

    A variable that is set but blank counts as not set, paths are relative to
    `directory`. Raises SettingsError.
    """
    merged = {**_read_dotenv(directory / ".env"), **environ}
    values = {name: value.strip() for name, value in merged.items() if value.strip()}
    _require(values)
    if "PRIVATE_KEY" not in values:
        values["PRIVATE_KEY_PATH"] = str(directory / values["PRIVATE_KEY_PATH"])
    fields: dict[str, Any] = {}
    for name, (target, read) in VARIABLES.items():
        if name in values and target not in fields:
            try:
                fields[target] = read(values[name])
            except ValueError as error:
                raise SettingsError(f"{name}: {error}") from None
    if "api_url" in fields:
        fields.setdefault("graphql_url", _graphql_url(fields["api_url"]))
    fields["data_dir"] = directory / fields.get("data_dir", "data")
    return Settings(**fields)


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    from dotenv import dotenv_values  # most deployments have no such file

    try:
        read = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env: cannot be read: make it a text file") from None
    return {name: value for name, value in read.items() if value is not None}


def _require(values: Mapping[str, str]) -> None:
    missing = [name for name in ("APP_ID", "WEBHOOK_SECRET") if name not in values]
    if "PRIVATE_KEY" not in values and "PRIVATE_KEY_PATH" not in values:
        missing.insert(1, "PRIVATE_KEY (or PRIVATE_KEY_PATH)")
    if missing:
        raise SettingsError(
            f"{', '.join(missing)}: not set: copy from the App's settings on GitHub"
            " into the environment or a file .env"
        )


def _app_id(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.]{1,64}", value):
        raise ValueError("not an App id: give its number or its client id")
    return value


def _key_file(value: str) -> str:
    try:
        return _private_key(Path(value).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{value!r} cannot be read: give a PEM file's path") from None


def _private_key(value: str) -> str:
    text = value.strip().replace("\\n", "\n")
    if not text.startswith("-----BEGIN"):
        try:
            text = base64.b64decode("".join(text.split()), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise ValueError(_NO_KEY) from None
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(_NO_KEY) from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(_NO_KEY)
    return text.strip()


_NO_KEY = (
    "not an RSA private key: give the .pem file GitHub made, its base64,"
    r" or its text with \n for line ends"
)


def _secrets(value: str) -> tuple[str, ...]:
    return tuple(value.split())


def _webhook_path(value: str) -> str:
    if not re.fullmatch(r"(/[\w.~-]+)+", value, re.ASCII) or value in PAGES:
        raise ValueError(
            f"{value!r} cannot be used: give a path such as /api/github/webhooks"
        )
    return value


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and int(value) <= 65535):
        raise ValueError(f"{value!r} is no port: give a number from 0 to 65535")
    return int(value)


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0  # reading it raises where it is no number
            and not (parts.query or parts.fragment or parts.username)
            and not re.search(r"[\s\\]", value)
        )
    except ValueError:
        usable = False
    if not usable:  # it may hold a password, so it is not repeated
        raise ValueError("not an address: give one such as https://github.example.org")
    return value.rstrip("/")


def _graphql_url(api_url: str) -> str:
    """GitHub Enterprise Server has REST at /api/v3 and GraphQL at /api/graphql."""
    return f"{api_url.removesuffix('/v3')}/graphql"


def _no_postgresql(_value: str) -> str:
    raise ValueError("PostgreSQL is not in this version: unset it")


def _write_interval(value: str) -> timedelta:
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", value, re.ASCII):
        raise ValueError(f"{value!r} is no number of seconds: give 1, or 0.5")
    return timedelta(seconds=float(value))


def _log_level(value: str) -> LogLevel:
    if value.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError(f"{value!r} is unknown: give debug, info, warning or error")
    return cast("LogLevel", value.lower())


def _log_format(value: str) -> LogFormat:
    if value.lower() not in ("pretty", "json"):
        raise ValueError(f"{value!r} is unknown: give pretty or json")
    return cast("LogFormat", value.lower())


VARIABLES: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "DATABASE_URL": ("", _no_postgresql),
    "APP_ID": ("app_id", _app_id),
    "PRIVATE_KEY": ("private_key", _private_key),
    "PRIVATE_KEY_PATH": ("private_key", _key_file),
    "WEBHOOK_SECRET": ("webhook_secrets", _secrets),
    "WEBHOOK_PATH": ("webhook_path", _webhook_path),
    "HOST": ("host", str),
    "PORT": ("port", _port),
    "GITHUB_API_URL": ("api_url", _address),
    "GITHUB_GRAPHQL_URL": ("graphql_url", _address),
    "GITHUB_SERVER_URL": ("server_url", _address),
    "DATA_DIR": ("data_dir", Path),
    "PUBLIC_URL": ("public_url", _address),
    "WRITE_INTERVAL": ("write_interval", _write_interval),
    "LOG_LEVEL": ("log_level", _log_level),
    "LOG_FORMAT": ("log_format", _log_format),
}
"""Which field each variable fills, and how it is read."""
