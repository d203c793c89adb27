"""The repositories of many projects at one look: tags, releases and branches.

    at0: repository(…) { nameWithOwner … tags: refs(refPrefix: "refs/tags/", …) … }

Ten of them are a request, which takes one or two of the 5,000 points of an hour. One with
more than a hundred tags takes further requests, but hardly ever at a second look.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.core.projects import GitHubRelease, Ground
from bot.core.releases import ProjectConfig
from bot.github.project_commits import MERGED, Updated, parse_updated
from bot.github.project_memory import Memory, Tags
from bot.github.project_parts import FORBIDDEN, Asking, Part, Untold
from bot.github.project_tags import (
    AT_ONCE,
    LAST,
    TAGS,
    Page,
    all_tags,
    parse_page,
    parse_tag,
)
from bot.github.project_trees import Entry, entries_of, parse_tree
from bot.github.shapes import parse_time

UPDATED = 10
"""How many pull requests are looked at for titles and labels that have changed."""

_ALWAYS = """    nameWithOwner isPrivate isArchived
    defaultBranchRef { name target { oid } }
"""
_RELEASE = "tagName isDraft isPrerelease publishedAt"
_RELEASES = f"""    releases(first: 30, orderBy: {{field: CREATED_AT, direction: DESC}}) {{
      nodes {{ {_RELEASE} }}
    }}
"""
_LATEST = f"    latestRelease {{ {_RELEASE} }}\n"
"""The one that is no prerelease, however many of these are newer."""

_ROOT = f"""    root: object(expression: "HEAD:") {{ {entries_of(0)} }}
"""
_LINE = "    line: ref(qualifiedName: $line#) { name target { oid } }\n"
_HEADS = "totalCount nodes { name target { oid } }"
NUMBERED = f"""    numbered: refs(refPrefix: "refs/heads/", query: $number#, first: 100) {{
      {_HEADS}
    }}
