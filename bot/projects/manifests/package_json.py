"""`package.json`, as npm reads it."""

import json

from bot.core.models import File
from bot.projects.manifests.names import NPM, npm_name
from bot.projects.manifests.places import json_lines
from bot.projects.manifests.said import Said, Unreadable

_RUNTIME = {
    "dependencies": True,
    "peerDependencies": True,
    "optionalDependencies": True,
    "devDependencies": False,
}
ALIAS = "npm:"


def read_package_json(file: File) -> Said:
    """What it is called, and what it needs to run and to be worked on."""
    said = Said(file.path)
    try:
        data = json.loads(file.text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"is no JSON at line {error.lineno}") from None
    except (ValueError, RecursionError):  # a number too long to be one, for instance
        raise Unreadable("is no JSON that can be read") from None
    if not isinstance(data, dict):
        raise Unreadable("holds no object")
    lines = json_lines(file.text)
    said.call(NPM, npm_name(data.get("name")))
    for key, runtime in _RUNTIME.items():
        needs = data.get(key)
        for written, wanted in (needs if isinstance(needs, dict) else {}).items():
            if not isinstance(wanted, str):
                continue
            name, specifier = meant(written, wanted.strip())
            if name is not None:
                line = lines.get((key, written), 1)
                said.need(NPM, name, specifier, line, runtime=runtime)
    return said


def meant(written: str, specifier: str) -> tuple[str | None, str]:
    """Another package may stand in for the one written: `npm:name@range`."""
    if not specifier.startswith(ALIAS):
        return npm_name(written), specifier
    meant = specifier.removeprefix(ALIAS)
    at = meant.rfind("@")
    return (npm_name(meant[:at]), meant[at + 1 :]) if at > 0 else (npm_name(meant), "")
