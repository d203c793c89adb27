"""One look over all repositories of an installation, in GraphQL.

REST would need a request for each repository and, where there is no file, an answer that
counts (404). Here one request tells of a hundred repositories.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.core.models import Repository
from bot.core.old_support import OLD_PATH
from bot.core.repository_models import NO_TEXT, LabelledThread, Surveyed
from bot.github.client import Client
from bot.github.shapes import parse_time
from bot.github.thread_shapes import parse_actor

AT_ONCE = 100
"""GraphQL's most for `nodes(ids:)`."""

_FILES = """
      object(expression: $path) {
        ... on Blob { text isBinary isTruncated }
      }
      old: object(expression: $old) {
        ... on Blob { text isBinary isTruncated }
      }
"""
_NEWEST = """
      newest: pullRequests(
        states: OPEN, first: 1, orderBy: {field: UPDATED_AT, direction: DESC}
      ) { nodes { updatedAt } }
"""
_LABELLED = """
      %s(
        labels: $labels, states: OPEN, first: 100,
        orderBy: {field: CREATED_AT, direction: DESC}
      ) { nodes { number title url createdAt author { login __typename } } }
"""


def _query(*, labelled: bool, pull_requests: bool) -> str:
    kinds = ["issues", *(["pullRequests"] if pull_requests else [])]
    fields = [_FILES, *([_NEWEST] if pull_requests else [])]
    fields += [_LABELLED % kind for kind in kinds if labelled]
    variables = ["$ids: [ID!]!", "$path: String!", "$old: String!"]
    variables += ["$labels: [String!]"] if labelled else []
    return f"""
query({", ".join(variables)}) {{
  nodes(ids: $ids) {{
    ... on Repository {{
      id
      {"".join(fields)}
    }}
  }}
}}
"""


PATH = "HEAD:.github/team-compass.yml"
OLD = f"HEAD:{OLD_PATH}"


async def survey(
    client: Client, repositories: Sequence[Repository], label: str | None
) -> tuple[Surveyed, ...]:
    """The repositories with their configuration file and, with a label, its threads.

    A repository that went meanwhile is left out; one of which GraphQL cannot tell now
    is `unreadable`, which costs the others nothing. Where the App may not see pull
    requests it is asked once more without them.
    """
    found: list[Surveyed] = []
    for start in range(0, len(repositories), AT_ONCE):
        part = repositories[start : start + AT_ONCE]
        told, refused = await _ask(client, part, label, pull_requests=True)
        found += told
        if refused:
            told, refused = await _ask(client, refused, label, pull_requests=False)
            found += told + [_unreadable(one) for one in refused]
    return tuple(found)


_Told = tuple[list[Surveyed], list[Repository]]
"""What was told, and the repositories of which something may not be told."""


async def _ask(
    client: Client,
    repositories: Sequence[Repository],
    label: str | None,
    *,
    pull_requests: bool,
) -> _Told:
    ids = [repository.node_id for repository in repositories]
    asked: dict[str, object] = {"ids": ids, "path": PATH, "old": OLD}
    if label is not None:
        asked["labels"] = [label]
    query = _query(labelled=label is not None, pull_requests=pull_requests)
    return await client.query(query, asked, partial(_parse, repositories))


def _parse(repositories: Sequence[Repository], data: Mapping[str, Any]) -> _Told:
    told: list[Surveyed] = []
    refused: list[Repository] = []
    for repository, node in zip(repositories, data["nodes"], strict=True):
        if node and node.get("forbidden"):
            refused.append(repository)
        elif node:
            told.append(_surveyed(repository, node))
    return told, refused


def _surveyed(repository: Repository, node: Mapping[str, Any]) -> Surveyed:
    if "error" in node:
        return _unreadable(repository)
    text = _text(node["object"])
    newest = _nodes(node, "newest")
    return Surveyed(
        repository,
        configuration=None if text == NO_TEXT else text,
        old_support=_text(node.get("old")),
        unreadable=text == NO_TEXT,
        threads=tuple(
            _thread(repository, thread, is_pull_request=kind == "pullRequests")
            for kind in ("issues", "pullRequests")
            for thread in _nodes(node, kind)
        ),
        stirred=parse_time(newest[0]["updatedAt"]) if newest else None,
    )


def _unreadable(repository: Repository) -> Surveyed:
    """One of which nothing is known: only a closer look can tell."""
    return Surveyed(repository, old_support=NO_TEXT, unreadable=True)


def _text(file: Mapping[str, Any] | None) -> str | None:
    """What a file says; None where there is none."""
    if file is None:
        return None
    text: str | None = file.get("text")
    odd = text is None or file.get("isBinary") or file.get("isTruncated")
    return NO_TEXT if odd else text


def _nodes(node: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """What a connection holds; nothing where it was not asked for."""
    return (node.get(name) or {}).get("nodes") or ()


def _thread(
    repository: Repository, data: Mapping[str, Any], *, is_pull_request: bool
) -> LabelledThread:
    return LabelledThread(
        repository=repository.full_name,
        number=int(data["number"]),
        title=data["title"],
        user=parse_actor(data["author"]),
        html_url=data["url"],
        created_at=parse_time(data["createdAt"]),
        is_pull_request=is_pull_request,
        private=repository.private,
    )


def parse_pinned(data: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers of a repository's pinned issues."""
    nodes = data["repository"]["pinnedIssues"]["nodes"]
    return tuple(int(node["issue"]["number"]) for node in nodes)
