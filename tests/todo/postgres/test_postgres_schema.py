"""The bot makes and upgrades its tables itself, and says what to do where it cannot."""

import asyncio
import hashlib
from datetime import timedelta
from importlib import resources
from urllib.parse import urlsplit

import psycopg
import pytest
from workbench import A, drain, wake

from bot.todo.job import StoreUnavailable
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_address import Address
from bot.todo.postgres_schema import LOCK, OURS, make_schema

SECRET = "p%40ssw0rd-of-ours"
SCHEMA = """
    SELECT md5(string_agg(pg_get_functiondef(oid), '' ORDER BY oid::regprocedure::text))
    FROM pg_proc WHERE proname LIKE 'procrastinate%'
    UNION ALL
    SELECT md5(string_agg(indexdef, '' ORDER BY indexname)) FROM pg_indexes
    WHERE tablename ~ '^(procrastinate|compass)'
    UNION ALL
    SELECT md5(string_agg(pg_get_triggerdef(oid), '' ORDER BY tgname)) FROM pg_trigger
    WHERE tgname LIKE 'procrastinate%'
    UNION ALL
    SELECT string_agg(name, ' ' ORDER BY name) FROM compass_schema
    """


@pytest.fixture
def new(cluster):
    """The address of a database in which there is nothing yet."""
    return cluster.database()


@pytest.fixture
def at(clock):
    return lambda url: PostgresTodo(url, now=clock.now)


async def refusal(todo):
    with pytest.raises(StoreUnavailable) as refused:
        await todo.open()
    await todo.close()
    return str(refused.value)


async def test_several_that_start_at_once_make_it_together(at, new):
    todos = [at(new) for _ in range(5)]
    await asyncio.gather(*(todo.open() for todo in todos))

    await todos[0].add([wake(A)])
    assert [job.key for job in await drain(todos[4])] == [A]
    for todo in todos:
        await todo.close()


async def test_an_older_procrastinate_is_upgraded_once_by_whoever_comes_first(
    at, new, cluster
):
    older = cluster.database()
    await make_as_of(older, "03.01", jobs=1)
    todos = [at(older) for _ in range(3)]
    await asyncio.gather(*(todo.open() for todo in todos))
    fresh = at(new)
    await fresh.open()

    assert cluster.execute(SCHEMA, older) == cluster.execute(SCHEMA, new)
    await todos[0].add([wake(A)])
    assert len(await drain(todos[1])) == 1
    for todo in (*todos, fresh):
        await todo.close()


async def test_what_a_newer_bot_has_made_is_left_alone(at, new, cluster):
    todo = at(new)
    await todo.open()
    await todo.close()
    cluster.execute("INSERT INTO compass_schema (name) VALUES ('compass 99')", new)

    said = await refusal(at(new))

    assert "newer compass-bot (compass 99" in said
    assert "start that one" in said


async def test_somebody_elses_procrastinate_is_left_alone(at, new):
    with psycopg.connect(new) as connection:
        schema = resources.files("procrastinate.sql") / "schema.sql"
        connection.execute(schema.read_text())

    assert "a database for compass-bot alone" in await refusal(at(new))


async def test_a_database_that_cannot_hold_what_people_write_is_refused(at, cluster):
    cluster.execute("CREATE DATABASE old ENCODING 'LATIN1' TEMPLATE template0")

    assert "make one with ENCODING 'UTF8'" in await refusal(at(cluster.url("old")))


async def test_whoever_holds_the_upgrade_up_is_not_waited_for_for_ever(new):
    address = Address(new)
    async with await address.connect() as one, await address.connect() as other:
        await one.execute("SELECT pg_advisory_lock(%s)", (LOCK,))

        with pytest.raises(psycopg.errors.LockNotAvailable) as held:
            await make_schema(address, other, wait=timedelta(milliseconds=50))

    assert "end that one" in str(address.unavailable(held.value))


@pytest.fixture
def guarded(cluster):
    """Makes the address of a database for a role with a password and few rights."""
    cluster.execute(
        f"""
        DROP ROLE IF EXISTS guarded;
        CREATE ROLE guarded LOGIN PASSWORD '{SECRET.replace("%40", "@")}'
        """
    )

    def make(url, password=SECRET):
        return cluster.url(urlsplit(url).path[1:], f"guarded:{password}")

    yield make
    cluster.execute("DROP ROLE guarded")


