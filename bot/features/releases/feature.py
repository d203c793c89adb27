"""The releases feature: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.core.commands import RELEASE_COMMANDS
from bot.core.delivery import Delivery
from bot.feature import Context, Feature
from bot.features.releases.commands import USAGES
from bot.features.releases.config import SECTION
from bot.todo.job import Key

NAME = "releases"


def sweep(repository: str) -> Iterable[Key]:
    """The repository's pulses, all in one job."""
    yield Key(NAME, repository)


def wakes(delivery: Delivery) -> Iterable[Key]:
    """Releases and tags of any project, commands, and what people do to a pulse."""
    repository = delivery.repository
    if not repository:
        return
    if delivery.event == "release" or (
        delivery.event in ("create", "delete") and delivery.ref_type == "tag"
    ):
        yield Key(NAME, repository)
    elif delivery.issue and _concerns(delivery):
        yield Key(NAME, f"{repository}#{delivery.issue}")


def _concerns(delivery: Delivery) -> bool:
    if delivery.event == "issue_comment" and not delivery.comment_author.is_bot:
        return delivery.may_hold_command(RELEASE_COMMANDS)
    if delivery.sender.is_bot or not any(_PULSE in text for text in delivery.texts):
        return False
    return delivery.event == "issue_comment" or (
        delivery.event == "issues" and delivery.action in _STIRS
    )


_PULSE = "<!-- team-compass:pulse"
_STIRS = ("edited", "closed", "reopened", "unlocked")


async def handle(context: Context) -> None:
    """Pulses are opened, kept up to date and closed as their time has come."""
    from bot.features.releases.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name=NAME,
    section=SECTION,
    commands=USAGES,
    handle=handle,
    wakes=wakes,
    sweep=sweep,
    permissions={
        "contents": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "read",
    },
    events=("create", "delete", "issue_comment", "issues", "release"),
)
