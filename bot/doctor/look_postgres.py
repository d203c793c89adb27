"""What the store in PostgreSQL looks like from outside, beside machines that use it.

Nothing is made, upgraded or taken: the connection is told to refuse every write.
"""

import asyncio
from datetime import datetime, timedelta

import psycopg

from bot.doctor.facts import StoreFacts
from bot.doctor.spoken import counted, listed, span
from bot.rounds import SWEEP
from bot.todo import postgres_told
from bot.todo.job import MOST_FAILED, SWEPT, StoreUnavailable
from bot.todo.postgres_address import OLDEST, READS_ONLY, Address, Connection
from bot.todo.postgres_presence import GIVEN_UP
from bot.todo.postgres_schema import missing

VARIABLE = "DATABASE_URL"

PATIENCE = timedelta(seconds=15)
"""For everything together: somebody may hold a lock for ever."""

_NOBODY = (
    "no worker is there",
    "start the bot: compass-bot serve, or worker beside web",
)
_POOLED = (
    "a pooler between gives each transaction another connection",
    "let it pool by session, or give the server's own address",
)
_ABOUT = """
    SELECT current_setting('server_version') AS version,
        pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS reads,
        to_regclass('compass_schema') IS NULL AS empty
    """
_NOT_WRITABLE = """
    SELECT relname AS table FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
        AND relname ~ '^(compass|procrastinate)_'
        AND relname NOT IN ('compass_schema', 'procrastinate_periodic_defers') AND NOT (
            has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
            AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
    ORDER BY relname
    """
_HAS_ROUNDS = """
    SELECT FROM procrastinate_jobs WHERE lock = %s AND status IN ('todo', 'doing')
    """
_LOST = (
    "start the bot, or run compass-bot migrate; a bot that runs already answers 503 until"
    " then, as they were lost under it"
)
_TO_BE_MADE = ("its tables are still to be made", _LOST)
_WORKERS = """
    SELECT count(*) FILTER (WHERE silent <= %(given_up)s) AS alive,
        count(*) FILTER (WHERE silent > %(given_up)s) AS dead,
        min(silent) AS silent
    FROM procrastinate_workers, LATERAL (SELECT now() - last_heartbeat AS silent) AS one
    """


async def look_at_database(
    url: str, now: datetime, *, patience: timedelta = PATIENCE
) -> StoreFacts:
    """The store at this address, which may not be made yet, at this time."""
    address = Address(url)
    where = str(address)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            async with await address.connect() as connection:
                return await _look(address, connection, now)
    except TimeoutError:
        wrong = ("does not answer in time", "is it overloaded, or is a table locked?")
        return StoreFacts(where, VARIABLE, wrong=wrong)
    except StoreUnavailable as error:
        return StoreFacts(where, VARIABLE, wrong=_parts(where, str(error)))
    except (psycopg.Error, OSError) as error:
        told = str(address.unavailable(error))
        return StoreFacts(where, VARIABLE, wrong=_parts(where, told))


def _parts(where: str, told: str) -> tuple[str, str]:
    """What is wrong and the cure, of `where: what is wrong; the cure`."""
    says, _, cure = told.removeprefix(f"{where}: ").partition("; ")
    return says, cure or f"mend {VARIABLE}, or look into the server's log"


async def _look(address: Address, connection: Connection, now: datetime) -> StoreFacts:
    where = str(address)
    (about,) = await (await connection.execute(_ABOUT)).fetchall()
    details = [f"version {about['version']}"]
    if connection.info.server_version // 10_000 < OLDEST:
        wrong = (f"is version {about['version']}", f"upgrade it to {OLDEST} or newer")
        return StoreFacts(where, VARIABLE, wrong=wrong)
    if about["reads"]:
        wrong = ("takes no writes", READS_ONLY)
        return StoreFacts(where, VARIABLE, wrong=wrong)
    if await _is_pooled(address, connection):
        return StoreFacts(where, VARIABLE, wrong=_POOLED)
    await connection.execute("SET default_transaction_read_only = on")
    lacking = await missing(address, connection)
    if lacking:
        warnings: tuple[tuple[str, str], ...] = (_TO_BE_MADE,)
        if not about["empty"]:
            made = "upgraded when the bot starts, or by compass-bot migrate"
            details.append(
                f"{counted(len(lacking), 'part')} of its tables to be {made}"
            )
            warnings = ()
        return StoreFacts(where, VARIABLE, details=tuple(details), warnings=warnings)
    cursor = await connection.execute(_NOT_WRITABLE)
    if closed := [row["table"] for row in await cursor.fetchall()]:
        cure = f"let the owner GRANT ALL ON ALL TABLES to {connection.info.user}"
        wrong = (f"this user may not write {listed(closed)}", cure)
        return StoreFacts(where, VARIABLE, wrong=wrong)
    (workers,) = await (
        await connection.execute(_WORKERS, {"given_up": GIVEN_UP})
    ).fetchall()
    details.append(counted(workers["alive"], "worker"))
    if workers["alive"]:
        details[-1] += f", last heard {span(workers['silent'])} ago"
    if workers["dead"]:
        details.append(f"{workers['dead']:,} silent, whose jobs others take over")
    return StoreFacts(
        where,
        VARIABLE,
        details=tuple(details),
        counts=await postgres_told.counts(connection, now),
        failed=tuple(await postgres_told.failed(connection, MOST_FAILED, None)),
        workers=int(workers["alive"]),
        swept=await postgres_told.recall(connection, SWEPT),
        has_rounds=(await connection.execute(_HAS_ROUNDS, (str(SWEEP),))).rowcount > 0,
        warnings=() if workers["alive"] else (_NOBODY,),
    )


async def _is_pooled(address: Address, connection: Connection) -> bool:
    """Whether this connection's statements may be done by different servers.

    As soon as it has nothing to do, another one gets what had been its server. This is
    asked before anything is set, which would be set for that other one too.
    """
    ours = await _server(connection)
    async with await address.connect() as other, other.transaction():
        return await _server(other) == ours or await _server(connection) != ours


async def _server(connection: Connection) -> int:
    cursor = await connection.execute("SELECT pg_backend_pid() AS pid")
    (row,) = await cursor.fetchall()
    return int(row["pid"])
