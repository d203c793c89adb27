"""How an action of a plan is done, in a world where things go while they are looked at."""

import structlog

from bot.core.actions import Action, AddLabels, RemoveLabel, UpdateIssue
from bot.core.errors import Gone, Refused, RetryLater
from bot.feature import Context
from bot.handling import wake_for_twins
from bot.todo.freshness import LAG

log = structlog.get_logger(__name__)


async def apply_to(context: Context, action: Action) -> None:
    """Do it; where something is gone that it needs, all is looked at again: RetryLater."""
    try:
        await wake_for_twins(context, action)
        await context.github.apply(action)
    except Gone as gone:
        if isinstance(action, AddLabels | RemoveLabel):
            log.info("the thread is gone", why=str(gone))
            return
        # a comment went while we looked; the issue may be there
        raise RetryLater(str(gone), after=LAG) from gone
    except Refused as refused:
        # GitHub answers 422 to the login of somebody who cannot be assigned
        if not isinstance(action, UpdateIssue) or not action.assignees:
            raise
        log.warning("not assigned", assignees=action.assignees, why=str(refused))
