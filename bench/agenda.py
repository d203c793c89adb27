"""What a command costs: time until the agenda shows it, requests, CPU."""

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from bench.github import SECRET, environment, now
from bench.load import as_request
from bench.processes import Serving, bot
from bench.report import Figure
from bench.waiting import moments, quiet, until
from bot.app import sections
from bot.core.actions import UpdateComment
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.feature import FEATURE
from bot.features.agenda.plan import asks, plan
from bot.features.agenda.reading import Meeting, State
from bot.github import repo_config
from bot.logs import configure_logs
from bot.playground import Clock, Playground, TickingClock
from bot.playground.threads import Issue
from bot.process import Bot
from bot.settings import load_settings

NAME = "jupyterhub/team-compass"
CONFIGURATION = """\
meetings:
  team: {when: every thursday, time: "17:00", opens: 7d}
"""
TOPIC = """\
/agenda What becomes of the old hub, part {n} [Simon] (5 min)

- It costs **more** than we thought, see #{n} and https://example.org/{n}
- > Who wants to keep it?
"""
PROSE = "I read this again, and I agree with what was said before. Thank you! " * 8


async def measure_latency(log: Path, *, commands: int) -> list[Figure]:
    """From a comment to the request that writes the agenda, nothing else going on."""
    took, asked = [], []
    async with playing("0", log) as (github, issue, serving):
        cpu = serving.cpu
        written = moments(github, "PATCH …/issues/comments/*")
        thanked = moments(github, "POST …/reactions")
        for number in range(commands):
            await quiet(github)
            before, done = len(written), len(thanked)
            issue.comment(TOPIC.format(n=number), by=f"person{number % 5}")
            github.requests.clear()
            begun = time.perf_counter()
            await github.deliver()
            await until(lambda before=before: len(written) > before)
            took.append((written[before] - begun) * 1000)
            asked.append(sum(not r.is_write for r in github.requests if r.status))
            await until(lambda done=done: len(thanked) > done)
        cpu = (serving.cpu - cpu) / commands * 1000
    return [
        Figure("comment to the agenda's write, idle", took, "ms", 1),
        Figure("… in which the bot read so often from GitHub", asked),
        Figure("… CPU of the bot, from delivery to 👍", [cpu], "ms", 1),
    ]


async def measure_burst(log: Path, *, comments: int = 20) -> list[Figure]:
    """So many comments by several people within two seconds, at GitHub's pace."""
    async with playing("1", log) as (github, issue, _):
        written = moments(github, "PATCH …/issues/comments/*")
        await quiet(github)
        begun = time.perf_counter()
        for number in range(comments):
            issue.comment(TOPIC.format(n=number), by=f"person{number % 5}")
            await github.deliver()
            at = begun + 2 * (number + 1) / comments
            await asyncio.sleep(max(0, at - time.perf_counter()))
        await until(lambda: f"`A{comments}`" in issue.comments[0].body)
        shown = time.perf_counter() - begun
    gaps = [later - earlier for earlier, later in pairwise(written)]
    return [
        Figure(f"{comments} comments in 2 s: all on the agenda after", [shown], "s", 1),
        Figure("… by so many writes of the agenda", [len(written)]),
        Figure("… which are so far apart", gaps, "s", 2, at_least=1),
    ]


Starting = Callable[
    [Mapping[str, str], bytes, Path], contextlib.AbstractContextManager[Serving]
]


@contextlib.asynccontextmanager
async def playing(
    write_interval: str, log: Path, starting: Starting = bot
) -> AsyncIterator[tuple[Playground, Issue, Serving]]:
    """The bot on its own core, a GitHub here, and a meeting whose agenda is there.

    `starting` is how the bot is started, as `bench.processes.bot` is.
    """
    clock = TickingClock(now(), now)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        repository = github.add_repository(NAME)
        repository.commit(".github/team-compass.yml", CONFIGURATION)
        github.pending.clear()
        github.outbox.ping()
        (ping,) = github.pending
        first = as_request(github.outbox.headers(ping, ping.body), ping.body)
        env = {**environment(github), "WRITE_INTERVAL": write_interval}
        with starting(env, first, log) as serving:
            github.deliver_to(f"http://127.0.0.1:{serving.port}/api/github/webhooks")
            await until(lambda: bool(repository.issues))
            (issue,) = repository.issues
            await until(lambda: any(c.pinned_at for c in issue.comments))
            yield github, issue, serving


