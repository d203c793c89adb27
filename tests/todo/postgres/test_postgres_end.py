"""A process ends in time, also where PostgreSQL says nothing any more."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from machines import FAST
from workbench import A, B, Bench, wake

from bot.process import Bot
from bot.todo.postgres_address import Address
from bot.todo.postgres_news import News
from bot.todo.postgres_turns import PostgresTurns
from tests.settings import settings_for

LONG = timedelta(minutes=1)


async def test_who_writes_adds_and_asks_meanwhile_is_not_waited_for(
    machines, database, cluster
):
    todo = await machines(patience=LONG)
    turns, inside = PostgresTurns(todo, 0).of(7), asyncio.Event()
    stuck = asyncio.get_running_loop().create_future()

    async def run(job):
        async with turns.turn("", patient=False):
            inside.set()
            await stuck

    work = asyncio.create_task(todo.work(run, concurrency=4, stop=asyncio.Event()))
    await todo.add([wake(A), wake(B)])
    await inside.wait()
    with cluster.frozen(database):
        asked = (todo.add([wake()]), todo.ready(), todo.counts())
        others = [asyncio.create_task(one) for one in asked]
        await asyncio.sleep(0)
        work.cancel()
        async with asyncio.timeout(3):
            await todo.close()
            await asyncio.wait([work, *others])
    assert work.cancelled()


async def test_what_was_asked_for_is_done_before(machines):
    todo = await machines()
    bench = Bench(todo)
    await todo.add([wake(A)])
    bench.end(await bench.begun())
    last = asyncio.create_task(todo.add([wake(B)]))
    await asyncio.sleep(0)
    await bench.close()

    await todo.close()

    await last
    assert [job.key for job in await (await machines()).pending(9)] == [B]


@asynccontextmanager
async def says_no_more():
    """A server that lets anybody in and answers nothing; inside, whether it was asked."""
    asked = asyncio.Event()

    def message(kind, body=b""):
        return kind + (len(body) + 4).to_bytes(4, "big") + body

    async def serve(reader, writer):
        size = int.from_bytes(await reader.readexactly(4), "big")
        await reader.readexactly(size - 4)
        writer.write(message(b"R", bytes(4)))
        for name, value in {
            "client_encoding": "UTF8",
            "default_transaction_read_only": "off",
            "in_hot_standby": "off",
            "server_version": "18.0",
        }.items():
            writer.write(message(b"S", f"{name}\0{value}\0".encode()))
        writer.write(message(b"Z", b"I"))
        await reader.read(1)
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield (
            f"postgresql://x@127.0.0.1:{port}/x?sslmode=disable&gssencmode=disable",
            asked,
        )


async def test_who_only_listens_is_not_waited_for():
    async def hear(_told):
        """Nothing is told."""

    async with says_no_more() as (url, asked):
        news = News(Address(url), hear=hear, own=list, poll=FAST)
        news.begin()
        await asyncio.wait_for(asked.wait(), 5)

        closing = asyncio.create_task(news.close())
        await asyncio.wait([closing], timeout=2)
        assert closing.done()


async def test_the_bot_ends_in_time(github, tmp_path, clock, database, cluster):
    settings = replace(settings_for(github, tmp_path), database_url=database)
    github.add_repository("jupyterhub/team-compass")
    bot = Bot(settings, clock=clock.now, port=0)
    await bot.start()
    with cluster.frozen(database):
        adding = asyncio.create_task(bot.todo.add([wake(A)]))
        await asyncio.sleep(0)
        async with asyncio.timeout(4):
            await bot.stop(jobs_end=timedelta(seconds=0.1))
        await asyncio.wait([adding])
