"""One look over all repositories of an installation, in GraphQL.

REST would need a request for each repository and, where there is no file, an answer that
counts (404). Here one request tells of a hundred repositories.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.core.models import Repository
from bot.core.repository_models import LabelledThread, Surveyed
from bot.github.client import Client
from bot.github.shapes import parse_account, parse_time

AT_ONCE = 100
"""GraphQL's most for `nodes(ids:)`."""

_FILE = """
      object(expression: $path) {
        ... on Blob { text isBinary isTruncated }
      }
"""
_THREAD = "nodes { number title url createdAt author { login __typename } }"
_THREADS = f"""
      issues(
        labels: $labels, states: OPEN, first: 100,
        orderBy: {{field: CREATED_AT, direction: DESC}}
      ) {{ {_THREAD} }}
      pullRequests(
        labels: $labels, states: OPEN, first: 100,
        orderBy: {{field: CREATED_AT, direction: DESC}}
      ) {{ {_THREAD} }}
"""


def _query(parameters: str, fields: str) -> str:
    return f"""
query({parameters}) {{
  nodes(ids: $ids) {{
    ... on Repository {{
      id
      {fields}
    }}
  }}
}}
"""


_FILES = _query("$ids: [ID!]!, $path: String!", _FILE)
_FILES_AND_THREADS = _query(
    "$ids: [ID!]!, $path: String!, $labels: [String!]", _FILE + _THREADS
)

PATH = "HEAD:.github/team-compass.yml"


async def survey(
    client: Client, repositories: Sequence[Repository], label: str | None
) -> tuple[Surveyed, ...]:
    """The repositories with their configuration file and, with a label, its threads.

    A repository that went meanwhile is left out; one of which GraphQL cannot tell now
    is `unreadable`, which costs the others nothing.
    """
    found: list[Surveyed] = []
    for start in range(0, len(repositories), AT_ONCE):
        part = {r.node_id: r for r in repositories[start : start + AT_ONCE]}
        asked: dict[str, object] = {"ids": list(part), "path": PATH}
        if label is not None:
            asked["labels"] = [label]
        found += await client.query(
            _FILES if label is None else _FILES_AND_THREADS,
            asked,
            partial(_parse, part),
        )
    return tuple(found)


def _parse(
    repositories: Mapping[str, Repository], data: Mapping[str, Any]
) -> list[Surveyed]:
    return [
        _surveyed(repository, node)
        for repository, node in zip(repositories.values(), data["nodes"], strict=True)
        if node
    ]


def _surveyed(repository: Repository, node: Mapping[str, Any]) -> Surveyed:
    if "error" in node:
        return Surveyed(repository, unreadable=True)
    file = node["object"]
    text = (file or {}).get("text")
    odd = file is not None and (
        text is None or file.get("isBinary") or file.get("isTruncated")
    )
    return Surveyed(
        repository,
        configuration=None if odd else text,
        unreadable=bool(odd),
        threads=tuple(
            _thread(repository, thread, is_pull_request=kind == "pullRequests")
            for kind in ("issues", "pullRequests")
            for thread in (node.get(kind) or {}).get("nodes") or ()
        ),
    )


def _thread(
    repository: Repository, data: Mapping[str, Any], *, is_pull_request: bool
) -> LabelledThread:
    author = data["author"]
    kind = "Bot" if author and author["__typename"] == "Bot" else "User"
    return LabelledThread(
        repository=repository.full_name,
        number=int(data["number"]),
        title=data["title"],
        user=parse_account({**author, "type": kind} if author else None),
        html_url=data["url"],
        created_at=parse_time(data["createdAt"]),
        is_pull_request=is_pull_request,
        private=repository.private,
    )


def parse_pinned(data: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers of a repository's pinned issues."""
    nodes = data["repository"]["pinnedIssues"]["nodes"]
    return tuple(int(node["issue"]["number"]) for node in nodes)
