"""The support feature: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.core.commands import SUPPORT_COMMANDS
from bot.core.delivery import Delivery
from bot.feature import Context, Feature
from bot.features.support.commands import USAGES
from bot.features.support.config import SECTION
from bot.handling import looks_over
from bot.todo.job import Key

NAME = "support"


def wakes(delivery: Delivery) -> Iterable[Key]:
    """New issues, what people do to labels, and comments that hold or held a command."""
    if delivery.issue and delivery.repository and _concerns(delivery):
        yield Key(NAME, f"{delivery.repository}#{delivery.issue}")


def _concerns(delivery: Delivery) -> bool:
    if delivery.event == "issue_comment":
        if delivery.comment_author.is_bot:
            return False
        return delivery.may_hold_command(SUPPORT_COMMANDS)
    if delivery.event != "issues":
        return False
    if delivery.action == "opened":
        return not delivery.issue_author.is_bot
    # its own deeds, and those of other bots, are no news
    stirs = delivery.action in ("labeled", "unlabeled", "reopened", "unlocked")
    return stirs and not delivery.sender.is_bot


async def handle(context: Context) -> None:
    """Reply, label and state of the issue are what people say of it."""
    from bot.features.support.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name=NAME,
    section=SECTION,
    commands=USAGES,
    handle=handle,
    wakes=wakes,
    sweep=looks_over(NAME),
    sweep_account=looks_over(NAME),
    permissions={
        "contents": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "write",  # a command there is told to be for issues
    },
    events=("issues", "issue_comment"),
)
