"""The store that several machines share, as the doctor finds it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import psycopg
import pytest

from bot.doctor.look_postgres import look_at_database
from bot.todo.job import Done, Job, Key, Wake
from bot.todo.postgres import PostgresTodo
from tests.doctor.patient import Lines, Patient, go_round, told
from tests.postgres.cluster import Cluster
from tests.postgres.pooler import PROGRAM, pooled

KEY = Key("agenda", "jupyterhub/team-compass#1")


@pytest.fixture
def url(cluster: Cluster) -> str:
    """A database in which no bot has been yet."""
    return cluster.database()


@contextmanager
def role(cluster: Cluster, name: str, rights: str, url: str) -> Iterator[None]:
    """A user, for as long as this lasts."""
    cluster.execute(f"CREATE ROLE {name} LOGIN {rights}")
    try:
        yield
    finally:
        cluster.execute(f"DROP OWNED BY {name}", url)
        cluster.execute(f"DROP ROLE {name}")


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


async def looked(patient: Patient, url: str) -> Lines:
    return await patient.examine(database_url=url)


@asynccontextmanager
async def opened(patient: Patient, url: str) -> AsyncIterator[PostgresTodo]:
    todo = PostgresTodo(url, now=patient.github.clock.now)
    await todo.open()
    try:
        yield todo
    finally:
        await todo.close()


def tables(cluster: Cluster, url: str) -> list[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return [table for (table,) in cluster.execute(query, url)]


async def test_nothing_is_made_in_an_empty_one(patient, cluster, url):
    lines = await looked(patient, url)
    assert lines.bad == []
    (warned,) = lines.warned_of("store")
    assert warned.says == "its tables are still to be made"
    assert "a bot that runs already answers 503" in warned.cure
    assert tables(cluster, url) == []


async def test_jobs_wait_and_nobody_works(patient, url):
    async with opened(patient, url) as todo:
        await todo.add([Wake(KEY, 1)])
    lines = await looked(patient, url)
    assert lines.bad == []
    (warned,) = lines.warned_of("store")
    assert warned.says == "no worker is there"
    assert lines.one("jobs").says.startswith("1 job waiting")
    patient.github.clock.advance(timedelta(minutes=40))
    told(await looked(patient, url), "jobs", "waits for 40 min", "start the bot")


async def test_a_worker_is_heard(patient, url):
    begun, enough = asyncio.Event(), asyncio.Event()

    async def run(_job: Job) -> Done:
        begun.set()
        await enough.wait()
        return Done()

    async with opened(patient, url) as todo:
        await todo.add([Wake(KEY, 1)])
        stop = asyncio.Event()
        work = asyncio.create_task(todo.work(run, concurrency=1, stop=stop))
        await begun.wait()
        lost = await looked(patient, url)
        await go_round(todo, patient)
        lines = await looked(patient, url)
        stop.set()
        enough.set()
        await work
        assert (await todo.counts()).waiting == 0
    told(lost, "jobs", "no look at everything is on the list", "restart it")
    assert lines.bad == lines.warned_of("store") == []
    assert "1 worker, last heard 0 s ago" in lines.one("store").says
    assert lines.one("jobs").says.startswith("no job waiting, 1 running")


async def test_another_program_uses_its_tables(patient, cluster, url):
    cluster.execute("CREATE TABLE procrastinate_jobs (id int)", url)
    told(await looked(patient, url), "store", "somebody else", "for compass-bot alone")


async def test_a_newer_bot_was_there(patient, cluster, url):
    async with opened(patient, url):
        pass
    cluster.execute("INSERT INTO compass_schema (name) VALUES ('compass 99')", url)
    told(await looked(patient, url), "store", "newer compass-bot", "start that one")


@pytest.mark.skipif(
    not PROGRAM and "CI" not in os.environ, reason="needs tests/postgres/install"
)
async def test_a_pooler_gives_each_transaction_another_connection(
    patient, cluster, url
):
    async with opened(patient, url):
        pass
    with pooled(cluster, url, "transaction") as through:
        lines = await looked(patient, through)
        told(lines, "store", "each transaction another connection", "by session")
        async with opened(patient, through) as todo:  # which it has not spoiled
            await todo.add([Wake(KEY, 1)])
    with pooled(cluster, url, "session") as through:
        assert (await looked(patient, through)).bad == []


@pytest.mark.parametrize("more", ["", "&target_session_attrs=any"])
async def test_it_takes_no_writes(patient, cluster, url, more):
    cluster.execute(
        f"ALTER DATABASE {name_of(url)} SET default_transaction_read_only = on"
    )
    told(await looked(patient, url + more), "store", "give the address of", "writes")


async def test_its_user_may_only_read(patient, cluster, url):
    async with opened(patient, url):
        pass
    with role(cluster, "reader", "", url):
        cluster.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", url)
        lines = await looked(patient, cluster.url(name_of(url), "reader"))
    told(lines, "store", "may not write", "GRANT")


async def test_its_user_may_not_write_to_a_table(patient, cluster, url):
    """As the one in which machines take turns: no job gets any further then."""
    async with opened(patient, url):
        pass
    everything = "ALL TABLES IN SCHEMA public"
    with role(cluster, "writer", "", url):
        cluster.execute(f"GRANT ALL ON {everything} TO writer", url)
        cluster.execute("REVOKE UPDATE ON compass_writes FROM writer", url)
        lines = await looked(patient, cluster.url(name_of(url), "writer"))
    told(lines, "store", "may not write compass_writes", "GRANT")


async def test_the_password_is_wrong_and_not_repeated(patient, cluster, url):
    with role(cluster, "guarded", "PASSWORD 'right'", url):
        guarded = cluster.url(name_of(url), "guarded:quite-wrong")
        lines = await looked(patient, guarded)
    told(lines, "store", "password", "check the user")
    assert "quite-wrong" not in str(lines)


async def test_nobody_is_there(patient, tmp_path):
    lines = await looked(patient, f"postgresql://bot@/compass?host={tmp_path}")
    told(lines, "store", "is it running")
    assert lines.one("App").ok


async def test_somebody_has_locked_it(patient, url):
    async with opened(patient, url):
        pass
    async with await psycopg.AsyncConnection.connect(url) as other:
        await other.execute("LOCK TABLE compass_schema")
        facts = await look_at_database(
            url, patient.github.clock.now(), patience=timedelta(seconds=0.3)
        )
    assert facts.wrong is not None
    assert facts.wrong[0] == "does not answer in time"
