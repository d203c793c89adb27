"""What the bot has done, as one line for people who watch a terminal."""

from bot.core.actions import Action
from bot.playground import Playground
from bot.playground.page_words import EMOJI


def describe_action(github: Playground, action: Action) -> str:
    """The operation, what it was done to, and why."""
    request = action.request()
    parts = [action.operation]
    if content := request.get("content"):
        parts.append(EMOJI[str(content)][0])
    if title := request.get("title"):
        parts.append(f"“{title}”")
    if number := request.get("issue_number"):
        parts.append(f"on #{number}")
    if comment := request.get("comment_id"):
        parts.append(_whose(github, comment))
    return f"{' '.join(parts)}: {action.why}"


def _whose(github: Playground, comment_id: object) -> str:
    try:
        comment = github.world.comment(int(str(comment_id)))
    except KeyError:
        return "(its own)"  # only what is its own does the bot take away
    where = f"on #{comment.issue.number}"
    return (
        f"(its own {where})" if comment.via_app else f"({comment.user.login} {where})"
    )
