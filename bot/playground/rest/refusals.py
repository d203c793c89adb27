"""What is refused wherever it is asked for."""

from bot.playground.replies import RefusalError
from bot.playground.rest.routing import Call


def refuse_if_archived(call: Call) -> None:
    """Nothing in an archived repository can be changed."""
    if call.repository.archived:
        raise RefusalError(403, "Repository was archived so is read-only.")
