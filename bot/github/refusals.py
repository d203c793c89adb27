"""GitHub's refusals, turned into errors that name the cure."""

import re
from collections.abc import Mapping
from typing import Any

from gidgethub import HTTPException

from bot.core.errors import Gone, Refused, RetryLater


class Missing(Gone):
    """The very address that was asked answered 404 or 410."""


class Denied(Refused):
    """The very request that was made was refused; `message` is GitHub's own."""

    def __init__(self, text: str, *, status: int = 0, message: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.message = message


_RULES = r"rule violations|could not (create|update) file"
"""A branch may be protected against what is written: GitHub calls that a conflict."""

_CURES = (
    (r"suspended", "Ask an owner of the account to unsuspend the App."),
    (r"\blocked", "Unlock the conversation, or let it rest."),
    (r"archived", "Unarchive the repository, or take the App off it."),
    (
        r"ip (address|allow)",
        "Add the bot's address to the IP allow list.",
    ),
    (
        _RULES,
        "Let the App past the rules for branches, or what it writes through them.",
    ),
    (r"\bblocked", "Unblock the App, or let it rest."),
    (
        r"not accessible by integration|permission|must have",
        "Give the App this permission and have the owner accept it.",
    ),
)


def refusal(asked: str, error: HTTPException) -> Exception:
    """The error for an answer of 3xx or 4xx that is no limit and no 401.

    `asked` is method and address, so that the message names repository and request.
    """
    status, message = int(error.status_code), str(error)
    text = f"{asked}: {status} {message}"
    if status in (404, 410) or "repository is empty" in message.lower():
        return Missing(text)
    if status in (301, 302, 303):
        return Missing(f"{text} (moved; the sweep finds it under its new name)")
    ruled = status == 409 and re.search(_RULES, message.lower())
    if status < 400 or (status in (408, 409) and not ruled):
        return RetryLater(text)
    cure = next(
        (cure for pattern, cure in _CURES if re.search(pattern, message.lower())), ""
    )
    needed = error.headers.get("x-accepted-github-permissions")
    if needed and status == 403:
        text = f"{text} (needs {needed})"
    return Denied(f"{text.rstrip('.')}. {cure}".strip(), status=status, message=message)


def graphql_data(
    answer: Mapping[str, Any], *, partly: bool = False
) -> Mapping[str, Any]:
    """What GraphQL answered; with `partly` also an answer that lacks some of it.

    Of what was asked for by one name, or of an entry of such a list, only the error is
    left then if GraphQL could not tell it whole: `{"error": why, "forbidden": whether
    leave is lacking}`; what is not there is null.

    GraphQL refuses with status 200 and a list of errors. Raises `RetryLater` for its
    own failures, `Missing` for what is not there, `Denied` for the rest.
    A query that is too much work is refused wherever GitHub happens to stop, and may
    pass in smaller parts (https://github.com/anuraghazra/github-readme-stats/pull/4916).
    """
    errors = answer.get("errors") or []
    data: dict[str, Any] = answer.get("data") or {}
    if not errors:
        return data
    kinds = {str(error.get("type", "")) for error in errors}
    said = "; ".join(str(error.get("message", ""))[:200] for error in errors[:3])
    if "RESOURCE_LIMITS_EXCEEDED" in kinds:
        raise RetryLater(f"GraphQL: {said}")
    if partly and data:
        for error in errors:
            lack = {
                "error": str(error.get("message", "")),
                "forbidden": error.get("type") == "FORBIDDEN",
            }
            match error.get("path"):
                case [_, *_] if error.get("type") == "NOT_FOUND":
                    pass
                case [str(name), int(place), *_]:
                    data[name][place] = lack
                case [str(name), *_]:
                    data[name] = lack
                case _:  # nobody can tell what it took from the answer
                    raise RetryLater(f"GraphQL: {said}")
        return data
    if "" in kinds:  # GitHub's own failures have no type
        raise RetryLater(f"GraphQL: {said}")
    if kinds == {"NOT_FOUND"}:
        raise Missing(f"GraphQL: {said}")
    raise Denied(f"GraphQL: {said}", message=said)
