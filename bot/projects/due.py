"""Which projects are due for a release, and why the others are not.

Due is what has something to ship by people, and was released long enough ago; or something
to ship, and a due project that comes after it and so waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.core.projects import Line, Project, Projects
from bot.core.release_order import waits_for
from bot.core.releases import Releases
from bot.projects.tally import Tally, tally_lines

Word = Literal["due", "quiet", "never", "unknown"]
Why = Literal[
    "old",  # due: it is long enough since there was a release
    "waited for",  # due: another that is due comes after it
    "young",  # quiet: there was a release a short while ago
    "nothing ships",  # quiet
    "never released",  # quiet: there is nothing to compare with
    "no channel",  # never
    "archived",  # never
    "not told",  # unknown: `Project.unknown` says more
]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stands: due, quiet, never due, or nobody can tell.

    `version` is the last release's ("" for none). `age` is how long ago that was; where a
    line counts that has a prerelease in flight, how long ago this was. `lines` are the
    tallies of the project's lines, one each, and `tally` is of all of them together: what
    came to two lines counts once. `waited_for` by those due projects that come after it.
    """

    word: Word
    why: Why
    version: str = ""
    age: timedelta = timedelta()
    tally: Tally = field(default_factory=Tally)
    lines: tuple[Tally, ...] = ()
    waited_for: tuple[str, ...] = ()


def standings(
    config: Releases, projects: Projects, now: datetime
) -> Mapping[str, Standing]:
    """How every project of the configuration stands, by its name there."""
    found = {
        name: _alone(config, name, projects.get(name, Project(name)), now)
        for name in config.names
    }
    before = {name: waits_for(config, name) for name in found}
    old = [name for name, one in found.items() if one.word == "due"]
    needed = frozenset().union(*(before[name] for name in old))
    for name in needed:
        if found[name].why == "young":
            found[name] = replace(found[name], word="due", why="waited for")
    due = [name for name, one in found.items() if one.word == "due"]
    return {
        name: replace(
            one, waited_for=tuple(other for other in due if name in before[other])
        )
        if one.word == "due"
        else one
        for name, one in found.items()
    }


def _alone(config: Releases, name: str, project: Project, now: datetime) -> Standing:
    """How a project would stand if nothing came after it."""
    one = _summed_up(project, now)
    if config.projects.root[name].channel == "none":
        return replace(one, word="never", why="no channel")
    if project.archived:
        return replace(one, word="never", why="archived")
    if project.is_known and project.last is None and not project.unknown:
        return replace(one, word="quiet", why="never released")
    if not project.is_known or project.last is None or not project.lines:
        return one
    return _by_lines(one, project.lines, config.min_age, now)


def _by_lines(
    one: Standing, lines: tuple[Line, ...], min_age: timedelta, now: datetime
) -> Standing:
    ages = [
        _since((line.in_flight or line.since).at, now)
        for line, its_tally in zip(lines, one.lines, strict=True)
        if its_tally.shipping
    ]
    if not ages:
        # of what could not be read something may ship
        is_told = all(line.complete for line in lines)
        return replace(one, word="quiet", why="nothing ships") if is_told else one
    age = max(ages)
    if age >= min_age:
        return replace(one, word="due", why="old", age=age)
    return replace(one, word="quiet", why="young", age=age)


def _summed_up(project: Project, now: datetime) -> Standing:
    """What is known of it, and what is not."""
    last, tallies = project.last, tally_lines(project.lines)
    return Standing(
        "unknown",
        "not told",
        last.version if last else "",
        _since(last.at, now) if last else timedelta(),
        tallies.together,
        tallies.each,
    )


def _since(at: datetime, now: datetime) -> timedelta:
    return max(timedelta(), now - at)
