"""What a release pulse costs the bot itself: what changes mean, and the live comment."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle, islice

from bench.organisations import HUB, MOST_ROWS
from bench.pulse_requests import TODAY, at_work
from bench.report import Figure
from bot.core.actions import CreateComment
from bot.core.local_time import UTC_ZONE
from bot.core.models import Account, Identity, Issue, Thread
from bot.core.projects import Change, Projects
from bot.core.pulses import last_pulse
from bot.core.releases import Releases
from bot.features.releases.plan import plan
from bot.features.releases.seen import Seen
from bot.features.releases.state import State
from bot.logs import configure_logs
from bot.projects.due import standings
from bot.projects.tally import tally

MANY, CHANGES = 250, 10_000
"""Projects, as many as a file may name, and changes."""


async def measure_cpu(*, rounds: int) -> list[Figure]:
    """With the organisation's own changes, and the same ones again for more of them."""
    configure_logs(level="error")
    config = Releases.model_validate(HUB.section(TODAY))
    async with at_work(HUB) as (github, compass, _):
        app = compass.github.installation(github.installation("jupyterhub").id)
        projects = await app.look_at_projects(config, TODAY)
    more_config, more = _multiplied(config, projects, MANY)
    changes = _changes(projects, CHANGES)
    return [
        Figure(
            f"what {CHANGES:,} changes mean, CPU",
            _timed(lambda: tally(changes), rounds),
            "ms",
        ),
        *_of_live(config, projects, rounds),
        *_of_live(more_config, more, rounds),
    ]


def _timed(function: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of CPU."""
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        function()
        found.append((time.process_time() - begun) * 1000)
    return found


def _of_live(config: Releases, projects: Projects, rounds: int) -> list[Figure]:
    state = _state(config, projects)
    (comment,) = plan(state, TODAY)
    assert isinstance(comment, CreateComment)
    rows = comment.body.count("\n- [ ] ")
    return [
        Figure(
            f"which of {len(projects)} projects are due, CPU",
            _timed(lambda: standings(config, projects, TODAY), rounds),
            "ms",
            1,
        ),
        Figure(
            f"… their live comment with {rows} rows, CPU",
            _timed(lambda: plan(state, TODAY), rounds),
            "ms",
            1,
        ),
        Figure("… its characters", [len(comment.body)]),
    ]


def _state(config: Releases, projects: Projects) -> State:
    pulse = last_pulse(config, UTC_ZONE, TODAY)
    assert pulse
    home = "jupyterhub/team-compass"
    issue = Issue(
        home,
        5,
        "Release pulse",
        "",
        Account("team-compass[bot]", "Bot"),
        "open",
        TODAY,
        TODAY,
        html_url=f"https://github.com/{home}/issues/5",
    )
    seen = Seen(projects, standings(config, projects, TODAY))
    me = Identity(7, "team-compass")
    return State(me, Thread(issue, (), ()), config, pulse, seen)


def _multiplied(
    config: Releases, projects: Projects, many: int
) -> tuple[Releases, Projects]:
    """So many projects: each again and again, under other names."""
    pairs = [
        (name, f"-{number // len(projects)}")
        for number, name in enumerate(islice(cycle(projects), many))
    ]
    found = {
        f"{name}{copy}": replace(
            projects[name], name=f"{name}{copy}", full_name=f"{name}{copy}"
        )
        for name, copy in pairs
    }
    named = {
        f"{name}{copy}": {
            **config.projects.root[name].model_dump(exclude={"after"}),
            "after": [
                f"{other}{copy}"
                for other in config.after[name]
                if f"{other}{copy}" in found
            ],
        }
        for name, copy in pairs
    }
    section = {"when": config.when, "most": MOST_ROWS, "projects": named}
    return Releases.model_validate(section), found


def _changes(projects: Projects, many: int) -> Sequence[Change]:
    every = [
        change
        for project in projects.values()
        for line in project.lines
        for change in line.changes
    ]
    return [
        replace(change, number=number if change.number else 0, sha=f"{number:040x}")
        for number, change in enumerate(islice(cycle(every), many), 1)
    ]
