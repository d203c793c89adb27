"""How GitHub writes tags and releases as JSON."""

from urllib.parse import quote

from bot.playground.commits import blob_sha
from bot.playground.releases import Release
from bot.playground.repositories import Repository
from bot.playground.shapes import Json, account, node_id, timestamp
from bot.playground.shapes_repository import signature
from bot.playground.tags import Tag


def tag(it: Repository, one: Tag) -> Json:
    """A tag in a list of tags: its commit, and not its object."""
    url, name = f"{it.world.api_url}/repos/{it.full_name}", quote(one.name)
    return {
        "name": one.name,
        "commit": {"sha": one.commit.sha, "url": f"{url}/commits/{one.commit.sha}"},
        "zipball_url": f"{url}/zipball/refs/tags/{name}",
        "tarball_url": f"{url}/tarball/refs/tags/{name}",
        "node_id": node_id("REF", _number(it, one.name)),
    }


def tag_reference(it: Repository, one: Tag) -> Json:
    """What a tag points at: a commit, or an object of its own."""
    url = f"{it.world.api_url}/repos/{it.full_name}/git"
    kind = "tag" if one.is_annotated else "commit"
    return {
        "ref": f"refs/tags/{one.name}",
        "node_id": node_id("REF", _number(it, one.name)),
        "url": f"{url}/refs/tags/{quote(one.name)}",
        "object": {"sha": one.sha, "type": kind, "url": f"{url}/{kind}s/{one.sha}"},
    }


def tag_object(it: Repository, one: Tag) -> Json:
    """The object of an annotated tag."""
    url = f"{it.world.api_url}/repos/{it.full_name}/git"
    tagger = one.tagger or it.owner
    return {
        "node_id": node_id("TA", int(one.sha[:12], 16)),
        "tag": one.name,
        "sha": one.sha,
        "url": f"{url}/tags/{one.sha}",
        "message": one.message,
        "tagger": {**signature(tagger), "date": timestamp(one.at)},
        "object": {
            "sha": one.commit.sha,
            "type": "commit",
            "url": f"{url}/commits/{one.commit.sha}",
        },
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
    }


def release(it: Release) -> Json:
    """A release, also in a delivery."""
    repository, world = it.repository, it.repository.world
    base = f"{world.api_url}/repos/{repository.full_name}"
    url = f"{base}/releases/{it.id}"
    page = f"{world.server_url}/{repository.full_name}/releases"
    name = quote(it.tag_name)
    shown = f"untagged-{it.id:x}" if it.draft else name
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "html_url": f"{page}/tag/{shown}",
        "id": it.id,
        "author": account(world, it.author),
        "node_id": node_id("RE", it.id),
        "tag_name": it.tag_name,
        "target_commitish": it.target,
        "name": it.name,
        "draft": it.draft,
        "immutable": False,
        "prerelease": it.prerelease,
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.updated_at),
        "published_at": timestamp(it.published_at),
        "assets": [],
        "tarball_url": None if it.draft else f"{base}/tarball/{name}",
        "zipball_url": None if it.draft else f"{base}/zipball/{name}",
        "body": it.body,
    }


def _number(it: Repository, name: str) -> int:
    return int(blob_sha(f"{it.id} refs/tags/{name}".encode())[:12], 16)