"""
"""Branches with that number in their names."""

_BRANCHES = f"""    branches: refs(refPrefix: "refs/heads/", first: 100) {{ {_HEADS} }}
"""
_PULLS = f"""    pullRequests(
      states: MERGED, first: {UPDATED}, orderBy: {{field: UPDATED_AT, direction: DESC}}
    ) {{ nodes {{ {MERGED} updatedAt }} }}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A project's repository; `heads` are the newest commits of its branches by name.

    `root` is what is in its root folder, on the default branch. Where there are more
    branches than are told of it is `crowded`; so many are `left` of those that have the
    `number` in their names. It is `blind` where its pull requests may not be seen.
    """

    ground: Ground
    heads: Mapping[str, str]
    updated: Updated
    root: tuple[Entry, ...] = ()
    crowded: bool = False
    number: str = ""
    left: int = 0
    blind: bool = False

    def with_numbered(self, number: str, node: Mapping[str, Any]) -> "Seen":
        """It with those branches that have the number in their names."""
        heads = {**self.heads, **_heads(_nodes(node, "numbered"))}
        left = node["numbered"]["totalCount"] - len(_nodes(node, "numbered"))
        others = tuple(name for name in heads if name != self.ground.default_branch)
        ground = replace(self.ground, branches=others)
        return replace(self, ground=ground, heads=heads, number=number, left=left)


async def look_at_grounds(
    asking: Asking,
    memory: Memory,
    configs: Mapping[str, ProjectConfig],
    *,
    versions_only: bool = False,
) -> dict[str, Seen | Untold]:
    """The repository of each project, under whatever name it has now.

    Of one with `channel: none` nothing of its releases; with `versions_only` nothing that
    tells what came since. At most 5,000 tags are read, the newest first.
    """
    since = "" if versions_only else _BRANCHES + _PULLS
    parts = [_part(memory, *one, since) for one in configs.items()]
    told = await asking.each(parts, AT_ONCE)
    if since:  # who may not see pull requests may see all else
        hidden = [at for at, one in enumerate(told) if one is FORBIDDEN]
        named = tuple(configs.items())
        parts = [_part(memory, *named[at], _BRANCHES) for at in hidden]
        async for number, one in asking.told(parts, AT_ONCE):
            told[hidden[number]] = one
    tags = await all_tags(
        asking,
        memory,
        {
            one[0].ground.full_name: one[1]
            for one in told
            if not isinstance(one, Untold)
        },
    )
    return {
        name: one if isinstance(one, Untold) else _with_tags(one[0], tags)
        for name, one in zip(configs, told, strict=True)
    }


def _part(
    memory: Memory, name: str, config: ProjectConfig, since: str
) -> Part[tuple[Seen, Page] | Untold]:
    """Asks for it; `since` are the fields that tell what came since a release."""
    root = _ROOT if since else ""
    last, number = memory.last_tags.get(name), memory.numbers.get(name)
    parse = partial(_parse, last, None)
    if config.channel == "none":
        return Part(name, _ALWAYS + root, parse)
    fields = [_ALWAYS, root, TAGS, _RELEASES, since]
    variables: dict[str, tuple[str, object]] = {"tags#": ("String", None)}
    if config.channel == "release":
        fields.append(_LATEST)
    if config.line is not None:
        fields.append(_LINE)
        variables["line#"] = "String!", f"refs/heads/{config.line}"
    if last is not None:
        fields.append(LAST)
        variables["last#"] = "String!", f"refs/tags/{last}"
    if number is not None and since:
        fields.append(NUMBERED)
        variables["number#"] = "String!", number
        parse = partial(_parse, last, number)
    return Part(name, "".join(fields), parse, variables)


def _with_tags(told: Seen, tags: Mapping[str, Tags]) -> Seen:
    mine = tags[told.ground.full_name]
    ground = replace(
        told.ground,
        tags=tuple(tag for _, tag in mine.refs if tag),
        tags_left=max(0, mine.total - len(mine.refs)),
    )
    return replace(told, ground=ground)


def _parse(
    last: str | None, number: str | None, node: Mapping[str, Any]
) -> tuple[Seen, Page]:
    full_name, default = node["nameWithOwner"], node["defaultBranchRef"] or {}
    named = _nodes(node, "branches")
    heads = _heads([*named, node.get("line"), default])
    name = default.get("name", "")
    ground = Ground(
        full_name,
        private=node["isPrivate"],
        archived=node["isArchived"],
        default_branch=name,
        releases=_releases(node),
        branches=tuple(branch for branch in heads if branch != name),
    )
    pulls = _nodes(node, "pullRequests")
    updated = parse_updated(full_name, pulls, UPDATED)
    page = parse_page(node.get("tags"))
    if last is not None:
        tag = node.get("last") or {}
        page = replace(page, last=(last, parse_tag(last, tag.get("target"))))
    seen = Seen(
        ground,
        heads,
        updated,
        tuple(parse_tree(node.get("root"))),
        blind="branches" in node and "pullRequests" not in node,
        crowded=(node.get("branches") or {}).get("totalCount", 0) > len(named),
    )
    return (seen if number is None else seen.with_numbered(number, node)), page


def _heads(refs: Iterable[Mapping[str, Any] | None]) -> dict[str, str]:
    """The newest commits of branches by their names."""
    return {
        one["name"]: one["target"]["oid"] for one in refs if one and one.get("target")
    }


def _releases(node: Mapping[str, Any]) -> tuple[GitHubRelease, ...]:
    """Those that are published, the newest first, each once."""
    told = [*_nodes(node, "releases"), node.get("latestRelease")]
    found = {
        one["tagName"]: GitHubRelease(
            one["tagName"], one["isPrerelease"], parse_time(one["publishedAt"])
        )
        for one in reversed(told)
        if one and one["publishedAt"] and not one["isDraft"]
    }
    return tuple(reversed(found.values()))


def _nodes(node: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """What a connection holds; nothing where it was not asked for."""
    return [one for one in (node.get(name) or {}).get("nodes") or () if one]
