"""The configuration feature: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.core.delivery import Delivery
from bot.feature import Context, Feature
from bot.github.repo_config import PATH
from bot.todo.job import Key

NAME = "configuration"

_FOLDER = PATH.rpartition("/")[0] + "/"


def sweep(repository: str) -> Iterable[Key]:
    """The repository's own file on its default branch."""
    yield Key(NAME, repository)


def wakes(delivery: Delivery) -> Iterable[Key]:
    """The pull request, or the commit whose check is asked for again.

    A push that changes the file itself wakes every feature's sweep; here one that
    may have brought a template which was missing.
    """
    repository = delivery.repository
    match delivery.event, delivery.action:
        case "pull_request", "opened" | "reopened" | "synchronize" if delivery.issue:
            yield Key(NAME, f"{repository}#{delivery.issue}")
        case "check_run" | "check_suite", "rerequested" if delivery.head_sha:
            yield Key(NAME, f"{repository}@{delivery.head_sha}")
        case "push", _ if delivery.on_default_branch:
            if any(path.startswith(_FOLDER) for path in delivery.paths):
                yield Key(NAME, repository)


async def handle(context: Context) -> None:
    """The check run and the issue say what is wrong now, and no more."""
    from bot.features.configuration.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name=NAME,
    handle=handle,
    wakes=wakes,
    sweep=sweep,
    needs_file=True,
    permissions={
        "checks": "write",
        "contents": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "read",
    },
    events=("check_run", "check_suite", "pull_request", "push"),
)
