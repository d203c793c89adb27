"""Twenty repositories of five owners, and when their meetings are: the ground of a story."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.playground import Playground
from tests.features.request_info.resources import FORM, SECTION

BEGIN = datetime(2026, 3, 16, 7, tzinfo=UTC)
"""A Monday morning: before that nobody ran the bot."""

END = datetime(2026, 4, 10, 7, tzinfo=UTC)
PAST = timedelta(days=220)
"""So long before its beginning the projects began."""

FILE = ".github/team-compass.yml"
TEAM = {
    "sgibson91": "triage",
    "minrk": "maintain",
    "consideRatio": "write",
    "manics": "triage",
}
"""The people of each team, and what they may do there."""

VISITORS = ("ada", "grace", "newcomer", "novice", "passerby")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Series:
    """A meeting that recurs, as the calendar on the wall has it."""

    id: str
    starts: tuple[datetime, ...]
    opens: timedelta
    reminders: tuple[timedelta, ...] = ()
    cutoff: timedelta = DAY
    length: timedelta = HOUR

    def moments(self) -> Iterator[datetime]:
        """When the bot has something to do by itself; a minute later it is done."""
        for start in self.starts:
            end = start + self.length
            leads = (self.opens, *self.reminders, self.cutoff)
            yield from (start - lead for lead in leads)
            yield from (start, end, end + DAY)


@dataclass(frozen=True)
class Place:
    """A repository; what it is there for says what may happen in it."""

    name: str
    configuration: str = ""
    series: tuple[Series, ...] = ()
    meets: str = ""
    projects: tuple[str, ...] = ()
    asks: bool = False
    requests: bool = False
    is_project: bool = False
    private: bool = False
    files: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.name.partition("/")[0]


def places(dice: random.Random) -> tuple[Place, ...]:
    """All of them, each time a little different."""
    return (
        *_hub("jupyterhub", ("hub", "spawner", "charts"), dice),
        *_hub("earthhub", ("atlas", "globe", "tiles"), dice),
        *_desk(dice),
        *_club(dice),
        *_lab(dice),
    )


def build(github: Playground, ground: tuple[Place, ...]) -> None:
    """Make them, with their people and what happened before; the App sees them all."""
    world = github.world
    for login in (*TEAM, *VISITORS, "renovate[bot]", "helper[bot]"):
        world.account(login)
    with github.clock.then(BEGIN - PAST):
        for place in ground:
            _begin(github, place)
    with github.clock.then(BEGIN - 20 * DAY):
        for place in ground:
            made = github.repository(place.name)
            if place.is_project and made.name not in ("tiles", "charts"):
                made.land(f"Mend the {made.name}", {f"{made.name}.py": "1"}, by="ada")
            if place.configuration:
                made.commit(FILE, place.configuration, by="minrk")
            world.install(made)
    github.pending.clear()


def _begin(github: Playground, place: Place) -> None:
    made = github.add_repository(place.name, private=place.private, install=False)
    for login, role in TEAM.items():
        github.add_member(place.owner, login)
        made.set_role(login, role)
    made.commit("README.md", f"# {made.name}\n")
    for path, text in place.files.items():
        made.commit(path, text)
    if place.is_project:
        made.commit("setup.py", f"from setuptools import setup\nsetup('{made.name}')")
        made.tags.create("1.0.0", by="minrk")


def _third_thursdays() -> tuple[datetime, ...]:
    return (
        datetime(2026, 3, 19, 17, tzinfo=UTC),
        datetime(2026, 4, 16, 17, tzinfo=UTC),
    )


def _every(days: int, first: datetime, until: datetime = END) -> tuple[datetime, ...]:
    found = [first]
    while found[-1] + timedelta(days=days) < until + 2 * DAY:
        found.append(found[-1] + timedelta(days=days))
    return tuple(found)


def _hub(
    owner: str, projects: tuple[str, str, str], dice: random.Random
) -> Iterator[Place]:
    """A team with a compass and three projects that need each other."""
    first, second, third = (f"{owner}/{name}" for name in projects)
    filed = dice.random() < 0.7
    leads = dice.choice(["7d, 1d", "7d", "1d"])
    rows = dice.choice(["", "  min_age: 30d\n", "  most: 2\n"])
    text = f"""\
