"""The texts that GitHub offers whoever opens an issue: templates and forms.

https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.errors import RetryLater
from bot.core.models import File
from bot.github.addresses import under
from bot.github.client import Client

_PLACES = (".github/", "", "docs/")
"""Where a repository keeps them, as paths that a name is put after."""

_STEM = "issue_template"
_ENDINGS = (".md", ".yml", ".yaml")
"""What in a folder of templates is one; a single one may have any ending."""

_CONFIGURATION = ("config.yml", "config.yaml")
"""What in such a folder is none: it says what else the page offers."""

_USUAL = tuple(
    f"{place}{stem}{ending}"
    for place in _PLACES
    for stem in (_STEM.upper(), _STEM)
    for ending in ("", ".md", ".txt")
)
"""The spellings that are asked for at once."""

_TEXTS = """
fragment Texts on GitObject {
  ... on Blob { ...Text }
  ... on Tree { entries { name object { ... on Blob { ...Text } } } }
}
fragment Text on Blob { oid text isTruncated }
"""


async def list_templates(client: Client, repository: str) -> tuple[File, ...]:
    """The templates and forms of the repository, then those of the owner's `.github`.

    GitHub offers the owner's only where the repository has nothing in its own
    `.github/ISSUE_TEMPLATE`; here both are told, since an issue may be older than that:
    https://docs.github.com/communities/setting-up-your-project-for-healthy-contributions/creating-a-default-community-health-file

    Letter case does not matter to GitHub. One request finds what is spelt in capitals or
    in small letters, and one more what is spelt otherwise, where there is such. Nothing
    comes of a repository that is not there, or whose files may not be seen.
    """
    under(repository)  # refuses what can be no name
    owner, _, name = repository.partition("/")
    names = dict.fromkeys((name, ".github"))
    usual = await _ask(client, owner, dict.fromkeys(names, _USUAL))
    odd = {
        name: tuple(path for path in _named_so(node) if path not in _USUAL)
        for name, node in usual.items()
    }
    odd = {name: paths for name, paths in odd.items() if paths}
    rest = await _ask(client, owner, odd) if odd else {}
    return tuple(
        file
        for name in names
        for paths, found in ((_USUAL, usual), (odd.get(name, ()), rest))
        for file in _files(paths, found.get(name, {}))
    )


async def _ask(
    client: Client, owner: str, wanted: Mapping[str, Sequence[str]]
) -> dict[str, Mapping[str, Any]]:
    """What is at the paths in each of the owner's repositories, and in the places."""
    variables = {"owner": owner}
    fields: list[str] = []
    for number, (name, paths) in enumerate(wanted.items()):
        variables[f"name{number}"] = name
        fields.append(f"in{number}: repository(owner: $owner, name: $name{number}) {{")
        for at, path in enumerate(paths):
            variables[f"path{number}_{at}"] = f"HEAD:{path}"
            what = f"expression: $path{number}_{at}"
            fields.append(f"  at{at}: object({what}) {{ ...Texts }}")
        for at, place in enumerate(_PLACES):
            what = f'expression: "HEAD:{place.rstrip("/")}"'
            listed = "... on Tree { entries { name } }"
            fields.append(f"  place{at}: object({what}) {{ {listed} }}")
        fields.append("}")
    kinds = ", ".join(f"${name}: String!" for name in variables)
    query = "\n".join((f"query({kinds}) {{", *fields, "}", _TEXTS))

    def parse(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        return {name: _told(data[f"in{at}"]) for at, name in enumerate(wanted)}

    return await client.query(query, variables, parse)


def _told(node: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if node is None or node.get("forbidden"):
        return {}
    if "error" in node:
        raise RetryLater(f"GraphQL: {node['error']}")
    return node


def _named_so(node: Mapping[str, Any]) -> Iterator[str]:
    """The paths of templates and of folders of them, in any letter case."""
    for at, place in enumerate(_PLACES):
        for entry in (node.get(f"place{at}") or {}).get("entries") or ():
            if entry["name"].lower().partition(".")[0] == _STEM:
                yield place + entry["name"]


def _files(paths: Iterable[str], node: Mapping[str, Any]) -> Iterator[File]:
    for at, path in enumerate(paths):
        there = node.get(f"at{at}") or {}
        yield from _text(path, there)
        for entry in there.get("entries") or ():
            name = entry["name"].lower()
            if name.endswith(_ENDINGS) and name not in _CONFIGURATION:
                yield from _text(f"{path}/{entry['name']}", entry["object"] or {})


def _text(path: str, blob: Mapping[str, Any]) -> Iterator[File]:
    if blob.get("text") is not None and not blob["isTruncated"]:
        yield File(path, blob["text"], blob["oid"])
