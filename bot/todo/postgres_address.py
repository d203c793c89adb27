"""Where PostgreSQL is, and what to do where it cannot be used: never with a password."""

from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row

from bot.todo.job import StoreUnavailable

Connection = psycopg.AsyncConnection[DictRow]

OLDEST = 13
"""The oldest PostgreSQL that Procrastinate works with."""

_UNLESS_SAID = {
    "application_name": "compass-bot",
    "client_encoding": "utf8",
    "connect_timeout": "5",
    "target_session_attrs": "read-write",
    # A server that is gone without a word is noticed in 25 s, not in two hours.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
*_MODES, _LAST_MODE = (
    "disable",
    "allow",
    "prefer",
    "require",
    "verify-ca",
    "verify-full",
)
_BY_MANUAL = "give it another value, which PostgreSQL's manual tells, or leave it out"
READS_ONLY = "give the address of one that takes writes"
_BY_KIND: tuple[tuple[type[psycopg.Error], str], ...] = (
    (errors.InsufficientPrivilege, "let its owner grant that"),
    (errors.LockNotAvailable, "another process holds it up: end that one"),
    (errors.DiskFull, "make room on its disk"),
    (errors.ReadOnlySqlTransaction, READS_ONLY),
    (errors.UndefinedTable, "run `compass-bot migrate`"),
    (errors.QueryCanceled, "is it overloaded?"),
)
_BY_WORDS = (
    ("but SSL was required", "turn on TLS there, or leave sslmode out of the address"),
    ("does not match host name", "give the name that its certificate is for"),
    (
        "certificate",
        "name the file of who signed the server's in sslrootcert, or say system there",
    ),
    ("invalid sslmode", f"give {', '.join(_MODES)} or {_LAST_MODE}"),
    (" value", _BY_MANUAL),
    ("password", "check the user and the password"),
    ("pg_hba.conf", "let its pg_hba.conf admit this user from here"),
    ("does not exist", "check the names, or create it"),
    ("starting up", "it will be back by itself"),
    ("shutting down", "it will be back by itself"),
    ("read-only", READS_ONLY),
    ("too many", "raise its max_connections: each process takes four"),
    ("", "is it running, and can it be reached from here?"),
)
"""What to do about a connection that is refused, where the reason has these words."""


class Address:
    """What `DATABASE_URL` says."""

    def __init__(self, url: str) -> None:
        self._parameters: dict[str, Any] | None = None
        self._cure = ""
        try:
            password = urlsplit(url).password or ""
            said = conninfo_to_dict(url)
        except (ValueError, psycopg.Error):  # whose text may repeat all of it
            self._cure = _cure_of(url)
            return
        self._parameters = {**_UNLESS_SAID, **said}
        found = {password, unquote(password), str(said.get("password") or "")}
        self._secrets = sorted(filter(None, found), key=len, reverse=True)

    def __str__(self) -> str:
        known = self._parameters or {}
        where = known.get("host") or "this machine"
        return f"PostgreSQL's {known.get('dbname', 'database')} at {where}"

    async def connect(self) -> Connection:
        """A connection that commits each statement; raises `psycopg.Error`.

        `StoreUnavailable` is raised where this is no address at all.
        """
        if self._parameters is None:
            raise StoreUnavailable(f"PostgreSQL's library cannot read it; {self._cure}")
        return await psycopg.AsyncConnection.connect(
            autocommit=True, row_factory=dict_row, **self._parameters
        )

    def unavailable(self, error: Exception) -> StoreUnavailable:
        """What went wrong, in one line, with its cure."""
        lines = str(error).strip().splitlines() or [type(error).__name__]
        cure = next((c for kind, c in _BY_KIND if isinstance(error, kind)), "")
        refused = isinstance(error, psycopg.OperationalError)
        if not cure and (refused or lines[0].startswith("bad value")):
            cure = next(c for words, c in _BY_WORDS if words in lines[0])
        text = f"{self}: {lines[0]}"
        for secret in self._secrets:
            text = text.replace(secret, "[redacted]")
        return StoreUnavailable("; ".join(filter(None, (text, cure))))


def _cure_of(url: str) -> str:
    """What to do about an address that cannot be read: it names no value of it."""
    query = url.partition("?")[2]
    if "@" not in query:  # else the first ? is a password's
        known = {
            option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()
        }
        for part in filter(None, query.split("&")):
            name, equals, _ = part.partition("=")
            if unquote(name) not in known:
                return f"there is no parameter {name[:40]!r}: mend it or leave it out"
            if not equals:
                return f"{name} has no value: write {name}=… or leave it out"
    return "write what is special in a user or password as %40 for @"
