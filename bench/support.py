"""What support questions cost at GitHub: a reply, and the hourly look at open ones."""

import contextlib
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.first_look import measure_first_look
from bench.github import SECRET, environment
from bench.report import Figure
from bot.features.support.feature import FEATURE
from bot.github.repo_config import PATH
from bot.logs import configure_logs
from bot.playground import Clock, Playground
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from bot.process import Bot
from bot.settings import load_settings

REPOSITORIES = 10
OPEN_EACH = 100
"""Issues in each that are labelled, answered, and left open."""

NOW = datetime(2021, 3, 5, 12, 30, tzinfo=UTC)
GRACE = timedelta(seconds=31)
CONFIGURATION = """\
support:
  forum: https://discourse.example.org
  close: {}
  lock: {}
  detect: off
  similar: false
"""


async def measure_support(*, rounds: int) -> list[Figure]:
    """An organisation with a thousand open support questions, and one more each hour.

    Only this feature runs: others that listen to labels look for themselves.
    """
    configure_logs(level="error")
    replies, quiet, writes, missed = [], [], [], []
    async with _organisation() as (github, compass):
        await _sweep(github, compass)
        closing = github.add_repository("jupyterhub/closing")
        closing.commit(PATH, CONFIGURATION.format("true", "true"))
        for _ in range(rounds + 1):
            await _hour(github, compass)
            for _ in range(2):  # the first of an hour also gets a token
                github.requests.clear()
                await _ask(github, compass, closing)
            replies.append(_counted(github))
            await _hour(github, compass)
            quiet.append(_counted(github))
            writes.append(len(github.requests.writes))
            lost = closing.open_issue("How?", "How?", by="ada", labels=("support",))
            github.pending.clear()
            await _hour(github, compass)
            assert lost.locked
            missed.append(_counted(github))
    many = f"{REPOSITORIES * OPEN_EACH:,} open ones in {REPOSITORIES} repositories"
    return [
        # the first of each also gets tokens
        Figure(
            "**a support reply, closing and lock: requests**", replies[1:], at_most=6
        ),
        Figure(
            f"**hourly look at {many}, all answered: requests that are no 304**",
            quiet[1:],
            at_most=REPOSITORIES * OPEN_EACH / 100 + 6,
        ),
        Figure("**… writes**", writes[1:], at_most=0),
        Figure("… with a label that nobody told of, and its reply", missed[1:]),
        await measure_first_look(),
    ]


@contextlib.asynccontextmanager
async def _organisation() -> AsyncIterator[tuple[Playground, Bot]]:
    clock = Clock(NOW)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        github.limits.limits["core"] = 10**6
        github.add_repository("jupyterhub/.github").commit(PATH, "timezone: UTC\n")
        for number in range(REPOSITORIES):
            repository = github.add_repository(f"jupyterhub/r{number}")
            repository.commit(PATH, CONFIGURATION.format("false", "false"))
            for n in range(OPEN_EACH):
                issue = repository.open_issue(f"How {n}?", "How?", by="ada")
                _answered(github, issue)
        github.pending.clear()
        with tempfile.TemporaryDirectory() as directory:
            env = {**environment(github), "WRITE_INTERVAL": "0", "PORT": "0"}
            settings = load_settings(env, directory=Path(directory))
            compass = Bot(settings, clock=clock.now, features=[FEATURE])
            await compass.start(work=False)
            github.deliver_to(compass.url + settings.webhook_path)
            try:
                yield github, compass
            finally:
                await compass.stop()


def _answered(github: Playground, issue: Issue) -> None:
    issue.add_label("support", by="minrk")
    mark = "<!-- team-compass:support state=open -->\n"
    issue.comment(mark + "See the forum.", by=github.app.account)


async def _ask(github: Playground, compass: Bot, repository: Repository) -> None:
    issue = repository.open_issue("How?", "How?", by="ada", labels=("support",))
    await github.deliver()
    await compass.run_idle()
    github.clock.advance(GRACE)
    await compass.run_idle()
    assert issue.locked
    github.pending.clear()


async def _hour(github: Playground, compass: Bot) -> None:
    github.clock.advance(timedelta(hours=1))
    github.requests.clear()
    await _sweep(github, compass)


async def _sweep(github: Playground, compass: Bot) -> None:
    result = await compass.sweep()
    assert not result.failures, result.failures
    await compass.run_idle()
    github.pending.clear()


def _counted(github: Playground) -> int:
    return sum(request.status != 304 for request in github.requests)
