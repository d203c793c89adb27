"""What the bot holds in memory while it looks over all that was said in a month."""

import asyncio
import re
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from bench.github import SECRET, environment
from bench.load import as_request
from bench.processes import bot
from bench.report import Figure
from bot.github.repo_config import PATH
from bot.playground import Playground, TickingClock

REPOSITORIES, ISSUES, COMMENTS = 10, 100, 8
"""In all a thousand issues, all opened just now, 12 KB each with what is said there."""

CONFIGURATION = """\
support:
  forum: https://discourse.example.org
  detect: off
  similar: false
request_info: {}
"""
BODY = "I cannot log in, and the log says nothing of it. " * 50
SAID = "So have I, and I have tried what you say without any luck. " * 20
FEATURES = {"support", "request_info"}


async def measure_first_look() -> Figure:
    """The most that `compass-bot serve` held until both features had looked at all."""
    async with Playground(
        clock=TickingClock(_now(), _now), webhook_secret=SECRET
    ) as github:
        github.limits.limits["core"] = 10**6
        for number in range(REPOSITORIES):
            repository = github.add_repository(f"jupyterhub/r{number}")
            repository.commit(PATH, CONFIGURATION)
            for n in range(ISSUES):
                issue = repository.open_issue(f"How {n}?", BODY, by="ada")
                for _ in range(COMMENTS):
                    issue.comment(SAID, by="tim")
        (delivery,) = github.pending[-1:]
        github.pending.clear()
        headers = github.outbox.headers(delivery, delivery.body)
        request = as_request(headers, delivery.body)
        peak = await asyncio.to_thread(_peak, environment(github), request)
    return Figure(
        f"**memory (RSS), at most, in a first look over {REPOSITORIES * ISSUES:,} issues"
        f" with {COMMENTS} comments each**",
        [peak],
        "MB",
        at_most=110,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _peak(env: dict[str, str], request: bytes) -> float:
    with (
        tempfile.TemporaryDirectory() as name,
        bot(env, request, Path(name) / "log") as serving,
    ):
        while _done(serving.port) < FEATURES:
            time.sleep(0.1)
        return serving.most_megabytes


def _done(port: int) -> set[str]:
    """The features that have done a job, which first is to look over everything."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        told = answer.read().decode()
    return set(re.findall(r'compass_jobs_total{feature="(\w+)",outcome="done"}', told))
