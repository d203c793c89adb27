"""The weather of the chaos: of each kind of fault one in twenty requests."""

import asyncio
import random

from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.playground.weather import Kind, Weather

SHARE = 0.05
TEN_SECONDS = 10


async def pass_by(_request: Request) -> None:
    """GitHub takes its time."""
    await asyncio.sleep(TEN_SECONDS)


def weather(seed: int) -> Weather:
    dice = random.Random(f"weather {seed}")

    def either() -> bool:
        return dice.random() < 0.5

    return Weather(
        seed,
        [
            Kind("500", SHARE, lambda: Fault(status=500)),
            Kind(
                "502 after effect", SHARE, lambda: Fault(status=502, after_effect=True)
            ),
            Kind("resets", SHARE, lambda: Fault(reset=True, after_effect=either())),
            Kind("10 s", SHARE, lambda: Fault(callback=pass_by, after_effect=either())),
        ],
    )
