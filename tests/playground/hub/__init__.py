"""An organisation shaped like JupyterHub's: 27 projects, with all that makes them hard.

    github = Playground(clock=Clock(TODAY - hub.PAST))
    hub.build_hub(github, TODAY)

Names, versions, kinds of tags, lines, pins and numbers are real ones of 2026; who did what,
when, is made up. `EXPECTED` and its like say what is right to find there.
"""

from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from bot.playground import Playground
from tests.playground.hub import routine
from tests.playground.hub.expected import (
    CONFIGURATION,
    EXPECTED,
    NO_RELEASE,
    NOT_SAID,
    PINNED,
    SHIPS,
    Expected,
    Pinned,
)
from tests.playground.hub.history import Days, Life
from tests.playground.hub.lines import HUB, Z2JH, live_jupyterhub, live_z2jh, spread
from tests.playground.hub.projects import PLAIN
from tests.playground.hub.shapes import Deed

__all__ = [
    "CONFIGURATION",
    "EXPECTED",
    "NOT_SAID",
    "NO_RELEASE",
    "OWNER",
    "PAST",
    "PINNED",
    "SHIPS",
    "Expected",
    "Pinned",
    "build_hub",
    "live",
]

OWNER = "jupyterhub"
PAST = timedelta(days=3400)
"""How long before the pulse the playground's time has to begin."""


def build_hub(
    github: Playground, today: datetime, *, size: float = 1, install: bool = True
) -> None:
    """Make the 27 projects, and let their history pass until `today`.

    With a `size` under 1 there is less of what only fills it: bots' updates, and people's
    work on docs and tests. What ships, tags, lines and pins are always there, so that only
    the numbers are others. With `install` the App sees them all; it is told of nothing
    that happened before.
    """
    if github.clock.now() > today - PAST:
        raise ValueError(
            f"let the playground's clock begin at {today - PAST} or before"
        )
    days = Days(github, today - timedelta(minutes=5), size)
    lives = {"jupyterhub": live_jupyterhub, "zero-to-jupyterhub-k8s": live_z2jh}
    beside = {"jupyterhub": HUB, "zero-to-jupyterhub-k8s": Z2JH}
    for name, shape in {**PLAIN, **beside}.items():
        repository = github.add_repository(f"{OWNER}/{name}", install=False)
        repository.default_branch = shape.branch
        lives.get(name, live)(Life(days, repository, shape))
    days.pass_by()
    told = len(github.pending)
    for name in EXPECTED if install else ():
        github.world.install(github.repository(f"{OWNER}/{name}"))
    del github.pending[told:]
    github.clock.set(today)


def live(life: Life) -> None:
    """A project with one line: its tags, and what came after the last of them."""
    shape, some = life.shape, life.days.some
    waiting = shape.waiting
    life.begin(max((tag.days for tag in shape.tags), default=shape.begins) + 30)
    for tag in shape.tags:
        plain = tag.late is None
        if plain:
            news = Deed(f"Add changelog for {tag.name}", "manics", (shape.news,))
            life.days.on(tag.days + 2, partial(life.land, news))
        life.tag(tag, back=plain)
    people = waiting.pulls - waiting.bots - len(waiting.ships)
    quiet = [*shape.quiet, *islice(routine.quiet(), people - len(shape.quiet))]
    bots = list(islice(routine.updates(shape.machines), some(waiting.bots)))
    deeds = spread([*waiting.ships, *quiet[: some(people)]], bots)
    bump = 1 if shape.tags else 0
    extra = waiting.commits - 2 * waiting.pulls - len(waiting.direct) - bump
    start = min((tag.days for tag in shape.tags), default=shape.begins - 30)
    life.plan(
        deeds,
        start - 0.5,
        0.5,
        extra=some(extra) if extra > 0 else extra,
        direct=waiting.direct,
    )
