"""What is in force where a support.yml of the retired app may say something."""

from collections.abc import Awaitable, Callable

from bot.core.configuration import Sections
from bot.core.support import Support
from bot.github.api import GitHub
from bot.github.overview import Overview
from bot.github.repo_config import Loaded
from bot.playground import Clock
from tests.github.scripted import TEAM

OWNERS = "jupyterhub/.github"
SECTIONS: Sections = {"support": Support}

Read = Callable[[], Awaitable[Loaded]]


async def read_twice(hub: GitHub, clock: Clock) -> Loaded:
    """In the team's repository: as a job sees it, and as the sweep, for the first time."""
    fresh = Overview(SECTIONS, clock.now)
    loaded = await fresh.load(hub, TEAM)
    grounds = await fresh.look(hub)
    (ground,) = (g for g in grounds if g.repository.full_name == TEAM)
    assert _same(loaded, ground.loaded)
    assert fresh.recall(hub, TEAM, old=True) is (
        ground.loaded if loaded.configuration else None
    )
    assert _same(loaded, await fresh.load(hub, TEAM))
    return loaded


def support(loaded: Loaded) -> Support:
    """The section that is in force."""
    assert loaded.configuration
    found = loaded.configuration.sections["support"]
    assert isinstance(found, Support)
    return found


def labels(loaded: Loaded) -> tuple[str, ...]:
    """Those that are answered."""
    return support(loaded).labels


def _same(one: Loaded, other: Loaded | None) -> bool:
    assert other
    return (one.configuration, str(one.error)) == (
        other.configuration,
        str(other.error),
    )
