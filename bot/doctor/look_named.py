"""Whether labels and templates that configurations name are there, in few requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.doctor.named import Named
from bot.features.configuration.findings import Template
from bot.github.client import Client

AT_ONCE = 20
"""Repositories that one request asks about."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is there of what was named: labels by their names, texts by their paths."""

    labels: frozenset[str]
    templates: Mapping[str, Template]


async def look_for(client: Client, named: Sequence[Named]) -> dict[str, Seen]:
    """By `full_name`; a repository that GitHub cannot tell of now is left out."""
    wanted = [one for one in named if one]
    found: dict[str, Seen] = {}
    for start in range(0, len(wanted), AT_ONCE):
        found |= await _ask(client, wanted[start : start + AT_ONCE])
    return found


async def _ask(client: Client, named: Sequence[Named]) -> dict[str, Seen]:
    variables: dict[str, object] = {}

    def variable(value: str) -> str:
        name = f"v{len(variables)}"
        variables[name] = value
        return f"${name}"

    fields: list[str] = []
    for number, one in enumerate(named):
        owner, _, name = one.full_name.partition("/")
        where = f"owner: {variable(owner)}, name: {variable(name)}"
        fields.append(f"in{number}: repository({where}) {{")
        for at, label in enumerate(one.labels):
            fields.append(f"label{at}: label(name: {variable(label)}) {{ name }}")
        for at, path in enumerate(one.templates):
            what = f"expression: {variable(f'HEAD:{path}')}"
            text = "... on Blob { text isBinary isTruncated }"
            fields.append(f"file{at}: object({what}) {{ __typename {text} }}")
        fields.append("}")
    kinds = ", ".join(f"${name}: String!" for name in variables)
    query = "\n".join((f"query({kinds}) {{", *fields, "}"))

    def parse(data: Mapping[str, Any]) -> dict[str, Seen]:
        nodes = [data[f"in{number}"] for number in range(len(named))]
        return {
            one.full_name: _seen(one, node)
            for one, node in zip(named, nodes, strict=True)
            if node and "error" not in node
        }

    return await client.query(query, variables, parse)


def _seen(named: Named, node: Mapping[str, Any]) -> Seen:
    labels = (
        name for at, name in enumerate(named.labels) if node[f"label{at}"] is not None
    )
    return Seen(
        frozenset(labels),
        {path: _template(node[f"file{at}"]) for at, path in enumerate(named.templates)},
    )


def _template(node: Mapping[str, Any] | None) -> Template:
    if node is None:
        return Template(why="is not in this repository")
    if node["__typename"] != "Blob":
        return Template(why="is a folder, allowed is a file")
    if node.get("text") is None or node["isBinary"] or node["isTruncated"]:
        return Template(why="is no text, or too long")
    return Template(node["text"])
