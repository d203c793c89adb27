"""What a bot that only keeps agendas makes of the deliveries that it missed."""

import asyncio
from datetime import timedelta

from bot import missed
from bot.feature import Feature
from bot.todo.job import Done, Key
from bot.web.logged import Logged


async def handle(_context):
    pass


def wakes(delivery):
    if delivery.may_hold_command(("agenda",)):
        yield Key("agenda", f"{delivery.repository}#{delivery.issue}")


AGENDA = Feature("agenda", handle, wakes=wakes, events=("issue_comment",))
PAYLOAD = "GET /app/hook/deliveries/*"


async def look(app, todo, clock, *, fast_by=timedelta(0)):
    """A round, by a clock that may be ahead of GitHub's."""
    now = clock.now() + fast_by
    return await missed.look(
        app, todo, Logged([AGENDA]), lambda login: Key("sweep", login), now
    )


def said(repository, number=1, body="/agenda Topic"):
    """The payload of a comment."""
    return {
        "action": "created",
        "installation": {"id": repository.installation.id},
        "repository": {"full_name": repository.full_name},
        "issue": {"number": number},
        "comment": {"id": 7, "body": body, "user": {"login": "ada"}},
    }


async def woken(todo):
    """The keys that wait, in the order in which they are looked at."""
    keys = []

    async def run(job):
        keys.append(str(job.key))
        return Done()

    await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
    return keys


def payloads(github):
    """The attempts whose payloads were asked for, by id."""
    asked = [r for r in github.requests if r.path.startswith("/app/hook/deliveries/")]
    return [int(request.path.rpartition("/")[2]) for request in asked]
