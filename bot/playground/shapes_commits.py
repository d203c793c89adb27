"""How GitHub writes what a commit changes, and how two of them compare, as JSON."""

from collections.abc import Sequence

from bot.playground.commits import Commit, blob_sha
from bot.playground.comparisons import Comparison
from bot.playground.diffs import Difference
from bot.playground.repositories import Repository
from bot.playground.shapes import Json
from bot.playground.shapes_repository import commit


def changed_file(where: Repository, sha: str, one: Difference) -> Json:
    """A file that became another one by a commit; without a patch where it is no text."""
    page = f"{where.world.server_url}/{where.full_name}"
    url = f"{where.world.api_url}/repos/{where.full_name}"
    shape: Json = {
        "sha": blob_sha(one.content),
        "filename": one.path,
        "status": one.status,
        "additions": one.additions,
        "deletions": one.deletions,
        "changes": one.additions + one.deletions,
        "blob_url": f"{page}/blob/{sha}/{one.path}",
        "raw_url": f"{page}/raw/{sha}/{one.path}",
        "contents_url": f"{url}/contents/{one.path}?ref={sha}",
    }
    return {**shape, "patch": one.patch} if one.patch else shape


def full_commit(
    it: Repository,
    one: Commit,
    every: Sequence[Difference],
    shown: Sequence[Difference],
) -> Json:
    """A commit by itself, with `shown` of the files that it changes."""
    added, removed = (
        sum(getattr(file, name) for file in every)
        for name in ("additions", "deletions")
    )
    return {
        **commit(it, one),
        "stats": {"total": added + removed, "additions": added, "deletions": removed},
        "files": [changed_file(it, one.sha, file) for file in shown],
    }


def comparison(
    it: Repository, between: str, one: Comparison, shown: Sequence[Commit]
) -> Json:
    """How two commits compare, without the files that are not the same.

    They are called as in `BASE...HEAD`, and `shown` are the commits of this page.
    """
    url = f"{it.world.api_url}/repos/{it.full_name}/compare"
    page = f"{it.world.server_url}/{it.full_name}/compare"
    ends = (f"{it.owner.login}:{end.sha[:7]}" for end in (one.base, one.head))
    return {
        "url": f"{url}/{between}",
        "html_url": f"{page}/{between}",
        "permalink_url": f"{page}/{'...'.join(ends)}",
        "diff_url": f"{page}/{between}.diff",
        "patch_url": f"{page}/{between}.patch",
        "base_commit": commit(it, one.base),
        "merge_base_commit": commit(it, one.both),
        "status": one.status,
        "ahead_by": len(one.ahead),
        "behind_by": len(one.behind),
        "total_commits": len(one.ahead),
        "commits": [commit(it, each) for each in shown],
    }
