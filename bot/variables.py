"""The environment's variables: which setting each is, and how its value is read.

What is wrong with a value is a ValueError that says so and how to mend it, and never
repeats what may be a secret. What it repeats comes first and apart from our own words.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.private_key import parse_private_key, read_private_key

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["pretty", "json"]

LOG_LEVELS: Mapping[str, LogLevel] = {
    "debug": "debug",
    "info": "info",
    "warning": "warning",
    "error": "error",
    "trace": "debug",
    "warn": "warning",
    "fatal": "error",
}
"""Ours, and what Probot calls them or has beside them."""

LOG_FORMATS: Mapping[str, LogFormat] = {"pretty": "pretty", "json": "json"}

PAGES = frozenset({"/", "/healthz", "/readyz", "/metrics", "/schema.json"})
"""The bot's own pages, which `WEBHOOK_PATH` therefore cannot be."""

FOLDERS = frozenset({"setup", "admin", "calendar"})
"""What is or will be below these is the bot's own, too."""


def _shown(value: str) -> str:
    """What was given, unless it is so long that it must be something else."""
    return repr(value) if len(value) <= 80 else "what is given"


def _app_id(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,18}|[A-Za-z][0-9A-Za-z.]{0,63}", value):
        raise ValueError(
            "not an App id: give its number or its client id, as the App's settings on"
            " GitHub show them"
        )
    return value


def read_secrets(value: str) -> tuple[str, ...]:
    """One secret, or several while they change, separated by white space."""
    return tuple(value.split())


def _webhook_path(value: str) -> str:
    if not re.fullmatch(r"(/[\w.~-]+)+", value, re.ASCII):
        raise ValueError(
            _shown(value), "cannot be used: give a path such as /api/github/webhooks"
        )
    segments = value.split("/")[1:]
    if value in PAGES or segments[0] in FOLDERS or {".", ".."} & {*segments}:
        raise ValueError(
            _shown(value),
            "is a page of the bot's own, or leads to one: give another path, such as"
            " /api/github/webhooks",
        )
    return value


def _host(value: str) -> str:
    if not _is_host(value.partition("%")[0]):  # an address may name its interface
        raise ValueError(_shown(value), "is no host: give a name or an IP address")
    return value


def _is_host(name: str) -> bool:
    """Whether it can be looked up; what names no machine is another question."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return re.fullmatch(r"[\w.-]+|[0-9a-fA-F:.]+", name) is not None


def _port(value: str) -> int:
    if not re.fullmatch(r"\d{1,5}", value, re.ASCII) or int(value) > 65535:
        raise ValueError(_shown(value), "is no port: give a number from 0 to 65535")
    return int(value)


def _address(value: str, example: str = "https://github.example.org") -> str:
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme in ("http", "https")
            and _is_host(parts.hostname or "")
            and parts.port != 0  # reading it raises where it is no number
            and not (parts.query or parts.fragment or "@" in parts.netloc)
            and not re.search(r"[\s\\]", value)
        )
    except ValueError:
        usable = False
    if not usable:  # it may hold a password, so it is not repeated
        raise ValueError(f"not an address: give one such as {example}")
    return value.rstrip("/")


def _public_url(value: str) -> str:
    return _address(value, "https://compass.example.org")


def _hackmd_token(value: str) -> str:
    if not re.fullmatch(r"[\w.~+/=-]{8,512}", value, re.ASCII):
        raise ValueError("not a token: give one made at HackMD under Settings, API")
    return value


def _hackmd_api_url(value: str) -> str:
    try:
        return _address(value)
    except ValueError:
        raise ValueError("not an address: give https://api.hackmd.io/v1") from None


def _database_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("postgresql", "postgres") and bool(parts.path[1:])
        usable = usable and value.count("@") <= 1  # else part of a password is the host
        _ = parts.port  # reading it raises where it is no number
    except ValueError:
        usable = False
    if not usable:  # it may hold a password, so it is not repeated
        raise ValueError(
            "not an address of PostgreSQL: give postgresql://user:password@host/database"
            ", with %40 for an @ in the password"
        )
    return value


def _admin_token(value: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]{16,512}", value):
        raise ValueError(
            "too short, or not plain characters without spaces: give what"
            " `openssl rand -hex 32` prints"
        )
    return value


def _write_interval(value: str) -> timedelta:
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", value, re.ASCII):
        raise ValueError(_shown(value), "is no number of seconds: give 1, or 0.5")
    return timedelta(seconds=float(value))


def _log_level(value: str) -> LogLevel:
    level = LOG_LEVELS.get(value.lower())
    if level is None:
        known = "debug, info, warning or error"
        raise ValueError(_shown(value), f"is unknown: give {known}")
    return level


def _log_format(value: str) -> LogFormat:
    form = LOG_FORMATS.get(value.lower())
    if form is None:
        raise ValueError(_shown(value), "is unknown: give pretty or json")
    return form


VARIABLES: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "DATABASE_URL": ("database_url", _database_url),
    "ADMIN_TOKEN": ("admin_token", _admin_token),
    "APP_ID": ("app_id", _app_id),
    "PRIVATE_KEY": ("private_key", parse_private_key),
    "PRIVATE_KEY_PATH": ("private_key", read_private_key),
    "WEBHOOK_SECRET": ("webhook_secrets", read_secrets),
    "WEBHOOK_PATH": ("webhook_path", _webhook_path),
    "HOST": ("host", _host),
    "PORT": ("port", _port),
    "GITHUB_API_URL": ("api_url", _address),
    "GITHUB_GRAPHQL_URL": ("graphql_url", _address),
    "GITHUB_SERVER_URL": ("server_url", _address),
    "DATA_DIR": ("data_dir", Path),
    "PUBLIC_URL": ("public_url", _public_url),
    "HACKMD_TOKEN": ("hackmd_token", _hackmd_token),
    "HACKMD_API_URL": ("hackmd_api_url", _hackmd_api_url),
    "WRITE_INTERVAL": ("write_interval", _write_interval),
    "LOG_LEVEL": ("log_level", _log_level),
    "LOG_FORMAT": ("log_format", _log_format),
}
"""Which field each variable fills, and how it is read."""
