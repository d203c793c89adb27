"""Every action as the one request that it is: a table, so that all can be seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from bot.core import actions
from bot.core.actions import Action
from bot.core.models import Comment, Issue
from bot.github.addresses import under
from bot.github.client import Client
from bot.github.shapes import parse_comment, parse_issue

BODY_LIMIT = 65_536
"""Characters in a body. GitHub answers 422 to more, or 200 and keeps the old text."""

Written = Issue | Comment | None

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Write:
    """How an action is asked for.

    `path` below the repository and the names of the `fields` in the body are filled
    from the action's own fields. `gone_is_done`: what is to go is gone already.
    `optional`: not every GitHub can do it, and none needs to.
    """

    method: str
    path: str
    fields: tuple[str, ...] = ()
    parse: Callable[[str, Any], Written] = lambda _repository, _data: None
    gone_is_done: bool = False
    optional: bool = False

    def path_for(self, action: Action) -> str:
        """The path below the repository."""
        return self.path.format_map(action.request())

    def body_for(self, action: Action) -> dict[str, object] | None:
        """The body; ValueError when it is longer than GitHub takes."""
        request = action.request()
        if len(str(request.get("body", ""))) > BODY_LIMIT:
            raise ValueError(f"{action.operation}: a body over {BODY_LIMIT} characters")
        return {name: request[name] for name in self.fields} or None


def _comment(_repository: str, data: Any) -> Comment:
    return parse_comment(data)


_COMMENT = "/issues/comments/{comment_id}"
_REACTIONS = f"{_COMMENT}/reactions"

WRITES: Mapping[str, Write] = {
    actions.CreateIssue.operation: Write(
        "POST", "/issues", ("title", "body", "labels"), parse_issue
    ),
    actions.CreateComment.operation: Write(
        "POST", "/issues/{issue_number}/comments", ("body",), _comment
    ),
    actions.UpdateComment.operation: Write("PATCH", _COMMENT, ("body",), _comment),
    actions.DeleteComment.operation: Write("DELETE", _COMMENT, gone_is_done=True),
    actions.PinComment.operation: Write("PUT", f"{_COMMENT}/pin", optional=True),
    actions.CreateReaction.operation: Write("POST", _REACTIONS, ("content",)),
    actions.DeleteReaction.operation: Write(
        "DELETE", f"{_REACTIONS}/{{reaction_id}}", gone_is_done=True
    ),
}
"""By operation, as GitHub's REST description has them."""


async def perform(client: Client, action: Action) -> Written:
    """Make the request and log it; returns what GitHub made of it, where it tells."""
    write = WRITES[action.operation]
    path = under(action.repository, write.path_for(action))
    parse = partial(write.parse, action.repository)
    written = await client.write(write.method, path, write.body_for(action), parse)
    numbers = {
        name: value
        for name, value in action.request().items()
        if name in ("issue_number", "comment_id", "reaction_id")
    }
    if isinstance(written, Issue):
        numbers["issue_number"] = written.number
    _log.info(action.operation, repository=action.repository, why=action.why, **numbers)
    if written is not None:
        _warn_of_losses(action, written)
    return written


def _warn_of_losses(action: Action, written: Issue | Comment) -> None:
    """Log what GitHub dropped without a word: labels without the right, long text."""
    place = {"operation": action.operation, "repository": action.repository}
    if _plain(str(action.request()["body"])) != _plain(written.body):
        _log.warning("body_differs", **place)
    if isinstance(action, actions.CreateIssue) and isinstance(written, Issue):
        kept = {label.lower() for label in written.labels}
        lost = [label for label in action.labels if label.lower() not in kept]
        if lost:
            _log.warning("labels_dropped", **place, labels=lost)


def _plain(text: str) -> str:
    # GitHub may change line ends and cut white space at the ends.
    return text.replace("\r\n", "\n").strip()