async def test_a_role_that_may_create_nothing_works_where_all_is_made(
    at, new, guarded, cluster
):
    cluster.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", new)
    refused = await refusal(at(guarded(new)))
    assert "compass-bot migrate" in refused
    assert "GRANT CREATE ON SCHEMA public TO guarded" in refused

    owner = at(new)
    await owner.open()
    await owner.close()
    assert "permission denied" in await refusal(at(guarded(new)))
    cluster.execute(
        """
        GRANT ALL ON ALL TABLES IN SCHEMA public TO guarded;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO guarded
        """,
        new,
    )

    todo = at(guarded(new))
    await todo.open()
    await todo.add([wake(A)])
    assert len(await drain(todo)) == 1
    await todo.close()
    cluster.execute("DROP OWNED BY guarded", new)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda url: url.replace(SECRET, f"{SECRET}-old"),
            "check the user and the pass",
        ),
        (lambda url: url.replace("/test", "/no"), "check the names, or create it"),
        (
            lambda url: url.replace("guarded:", "nobody:"),
            "check the names, or create it",
        ),
        (
            lambda url: url.replace("?host=/", "?host=/no"),
            "can it be reached from here",
        ),
        (
            lambda url: url.replace("@/", "@nowhere.invalid/").partition("?")[0],
            "reached",
        ),
        (lambda url: url.replace("?host=", "?hosts="), "there is no parameter 'hosts'"),
        (lambda url: f"{url}&sslmode", "sslmode has no value: write sslmode=…"),
        (lambda url: f"{url}&%zz=1", "there is no parameter '%zz'"),
        (lambda url: url.replace("%40", "%zz"), "write what is special"),
        (
            lambda url: f"{url}&passfile=&sslmode=maybe",
            "give disable, allow, prefer, re",
        ),
        (
            lambda url: f"{url}&target_session_attrs=all",
            "which PostgreSQL's manual tells",
        ),
        (lambda url: f"{url}&connect_timeout=soon", "which PostgreSQL's manual tells"),
    ],
    ids=[
        *("password", "database", "role", "socket", "host", "option", "half", "name"),
        *("escape", "mode", "kind", "time"),
    ],
)
async def test_what_is_wrong_is_told_without_the_password(
    at, new, guarded, change, says
):
    said = await refusal(at(change(guarded(new))))

    assert says in said
    assert "\n" not in said
    for secret in (SECRET, SECRET.replace("%40", "@"), "ssw0rd"):
        assert secret not in said


@pytest.mark.parametrize(
    ("answer", "query", "says"),
    [
        (b"N", "sslmode=require", "turn on TLS there, or leave sslmode out"),
        (
            b"S",
            "sslmode=verify-full&sslrootcert=/nowhere/root.crt",
            "name the file of who signed the server's in sslrootcert",
        ),
    ],
    ids=["none", "authority"],
)
async def test_a_server_whose_tls_will_not_do_runs_and_can_be_reached(
    at, answer, query, says
):
    """It says with one letter whether it has TLS, as PostgreSQL's protocol has it."""

    async def say(reader, writer):
        await reader.readexactly(8)
        writer.write(answer)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"postgresql://ada:{SECRET}@127.0.0.1:{port}/bot?{query}"
        said = await refusal(at(url))
    assert says in said
    assert "reached from here" not in said
    assert "ssw0rd" not in said


async def make_as_of(url, version, jobs):
    """A database as an older bot has left it, with the Procrastinate of its day."""
    folder = resources.files("procrastinate.sql") / "migrations"
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    before = [name for name in files if name < f"{version}.99"]
    assert 0 < len(before) < len(files)
    async with await psycopg.AsyncConnection.connect(
        url, autocommit=True
    ) as connection:
        for name in before:
            await connection.execute((folder / name).read_text())
        await connection.execute(
            """
            CREATE TABLE compass_schema (
                name text PRIMARY KEY,
                at timestamptz NOT NULL DEFAULT now()
            )
            """
        )
        for name in before:
            await connection.execute(
                "INSERT INTO compass_schema (name) VALUES (%s)",
                (f"procrastinate {name.removesuffix('.sql')}",),
            )


RELEASED = {
    "compass 1": "88339a7cdaf6013a",
    "compass 2": "c6d3d3d1ac7f11d6",
}
"""A step that somebody has applied is never changed: what it lacks is another step."""


def test_no_step_is_changed_once_somebody_has_applied_it():
    written = {
        name: hashlib.sha256(step.encode()).hexdigest()[:16]
        for name, step in OURS.items()
    }
    assert written == RELEASED
