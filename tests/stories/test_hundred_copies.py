"""A hundred copies of one delivery, all at once: one effect."""

import asyncio
from collections import Counter

import aiohttp

from tests.stories.team import Team, ids, mine, reactions, team

COPIES = 100


async def copies_of_the_last(people: Team) -> Counter[int]:
    """Deliver what has just happened so often, all at the same time; the answers."""
    assert people.bot
    (delivery,) = people.github.outbox.pending
    people.github.outbox.pending.clear()
    body = delivery.body
    headers = people.github.outbox.headers(delivery, body)
    url = people.bot.url + people.bot.settings.webhook_path

    async def send(session: aiohttp.ClientSession) -> int:
        async with session.post(url, data=body, headers=headers) as answer:
            return answer.status

    connector = aiohttp.TCPConnector(limit=COPIES)
    async with aiohttp.ClientSession(connector=connector) as session:
        return Counter(await asyncio.gather(*(send(session) for _ in range(COPIES))))


async def test_a_hundred_copies_while_the_bot_works_have_one_effect(
    clock, tmp_path, shown
):
    async with team(clock, tmp_path) as people:
        issue = await people.meeting()
        await people.stop()
        await people.start(work=True)
        await people.idle()
        topic = issue.comment("/agenda Release pulses\n/agenda move A9 first", by="ada")
        people.github.requests.clear()

        answers = await copies_of_the_last(people)
        await people.idle()

        assert answers == {202: COPIES}
        assert ids(issue) == ["A1"]
        assert len(mine(issue)) == 2  # the agenda, and one note about A9
        assert reactions(topic) == ["confused"]
        made = Counter(people.writes)
        assert all(path.startswith("PATCH") or n == 1 for path, n in made.items())
        shown(
            f"4. {COPIES} copies of one delivery at once: {answers[202]} times 202,"
            f" {sum(made.values())} writes, none of them twice"
        )


async def test_a_hundred_redeliveries_of_what_is_done_have_none(clock, tmp_path):
    async with team(clock, tmp_path) as people:
        issue = await people.meeting()
        issue.comment("/agenda Release pulses", by="ada")
        (delivery,) = people.github.outbox.pending
        await people.settle()
        people.github.outbox.pending.append(delivery)
        people.github.requests.clear()

        assert await copies_of_the_last(people) == {202: COPIES}
        await people.settle()

        assert people.writes == []
