"""How the JSON Schema of the configuration is made, which editors check a file with.

It may be more generous than `compass-bot check` where a pattern cannot know (whether
February has a 30th, whether a rule ever comes, how long is too long), and is never
stricter. An editor has made numbers and booleans of plain values before the schema sees
them, which are text to the bot; one that reads YAML 1.1 has even made 1020 of 17:00.

Patterns are those that ECMA 262, Python and Rust read alike: `[0-9]` and no `\\d`.
"""

from collections.abc import Iterable
from typing import Any

from pydantic.config import JsonDict
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.core.text_format import MONTHS, PLACEHOLDERS, WEEKDAYS, template_pattern

BLANK = r"[\s\x1c-\x1f\x85]"
"""What Python strips: more than `\\s` is to ECMA 262."""

TEXT = ("string", "number", "boolean")
"""What an editor makes of a plain value that is text to the bot."""


def any_case(words: Iterable[str]) -> str:
    """A pattern of one of the words, in small letters or capitals."""
    return "|".join(
        "".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else c for c in word)
        for word in words
    )


def _listed(one: str) -> str:
    return rf"(?:{one})(?:(?:{BLANK}|,|{any_case(['and'])})+(?:{one}))*"


def _when() -> str:
    day = f"(?:{any_case(name[:3] for name in WEEKDAYS)})[A-Za-z]*"
    month = f"(?:{any_case(name[:3] for name in MONTHS)})[A-Za-z]*"
    ordinal = any_case(
        "first second third fourth fifth last 1st 2nd 3rd 4th 5th".split()
    )
    number = f"(?:[0-2]?[0-9]|3[01])(?:{any_case('st nd rd th'.split())})?"
    the, of = any_case(["the"]), any_case(["of"])
    every_month = (
        f"(?:{any_case('the every each'.split())}){BLANK}+{any_case(['month'])}"
    )
    words = (
        f"{any_case(['every'])}{BLANK}[^=]*{day}",
        f"{any_case(['day'])}[Ss]?{BLANK}+{_listed(number)}",
        f"{_listed(ordinal)}{BLANK}+{day}",
    )
    months = f"(?:{BLANK}+{of}{BLANK}+(?:{_listed(month)}|{every_month}))*"
    rfc_5545 = "="
    return (
        f"^{BLANK}*(?:{the}{BLANK}+)?(?:{'|'.join(words)}){months}{BLANK}*$|{rfc_5545}"
    )


WHEN: JsonDict = {"type": "string", "pattern": _when()}
"""Of `when`: its forms, not whether such a date comes."""

_NAMED = template_pattern({k: v for k, v in PLACEHOLDERS.items() if k != "title"})
PLACEHOLDERS_KNOWN: JsonDict = {"allOf": [{"pattern": _NAMED}]}
"""Of a meeting's title."""

_RUN = rf"\.{any_case(['github'])}/(?:{any_case(['workflows', 'actions'])})"
_NO_FILE = rf"(?:^|/)\.(?:{any_case(['git'])})?(?:/|$)|^{_RUN}(?:/|$)"
MINUTES_PATH: JsonDict = {
    "allOf": [{"pattern": _NAMED}, {"not": {"type": "string", "pattern": _NO_FILE}}]
}
"""Of the path of its minutes: besides, none of Git's own, nor of what GitHub runs."""

GIVEN: JsonDict = {"not": {"type": "null"}}
"""Of what may be absent and not empty."""

TIME_OR_SLOTS: JsonDict = {
    "oneOf": [
        {"required": [name], "properties": {name: GIVEN}} for name in ("time", "slots")
    ]
}
"""Of a series: one of the two, and the other one absent or left empty."""


class AsWritten(GenerateJsonSchema):
    """The schema of a file as people write it: as text, and with keys left empty."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """What has a default may be left empty."""
        return _or_null(super().default_schema(schema))

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Without another `anyOf` where there need not be one: editors say more."""
        return _or_null(self.generate_inner(schema["schema"]))

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text, also where it looks like a number."""
        return {**super().str_schema(schema), "type": list(TEXT)}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """A whole number, also in quotes."""
        number = rf"^{BLANK}*[+-]?[0-9][0-9_]*(?:\.0+)?{BLANK}*$"
        kinds = ["integer", "string"]
        return {**super().int_schema(schema), "type": kinds, "pattern": number}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        """A number, also in quotes."""
        number = rf"^{BLANK}*[+-]?[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9]+)?{BLANK}*$"
        kinds = ["number", "string"]
        return {**super().float_schema(schema), "type": kinds, "pattern": number}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        """`yes` and `off` are text to YAML 1.2."""
        words = any_case("true t yes y on 1 false f no n off 0".split())
        kinds = ["boolean", "string", "integer"]
        return {"type": kinds, "pattern": f"^(?:{words})$", "minimum": 0, "maximum": 1}


def _or_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The same, or nothing."""
    kinds: Any = schema.get("type")
    if kinds is None or "enum" in schema:
        if {"type": "null"} in schema.get("anyOf", ()):
            return schema
        about = {k: schema.pop(k) for k in ("default",) if k in schema}
        return {"anyOf": [schema, {"type": "null"}], **about}
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    return {**schema, "type": [*kinds, *(["null"] if "null" not in kinds else [])]}
