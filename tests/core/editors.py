"""What an editor reads and says, and what `compass-bot check` says."""

import re
from typing import Any

import jsonschema_rs
import yaml

from bot.app import FEATURES, sections
from bot.core.configuration import ConfigurationError, json_schema, parse_configuration
from bot.core.zones import zone_names

SECTIONS = sections(FEATURES)
SCHEMA = json_schema(SECTIONS)
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)

CORE = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text, 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)
"""Plain values that YAML 1.2 takes for something else than text (section 10.3.2)."""


def as_editors_read(text: str) -> Any:
    def value(node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return {key.value: value(inside) for key, inside in node.value}
        if isinstance(node, yaml.SequenceNode):
            return [value(inside) for inside in node.value]
        found = (make for form, make in CORE if form.fullmatch(node.value))
        make = None if node.style else next(found, None)
        return make(node.value) if make else node.value

    root = yaml.compose(text, Loader=yaml.BaseLoader)
    return None if root is None else value(root)


def is_accepted(text: str) -> bool:
    try:
        parse_configuration(text, file="f.yml", sections=SECTIONS)
    except ConfigurationError:
        return False
    return True


def fits(text: str) -> bool:
    return VALIDATOR.is_valid(as_editors_read(text))


def meeting(**keys: str) -> str:
    """A file with one meeting; a key that is given as "-" is left out."""
    given = {"when": "third thursday", "time": "17:00", **keys}
    lines = [f"    {key}: {text}" for key, text in given.items() if text != "-"]
    return "\n".join(["meetings:", "  team:", *lines, ""])


def support(**keys: str) -> str:
    """A file with a forum and these keys."""
    given = {"forum": "https://discourse.example.org", **keys}
    return "\n".join(["support:", *(f"  {key}: {text}" for key, text in given.items())])


PULSES = "day 1 of january, april, july, october"


def releases_file(*projects: str, **keys: str) -> str:
    """A file with these projects, a line each, and these keys; "-" leaves one out."""
    given = {"when": PULSES, **keys}
    lines = [f"  {key}: {text}" for key, text in given.items() if text != "-"]
    lines += ["  projects:", *(f"    {line}" for line in projects)]
    return "\n".join(["releases:", *lines, ""])


MANY_ZONES = ", ".join(sorted(zone_names())[:11])
