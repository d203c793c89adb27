"""How an action of a plan is done, in a world where people write at the same time."""

import structlog

from bot.core.actions import Action, AddLabels, RemoveLabel, UpdateIssue
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Issue
from bot.feature import Context
from bot.handling import wake_for_twins
from bot.todo.freshness import LAG

log = structlog.get_logger(__name__)


async def apply_to(context: Context, action: Action, issue: Issue) -> None:
    """Do it, but for a body that is not any more what the plan was made on."""
    try:
        if isinstance(action, UpdateIssue) and action.body is not None:
            now = await context.github.get_issue(issue.repository, issue.number)
            if now.body != issue.body:
                raise RetryLater("somebody is writing in the issue", after=LAG)
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
