"""Check runs that are there already, and what was told of them."""

from bot.playground import Playground
from bot.playground.checks import CheckRun
from bot.playground.repositories import Repository


def told(github: Playground) -> list[str]:
    return [d.name for d in github.pending if d.event.startswith("check_")]


def run_of(repo: Repository, name: str = "config") -> CheckRun:
    """A run of the newest commit that failed, made without a word to anybody."""
    run = repo.branches.checks.begin(repo.commits()[-1], name)
    run.move_on("completed", "failure", repo.world.now())
    return run