meetings:
  team:
    title: "{owner.title()} Team Meeting - {{month}} {{year}}"
    when: third thursday
    start: 2026-01-01
    time: "17:00"
    zones: [America/Los_Angeles, Asia/Kolkata]
    facilitators: [sgibson91, minrk]
    reminders: [{leads}]
    labels: [meeting]
"""
    if filed:
        text += "    minutes: docs/meetings/{year}-{month:02}.md\n"
    text += f"""\
releases:
  when: day 1 of january, april, july, october
{rows}  projects:
    {first}: {{}}
    {second}: {{after: [{first}]}}
    {third}: {{after: [{second}]}}
"""
    text += _support(dice)
    spans = {"d": DAY, "h": HOUR}
    reminders = tuple(
        int(lead.strip()[:-1]) * spans[lead.strip()[-1]] for lead in leads.split(",")
    )
    yield Place(
        f"{owner}/team-compass",
        text,
        series=(Series("team", _third_thursdays(), 14 * DAY, reminders),),
        projects=(first, second, third),
        asks=True,
    )
    for name in projects:
        place = f"{owner}/{name}"
        asks = name == projects[0]
        yield Place(
            place,
            _support(dice) if asks else "",
            meets=f"{owner}/team-compass",
            asks=asks,
            is_project=True,
        )


def _support(dice: random.Random) -> str:
    lock = dice.choice(["", "  lock: true\n", "  close: false\n"])
    return f"""\
support:
  forum: https://discourse.example.org
  category: {dice.choice(["jupyterhub", "q-a/hubs", "7"])}
  similar: false
  detect: {dice.choice(["label", "suggest", "'off'"])}
{lock}"""


def _desk(dice: random.Random) -> Iterator[Place]:
    """A desk at which people ask; one file says it for all of them."""
    yield Place("desk/.github", _support(dice) + "request_info: {}\n")
    form = {".github/ISSUE_TEMPLATE/event.yml": FORM}
    yield Place("desk/binder", SECTION, asks=True, requests=True, files=form)
    yield Place("desk/docs", asks=True, requests=True)
    yield Place(
        "desk/notes",
        "request_info: {titles: [update readme.md], closes: 7d}\n",
        asks=True,
        requests=True,
    )


def _club(dice: random.Random) -> Iterator[Place]:
    """A club that meets often, about what is written in its other repositories."""
    thursdays = _every(14, datetime(2026, 3, 19, 17, tzinfo=UTC))
    text = f"""\
timezone: Europe/Oslo
agenda: {{minutes: {dice.choice([5, 7])}, most: 12}}
meetings:
  club:
    when: every 2 weeks on thursday
    start: 2026-03-19
    time: "17:00"
    timezone: UTC
    opens: 7d
    reminders: [1d]
    empty: {dice.choice(["cancel", "keep"])}
"""
    often = Series("club", thursdays, 7 * DAY, (DAY,))
    yield Place("club/meetings", text, series=(often,))
    for name in ("club/site", "club/tools", "club/games"):
        yield Place(name, meets="club/meetings")


def _lab(dice: random.Random) -> Iterator[Place]:
    """A lab that meets in private, and gets its files wrong."""
    thursdays = _every(14, datetime(2026, 3, 26, 17, tzinfo=UTC))
    text = f"""\
meetings:
  lab:
    title: "Lab - {{date}}"
    when: every 2 weeks on thursday
    start: 2026-03-26
    time: "17:00"
    opens: 7d
    pin: {dice.choice(["true", "false"])}
    closes: 1d
  board:
    when: day 2 of april
    time: "17:00"
    opens: 14d
"""
    lab = Series("lab", thursdays, 7 * DAY)
    board = Series("board", (datetime(2026, 4, 2, 17, tzinfo=UTC),), 14 * DAY)
    yield Place("lab/team", text, series=(lab, board), private=True)
    yield Place("lab/api", _support(dice), asks=True, meets="lab/team", private=True)
    yield Place("lab/ui", "request_info: {}\n", requests=True)
    yield Place("lab/data", "agenda: {minutes: 7}\n")
