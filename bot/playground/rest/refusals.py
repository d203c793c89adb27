"""What is refused wherever it is asked for."""

from bot.playground.pulls import NotPossibleError
from bot.playground.replies import RefusalError
from bot.playground.rest.routing import Call


def refuse_if_archived(call: Call) -> None:
    """Nothing in an archived repository can be changed."""
    if call.repository.archived:
        raise RefusalError(403, "Repository was archived so is read-only.")


def impossible(error: NotPossibleError) -> RefusalError:
    """A pull request that cannot be, or not in that state."""
    said, about = str(error), error.about
    wrong = {"resource": "PullRequest", "code": "custom" if said else "invalid"}
    wrong |= {"field": about} if about else {}
    wrong |= {"message": said} if said else {}
    return RefusalError(422, "Validation Failed", errors=[wrong])
