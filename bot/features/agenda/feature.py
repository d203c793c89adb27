"""The agenda feature: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.core.commands import AGENDA_COMMANDS
from bot.core.delivery import Delivery
from bot.feature import Context, Feature
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.usages import USAGES
from bot.todo.job import Key


def sweep_account(login: str) -> Iterable[Key]:
    """Commands outside of meetings that nobody told of, in one search."""
    yield Key("agenda", login)


def wakes(delivery: Delivery) -> Iterable[Key]:
    """Comments that hold or held a command, what people do to the bot's texts, labels."""
    if delivery.issue and delivery.repository and _concerns(delivery):
        return (Key("agenda", f"{delivery.repository}#{delivery.issue}"),)
    return ()


def _concerns(delivery: Delivery) -> bool:
    if delivery.event == "issue_comment":
        if not delivery.comment_author.is_bot:
            return delivery.may_hold_command(AGENDA_COMMANDS)
        ours = any("<!-- team-compass:" in text for text in delivery.texts)
        return ours and not delivery.sender.is_bot
    if delivery.action in ("labeled", "unlabeled"):
        return True  # which label it is about, the configuration tells
    if delivery.action in ("closed", "reopened", "edited") and delivery.labels:
        return True
    return (
        delivery.event == "issues"
        and delivery.issue_author.is_bot
        and not delivery.sender.is_bot
        and any("<!-- team-compass:meeting" in text for text in delivery.texts)
    )


async def handle(context: Context) -> None:
    """The agenda comment, notes, reactions and labels are what the comments ask for."""
    from bot.features.agenda.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name="agenda",
    section=("agenda", AgendaConfig),
    commands=USAGES,
    handle=handle,
    wakes=wakes,
    sweep_account=sweep_account,
    needs="meetings",
    permissions={
        "contents": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "write",
    },
    events=("issues", "issue_comment", "pull_request"),
)
