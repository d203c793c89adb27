"""GitHub's own OpenAPI description, as a judge of requests and answers.

`check_requests(github.requests)` fails with a line for each request that GitHub's
description does not allow: its path, its query, its body.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from bot.playground.requests import Request
from tests.npm_packages import NODE_MODULES

_FILE = NODE_MODULES / "@octokit/openapi/generated/api.github.com.json"
Json = Mapping[str, Any]

_MENDED: dict[str, Json] = {
    # Here GitHub's description asks that an account be a user and an enterprise too.
    "apps/list-installations": {
        "type": "array",
        "items": {"$ref": "#/components/schemas/installation"},
    }
}


def check_requests(requests: Iterable[Request]) -> None:
    """Every request fits the description; GraphQL is not in it."""
    problems = [
        f"{request.method} {request.path}: {problem}"
        for request in requests
        if request.path != "/graphql"
        for problem in request_problems(request)
    ]
    assert not problems, "\n".join(problems)


def request_problems(request: Request) -> list[str]:
    """What is wrong with a request, in words."""
    operation = description().operation(request.method, request.path)
    if operation is None:
        return ["no such operation"]
    return [
        *operation.query_problems(request.query),
        *operation.body_problems(json.loads(request.raw) if request.raw else None),
    ]


def answer_problems(method: str, path: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer; statuses that are not described are strange too."""
    operation = description().operation(method, path)
    if operation is None:
        return [f"{method} {path}: no such operation"]
    return operation.answer_problems(status, body)


@functools.cache
def description() -> "Description":
    """The description, read once in a process."""
    return Description(json.loads(_FILE.read_text(encoding="utf-8")))


class Description:
    def __init__(self, document: Json) -> None:
        self._document = document
        self._paths = sorted(
            (
                (re.compile(_expression(path)), path)
                for path in document["paths"]
                if not path.startswith("/{")
            ),
            key=lambda pair: (pair[1].count("{"), pair[1]),
        )
        self._operations: dict[tuple[str, str], Operation] = {}
        self._known: dict[tuple[str, str], Operation | None] = {}

    def operation(self, method: str, path: str) -> "Operation | None":
        """What GitHub does at a path; a story asks for the same ones a thousand times."""
        asked = (method, path)
        if asked not in self._known:
            self._known[asked] = self._operation(method, path)
        return self._known[asked]

    def _operation(self, method: str, path: str) -> "Operation | None":
        path = re.sub(r"^/repositories/\d+", "/repos/some/thing", path)
        for expression, template in self._paths:
            item = self._document["paths"][template]
            if expression.fullmatch(path) and method.lower() in item:
                key = (method, template)
                if key not in self._operations:
                    raw = item[method.lower()]
                    self._operations[key] = Operation(self, raw, item)
                return self._operations[key]
        return None

    def follow(self, thing: Json) -> Json:
        """What a `$ref` stands for."""
        while "$ref" in thing:
            found: Any = self._document
            for part in thing["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            thing = found
        return thing

    def validator(self, schema: Json) -> jsonschema_rs.Validator:
        """A validator of one schema, with all it refers to."""
        needed: dict[str, Any] = {}
        waiting = list(_references(schema))
        while waiting:
            name = waiting.pop()
            if name not in needed:
                found = self._document["components"]["schemas"][name]
                needed[name] = _as_json_schema(found)
                waiting += _references(found)
        root = {**_as_json_schema(schema), "components": {"schemas": needed}}
        return jsonschema_rs.Draft202012Validator(root, validate_formats=True)

    def webhook(self, name: str) -> jsonschema_rs.Validator:
        """The validator of a delivery such as `issue-comment-pinned`."""
        operation = self._document["x-webhooks"][name]["post"]
        return self.validator(
            operation["requestBody"]["content"]["application/json"]["schema"]
        )


@dataclass(frozen=True)
class Operation:
    description: Description
    raw: Json
    item: Json

    @functools.cached_property
    def _query(self) -> dict[str, Json]:
        every = [
            self.description.follow(one)
            for one in (*self.item.get("parameters", ()), *self.raw["parameters"])
        ]
        return {one["name"]: one["schema"] for one in every if one["in"] == "query"}

    @functools.cached_property
    def _body(self) -> Json | None:
        content = self.description.follow(self.raw.get("requestBody", {})).get(
            "content"
        )
        return content and content["application/json"]["schema"]

    @functools.cached_property
    def _body_validator(self) -> jsonschema_rs.Validator:
        assert self._body is not None
        return self.description.validator(self._body)

    def query_problems(self, query: Mapping[str, str]) -> Iterator[str]:
        for name, text in query.items():
            if name not in self._query:
                yield f"?{name} is not known"
                continue
            schema = self.description.follow(self._query[name])
            value: Any = text
            if schema.get("type") in {"integer", "boolean"}:
                try:
                    value = json.loads(text)
                except ValueError:
                    value = text
            for error in self.description.validator(schema).iter_errors(value):
                yield f"?{name}={text}: {error.message}"

    def body_problems(self, body: Any) -> Iterator[str]:
        if self._body is None:
            if body not in (None, {}):
                yield "a body where none is described"
            return
        if body is None:
            if self.raw["requestBody"].get("required"):
                yield "no body where one is needed"
            return
        for error in self._body_validator.iter_errors(body):
            yield f"body{error.instance_path}: {error.message}"
        known = set(self._names(self._body))
        if isinstance(body, dict) and known:
            for name in sorted(set(body) - known):
                yield f"body.{name} is not known"

    def _names(self, schema: Json) -> Iterator[str]:
        schema = self.description.follow(schema)
        yield from schema.get("properties", ())
        for word in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(word, ()):
                yield from self._names(part)

    def answer_problems(self, status: int, body: Any) -> list[str]:
        if (answer := self.raw["responses"].get(str(status))) is None:
            return [f"status {status} is not described"]
        content = self.description.follow(answer).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            return [] if body is None else [f"{status}: a body where none is described"]
        schema = _MENDED.get(self.raw["operationId"], schema)
        validator = self.description.validator(schema)
        return [
            f"{status} {error.instance_path}: {error.message[-300:]}"
            for error in validator.iter_errors(body)
        ]


def _expression(template: str) -> str:
    """A pattern for paths; only a file's own path and a git reference may hold slashes.

    What is compared are references too, whatever clients make of their slashes.
    """
    parts = re.split(r"\{(\w+)\}", template)
    long = {"path", "ref"} if "/git/" in template else {"path", "basehead"}
    return "".join(
        (".*" if part in long else "[^/]+") if odd % 2 else re.escape(part)
        for odd, part in enumerate(parts)
    )


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference.rpartition("/")[2]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


_FOREIGN = ("nullable", "example", "examples", "readOnly", "x-github-breaking-changes")


def _as_json_schema(schema: Any) -> Any:
    """OpenAPI 3.0's dialect in JSON Schema's: `nullable` becomes one more type.

    `oneOf` becomes `anyOf`, for many of GitHub's alternatives overlap.
    """
    if isinstance(schema, list):
        return [_as_json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        "anyOf" if name == "oneOf" else name: _value(name, value)
        for name, value in schema.items()
        if name not in _FOREIGN and value != "email"  # not as GitHub writes its bots'
    }
    if not schema.get("nullable"):
        return plain
    return {"anyOf": [plain, {"type": "null"}]}


def _value(name: str, value: Any) -> Any:
    if name == "properties":
        return {inner: _as_json_schema(one) for inner, one in value.items()}
    return value if name in {"enum", "required"} else _as_json_schema(value)
