"""The feature that asks for what a report lacks: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.core.delivery import Delivery
from bot.core.mark import has_mark
from bot.core.report_forms import SECTION as NAME
from bot.feature import Context, Feature
from bot.features.request_info.config import SECTION
from bot.handling import looks_over
from bot.todo.job import Key


def wakes(delivery: Delivery) -> Iterable[Key]:
    """New issues, what people do to them, and what their authors say."""
    if delivery.issue and delivery.repository and _concerns(delivery):
        yield Key(NAME, f"{delivery.repository}#{delivery.issue}")


def _concerns(delivery: Delivery) -> bool:
    if delivery.event == "issue_comment":
        return _comment_concerns(delivery)
    if delivery.sender.is_bot or delivery.issue_author.is_bot:
        return False
    if delivery.event != "issues":
        return False
    if delivery.action in ("opened", "labeled", "unlabeled"):
        return True
    return delivery.action in ("edited", "reopened", "unlocked") and bool(
        delivery.labels
    )


def _comment_concerns(delivery: Delivery) -> bool:
    by, author = delivery.comment_author, delivery.issue_author
    if by.is_bot:  # people may delete a request
        told = any(has_mark(text) for text in delivery.texts)
    else:  # who is asked for something has a label
        told = bool(delivery.labels) and by.is_same(author)
    return told and not (author.is_bot or delivery.sender.is_bot)


async def handle(context: Context) -> None:
    """Label and comment are there as long as something is missing, and no longer."""
    from bot.features.request_info.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name=NAME,
    section=SECTION,
    handle=handle,
    wakes=wakes,
    sweep=looks_over(NAME),
    sweep_account=looks_over(NAME),
    heeds=("support",),
    permissions={
        "contents": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "read",  # what is said there is no answer, once it is seen
    },
    events=("issues", "issue_comment"),
)
