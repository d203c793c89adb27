"""What the bot has done, as one line for people who watch a terminal."""

from collections.abc import Iterator
from typing import Any

from bot.core.actions import Action
from bot.demo.team import REPOSITORY
from bot.playground import Playground
from bot.playground.page_words import EMOJI
from bot.playground.threads import Issue


def describe_action(github: Playground, action: Action) -> str:
    """The operation, what it was done to, and why."""
    request = action.request()
    told = " ".join((action.operation, *_what(request), *_where(github, action)))
    return f"{told}: {action.why}"


def name_of(thread: Issue) -> str:
    """`#3`, or `binderhub#3` where that is not the team's own repository."""
    return _name(thread.repository.full_name, thread.number)


def _what(request: dict[str, Any]) -> Iterator[str]:
    """What is new, in the request's own words."""
    if content := EMOJI.get(request.get("content", "")):
        yield content[0]
    if title := request.get("title"):
        yield f"“{title}”"
    if conclusion := request.get("conclusion"):
        yield conclusion
    if ref := request.get("ref"):
        yield ref.removeprefix("refs/heads/")
    if path := request.get("path"):
        yield path
    if label := request.get("name") if "issue_number" in request else None:
        yield label
    yield from request.get("labels", ()) if "issue_number" in request else ()


def _where(github: Playground, action: Action) -> Iterator[str]:
    request: dict[str, Any] = action.request()
    if number := request.get("issue_number") or request.get("pull_number"):
        yield f"on {_name(action.repository, number)}"
    if comment := request.get("comment_id"):
        yield _whose(github, comment)


def _whose(github: Playground, comment_id: int) -> str:
    try:
        comment = github.world.comment(comment_id)
    except KeyError:
        return "(its own)"  # only what is its own does the bot take away
    where = f"on {name_of(comment.issue)}"
    return (
        f"(its own {where})" if comment.via_app else f"({comment.user.login} {where})"
    )


def _name(repository: str, number: int) -> str:
    short = "" if repository == REPOSITORY else repository.partition("/")[2]
    return f"{short}#{number}"
