"""The ways in which deliveries may come: in another order, twice, or not at all."""

import random
from collections.abc import Awaitable, Callable

from tests.stories.team import Team

Deliver = Callable[[Team, random.Random], Awaitable[None]]


async def in_order(team: Team, _dice: random.Random) -> None:
    await team.settle()


async def each_twice(team: Team, _dice: random.Random) -> None:
    await team.settle(duplicate=True)


async def shuffled(team: Team, dice: random.Random) -> None:
    await team.settle(shuffle=dice)


async def twice_and_shuffled(team: Team, dice: random.Random) -> None:
    await team.settle(shuffle=dice, duplicate=True)


async def one_third_lost(team: Team, dice: random.Random) -> None:
    await team.settle(lose=lambda _delivery: dice.random() < 1 / 3, shuffle=dice)


async def all_lost(team: Team, _dice: random.Random) -> None:
    await team.settle(lose=lambda _delivery: True)