async def measure_long_thread(*, comments: int, rounds: int) -> list[Figure]:
    """One more command below so many comments, every fifth of them a command."""
    configure_logs(level="error")
    clock = Clock(datetime(2021, 3, 12, 12, tzinfo=UTC))
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        repository = github.add_repository(NAME)
        repository.commit(".github/team-compass.yml", CONFIGURATION)
        with tempfile.TemporaryDirectory() as directory:
            env = {**environment(github), "WRITE_INTERVAL": "0", "PORT": "0"}
            settings = load_settings(env, directory=Path(directory))
            compass = Bot(settings, clock=clock.now)
            await compass.start(work=False)
            try:
                github.deliver_to(compass.url + settings.webhook_path)
                return await _long_thread(compass, github, comments, rounds)
            finally:
                await compass.stop()


async def _long_thread(
    compass: Bot, github: Playground, comments: int, rounds: int
) -> list[Figure]:
    repository = github.repository(NAME)
    await compass.sweep()
    await compass.run_idle()
    (issue,) = repository.issues
    while len(issue.comments) < comments:
        number = len(issue.comments)
        text = TOPIC.format(n=number) if number % 5 == 0 else PROSE
        issue.comment(text, by=f"person{number % 50}")
        github.clock.advance(timedelta(minutes=1))
    github.pending.clear()
    await compass.sweep()
    await compass.run_idle()
    counted = []
    for number in range(rounds + 1):
        await _settle(compass, github)
        issue.comment(TOPIC.format(n=number), by=f"person{number}")
        await github.deliver()
        github.requests.clear()
        await compass.run_idle()
        counted.append(len(github.requests.counted))
    cold, warm = await _plan_cpu(compass, issue, rounds)
    size = len(issue.comments[0].body)
    return [
        Figure(
            f"**one more command below {comments} comments: requests that are no 304**",
            counted[1:],
            at_most=8,
        ),
        Figure(
            "… the first one after a hundred commands were found at once", counted[:1]
        ),
        Figure("… its plan, CPU, right after the start", cold, "ms"),
        Figure("… its plan, CPU, later", warm, "ms"),
        Figure("… characters of the agenda comment then", [size]),
    ]


async def _settle(compass: Bot, github: Playground) -> None:
    while github.pending:
        await github.deliver()
        await compass.run_idle()


async def _plan_cpu(
    compass: Bot, issue: Issue, rounds: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of one plan: with nothing remembered of any text, and after it."""
    github = compass.github.installation((await compass.github.installations())[0].id)
    loaded = await repo_config.load(github, NAME, sections(compass.features))
    assert loaded.configuration
    config = loaded.configuration.section(FEATURE.name, AgendaConfig)
    series = loaded.configuration.series["team"]
    occurrence = next(series.occurrences(compass.clock()))
    meeting = Meeting(occurrence, series)
    state = State(
        await compass.github.identity(),
        await github.get_issue(NAME, issue.number),
        await github.list_comments(NAME, issue.number),
    )
    cold, warm = [], []
    for _ in range(rounds):
        _forget()
        for times in (cold, warm):
            begun = time.process_time()
            asks(config, meeting, state, compass.clock())
            actions = plan(config, meeting, state, compass.clock())
            times.append((time.process_time() - begun) * 1000)
            assert not any(isinstance(action, UpdateComment) for action in actions)
    return cold, warm


def _forget() -> None:
    """Everything that functions of the bot remember of their arguments."""
    for name, module in list(sys.modules.items()):
        if name.startswith("bot."):
            for value in vars(module).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
