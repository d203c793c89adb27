"""What a webhook remembers of deliveries, for /admin: little, and not for ever."""

from dataclasses import replace

from bot.todo.job import Key
from bot.web.heard import MOST, MOST_KEYS, LastDeliveries
from bot.web.server import Server
from bot.web.webhook import Webhook
from tests.web.hub import AGENDA, GUID, NOW, PATH, SECRET, comment


async def hearing(hubs, *features, now=lambda: NOW):
    """A hub whose webhook remembers, and what it remembers."""
    hub, heard = await hubs(*features), LastDeliveries(now)
    webhook = Webhook(secrets=[SECRET], features=features, todo=hub.todo, heard=heard)
    server = Server({PATH: {"POST": webhook}}, host="127.0.0.1", port=0)
    await server.start()
    hubs.servers.append(server)
    hub.url = server.url
    return hub, heard


async def test_what_asks_for_something_is_remembered(hubs):
    hub, heard = await hearing(hubs, AGENDA)
    await hub.deliver("issue_comment", comment("/agenda Costs"))
    (one,) = heard
    assert one.keys == (Key("agenda", "jupyterhub/team-compass#378"),)
    assert (one.guid, one.name, one.at) == (GUID, "issue_comment.created", NOW)
    assert (one.repository, one.number) == ("jupyterhub/team-compass", 378)
    assert (one.wanted, one.status) == (1, 202)


async def test_nothing_else_is(hubs):
    hub, heard = await hearing(hubs, AGENDA)
    await hub.deliver("issue_comment", comment("A word"))
    await hub.deliver("watch", comment("/agenda"))
    await hub.deliver(
        "issue_comment", comment("/agenda"), X_Hub_Signature_256="sha256="
    )
    assert not [*heard]


async def test_what_could_not_be_recorded_is_too(hubs):
    hub, heard = await hearing(hubs, AGENDA)
    await hub.todo.close()
    status, _ = await hub.deliver("issue_comment", comment("/agenda Costs"))
    assert [one.status for one in heard] == [status] == [503]


async def test_the_memory_does_not_grow(hubs):
    many = replace(
        AGENDA, wakes=lambda d: [Key("agenda", f"o/r#{n}") for n in range(1, 31)]
    )
    count = iter(range(1000))
    hub, heard = await hearing(hubs, many, now=lambda: next(count))
    for _ in range(MOST + 5):
        long = comment("/agenda Costs", action="x" * 10_000)
        status, _ = await hub.deliver("issue_comment", long)
        assert status == 202
    kept = [*heard]
    assert [one.at for one in kept] == list(range(MOST + 4, 4, -1))
    assert {(len(one.keys), one.wanted) for one in kept} == {(MOST_KEYS, 30)}
    assert max(len(one.name) for one in kept) < 200
