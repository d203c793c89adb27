"""What the playground's GraphQL knows is a part of GitHub's published schema."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from bot.playground.graphql_types import ABSTRACT, TYPES, Definition
from tests.npm_packages import NODE_MODULES

pytestmark = pytest.mark.npm
SCHEMA = NODE_MODULES / "@octokit/graphql-schema/schema.json"
Json = Mapping[str, Any]


@cache
def github_types() -> Mapping[str, Json]:
    types = json.loads(SCHEMA.read_text())["__schema"]["types"]
    return {one["name"]: one for one in types}


def named(kind: Json) -> Json:
    """The type itself of a list of it, or of one that is never null."""
    return named(kind["ofType"]) if kind["ofType"] else kind


def problems(mine: Definition, theirs: Json) -> Iterator[str]:
    strange = mine.arguments - {argument["name"] for argument in theirs["args"]}
    if strange:
        yield f"has no argument {strange}"
    kind = named(theirs["type"])
    if mine.of and mine.of != kind["name"]:
        yield f"is of type {kind['name']}, not {mine.of}"
    if not mine.of and kind["kind"] not in ("SCALAR", "ENUM"):
        yield f"is of type {kind['name']}, no plain value"
    if mine.required and theirs["type"]["kind"] != "NON_NULL":
        yield "may be null"
    if mine.pages and not kind["name"].endswith("Connection"):
        yield "has no pages"


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_fields_are_githubs(kind: str) -> None:
    theirs = {field["name"]: field for field in github_types()[kind]["fields"]}
    assert TYPES[kind].keys() <= theirs.keys()
    assert {
        name: found
        for name, mine in TYPES[kind].items()
        if (found := list(problems(mine, theirs[name])))
    } == {}


@pytest.mark.parametrize("kind", sorted(ABSTRACT))
def test_interfaces_and_unions_are_githubs(kind: str) -> None:
    theirs = github_types()[kind]
    assert set(ABSTRACT[kind].types) <= {one["name"] for one in theirs["possibleTypes"]}
    assert ABSTRACT[kind].fields <= {one["name"] for one in theirs["fields"] or ()}
