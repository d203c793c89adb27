"""How GitHub writes accounts, Apps, issues, comments and labels as JSON.

The fields are those that GitHub's OpenAPI description and its webhook schemas both
ask for; the tests hold them against both.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.playground.accounts import Account, App, Installation
from bot.playground.comments import Comment
from bot.playground.issue_events import Label
from bot.playground.reactions import REACTIONS, Reaction
from bot.playground.threads import Issue
from bot.playground.world import World

Json = dict[str, Any]


def timestamp(time: datetime | None) -> str | None:
    """The time as GitHub writes it, in UTC and whole seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def node_id(kind: str, number: int) -> str:
    """An id for GraphQL: opaque, and never the same for two things."""
    return f"{kind}_{base64.urlsafe_b64encode(str(number).encode()).decode()}"


def account(world: World, who: Account) -> Json:
    """A user, bot or organization, as the part of something else."""
    login = who.login.replace("[", "%5B").replace("]", "%5D")
    url = f"{world.api_url}/users/{login}"
    page = login.removesuffix("%5Bbot%5D")
    return {
        "login": who.login,
        "id": who.id,
        "node_id": node_id("U", who.id),
        "avatar_url": f"{world.server_url}/avatars/{who.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{world.server_url}/{'apps/' if who.type == 'Bot' else ''}{page}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": who.type,
        "site_admin": False,
    }


def author(world: World, who: Account) -> Json | None:
    """Who wrote a text; null once they have left GitHub, whose pages say `ghost`."""
    return None if who.login == "ghost" else account(world, who)


def profile(world: World, who: Account) -> Json:
    """An account by itself, as under `/users`."""
    nothing = ("company", "blog", "location", "email", "hireable", "bio")
    return {
        **account(world, who),
        "name": who.login,
        **dict.fromkeys(nothing),
        "twitter_username": None,
        "public_repos": sum(
            r.owner is who and not r.private for r in world.repositories.values()
        ),
        **dict.fromkeys(("public_gists", "followers", "following"), 0),
        "created_at": timestamp(who.created_at),
        "updated_at": timestamp(who.created_at),
    }


def organization(world: World, who: Account) -> Json:
    """An organization, as beside the repository of a delivery."""
    url = f"{world.api_url}/orgs/{who.login}"
    return {
        "login": who.login,
        "id": who.id,
        "node_id": node_id("O", who.id),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{world.server_url}/avatars/{who.id}",
        "description": "",
    }


def app(world: World, it: App) -> Json:
    """The App, as `GET /app` and `performed_via_github_app` show it."""
    return {
        "id": it.id,
        "slug": it.slug,
        "node_id": node_id("A", it.id),
        "owner": account(world, it.owner),
        "name": it.name,
        "description": "",
        "external_url": world.server_url,
        "html_url": f"{world.server_url}/apps/{it.slug}",
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.created_at),
        "permissions": dict(it.permissions),
        "events": list(it.events),
    }


def installation(world: World, it: Installation) -> Json:
    """The App on one account."""
    own = f"{world.api_url}/app/installations/{it.id}"
    by = it.suspended_by
    return {
        "id": it.id,
        "account": account(world, it.account),
        "repository_selection": "selected",
        "access_tokens_url": f"{own}/access_tokens",
        "repositories_url": f"{world.api_url}/installation/repositories",
        "html_url": f"{world.server_url}/settings/installations/{it.id}",
        "app_id": world.app.id,
        "app_slug": world.app.slug,
        "target_id": it.account.id,
        "target_type": it.account.type,
        "permissions": dict(it.permissions),
        "events": list(it.events),
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.updated_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": account(world, by) if by else None,
        "suspended_at": timestamp(it.suspended_at),
    }


def label(issue: Issue, it: Label) -> Json:
    """A label of a repository."""
    return repository_label(
        f"{issue.world.api_url}/repos/{issue.repository.full_name}", it
    )


