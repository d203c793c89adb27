"""What the environment says: Probot's variable names, so that habits carry over.

Every variable is read here and nowhere else. What is missing or wrong is a
`SettingsError` of one line that names the variable and the cure, and never repeats a
secret.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bot.private_key import looks_like_key
from bot.redaction import redact
from bot.variables import VARIABLES, LogFormat, LogLevel, read_secrets

KEYS = ("PRIVATE_KEY", "PRIVATE_KEY_PATH")
_GUESSABLE = re.compile(r".{1,7}|[A-Za-z]{1,15}", re.DOTALL)
"""A webhook secret that is a word, or as short as one."""

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
    database_url: str | None = field(default=None, repr=False)
    data_dir: Path = Path("data")
    public_url: str | None = None
    admin_token: str | None = field(default=None, repr=False)
    hackmd_token: str | None = field(default=None, repr=False)
    hackmd_api_url: str = "https://api.hackmd.io/v1"
    write_interval: timedelta = timedelta(seconds=1)
    log_level: LogLevel = "info"
    log_format: LogFormat | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be in no log, page, error or metric."""
        known = (
            *self.webhook_secrets,
            self.private_key,
            self.hackmd_token,
            self.admin_token,
            *_passwords_in(self.database_url or ""),
        )
        return tuple(secret for secret in known if secret)

    @property
    def guessable(self) -> int:
        """How many of the webhook secrets are short, or words: also of a phrase."""
        return sum(map(bool, map(_GUESSABLE.fullmatch, self.webhook_secrets)))


def load_settings(environ: Mapping[str, str], *, directory: Path) -> Settings:
    """Read `environ` and, for what it lacks, the file `.env` of `directory`.

    A variable that is set but blank counts as not set, paths are relative to
    `directory` unless they begin with `~`. Raises SettingsError.
    """
    values = _read_values(environ, directory)
    _refuse_strays(values)
    _require(values)
    if "PRIVATE_KEY" not in values:
        path = _placed(directory, values["PRIVATE_KEY_PATH"])
        values["PRIVATE_KEY_PATH"] = str(path)
    return Settings(**_read_fields(values, directory))


def load_without_app(environ: Mapping[str, str], *, directory: Path) -> Settings | None:
    """The same for a bot that has no App yet; None where `APP_ID` or a key is given.

    Raises SettingsError for what is wrong with the rest.
    """
    values = _read_values(environ, directory)
    if any(name in values for name in ("APP_ID", *KEYS)):
        return None
    _refuse_strays(values)
    nothing = {"app_id": "", "private_key": "", "webhook_secrets": ()}
    return Settings(**nothing | _read_fields(values, directory))


def set_already(
    names: Iterable[str], environ: Mapping[str, str], *, directory: Path
) -> Mapping[str, str]:
    """Those of the variables that a new line in `.env` would not set, and where they are.

    One that is blank in the environment goes before `.env`, too. Raises SettingsError
    where `.env` cannot be read.
    """
    below = _read_dotenv(directory / ".env")
    found = {}
    for name in names:
        if name in environ:
            blank = not environ[name].strip()
            found[name] = f"the environment{', to nothing' * blank}"
        elif below.get(name, "").strip():
            found[name] = ".env"
    return found


def _read_fields(values: Mapping[str, str], directory: Path) -> dict[str, Any]:
    """The fields of the settings that the values are for."""
    fields: dict[str, Any] = {}
    for name, (target, read) in VARIABLES.items():
        if name in values and target not in fields:
            try:
                fields[target] = read(values[name])
            except ValueError as error:
                *repeated, text = error.args
                # one may have been given where another value belongs
                given = (redact(one, _secrets_in(values)) for one in repeated)
                raise SettingsError(f"{name}: {' '.join((*given, text))}") from None
    if "api_url" in fields:
        fields.setdefault("graphql_url", _graphql_url(fields["api_url"]))
        fields.setdefault("server_url", _server_url(fields["api_url"]))
    fields["data_dir"] = _placed(directory, str(fields.get("data_dir", "data")))
    return fields


def load_data_dir(environ: Mapping[str, str], *, directory: Path) -> Path:
    """`DATA_DIR` alone, read in the same way, for whoever needs no credentials.

    Raises SettingsError where `.env` cannot be read.
    """
    return _placed(directory, _read_values(environ, directory).get("DATA_DIR", "data"))


def given_secrets(environ: Mapping[str, str], *, directory: Path) -> tuple[str, ...]:
    """The secrets, as they were given and whether or not they can be used.

    Raises SettingsError where `.env` cannot be read.
    """
    return _secrets_in(_read_values(environ, directory))


