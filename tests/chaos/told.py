"""One telling of a story: its ground, what happens on it, and when the bot is heard."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.playground import Playground
from tests.chaos.events import Cast
from tests.chaos.places import END, Place, build, places
from tests.chaos.plot import Moment, Plot
from tests.chaos.witness import Witness

A_DEED = timedelta(seconds=2)
"""What an event takes at most: nobody answers it before it is over."""

GRACE = timedelta(seconds=31)
TWICE = timedelta(seconds=61)


@dataclass(frozen=True)
class Script:
    """What a seed says: the ground, and what happens."""

    seed: int
    ground: tuple[Place, ...]
    moments: tuple[Moment, ...]
    ends: datetime = END

    @property
    def events(self) -> int:
        return sum(len(moment.events) for moment in self.moments)

    def first(self, moments: int) -> "Script":
        """Its beginning: so many moments, over before the bot has the next thing to do."""
        return replace(
            self, moments=self.moments[:moments], ends=self.then(moments - 1)
        )

    def at(self, owner: str) -> "Script":
        """Its ground as far as it is of that owner, on which nothing happens."""
        ground = tuple(place for place in self.ground if place.owner == owner)
        return replace(self, ground=ground, moments=())

    def then(self, number: int) -> datetime:
        """When after that moment the bot has something to do by itself."""
        after = self.moments[number + 1 :]
        return next((moment.at for moment in after if not moment.events), self.ends)


def script(seed: int) -> Script:
    ground = places(random.Random(f"ground {seed}"))
    return Script(seed, ground, tuple(Plot(seed, ground).moments()))


class Bots(Protocol):
    """The bot, be it one or several, calm or not."""

    def begin(self, moment: int) -> None:
        """The moment of that number begins."""
        ...

    async def hear(self) -> None:
        """Something has happened."""
        ...

    async def settle(self) -> None:
        """Return once nothing is left to do now."""
        ...

    async def look(self, until: datetime) -> None:
        """Look at everything before then, whatever was heard."""
        ...


class Telling:
    """A story on one playground."""

    def __init__(self, told: Script, github: Playground) -> None:
        self.script = told
        self.github = github
        build(github, told.ground)
        self.cast = Cast(github)
        self.witness = Witness(github)

    async def play(self, bots: Bots) -> None:
        """From the beginning to the end."""
        await bots.settle()
        for number, moment in enumerate(self.script.moments):
            then = self.script.then(number)
            bots.begin(number)
            self.until(moment.at)
            if moment.events:
                await bots.settle()  # what was due meanwhile comes first
            for event in moment.events:
                self.until(event.at + A_DEED)
                self.cast.do(event)
                await bots.hear()
            await bots.settle()
            if moment.events:
                await self.see_to_the_end(bots, then)
            now = self.github.clock.now()
            assert now < then, f"it is {now}: too slow for what happens at {then}"

    async def see_to_the_end(self, bots: Bots, then: datetime) -> None:
        """Until all is as the events of a moment want it."""
        for looks in (True, False):
            for wait in (GRACE, TWICE):
                self.pass_by(wait, then)
                await bots.settle()
            if looks:
                await bots.look(then)
                await bots.settle()

    def until(self, at: datetime) -> None:
        """It is that late, if not later."""
        now = self.github.clock.now()
        if at > now:
            self.github.clock.advance(at - now)

    def pass_by(self, wait: timedelta, then: datetime) -> None:
        """Let a time pass, but not beyond what comes next."""
        if self.github.clock.now() + wait < then:
            self.github.clock.advance(wait)
