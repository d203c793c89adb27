"""The few fields of a delivery's payload that we read, out of hundreds.

The body is parsed and checked in one go, and only these fields become Python values:
for a comment of 14 KB that takes half the time of reading all of it. Fields of another
type than GitHub's, and numbers that no id can be, count as absent: GitHub adds and
changes fields as it likes.
"""

from typing import Any, cast

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

Payload = dict[str, Any]


class PayloadError(Exception):
    """The body is no JSON object."""


def parse_payload(body: bytes) -> Payload:
    """The known fields of a payload. Raises PayloadError, whatever the bytes are."""
    try:
        return cast("Payload", _PAYLOAD.validate_json(body))
    except ValidationError:
        raise PayloadError from None


def _known(**fields: schema.CoreSchema) -> schema.CoreSchema:
    """An object of which only `fields` are read, each left out where it is odd."""
    return schema.typed_dict_schema(
        {
            name: schema.typed_dict_field(
                schema.with_default_schema(field, on_error="omit"), required=False
            )
            for name, field in fields.items()
        },
        extra_behavior="ignore",
    )


_TEXT = schema.str_schema(strict=True)
_NUMBER = schema.int_schema(strict=True, ge=1, le=2**63 - 1)
_FULL_NAME = schema.str_schema(strict=True, pattern=r"^[\w.-]+/[\w.-]+$")
_ACCOUNT = _known(login=_TEXT, type=_TEXT)
_THREAD = _known(number=_NUMBER, body=_TEXT, user=_ACCOUNT)
_TEXTS = schema.list_schema(_TEXT)
_REPOSITORIES = schema.list_schema(_known(full_name=_FULL_NAME))
_PAYLOAD = SchemaValidator(
    _known(
        action=_TEXT,
        installation=_known(id=_NUMBER),
        repository=_known(full_name=_FULL_NAME, default_branch=_TEXT),
        sender=_ACCOUNT,
        issue=_THREAD,
        pull_request=_THREAD,
        comment=_known(id=_NUMBER, body=_TEXT, user=_ACCOUNT),
        changes=_known(body=_known(**{"from": _TEXT})),
        ref=_TEXT,
        commits=schema.list_schema(
            _known(added=_TEXTS, modified=_TEXTS, removed=_TEXTS)
        ),
        repositories=_REPOSITORIES,
        repositories_added=_REPOSITORIES,
    )
)
