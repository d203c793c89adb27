"""GraphQL's releases: a tag with a title and notes."""

from collections.abc import Mapping

from bot.playground import graphql_pages as pages
from bot.playground.graphql_objects import GitCommit
from bot.playground.graphql_refs import Ref
from bot.playground.graphql_types import Arguments, Asker, called, field, plain
from bot.playground.releases import Release
from bot.playground.repositories import Repository
from bot.playground.shapes import node_id, timestamp

_ORDERS: Mapping[str, pages.Key] = {
    "CREATED_AT": lambda it: (it.created_at.isoformat(), it.id),
    "NAME": lambda it: (it.name, it.id),
}


def _url(it: Release) -> str:
    page = f"{it.repository.world.server_url}/{it.repository.full_name}/releases/tag"
    return f"{page}/untagged-{it.id:x}" if it.draft else f"{page}/{it.tag_name}"


called(Release, lambda _: "Release")
plain(
    "Release",
    id=lambda it: node_id("RE", it.id),
    databaseId=lambda it: it.id,
    tagName=lambda it: it.tag_name,
    name=lambda it: it.name or None,
    description=lambda it: it.body or None,
    isDraft=lambda it: it.draft,
    isPrerelease=lambda it: it.prerelease,
    isLatest=lambda it: it.is_latest,
    createdAt=lambda it: timestamp(it.created_at),
    publishedAt=lambda it: timestamp(it.published_at),
    url=_url,
)
field("Release.author", "User")(lambda _asker, it, _args: it.author)
field("Release.repository", "Repository", required=True)(
    lambda _asker, it, _args: it.repository
)
pages.connection("ReleaseConnection", "Release")


@field("Release.tag", "Ref")
def _tag(_asker: Asker, it: Release, _args: Arguments) -> Ref | None:
    there = it.tag_name in it.repository.tags.named
    return Ref(it.repository, "refs/tags/", it.tag_name) if there else None


@field("Release.tagCommit", "Commit")
def _tag_commit(_asker: Asker, it: Release, _args: Arguments) -> GitCommit | None:
    tag = it.repository.tags.named.get(it.tag_name)
    return GitCommit(it.repository, tag.commit) if tag else None


@field(
    "Repository.releases",
    "ReleaseConnection",
    arguments="orderBy",
    required=True,
    pages=True,
)
def _releases(asker: Asker, it: Repository, args: Arguments) -> pages.Page:
    """Its releases; the drafts only for those who may publish them."""
    asker.check(it, "contents:read")
    token = asker.token
    publishes = token.covers(it) and token.allows("contents:write")
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    return pages.page(
        it.releases.all if publishes else it.releases.published,
        args,
        _ORDERS[order["field"]],
        descending=order["direction"] == "DESC",
    )


@field("Repository.release", "Release", arguments="tagName")
def _release(asker: Asker, it: Repository, args: Arguments) -> Release | None:
    asker.check(it, "contents:read")
    return it.releases.of_tag(str(args.get("tagName")))


@field("Repository.latestRelease", "Release")
def _latest_release(asker: Asker, it: Repository, _args: Arguments) -> Release | None:
    asker.check(it, "contents:read")
    return it.releases.latest