def secret_files(environ: Mapping[str, str], *, directory: Path) -> tuple[Path, ...]:
    """The files that secrets are read from: `.env`, and that of the private key.

    Raises SettingsError where `.env` cannot be read.
    """
    values = _read_values(environ, directory)
    files = [directory / ".env"]
    if "PRIVATE_KEY" not in values and "PRIVATE_KEY_PATH" in values:
        files.append(_placed(directory, values["PRIVATE_KEY_PATH"]))
    return tuple(file for file in files if file.is_file())


def _read_values(environ: Mapping[str, str], directory: Path) -> dict[str, str]:
    """What is set and not blank: the environment goes first, also with its key."""
    below = _read_dotenv(directory / ".env")
    if any(environ.get(name, "").strip() for name in KEYS):
        below = {name: value for name, value in below.items() if name not in KEYS}
    merged = {**below, **environ}
    return {name: value.strip() for name, value in merged.items() if value.strip()}


def _read_dotenv(path: Path) -> dict[str, str]:
    try:
        if not (path.exists() or path.is_symlink()):
            return {}
        from dotenv.parser import parse_stream  # most deployments have no such file

        if not path.is_file():  # a pipe would be waited for
            raise OSError
        with path.open(encoding="utf-8-sig") as file:
            read = tuple(parse_stream(file))
    except PermissionError:
        raise SettingsError(
            ".env: this user may not read it: give it to the user that runs the bot"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env: cannot be read: make it a text file") from None
    wrong = next((one.original for one in read if one.error), None)
    if wrong is not None:
        above = wrong.string[: -len(wrong.string.lstrip())].count("\n")
        raise SettingsError(
            f".env: line {wrong.line + above} is no NAME=value, or its quote has no end:"
            " mend it, or begin it with #"
        )
    return {one.key: one.value for one in read if one.key and one.value is not None}


def _placed(directory: Path, path: str) -> Path:
    """The path as seen from there; one that begins with `~` is in somebody's home."""
    try:
        return directory / Path(path).expanduser()
    except RuntimeError:  # nobody's
        return directory / path


def _refuse_strays(values: Mapping[str, str]) -> None:
    """A private key belongs under one name; only that and secrets have several lines."""
    for name in VARIABLES.keys() - {"PRIVATE_KEY"}:
        value = values.get(name, "")
        if _holds_key(value):
            raise SettingsError(f"{name}: this is the key itself: name it PRIVATE_KEY")
        if name != "WEBHOOK_SECRET" and _CONTROL.search(value):
            raise SettingsError(
                f"{name}: it holds a line break or control character: give one line"
            )


def _holds_key(value: str) -> bool:
    return any(map(looks_like_key, (value, *value.split())))


def _require(values: Mapping[str, str]) -> None:
    missing = [name for name in ("APP_ID", "WEBHOOK_SECRET") if name not in values]
    if not any(name in values for name in KEYS):
        missing.insert(1, "PRIVATE_KEY (or PRIVATE_KEY_PATH)")
    if missing:
        raise SettingsError(
            f"{', '.join(missing)}: not set: copy from the App's settings on GitHub"
            " into the environment or a file .env"
        )


def _secrets_in(values: Mapping[str, str]) -> tuple[str, ...]:
    """The secrets, as they were written there and whether or not they can be used."""
    names = ("PRIVATE_KEY", "ADMIN_TOKEN", "HACKMD_TOKEN")
    written = [values[name] for name in names if name in values]
    secret = values.get("WEBHOOK_SECRET", "")
    # the words around a key are in many texts, also in that which tells of it
    secrets = (secret,) if _holds_key(secret) else read_secrets(secret)
    return (*secrets, *written, *_passwords_in(values.get("DATABASE_URL", "")))


def _passwords_in(address: str) -> tuple[str, ...]:
    """The password of an address, as it is written there and as it is."""
    written = re.findall(r"://[^/:@\s]*:(.+)@|[?&]password=([^&]+)", address)
    found = [one for pair in written for one in pair if one]
    return tuple(dict.fromkeys((*found, *map(unquote, found))))


def _graphql_url(api_url: str) -> str:
    """GitHub Enterprise Server has REST at /api/v3 and GraphQL at /api/graphql."""
    return f"{api_url.removesuffix('/v3')}/graphql"


def _server_url(api_url: str) -> str:
    """Where people look at what is behind this API."""
    if api_url.endswith("/api/v3"):
        return api_url.removesuffix("/api/v3")
    own = re.fullmatch(r"https://api\.([\w-]+\.ghe\.com)", api_url)
    return f"https://{own[1]}" if own else "https://github.com"
