"""What a release pulse costs at GitHub: requests by operation, points, writes."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

import aiohttp

from bench.github import SECRET
from bench.organisations import (
    BEFORE,
    HUB,
    LARGE,
    Organisation,
    bot_in_process,
    release_next,
    sweep,
)
from bench.plain_way import measure_plain_way
from bench.report import Figure
from bot.app import FEATURES
from bot.feature import Feature
from bot.features.releases.feature import FEATURE
from bot.github.repo_config import PATH
from bot.logs import configure_logs
from bot.playground import Clock, Playground
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from bot.process import Bot
from tests.playground import hub

TODAY = datetime(2026, 10, 2, 9, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MOST, MOST_POINTS, MOST_POLL = 40, 120, 5
"""What a pulse of 27 projects may cost from nothing, and the look when nothing is new."""

AN_HOURS = 5_000
"""Requests that an installation has in an hour, at least, and as many points."""

A_MINUTES = 2_000
"""GraphQL's points of a minute."""

_GRAPHQL = {
    "comments(": "the pulse's thread",
    "nodes(ids": "the configurations of a hundred repositories",
    "isPrivate": "tags, releases and branches of ten projects",
    "tags: refs": "more tags",
    "commits(first": "commits with their pull requests, up to 150",
    "aheadBy": "how far apart the ends of 25 lines are",
    "files(first": "the files of 25 pull requests",
    "parents(first": "what 50 commits without pull request changed",
    "before: object": "… in 50 folders",
    "isBinary": "the texts of 100 manifests",
    "entries": "what is in 40 folders",
}
"""What tells the queries apart, and what each is about."""

_REST = {
    "/access_tokens": "a token",
    "/repositories": "the list of repositories",
    "…": "the repository",
}


def operation(request: Request) -> str:
    """What a request is about, in the table's words."""
    if request.path == "/graphql":
        query = request.body["query"]
        about = next(what for sign, what in _GRAPHQL.items() if sign in query)
        return f"GraphQL, {about}"
    path = re.sub(r"^/repos/[^/]+/[^/]+", "…", request.path)
    path = re.sub(r"/(?:[0-9a-f]{40}|\d+)\b", "/*", path)
    about = next((what for end, what in _REST.items() if path.endswith(end)), "")
    return f"{request.method} {path}{f', {about}' if about else ''}"


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests that are no 304, by operation; points of GraphQL's; and writes."""

    operations: Counter[str]
    points: int
    writes: int

    @property
    def requests(self) -> int:
        """How many there are in all."""
        return self.operations.total()


class Till:
    """Counts what was asked of a playground since it was last asked."""

    def __init__(self, github: Playground) -> None:
        self._github = github
        self._who = f"installation ID {github.installation(hub.OWNER).id}"
        self.start()

    def start(self) -> None:
        """Count from now on."""
        self._github.requests.clear()
        self._points = self._used

    @property
    def _used(self) -> int:
        return self._github.limits.window(self._who, "graphql").used

    def cost(self) -> Cost:
        """What it was since then; the clock has not moved by an hour meanwhile."""
        requests = self._github.requests
        return Cost(
            Counter(map(operation, requests.counted)),
            self._used - self._points,
            len(requests.writes),
        )


@asynccontextmanager
async def at_work(
    organisation: Organisation, features: Sequence[Feature] = (FEATURE,)
) -> AsyncIterator[tuple[Playground, Bot, Repository]]:
    """A bot that has just started, where a pulse is to be opened for the first time."""
    clock = Clock(TODAY - BEFORE)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        organisation.build(github, TODAY)
        github.add_member(hub.OWNER, "minrk")
        home = github.repository(organisation.home)
        home.commit(PATH, organisation.configuration(TODAY))
        github.pending.clear()
        async with bot_in_process(github, features) as compass:
            yield github, compass, home


async def measure_requests(*, rounds: int) -> list[Figure]:
    """27 projects, what a tool without any memory asks for of them, and 200 projects.

    Only this feature runs: others look for themselves.
    """
    configure_logs(level="error")
    async with at_work(HUB) as (github, compass, home):
        till = Till(github)
        opened = await _opened(github, compass, home, till)
        polled = await _polled(github, compass, till, rounds)
        ticked, again = await _ticked(github, compass, home, till, rounds)
        claimed = [
            await _claimed(github, compass, home, till, name)
            for name in islice(hub.SHIPS, rounds)
        ]
        till.start()
        await _show_versions(compass, home)
        versions = till.cost()
    before = await _swept_without()
    async with at_work(HUB, FEATURES) as (github, compass, home):
        everything = await _opened(github, compass, home, Till(github))
    return [
        *_of_opening(opened, everything),
        *_of_polls(polled, before),
        Figure("… a release that ticks its row: requests", _requests(ticked)),
        Figure("… writes", [one.writes for one in ticked], at_most=1),
        Figure("… a minute later, as reads may lag: requests", _requests(again)),
        Figure("… a claim, and its 👍: requests", _requests(claimed)),
        Figure("… `GET /versions/…`, first: requests", [versions.requests]),
        *await measure_plain_way(TODAY, instead_of=opened.requests),
        *await _measure_large(rounds=rounds),
    ]


