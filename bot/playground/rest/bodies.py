"""Fields of request bodies, taken or refused as GitHub does."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.playground.replies import RefusalError, invalid

LONGEST_BODY = 65_536
LONGEST_TITLE = 256
Body = Mapping[str, Any]


def _wrong(name: str, value: object, kind: str) -> RefusalError:
    shown = "nil" if value is None else repr(value)
    return RefusalError(
        422, f"Invalid request.\n\nFor 'properties/{name}', {shown} is not {kind}."
    )


def missing(name: str) -> RefusalError:
    """The body lacks a field it must have."""
    return RefusalError(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')


def text(body: Body, name: str) -> str | None:
    """A text that may be absent or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, value, "a string")
    return value


def needed_text(body: Body, name: str) -> str:
    """A text that must be there."""
    if name not in body:
        raise missing(name)
    value = text(body, name)
    if value is None:
        raise _wrong(name, value, "a string")
    return value


def time(body: Body, name: str) -> datetime | None:
    """A time that may be absent or null."""
    value = text(body, name)
    try:
        found = None if value is None else datetime.fromisoformat(value)
    except ValueError:
        raise _wrong(name, value, "a date-time") from None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def number(body: Body, name: str) -> int | None:
    """A whole number that may be absent or null."""
    value = body.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise _wrong(name, value, "an integer")
    return value


def flag(body: Body, name: str) -> bool | None:
    """Yes or no, or absent."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise _wrong(name, value, "a boolean")
    return value


def one_of(body: Body, name: str, allowed: tuple[str, ...]) -> str | None:
    """One of GitHub's words, or absent."""
    value = text(body, name)
    if value is not None and value not in allowed:
        raise RefusalError(
            422,
            f"Invalid request.\n\nFor 'properties/{name}', {value} is not a member of"
            f" {list(allowed)}.",
        )
    return value


def names(body: Body, name: str) -> list[str] | None:
    """A list of names, or of objects that have one; None when absent."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        raise _wrong(name, value, "an array")
    found = []
    for one in value:
        text_of = one.get("name") if isinstance(one, dict) else one
        if not isinstance(text_of, str) or not text_of:
            raise _wrong(name, text_of, "a string")
        found.append(text_of)
    return found


def title(resource: str, value: str | None) -> str | None:
    """A title that is not blank and not too long."""
    if value is None:
        return None
    if not value.strip():
        raise invalid(resource, "title", "missing_field")
    if len(value) > LONGEST_TITLE:
        raise invalid(
            resource, "title", "custom", "title is too long (maximum is 256 characters)"
        )
    return value


def words(resource: str, value: str | None) -> str | None:
    """A text of an issue or comment, not longer than GitHub takes."""
    if value is not None and len(value) > LONGEST_BODY:
        raise invalid(
            resource, "body", "custom", "body is too long (maximum is 65536 characters)"
        )
    return value


def comment_words(value: str) -> str:
    """A comment's text, which may not be blank either."""
    if not value.strip():
        raise invalid("IssueComment", "data", "unprocessable", "Body cannot be blank")
    words("IssueComment", value)
    return value
