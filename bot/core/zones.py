"""Time zones by their names, as the IANA database on this machine has them."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import TypeAliasType

from bot.core.editor_schema import BLANK
from bot.core.scalars import from_text


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """All names that mean the same on every machine that has them."""
    # Those mean another time on another machine, or none.
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, Mapping[str, str]]:
    """Every zone by its last part in small letters, under the first of them."""
    zones: dict[str, dict[str, str]] = {}
    for name in sorted(zone_names()):
        place = name.rpartition("/")[2].lower()
        zones.setdefault(place[0], {})[place] = name
    return zones


def parse_zone(name: str) -> ZoneInfo:
    """The zone of the IANA database; ValueError suggests the likely one."""
    name = name.strip()
    if name in zone_names():
        return ZoneInfo(name)
    place = name[:40].rpartition("/")[2].lower().replace(" ", "_")
    near = _zones().get(place[:1], {})
    close = get_close_matches(place, near, n=1)
    hint = f"did you mean {near[close[0]]}? " if close else ""
    raise ValueError(
        f"is no time zone, {hint}allowed are names of the IANA database "
        "such as UTC or Europe/London"
    )


class _ZoneNames:
    """The schema knows the very names that `parse_zone` does, and those in blanks."""

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "anyOf": [
                {"enum": sorted(zone_names())},
                {"pattern": f"^{BLANK}|{BLANK}$"},
            ],
            "description": "A time zone of the IANA database.",
            "examples": ["UTC", "Europe/London"],
        }


Zone = TypeAliasType("Zone", Annotated[ZoneInfo, from_text(parse_zone), _ZoneNames()])
"""A time zone by its name in the IANA database."""
