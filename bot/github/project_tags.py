"""The tags of repositories: all of them, of which hardly any is new at another look.

    tags: refs(refPrefix: "refs/tags/", first: 100, …) { nodes { name target { … } } }

A hundred come with a repository; who has more takes further requests, the first time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.projects import Tag
from bot.github.project_memory import Memory, Tags
from bot.github.project_parts import Asking, Part, Untold
from bot.github.shapes import parse_time

AT_ONCE = 10
"""Repositories in a request: GitHub gives up on one after ten seconds."""

PAGE, MOST_TAGS = 100, 5_000

_TAG = """name target {
        oid ... on Commit { committedDate } ... on Tag { target {
          oid ... on Commit { committedDate } ... on Tag { target {
            oid ... on Commit { committedDate }
          } }
        } }
      }"""
"""A tag of a tag of a commit is the longest way that is followed."""

TAGS = f"""    tags: refs(
      refPrefix: "refs/tags/", first: {PAGE}, after: $tags#,
      orderBy: {{field: TAG_COMMIT_DATE, direction: DESC}}
    ) {{
      totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {_TAG} }}
    }}
"""
LAST = f"    last: ref(qualifiedName: $last#) {{ {_TAG} }}\n"


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a repository's tags, and from where it goes on (None: nowhere).

    `last` is the tag of the release that was known as the last, as it is now.
    """

    tags: Tags
    end: str | None
    last: tuple[str, Tag | None] | None = None


async def all_tags(
    asking: Asking, memory: Memory, first: Mapping[str, Page]
) -> dict[str, Tags]:
    """All tags of the repositories of which this is the first page of each."""
    found: dict[str, Tags] = {}
    more: dict[str, Page] = {}
    for full_name, page in first.items():
        known = memory.tags.get(full_name.lower())
        whole = known.with_newest(page.tags) if page.end and known else None
        if whole and page.last and page.last not in whole.refs:
            whole = None  # it was moved, so that others may have been
        found[full_name] = whole or page.tags
        if page.end and whole is None:
            more[full_name] = page
    while more:
        parts = [_more(full_name, page) for full_name, page in more.items()]
        told = await asking.each(parts, AT_ONCE)
        pages = {
            full_name: page
            for full_name, page in zip(more, told, strict=True)
            if not isinstance(page, Untold)
        }
        for full_name, page in pages.items():
            before = found[full_name]
            found[full_name] = replace(before, refs=before.refs + page.tags.refs)
        more = {
            full_name: page
            for full_name, page in pages.items()
            if page.end and len(found[full_name].refs) < MOST_TAGS
        }
    for full_name, tags in found.items():
        if len(tags.refs) >= min(tags.total, MOST_TAGS):
            memory.tags.keep(full_name.lower(), tags)
    return found


def _more(full_name: str, page: Page) -> Part[Page]:
    variables = {"tags#": ("String", page.end)}
    return Part(full_name, TAGS, lambda node: parse_page(node["tags"]), variables)


def parse_page(data: Mapping[str, Any] | None) -> Page:
    """What was told of a repository's tags; none where they were not asked for."""
    if data is None:
        return Page(Tags((), 0), None)
    refs = tuple(
        (one["name"], parse_tag(one["name"], one["target"])) for one in data["nodes"]
    )
    more = data["pageInfo"]
    end = more["endCursor"] if more["hasNextPage"] and refs else None
    return Page(Tags(refs, int(data["totalCount"])), end)


def parse_tag(name: str, target: Mapping[str, Any] | None) -> Tag | None:
    """The tag; None for one that leads to a folder or a file, or nowhere."""
    while target and "committedDate" not in target:
        target = target.get("target")
    if not target:
        return None
    return Tag(name, target["oid"], parse_time(target["committedDate"]))