async def _opened(
    github: Playground, compass: Bot, home: Repository, till: Till
) -> Cost:
    """From the first sweep to an issue with its live comment, pinned."""
    await sweep(github, compass)
    (comment,) = home.issues[-1].comments
    assert comment.pinned_at
    assert "pulse-state" in comment.body
    return till.cost()


async def _swept_without() -> Cost:
    """The hourly sweep of the same organisation that asks for nothing."""
    clock = Clock(TODAY - BEFORE)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        HUB.build(github, TODAY)
        async with bot_in_process(github, [FEATURE]) as compass:
            await sweep(github, compass)
            return (await _polled(github, compass, Till(github), 1))[-1]


async def _polled(
    github: Playground, compass: Bot, till: Till, rounds: int
) -> list[Cost]:
    """Hours in which nobody does anything; before them one with what is left to do."""
    found = []
    for _ in range(rounds + 1):
        github.clock.advance(HOUR)
        till.start()
        await sweep(github, compass)
        found.append(till.cost())
    return found[1:]


async def _ticked(
    github: Playground, compass: Bot, home: Repository, till: Till, rounds: int
) -> tuple[list[Cost], list[Cost]]:
    """What each release costs at once, and a minute later: reads may lag."""
    ticked, again = [], []
    for _, name in zip(range(rounds), release_next(github), strict=False):
        till.start()
        await github.deliver()
        await compass.run_idle()
        assert f"- [x] **{name}**" in home.issues[-1].comments[0].body
        ticked.append(till.cost())
        github.clock.advance(MINUTE)
        till.start()
        await compass.run_idle()
        again.append(till.cost())
    return ticked, again


async def _claimed(
    github: Playground, compass: Bot, home: Repository, till: Till, name: str
) -> Cost:
    issue = home.issues[-1]
    till.start()
    comment = issue.comment(f"/release claim {name}", by="minrk")
    await github.deliver()
    await compass.run_idle()
    assert [one.content for one in comment.reactions] == ["+1"]
    return till.cost()


async def _show_versions(compass: Bot, home: Repository) -> None:
    address = f"{compass.url}/versions/{home.full_name}.json"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200


def _requests(costs: Sequence[Cost]) -> list[int]:
    return [one.requests for one in costs]


def _of_opening(opened: Cost, everything: Cost) -> list[Figure]:
    return [
        Figure(
            f"**a release pulse of {HUB.name} from nothing: requests that are no 304**",
            [opened.requests],
            at_most=MOST,
        ),
        *_by_operation([opened]),
        Figure("**… GraphQL points**", [opened.points], at_most=MOST_POINTS),
        Figure("… writes", [opened.writes]),
        Figure(
            "… with all other features' first look too: requests", [everything.requests]
        ),
    ]


def _by_operation(costs: Sequence[Cost]) -> list[Figure]:
    kinds = Counter[str]()
    for one in costs:
        kinds |= one.operations
    return [
        Figure(f"… of these: {kind}", [one.operations[kind] for one in costs])
        for kind, _ in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]


def _of_polls(polled: Sequence[Cost], before: Cost) -> list[Figure]:
    beyond = [
        Cost(one.operations - before.operations, one.points, one.writes)
        for one in polled
    ]
    return [
        Figure(
            f"**a look at the {HUB.name} in the hourly sweep, nothing new: requests"
            " beyond the sweep's**",
            _requests(beyond),
            at_most=MOST_POLL,
        ),
        *_by_operation(beyond),
        Figure("… the sweep's own", [before.requests]),
        Figure("… GraphQL points of both", [one.points for one in polled]),
        Figure("**… writes**", [one.writes for one in polled], at_most=0),
    ]


async def _measure_large(*, rounds: int) -> list[Figure]:
    async with at_work(LARGE) as (github, compass, home):
        till = Till(github)
        opened = await _opened(github, compass, home, till)
        polled = await _polled(github, compass, till, rounds)
    return [
        Figure(
            f"**a release pulse of {LARGE.name} from nothing: requests**",
            [opened.requests],
            at_most=AN_HOURS,
        ),
        *_by_operation([opened])[:5],
        Figure(
            "**… GraphQL points, were it all in one minute**",
            [opened.points],
            at_most=A_MINUTES,
        ),
        Figure(
            f"**hourly sweep with {LARGE.name}, nothing new: requests**",
            _requests(polled),
            at_most=AN_HOURS,
        ),
        Figure("… GraphQL points", [one.points for one in polled], at_most=AN_HOURS),
        Figure("**… writes**", [one.writes for one in polled], at_most=0),
    ]
