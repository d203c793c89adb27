"""The tables in PostgreSQL: Procrastinate's and ours, made and upgraded by the bot.

What was applied is written down in a table of ours, name by name. So it is known what
is missing, and also that somebody newer was here.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import resources
from importlib.resources.abc import Traversable

from psycopg import errors

from bot.todo.job import StoreUnavailable
from bot.todo.postgres_address import OLDEST, Address, Connection

LOCK = 0x7465616D63  # any number that no other program will think of
"""One process at a time makes or upgrades the schema."""

WAIT = timedelta(minutes=1)
"""How long that one, and whoever else holds a table, is waited for."""

_THEIRS = resources.files("procrastinate.sql")

OURS: Mapping[str, str] = {
    "compass 1": """
        CREATE INDEX compass_turn ON procrastinate_jobs (priority, scheduled_at, id)
            WHERE status = 'todo';
        CREATE INDEX compass_failed ON procrastinate_jobs (lock)
            WHERE status = 'failed';
        CREATE TABLE compass_ended (
            id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
            feature text NOT NULL,
            place text NOT NULL,
            outcome text NOT NULL,
            why text NOT NULL,
            at timestamptz NOT NULL
        );
        CREATE TABLE compass_remembered (name text PRIMARY KEY, text text NOT NULL);
        CREATE TABLE compass_checked (
            id integer PRIMARY KEY CHECK (id = 1),
            at timestamptz NOT NULL
        );
        CREATE TABLE compass_writes (
            installation bigint,
            number bigint,
            place text NOT NULL,
            at timestamptz NOT NULL,
            worker bigint REFERENCES procrastinate_workers ON DELETE SET NULL,
            until timestamptz NOT NULL,
            PRIMARY KEY (installation, number)
        );
        CREATE INDEX compass_writes_under_way ON compass_writes (worker)
            WHERE worker IS NOT NULL;
        CREATE TABLE compass_rests (
            installation bigint PRIMARY KEY,
            until timestamptz NOT NULL,
            why text NOT NULL
        );
        """,
    "compass 2": """
        ALTER TABLE compass_rests ADD COLUMN resource text NOT NULL DEFAULT '',
            DROP CONSTRAINT compass_rests_pkey, ADD PRIMARY KEY (installation, resource);
        CREATE TABLE compass_points (
            installation bigint,
            resource text,
            full_at timestamptz NOT NULL,
            PRIMARY KEY (installation, resource)
        );
        """,
}
"""What was added to Procrastinate's schema, in order; nothing here is ever changed."""


async def make_schema(
    address: Address, connection: Connection, *, wait: timedelta = WAIT
) -> None:
    """Make what is missing; raises `StoreUnavailable` where that cannot be.

    Whoever comes while another process is at it waits for that one. Where nothing is
    missing, no right to create anything is needed.
    """
    version = connection.info.server_version // 10000
    if version < OLDEST:
        raise StoreUnavailable(
            f"{address}: it is version {version}; upgrade it to {OLDEST} or newer"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"{address}: its encoding is {encoding}, which cannot hold what people"
            " write; make one with ENCODING 'UTF8'"
        )
    if not await missing(address, connection):
        return
    try:
        async with connection.transaction():
            milliseconds = int(wait.total_seconds() * 1000)
            await connection.execute(f"SET LOCAL lock_timeout = {milliseconds}")
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            await _apply(connection, await missing(address, connection))
    except errors.InsufficientPrivilege as error:
        raise StoreUnavailable(
            f"{address}: {error.diag.message_primary}; run `compass-bot migrate` as the"
            f" owner, or let the owner GRANT CREATE ON SCHEMA public TO"
            f" {connection.info.user}"
        ) from error


async def missing(address: Address, connection: Connection) -> list[str]:
    """The names of what has to be applied, in order; changes nothing.

    Raises `StoreUnavailable` where these tables are not for this bot.
    """
    known = [*_migrations(), *OURS]
    if not await _exists(connection, "compass_schema"):
        if await _exists(connection, "procrastinate_jobs"):
            raise StoreUnavailable(
                f"{address}: somebody else uses Procrastinate there; make a database"
                " for compass-bot alone"
            )
        return known
    rows = await (
        await connection.execute("SELECT name FROM compass_schema")
    ).fetchall()
    applied = {row["name"] for row in rows}
    if newer := sorted(applied.difference(known)):
        raise StoreUnavailable(
            f"{address}: the to-do list was made by a newer compass-bot ({newer[-1]} is"
            " not known here); start that one"
        )
    return [name for name in known if name not in applied]


async def _exists(connection: Connection, table: str) -> bool:
    query = "SELECT FROM pg_class WHERE oid = to_regclass(%s)"
    return (await connection.execute(query, (table,))).rowcount > 0


async def _apply(connection: Connection, missing: Sequence[str]) -> None:
    if missing == [*_migrations(), *OURS]:
        await connection.execute(
            """
            CREATE TABLE compass_schema (
                name text PRIMARY KEY,
                at timestamptz NOT NULL DEFAULT now()
            )
            """
        )
        await connection.execute((_THEIRS / "schema.sql").read_text("utf-8"))
        steps: Sequence[str] = list(OURS.values())
    else:
        steps = [
            OURS[name] if name in OURS else _migrations()[name].read_text("utf-8")
            for name in missing
        ]
    for step in steps:
        await connection.execute(step)
    await connection.execute(
        "INSERT INTO compass_schema (name) SELECT unnest(%s::text[])", (list(missing),)
    )


def _migrations() -> Mapping[str, Traversable]:
    """Procrastinate's own, by name, in the order in which they are to be applied.

    Both those of which it says that they come before its new version is started, and
    those that come after: who still runs the old one is to be started anew.
    """
    found = [f for f in (_THEIRS / "migrations").iterdir() if f.name.endswith(".sql")]
    found.sort(key=lambda file: file.name)
    return {f"procrastinate {f.name.removesuffix('.sql')}": f for f in found}
