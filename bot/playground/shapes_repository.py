"""How GitHub writes repositories, files and commits as JSON."""

import base64
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from bot.playground.accounts import Account
from bot.playground.commits import Commit, blob_sha
from bot.playground.repositories import Repository
from bot.playground.shapes import Json, account, node_id, timestamp

_ADDRESSES: Mapping[str, str] = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def brief(it: Repository) -> Json:
    """A repository by its name, as in an installation's deliveries."""
    return {
        "id": it.id,
        "node_id": node_id("R", it.id),
        "name": it.name,
        "full_name": it.full_name,
        "private": it.private,
    }


def repository(it: Repository) -> Json:
    """A repository as the part of something else."""
    world = it.world
    url = f"{world.api_url}/repos/{it.full_name}"
    page = f"{world.server_url}/{it.full_name}"
    host = world.server_url.partition("://")[2]
    open_issues = sum(issue.state == "open" for issue in it.issues)
    pushed = it.commits()[-1].at if it.commits() else it.created_at
    return {
        **brief(it),
        "owner": account(world, it.owner),
        "html_url": page,
        "description": it.description,
        "fork": it.fork_of is not None,
        "url": url,
        **{name: url + rest for name, rest in _ADDRESSES.items()},
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.updated_at),
        "pushed_at": timestamp(pushed),
        "git_url": f"git://{host}/{it.full_name}.git",
        "ssh_url": f"git@{host}:{it.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "size": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        "has_issues": it.has_issues,
        "has_projects": False,
        "has_downloads": False,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "forks_count": 0,
        "mirror_url": None,
        "archived": it.archived,
        "disabled": False,
        "open_issues_count": open_issues,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if it.private else "public",
        "forks": 0,
        "open_issues": open_issues,
        "watchers": 0,
        "default_branch": it.default_branch,
    }


def full_repository(it: Repository) -> Json:
    """A repository by itself, as under `/repos`."""
    shape = {
        **repository(it),
        "custom_properties": {},
        "network_count": 0,
        "subscribers_count": 0,
    }
    if it.owner.type == "Organization":
        shape["organization"] = account(it.world, it.owner)
    return shape


def commit(it: Repository, one: Commit) -> Json:
    """A commit in a list of commits."""
    url = f"{it.world.api_url}/repos/{it.full_name}"
    page = f"{it.world.server_url}/{it.full_name}"
    author = account(it.world, one.author)
    return {
        "url": f"{url}/commits/{one.sha}",
        "sha": one.sha,
        "node_id": node_id("C", int(one.sha[:12], 16)),
        "html_url": f"{page}/commit/{one.sha}",
        "comments_url": f"{url}/commits/{one.sha}/comments",
        "commit": git_commit(it, one),
        "author": author,
        "committer": author,
        "parents": [
            {
                "sha": parent,
                "url": f"{url}/commits/{parent}",
                "html_url": f"{page}/commit/{parent}",
            }
            for parent in one.parents
        ],
    }


def git_commit(it: Repository, one: Commit) -> Json:
    """A commit as Git knows it."""
    url = f"{it.world.api_url}/repos/{it.full_name}/git"
    person = {**signature(one.author), "date": timestamp(one.at)}
    return {
        "url": f"{url}/commits/{one.sha}",
        "author": person,
        "committer": person,
        "message": one.message,
        "tree": {"url": f"{url}/trees/{one.tree}", "sha": one.tree},
        "comment_count": 0,
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
    }


def file_commit(it: Repository, one: Commit) -> Json:
    """A commit as the answer to writing a file."""
    page = f"{it.world.server_url}/{it.full_name}"
    shape = git_commit(it, one)
    del shape["comment_count"]
    return {
        **shape,
        "sha": one.sha,
        "node_id": node_id("C", int(one.sha[:12], 16)),
        "html_url": f"{page}/commit/{one.sha}",
        "parents": commit(it, one)["parents"],
    }


def signature(who: Account) -> Json:
    """Name and address of somebody, as Git knows them."""
    address = f"{who.id}+{who.login}@users.noreply.github.com"
    return {"name": who.login, "email": address}


def pushed_commit(it: Repository, one: Commit) -> Json:
    """A commit as a push delivery names it."""
    person = {**signature(one.author), "username": one.author.login}
    return {
        "id": one.sha,
        "tree_id": one.tree,
        "distinct": True,
        "message": one.message,
        "timestamp": one.at.isoformat(),
        "url": f"{it.world.server_url}/{it.full_name}/commit/{one.sha}",
        "author": person,
        "committer": person,
        "added": list(one.added),
        "removed": list(one.removed),
        "modified": list(one.modified),
    }


def reference(it: Repository, branch: str, one: Commit) -> Json:
    """What a branch points at."""
    url = f"{it.world.api_url}/repos/{it.full_name}/git"
    number = int(blob_sha(f"{it.id} {branch}".encode())[:12], 16)
    return {
        "ref": f"refs/heads/{branch}",
        "node_id": node_id("REF", number),
        "url": f"{url}/refs/heads/{branch}",
        "object": {
            "sha": one.sha,
            "type": "commit",
            "url": f"{url}/commits/{one.sha}",
        },
    }


def file(it: Repository, path: str, data: bytes, ref: str, *, inline: bool) -> Json:
    """A file; `inline` with its content, as by itself and not in a directory."""
    shape = _entry(it, path, ref, kind="file", sha=blob_sha(data), size=len(data))
    shape["download_url"] = f"{it.world.server_url}/{it.full_name}/raw/{ref}/{path}"
    if inline:
        shape["content"] = base64.encodebytes(data).decode()
        shape["encoding"] = "base64"
    return shape


def directory(it: Repository, path: str, files: Mapping[str, bytes], ref: str) -> Json:
    """A folder inside another one."""
    inside = sorted(name for name in files if name.startswith(f"{path}/"))
    sha = blob_sha("\n".join(inside).encode())
    shape = _entry(it, path, ref, kind="dir", sha=sha, size=0)
    return {**shape, "download_url": None}


def _entry(
    it: Repository, path: str, ref: str, *, kind: str, sha: str, size: int
) -> Json:
    base = f"{it.world.api_url}/repos/{it.full_name}"
    git = f"{base}/git/{'blobs' if kind == 'file' else 'trees'}/{sha}"
    url = f"{base}/contents/{path}?ref={ref}"
    word = "blob" if kind == "file" else "tree"
    page = f"{it.world.server_url}/{it.full_name}/{word}/{ref}/{path}"
    links: dict[str, Any] = {"git": git, "self": url, "html": page}
    return {
        "name": PurePosixPath(path).name,
        "path": path,
        "sha": sha,
        "size": size,
        "type": kind,
        "url": url,
        "git_url": git,
        "html_url": page,
        "_links": links,
    }
