"""The few fields of a delivery's payload that we read, out of hundreds.

The body is parsed and checked in one go, and only these fields become Python values:
for a comment of 14 KB that takes half the time of reading all of it. Fields of another
type than GitHub's, and numbers that no id can be, count as absent: GitHub adds and
changes fields as it likes, and a delivery that we misunderstand must not be refused but
found by the sweep.
"""

import json
from functools import cache
from typing import cast

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

from bot.core.delivery import Facts


class PayloadError(Exception):
    """The body is no JSON object."""


def parse_payload(body: bytes) -> Facts:
    """The known fields of a payload. Raises PayloadError, whatever the bytes are.

    Of an object that the fast parser cannot take (half of a surrogate pair, a number of
    thousands of digits, deep nesting) nothing is known.
    """
    try:
        return cast("Facts", _PAYLOAD.validate_json(body))
    except ValidationError:
        if not _is_object(body):
            raise PayloadError from None
        return cast("Facts", _PAYLOAD.validate_json(b"{}"))


def parse_logged(answer: bytes) -> Facts | None:
    """The same of the payload in what GitHub's log tells of a delivery.

    None where there is none, as in what is too old, or nothing can be read.
    """
    try:
        return cast("Facts | None", _logged().validate_json(answer)["payload"])
    except ValidationError:
        return None


@cache
def _logged() -> SchemaValidator:
    """Made when the first delivery has failed: most processes see none."""
    payload = _field(_FACTS, None, "request.payload")
    return SchemaValidator(schema.typed_dict_schema({"payload": payload}))


def _is_object(body: bytes) -> bool:
    try:
        text = body.decode()
        return isinstance(json.loads(text, parse_int=len, parse_float=len), dict)
    except ValueError:
        return False
    except RecursionError:  # too deep to be looked into: what does it look like?
        text = text.strip(" \t\r\n")
        return text.startswith("{") and text.endswith("}")


def _field(
    kind: schema.CoreSchema, absent: object, *paths: str
) -> schema.TypedDictField:
    """The first of the dotted `paths` that is there, or else `absent`."""
    places: list[list[str | int]] = [[*path.split(".")] for path in paths]
    return schema.typed_dict_field(
        schema.with_default_schema(kind, default=absent, on_error="default"),
        validation_alias=places,
    )


def _text(*paths: str, absent: str = "") -> schema.TypedDictField:
    return _field(schema.str_schema(strict=True), absent, *paths)


def _number(*paths: str) -> schema.TypedDictField:
    return _field(schema.int_schema(strict=True, ge=1, le=2**63 - 1), 0, *paths)


def _list(of: schema.CoreSchema, *paths: str) -> schema.TypedDictField:
    return _field(schema.list_schema(of), (), *paths)


def _login(*accounts: str) -> schema.TypedDictField:
    return _text(*(f"{account}.login" for account in accounts))


def _type(*accounts: str) -> schema.TypedDictField:
    return _text(*(f"{account}.type" for account in accounts), absent="User")


_FULL_NAME = schema.str_schema(strict=True, pattern=r"^[\w.-]+/[\w.-]+$")
_SHA = schema.str_schema(strict=True, pattern=r"^[0-9a-f]{40}$")
_PATHS = schema.str_schema(strict=True)
_COMMIT = schema.typed_dict_schema(
    {kind: _list(_PATHS, kind) for kind in ("added", "modified", "removed")}
)
_REPOSITORY = schema.typed_dict_schema(
    {"full_name": _field(_FULL_NAME, "", "full_name")}
)
_LABEL = schema.typed_dict_schema({"name": _text("name")})
_THREADS = ("issue", "pull_request")
_FACTS = schema.typed_dict_schema(
    {
        "action": _text("action"),
        "installation": _number("installation.id"),
        "repository": _field(_FULL_NAME, "", "repository.full_name"),
        "default_branch": _text("repository.default_branch"),
        "sender_login": _login("sender"),
        "sender_type": _type("sender"),
        "issue": _number(*(f"{thread}.number" for thread in _THREADS)),
        "issue_body": _text(*(f"{thread}.body" for thread in _THREADS)),
        "issue_login": _login(*(f"{thread}.user" for thread in _THREADS)),
        "issue_type": _type(*(f"{thread}.user" for thread in _THREADS)),
        "labels": _list(_LABEL, *(f"{thread}.labels" for thread in _THREADS)),
        "comment": _number("comment.id"),
        "comment_body": _text("comment.body"),
        "comment_login": _login("comment.user"),
        "comment_type": _type("comment.user"),
        "body_before": _text("changes.body.from"),
        "head_sha": _field(_SHA, "", "check_run.head_sha", "check_suite.head_sha"),
        "ref": _text("ref"),
        "ref_type": _text("ref_type"),
        "commits": _list(_COMMIT, "commits"),
        "repositories": _list(_REPOSITORY, "repositories"),
        "repositories_added": _list(_REPOSITORY, "repositories_added"),
    }
)
_PAYLOAD = SchemaValidator(_FACTS)