def repository_label(repository_url: str, it: Label) -> Json:
    """A label of the repository at that address."""
    return {
        "id": it.id,
        "node_id": node_id("LA", it.id),
        "url": f"{repository_url}/labels/{it.name.replace(' ', '%20')}",
        "name": it.name,
        "color": it.color,
        "default": False,
        "description": it.description,
    }


def reaction(world: World, it: Reaction) -> Json:
    """One account's reaction."""
    return {
        "id": it.id,
        "node_id": node_id("REA", it.id),
        "user": account(world, it.user),
        "content": it.content,
        "created_at": timestamp(it.created_at),
    }


def rollup(url: str, reactions: Sequence[Reaction]) -> Json:
    """How many of each reaction there are."""
    contents = [r.content for r in reactions]
    counts = {content: contents.count(content) for content in REACTIONS}
    return {"url": f"{url}/reactions", "total_count": len(contents), **counts}


def issue_node_id(it: Issue) -> str:
    """The id of an issue or pull request for GraphQL."""
    return node_id("PR" if it.is_pull_request else "I", it.id)


def issue(it: Issue) -> Json:
    """An issue, or a pull request seen as one."""
    world, repository = it.world, it.repository
    base = f"{world.api_url}/repos/{repository.full_name}"
    url = f"{base}/issues/{it.number}"
    page = f"{world.server_url}/{repository.full_name}"
    people = [account(world, one) for one in it.assignees]
    shape: Json = {
        "url": url,
        "repository_url": base,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": (
            f"{page}/{'pull' if it.is_pull_request else 'issues'}/{it.number}"
        ),
        "id": it.id,
        "node_id": issue_node_id(it),
        "number": it.number,
        "title": it.title,
        "user": account(world, it.user),
        "labels": [label(it, one) for one in it.labels],
        "state": it.state,
        "state_reason": it.state_reason,
        "locked": it.locked,
        "active_lock_reason": it.lock_reason,
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None,
        "comments": len(it.comments),
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.updated_at),
        "closed_at": timestamp(it.closed_at),
        "author_association": repository.association(it.user),
        "body": it.body,
        "reactions": rollup(url, it.reactions),
        "performed_via_github_app": app(world, world.app) if it.via_app else None,
    }
    if it.pull:
        pull = f"{page}/pull/{it.number}"
        shape["draft"] = False
        shape["pull_request"] = {
            "url": f"{base}/pulls/{it.number}",
            "html_url": pull,
            "diff_url": f"{pull}.diff",
            "patch_url": f"{pull}.patch",
            "merged_at": timestamp(it.pull.merged_at),
        }
    return shape


def full_issue(it: Issue) -> Json:
    """An issue with what is told of it where one asks, but in no delivery."""
    by = it.closed_by
    return {**issue(it), "closed_by": account(it.world, by) if by else None}


def comment(it: Comment) -> Json:
    """A comment on an issue or pull request."""
    world, issue_ = it.issue.world, it.issue
    base = f"{world.api_url}/repos/{issue_.repository.full_name}/issues"
    url = f"{base}/comments/{it.id}"
    kind = "pull" if issue_.is_pull_request else "issues"
    page = f"{world.server_url}/{issue_.repository.full_name}/{kind}/{issue_.number}"
    pin = it.pinned_by and {
        "pinned_at": timestamp(it.pinned_at),
        "pinned_by": account(world, it.pinned_by),
    }
    return {
        "url": url,
        "html_url": f"{page}#issuecomment-{it.id}",
        "issue_url": f"{base}/{issue_.number}",
        "id": it.id,
        "node_id": node_id("IC", it.id),
        "user": author(world, it.user),
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.updated_at),
        "author_association": issue_.repository.association(it.user),
        "body": it.body,
        "reactions": rollup(url, it.reactions),
        "performed_via_github_app": app(world, world.app) if it.via_app else None,
        "pin": pin,
    }
