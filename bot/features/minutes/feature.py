"""The minutes feature: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.core.delivery import Delivery
from bot.core.mark import find_mark
from bot.feature import Context, Feature
from bot.todo.job import Key

NAME = "minutes"


def wakes(delivery: Delivery) -> Iterable[Key]:
    """What people do to a minutes comment, or make of the pull request with the file."""
    repository, texts = delivery.repository, delivery.texts
    match delivery.event, delivery.action:
        case "issue_comment", "edited" if delivery.issue:
            ours = delivery.comment_author.is_bot and not delivery.sender.is_bot
            if ours and any("<!-- team-compass:minutes" in text for text in texts):
                yield Key(NAME, f"{repository}#{delivery.issue}")
        case "pull_request", "closed" | "reopened" if delivery.issue_author.is_bot:
            marks = (find_mark(text, "minutes-file") for text in texts)
            told = next((mark for mark in marks if mark), None)
            number = told.fields.get("issue", "") if told else ""
            if number.isascii() and number.isdigit():
                yield Key(NAME, f"{repository}#{number}")


async def handle(context: Context) -> None:
    """Comment, note, file and pull request are what the meeting's notes ask for."""
    from bot.features.minutes.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name=NAME,
    handle=handle,
    wakes=wakes,
    permissions={
        "contents": "write",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "write",
    },
    events=("issue_comment", "pull_request"),
)
