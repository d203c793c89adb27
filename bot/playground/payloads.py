"""What a delivery says: an event's facts in GitHub's JSON, as they are just then."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.accounts import Account, Brief
from bot.playground.comments import Comment
from bot.playground.commits import NO_COMMIT, Commit
from bot.playground.issue_events import Label
from bot.playground.repositories import Repository
from bot.playground.shapes import (
    Json,
    account,
    comment,
    installation,
    issue,
    label,
    node_id,
    organization,
)
from bot.playground.shapes_repository import (
    brief,
    pushed_commit,
    repository,
    signature,
)
from bot.playground.threads import Issue
from bot.playground.world import Event, World


def payload(world: World, event: Event) -> Json:
    """The body of the delivery of an event."""
    facts: dict[str, Any] = dict(event.facts)
    shape: Json = {"action": event.action} if event.action else {}
    if isinstance(one := facts.pop("label", None), Label):
        shape["label"] = label(facts["issue"], one)
    if isinstance(commit := facts.pop("commit", None), Commit) and event.repository:
        shape |= _push(event.repository, commit, facts)
    shape |= {name: _render(world, value) for name, value in facts.items()}
    if event.repository:
        shape["repository"] = _hook_repository(event.repository)
        owner = event.repository.owner
        if owner.type == "Organization":
            shape["organization"] = organization(world, owner)
        shape["installation"] = {
            "id": event.installation.id,
            "node_id": node_id("IN", event.installation.id),
        }
        if event.name == "push":
            _as_pushed(shape["repository"], event.repository)
    else:
        shape["installation"] = installation(world, event.installation)
    shape["sender"] = account(world, event.sender)
    return shape


def ping(world: World) -> Json:
    """The body of the delivery that greets a new hook."""
    app = world.app
    return {
        "zen": "Practicality beats purity.",
        "hook_id": app.hook_id,
        "hook": {
            "type": "App",
            "id": app.hook_id,
            "name": "web",
            "active": True,
            "app_id": app.id,
            "deliveries_url": f"{world.api_url}/app/hook/deliveries",
            "events": list(app.events),
            "config": hook_config(world),
            "created_at": app.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "updated_at": app.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }


def hook_config(world: World) -> Json:
    """Where the App's deliveries go; the secret is never shown."""
    return {
        "content_type": "json",
        "insecure_ssl": "0",
        "secret": "********",
        "url": world.app.hook_url,
    }


def _render(world: World, value: Any) -> Any:
    if shape := _SHAPES.get(type(value)):
        return shape(world, value)
    if isinstance(value, dict):
        return {name: _render(world, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_render(world, inner) for inner in value]
    return value


def _account(world: World, it: Account) -> Json:
    shape = organization if it.type == "Organization" else account
    return shape(world, it)


def _hook_repository(it: Repository) -> Json:
    return {**repository(it), "custom_properties": {}}


_SHAPES: Mapping[type, Callable[[World, Any], Json]] = {
    Issue: lambda _, it: issue(it),
    Comment: lambda _, it: comment(it),
    Repository: lambda _, it: _hook_repository(it),
    Brief: lambda _, it: brief(it.repository),
    Account: _account,
}


def _push(it: Repository, commit: Commit, facts: dict[str, Any]) -> Json:
    page = f"{it.world.server_url}/{it.full_name}"
    before = facts["before"]
    return {
        "after": commit.sha,
        "created": before == NO_COMMIT,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "compare": f"{page}/compare/{before[:12]}...{commit.sha[:12]}",
        "commits": [pushed_commit(it, commit)],
        "head_commit": pushed_commit(it, commit),
        "pusher": signature(commit),
    }


def _as_pushed(shape: Json, it: Repository) -> None:
    """A push names times as numbers and the owner by address, for old hooks' sake."""
    shape["created_at"] = int(it.created_at.timestamp())
    shape["pushed_at"] = int(it.commits()[-1].at.timestamp())
    shape["stargazers"] = 0
    shape["master_branch"] = it.default_branch
    shape["owner"] |= {"name": it.owner.login, "email": None}
    if it.owner.type == "Organization":
        shape["organization"] = it.owner.login
