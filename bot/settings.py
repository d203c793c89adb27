"""What the environment says: Probot's variable names, so that habits carry over.

Every variable is read here and nowhere else. What is missing or wrong is a
`SettingsError` of one line that names the variable and the cure, and never repeats a
secret.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.private_key import looks_like_key, parse_private_key, read_private_key

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

KEYS = ("PRIVATE_KEY", "PRIVATE_KEY_PATH")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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
    hackmd_token: str | None = field(default=None, repr=False)
    hackmd_api_url: str = "https://api.hackmd.io/v1"
    write_interval: timedelta = timedelta(seconds=1)
    log_level: LogLevel = "info"
    log_format: LogFormat | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be in no log, page, error or metric."""
        known = (*self.webhook_secrets, self.private_key, self.hackmd_token)
        return tuple(secret for secret in known if secret)


def load_settings(environ: Mapping[str, str], *, directory: Path) -> Settings:
    """Read `environ` and, for what it lacks, the file `.env` of `directory`.

    A variable that is set but blank counts as not set, paths are relative to
    `directory`. Raises SettingsError.
    """
    values = _read_values(environ, directory)
    _refuse_strays(values)
    _require(values)
    if "PRIVATE_KEY" not in values:
        values["PRIVATE_KEY_PATH"] = str(directory / values["PRIVATE_KEY_PATH"])
    fields: dict[str, Any] = {}
    for name, (target, read) in VARIABLES.items():
        if name in values and target not in fields:
            try:
                fields[target] = read(values[name])
            except ValueError as error:
                text = _without_secrets(str(error), values)
                raise SettingsError(f"{name}: {text}") from None
    if "api_url" in fields:
        fields.setdefault("graphql_url", _graphql_url(fields["api_url"]))
        fields.setdefault("server_url", _server_url(fields["api_url"]))
    fields["data_dir"] = directory / fields.get("data_dir", "data")
    return Settings(**fields)


