"""A story out of a seed: who does what when, as a list that can be repeated and shrunk."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.chaos.at_desks import answer, ask, judge, report
from tests.chaos.at_meetings import elsewhere, misspeak, propose, talk, touch
from tests.chaos.at_projects import configure, pulse, work
from tests.chaos.events import Event
from tests.chaos.places import BEGIN, DAY, END, HOUR, MINUTE, Place
from tests.chaos.stage import PULSE, PULSE_ENDS, Stage

APART = 95 * MINUTE
"""Between two moments in which something happens, so that there is a look in between."""

BEFORE = 50 * MINUTE
"""So long before the bot has something to do by itself nothing happens: it needs time for
what happened last, and the order of the two may not change."""

SECOND = timedelta(seconds=1)

SCENES: dict[Callable[[Stage], None], int] = {
    propose: 5,
    talk: 3,
    touch: 5,
    misspeak: 2,
    elsewhere: 4,
    ask: 4,
    judge: 5,
    report: 3,
    answer: 4,
    work: 2,
    pulse: 5,
    configure: 2,
}
"""How often each is played as against the others."""


@dataclass(frozen=True)
class Moment:
    """What happens at about the same time; without events the bot has something to do."""

    at: datetime
    events: tuple[Event, ...] = ()


class Plot:
    """Makes up the story of one seed."""

    def __init__(self, seed: int, places: tuple[Place, ...]) -> None:
        self._stage = Stage(random.Random(f"plot {seed}"), places)

    def moments(self) -> list[Moment]:
        """All that happens, and when the bot has something to do by itself."""
        found = {at + 5 * SECOND: Moment(at + 5 * SECOND) for at in self._due()}
        busy = self._busy()
        for at in busy:
            found[at] = Moment(at, tuple(self._happening(at)))
        return [found[at] for at in sorted(found) if BEGIN < at < END]

    def _due(self) -> Iterator[datetime]:
        for meeting in self._stage.meetings:
            yield from meeting.series.moments()
        yield PULSE
        yield PULSE_ENDS

    def _busy(self) -> list[datetime]:
        """When something happens: about once a day, and more around meetings."""
        dice, wanted = self._stage.dice, [BEGIN + 3 * HOUR]
        day = BEGIN.replace(hour=0)
        while day < END - DAY:
            day += DAY
            if dice.random() < 0.6:
                continue
            wanted.append(day + timedelta(minutes=dice.randrange(6 * 60, 21 * 60)))
        for meeting in self._stage.meetings:
            for offset, chance in (
                (-3 * HOUR, 0.3),
                (3 * MINUTE, 0.4),
                (20 * HOUR, 0.2),
            ):
                if dice.random() < chance:
                    wanted.append(meeting.starts + offset)
        found: list[datetime] = []
        due = [at + 5 * SECOND for at in self._due()]
        for at in sorted(wanted):
            clear = all(at - after > MINUTE for after in found[-1:])
            if found and at - found[-1] < APART:
                clear = False
            if any(timedelta(0) <= one - at < BEFORE for one in due):
                clear = False
            if clear and BEGIN < at < END - DAY:
                found.append(at)
        return found

    def _happening(self, at: datetime) -> Iterator[Event]:
        stage = self._stage
        stage.set(at)
        most = stage.dice.randrange(9, 16)
        for _ in range(3 * most):
            if len(stage.events) >= most:
                break
            (scene,) = stage.dice.choices(list(SCENES), list(SCENES.values()))
            scene(stage)
        for number, event in enumerate(stage.events):
            yield replace(event, at=at + number * 5 * SECOND)
