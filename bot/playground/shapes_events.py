"""How GitHub writes what was done to an issue as JSON.

https://docs.github.com/rest/using-the-rest-api/issue-event-types; `comment_deleted` is
not described there, but given all the same: https://github.com/octokit/octokit.net/pull/1818
"""

from bot.playground.issue_events import IssueEvent
from bot.playground.shapes import Json, account, app, node_id, timestamp
from bot.playground.threads import Issue


def issue_event(issue: Issue, it: IssueEvent) -> Json:
    """One deed on the record of an issue or pull request."""
    world = issue.world
    base = f"{world.api_url}/repos/{issue.repository.full_name}"
    shape: Json = {
        "id": it.id,
        "node_id": node_id("EV", it.id),
        "url": f"{base}/issues/events/{it.id}",
        "actor": account(world, it.actor),
        "event": it.event,
        "commit_id": it.commit,
        "commit_url": it.commit and f"{base}/commits/{it.commit}",
        "created_at": timestamp(it.created_at),
        "performed_via_github_app": app(world, world.app) if it.via_app else None,
    }
    if it.label:
        shape["label"] = {"name": it.label.name, "color": it.label.color}
    if it.assignee:
        shape["assignee"] = account(world, it.assignee)
        shape["assigner"] = account(world, it.actor)
    if it.renamed:
        shape["rename"] = dict(zip(("from", "to"), it.renamed, strict=True))
    if it.event == "locked":
        shape["lock_reason"] = it.lock_reason
    return shape
