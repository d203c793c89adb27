"""Every action as the one request that it is: a table, so that all can be seen."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import structlog

from bot.core import actions, repository_actions
from bot.core.actions import Action
from bot.core.errors import InDoubt, RetryLater
from bot.core.kept import is_kept
from bot.core.models import Comment, Issue
from bot.core.repository_actions import CreateOrUpdateFile
from bot.github.addresses import under
from bot.github.client import Client
from bot.github.shapes import parse_comment, parse_issue

BODY_LIMIT = 65_536
"""Characters in a body. GitHub answers 422 to more, or 200 and keeps the old text."""

AGAIN_AFTER = timedelta(seconds=2)
"""When to plan again what somebody has just written in."""

Written = Issue | Comment | None

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Write:
    """How an action is asked for.

    `path` below the repository and the names of the `fields` in the body are filled
    from the action's own fields; of `graphql`, a mutation, its variables. `gone_is_done`:
    what is to go is gone already. `may_fail`: GitHub may refuse it, or be one that
    cannot do it, and nothing is lost. `doubles`: to ask twice makes two.
    """

    method: str
    path: str
    fields: tuple[str, ...] = ()
    parse: Callable[[str, Any], Written] = lambda _repository, _data: None
    gone_is_done: bool = False
    may_fail: bool = False
    doubles: bool = False
    graphql: str = ""

    def path_for(self, action: Action) -> str:
        """The path below the repository."""
        return self.path.format_map(
            {
                name: quote(str(value), safe="/" if name == "path" else "")
                for name, value in action.request().items()
            }
        )

    def body_for(self, action: Action) -> dict[str, object] | None:
        """The body; ValueError when it is longer than GitHub takes."""
        request = action.request()
        if len(str(request.get("body", ""))) > BODY_LIMIT:
            raise ValueError(f"{action.operation}: a body over {BODY_LIMIT} characters")
        if isinstance(action, CreateOrUpdateFile):
            request["content"] = b64encode(action.content.encode()).decode()
        return {name: request[name] for name in self.fields if name in request} or None


def _comment(_repository: str, data: Any) -> Comment:
    return parse_comment(data)


def _pin(mutation: str) -> Write:
    return Write(
        "POST",
        "",
        ("node_id",),
        may_fail=True,
        graphql=(
            f"mutation($node_id: ID!) {{ {mutation}(input: {{issueId: $node_id}})"
            " { issue { number } } }"
        ),
    )


_ISSUE = "/issues/{issue_number}"
_COMMENT = "/issues/comments/{comment_id}"
_REACTIONS = f"{_COMMENT}/reactions"

WRITES: Mapping[str, Write] = {
    actions.CreateIssue.operation: Write(
        "POST",
        "/issues",
        ("title", "body", "labels", "assignees"),
        parse_issue,
        doubles=True,
    ),
    actions.UpdateIssue.operation: Write(
        "PATCH", _ISSUE, ("title", "body", "state", "state_reason", "assignees")
    ),
    actions.AddLabels.operation: Write("POST", f"{_ISSUE}/labels", ("labels",)),
    actions.RemoveLabel.operation: Write(
        "DELETE", f"{_ISSUE}/labels/{{name}}", gone_is_done=True
    ),
    actions.LockIssue.operation: Write("PUT", f"{_ISSUE}/lock", ("lock_reason",)),
    actions.UnlockIssue.operation: Write("DELETE", f"{_ISSUE}/lock"),
    actions.PinIssue.operation: _pin("pinIssue"),
    actions.UnpinIssue.operation: _pin("unpinIssue"),
    actions.CreateComment.operation: Write(
        "POST", "/issues/{issue_number}/comments", ("body",), _comment, doubles=True
    ),
    actions.UpdateComment.operation: Write("PATCH", _COMMENT, ("body",), _comment),
    actions.DeleteComment.operation: Write("DELETE", _COMMENT, gone_is_done=True),
    actions.PinComment.operation: Write("PUT", f"{_COMMENT}/pin", may_fail=True),
    actions.CreateReaction.operation: Write("POST", _REACTIONS, ("content",)),
    actions.DeleteReaction.operation: Write(
        "DELETE", f"{_REACTIONS}/{{reaction_id}}", gone_is_done=True
    ),
    repository_actions.CreateCheckRun.operation: Write(
        "POST",
        "/check-runs",
        ("name", "head_sha", "status", "conclusion", "output", "details_url"),
        doubles=True,
    ),
    repository_actions.UpdateCheckRun.operation: Write(
        "PATCH", "/check-runs/{check_run_id}", ("status", "conclusion", "output")
    ),
    repository_actions.CreateRef.operation: Write("POST", "/git/refs", ("ref", "sha")),
    repository_actions.CreateOrUpdateFile.operation: Write(
        "PUT", "/contents/{path}", ("message", "content", "branch", "sha")
    ),
    repository_actions.CreatePullRequest.operation: Write(
        "POST", "/pulls", ("title", "head", "base", "body")
    ),
    repository_actions.UpdatePullRequest.operation: Write(
        "PATCH", "/pulls/{pull_number}", ("title", "body")
    ),
}
"""By operation, as GitHub's REST description has them."""


_NUMBERS = ("issue_number", "comment_id", "reaction_id", "check_run_id", "pull_number")


async def perform(client: Client, action: Action) -> Written:
    """Make the request and log it; returns what GitHub made of it, where it tells.

    `InDoubt` only where it matters: everything else may simply be done again.
    """
    write = WRITES[action.operation]
    try:
        written = await _request(client, write, action)
    except InDoubt as doubt:
        if write.doubles:
            raise
        raise RetryLater(str(doubt)) from doubt
    numbers = {
        name: value for name, value in action.request().items() if name in _NUMBERS
    }
    if isinstance(written, Issue):
        numbers["issue_number"] = written.number
    _log.info(action.operation, repository=action.repository, why=action.why, **numbers)
    if written is not None:
        _warn_of_losses(action, written)
    return written


async def _request(client: Client, write: Write, action: Action) -> Written:
    if write.graphql:
        await client.mutate(write.graphql, write.body_for(action) or {})
        return None
    path = under(action.repository, write.path_for(action))
    parse = partial(write.parse, action.repository)
    seen = getattr(action, "seen", None)
    check = None if seen is None else partial(_check, client, path, seen)
    body = write.body_for(action)
    return await client.write(write.method, path, body, parse, check=check)


async def _check(client: Client, path: str, seen: str) -> None:
    """What the plan was made on is there yet; else RetryLater: it has to be made anew.

    GitHub has no write that asks for that itself: whoever writes between this look and
    the write is overwritten, but it takes a moment, where one's turn takes up to half a
    minute.
    """
    there = await client.get(path, lambda data: str(data["body"] or ""))
    if not is_kept(there, seen):
        raise RetryLater("somebody is writing in it", after=AGAIN_AFTER)


def _warn_of_losses(action: Action, written: Issue | Comment) -> None:
    """Log what GitHub dropped without a word: labels without the right, long text."""
    place = {"operation": action.operation, "repository": action.repository}
    if not is_kept(written.body, str(action.request()["body"])):
        _log.warning("body_differs", **place)
    if isinstance(action, actions.CreateIssue) and isinstance(written, Issue):
        kept = {label.lower() for label in written.labels}
        lost = [label for label in action.labels if label.lower() not in kept]
        if lost:
            _log.warning("labels_dropped", **place, labels=lost)