def _read_values(environ: Mapping[str, str], directory: Path) -> dict[str, str]:
    """What is set and not blank: the environment goes first, also with its key."""
    below = _read_dotenv(directory / ".env")
    if any(environ.get(name, "").strip() for name in KEYS):
        below = {name: value for name, value in below.items() if name not in KEYS}
    merged = {**below, **environ}
    return {name: value.strip() for name, value in merged.items() if value.strip()}


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    from dotenv import dotenv_values  # most deployments have no such file

    try:
        read = dotenv_values(path, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env: cannot be read: make it a text file") from None
    return {name: value for name, value in read.items() if value is not None}


def _refuse_strays(values: Mapping[str, str]) -> None:
    """A private key belongs under one name; nothing else has several lines."""
    for name in VARIABLES.keys() - {"PRIVATE_KEY", "WEBHOOK_SECRET"}:
        value = values.get(name, "")
        if looks_like_key(value):
            raise SettingsError(f"{name}: this is the key itself: name it PRIVATE_KEY")
        if _CONTROL.search(value):
            raise SettingsError(
                f"{name}: it holds a line break or control character: give one line"
            )


def _require(values: Mapping[str, str]) -> None:
    missing = [name for name in ("APP_ID", "WEBHOOK_SECRET") if name not in values]
    if not any(name in values for name in KEYS):
        missing.insert(1, "PRIVATE_KEY (or PRIVATE_KEY_PATH)")
    if missing:
        raise SettingsError(
            f"{', '.join(missing)}: not set: copy from the App's settings on GitHub"
            " into the environment or a file .env"
        )


def _without_secrets(text: str, values: Mapping[str, str]) -> str:
    """For a secret that was also given where another value belongs."""
    for secret in _secrets(values["WEBHOOK_SECRET"]):
        if len(secret) >= 4:  # a shorter one is in every word
            text = text.replace(secret, "[redacted]")
    return text


def _shown(value: str) -> str:
    """What was given, unless it is so long that it must be something else."""
    return repr(value) if len(value) <= 80 else "what is given"


def _app_id(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.]{1,64}", value):
        raise ValueError("not an App id: give its number or its client id")
    return value


def _secrets(value: str) -> tuple[str, ...]:
    return tuple(value.split())


def _webhook_path(value: str) -> str:
    if not re.fullmatch(r"(/[\w.~-]+)+", value, re.ASCII):
        raise ValueError(
            f"{_shown(value)} cannot be used: give a path such as /api/github/webhooks"
        )
    segments = value.split("/")[1:]
    if value in PAGES or segments[0] in FOLDERS or {".", ".."} & {*segments}:
        raise ValueError(
            f"{_shown(value)} is a page of the bot's own, or leads to one:"
            " give another path, such as /api/github/webhooks"
        )
    return value


def _host(value: str) -> str:
    if not _is_host(value.partition("%")[0]):  # an address may name its interface
        raise ValueError(f"{_shown(value)} is no host: give a name or an IP address")
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
        raise ValueError(f"{_shown(value)} is no port: give a number from 0 to 65535")
    return int(value)


def _address(value: str) -> str:
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
        raise ValueError("not an address: give one such as https://github.example.org")
    return value.rstrip("/")


def _hackmd_token(value: str) -> str:
    if not re.fullmatch(r"[\w.~+/=-]{8,512}", value, re.ASCII):
        raise ValueError("not a token: give one made at HackMD under Settings, API")
    return value


def _hackmd_api_url(value: str) -> str:
    try:
        return _address(value)
    except ValueError:
        raise ValueError("not an address: give https://api.hackmd.io/v1") from None


def _graphql_url(api_url: str) -> str:
    """GitHub Enterprise Server has REST at /api/v3 and GraphQL at /api/graphql."""
    return f"{api_url.removesuffix('/v3')}/graphql"


def _server_url(api_url: str) -> str:
    """Where people look at what is behind this API."""
    if api_url.endswith("/api/v3"):
        return api_url.removesuffix("/api/v3")
    own = re.fullmatch(r"https://api\.([\w-]+\.ghe\.com)", api_url)
    return f"https://{own[1]}" if own else "https://github.com"


def _no_postgresql(_value: str) -> str:
    raise ValueError("PostgreSQL is not in this version: unset it")


def _write_interval(value: str) -> timedelta:
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", value, re.ASCII):
        raise ValueError(f"{_shown(value)} is no number of seconds: give 1, or 0.5")
    return timedelta(seconds=float(value))


def _log_level(value: str) -> LogLevel:
    level = LOG_LEVELS.get(value.lower())
    if level is None:
        known = "debug, info, warning or error"
        raise ValueError(f"{_shown(value)} is unknown: give {known}")
    return level


def _log_format(value: str) -> LogFormat:
    form = LOG_FORMATS.get(value.lower())
    if form is None:
        raise ValueError(f"{_shown(value)} is unknown: give pretty or json")
    return form


VARIABLES: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "DATABASE_URL": ("", _no_postgresql),
    "APP_ID": ("app_id", _app_id),
    "PRIVATE_KEY": ("private_key", parse_private_key),
    "PRIVATE_KEY_PATH": ("private_key", read_private_key),
    "WEBHOOK_SECRET": ("webhook_secrets", _secrets),
    "WEBHOOK_PATH": ("webhook_path", _webhook_path),
    "HOST": ("host", _host),
    "PORT": ("port", _port),
    "GITHUB_API_URL": ("api_url", _address),
    "GITHUB_GRAPHQL_URL": ("graphql_url", _address),
    "GITHUB_SERVER_URL": ("server_url", _address),
    "DATA_DIR": ("data_dir", Path),
    "PUBLIC_URL": ("public_url", _address),
    "HACKMD_TOKEN": ("hackmd_token", _hackmd_token),
    "HACKMD_API_URL": ("hackmd_api_url", _hackmd_api_url),
    "WRITE_INTERVAL": ("write_interval", _write_interval),
    "LOG_LEVEL": ("log_level", _log_level),
    "LOG_FORMAT": ("log_format", _log_format),
}
"""Which field each variable fills, and how it is read."""
