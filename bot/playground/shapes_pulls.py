"""How GitHub writes pull requests and what they change as JSON."""

from bot.playground.accounts import Account
from bot.playground.commits import Commit
from bot.playground.diffs import Difference
from bot.playground.pulls import PullRequest
from bot.playground.repositories import Repository
from bot.playground.shapes import Json, account, issue, issue_node_id, timestamp
from bot.playground.shapes_commits import changed_file
from bot.playground.shapes_repository import repository
from bot.playground.world import World

_SHARED = (
    "number", "state", "locked", "title", "user", "body", "labels", "milestone",
    "active_lock_reason", "created_at", "updated_at", "closed_at", "assignee",
    "assignees", "author_association",
)  # fmt: skip
"""What a pull request has of its issue, as it stands."""


def pull(it: PullRequest) -> Json:
    """A pull request in a list."""
    world, there = it.repository.world, it.repository
    base = f"{world.api_url}/repos/{there.full_name}"
    own, thread = f"{base}/pulls/{it.number}", f"{base}/issues/{it.number}"
    page = f"{world.server_url}/{there.full_name}/pull/{it.number}"
    seen = issue(it.issue)
    links = {
        "self": own,
        "html": page,
        "issue": thread,
        "comments": f"{thread}/comments",
        "review_comments": f"{own}/comments",
        "review_comment": f"{base}/pulls/comments{{/number}}",
        "commits": f"{own}/commits",
        "statuses": f"{base}/statuses/{it.head.sha}",
    }
    return {
        **{name: seen[name] for name in _SHARED},
        "id": it.id,
        "node_id": issue_node_id(it.issue),
        "url": own,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": thread,
        **{f"{name}_url": url for name, url in list(links.items())[3:]},
        "merged_at": timestamp(it.merged_at),
        "merge_commit_sha": it.merge_commit and it.merge_commit.sha,
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _end(world, it.head_repository, it.head_owner, it.head_branch, it.head),
        "base": _end(world, there, there.owner, it.base_branch, it.base),
        "_links": {name: {"href": url} for name, url in links.items()},
        "auto_merge": None,
        "draft": False,
    }


def full_pull(it: PullRequest) -> Json:
    """A pull request by itself, with what it would change."""
    found = it.files
    mergeable = it.mergeable if it.is_open else None
    states = {True: "clean", False: "dirty", None: "unknown"}
    return {
        **pull(it),
        "merged": it.merged_at is not None,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": states[mergeable],
        "merged_by": it.merged_by and account(it.repository.world, it.merged_by),
        "comments": len(it.issue.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(it.commits),
        "additions": sum(one.additions for one in found),
        "deletions": sum(one.deletions for one in found),
        "changed_files": len(found),
    }


def pull_file(it: PullRequest, one: Difference) -> Json:
    """A file that a pull request changes."""
    return changed_file(it.head_repository or it.repository, it.head.sha, one)


def _end(
    world: World, where: Repository | None, owner: Account, branch: str, commit: Commit
) -> Json:
    """One of the two branches; its repository is null once that is gone."""
    return {
        "label": f"{owner.login}:{branch}",
        "ref": branch,
        "sha": commit.sha,
        "user": account(world, owner),
        "repo": where and repository(where),
    }
