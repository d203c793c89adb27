"""What a delivery says: an event's facts in GitHub's JSON, as they are just then."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.accounts import Account, Brief
from bot.playground.checks import CheckRun, CheckSuite
from bot.playground.comments import Comment
from bot.playground.commits import Push
from bot.playground.issue_events import Label
from bot.playground.payloads_refs import created_or_deleted, push
from bot.playground.pulls import PullRequest
from bot.playground.releases import Release
from bot.playground.repositories import Repository
from bot.playground.shapes import (
    Json,
    account,
    comment,
    installation,
    issue,
    node_id,
    organization,
    repository_label,
)
from bot.playground.shapes_checks import check_suite, told_check_run
from bot.playground.shapes_pulls import full_pull
from bot.playground.shapes_releases import release
from bot.playground.shapes_repository import brief, repository
from bot.playground.tags import TagPush
from bot.playground.threads import Issue
from bot.playground.world import Event, World


def payload(world: World, event: Event) -> Json:
    """The body of the delivery of an event."""
    facts: dict[str, Any] = dict(event.facts)
    shape: Json = {"action": event.action} if event.action else {}
    if event.repository and isinstance(one := facts.pop("label", None), Label):
        base = f"{world.api_url}/repos/{event.repository.full_name}"
        shape["label"] = repository_label(base, one)
    if event.repository and isinstance(one := facts.pop("push", None), Push | TagPush):
        shape |= push(event.repository, one, event.sender)
    for kind in ("branch", "tag"):
        if event.repository and isinstance(name := facts.pop(kind, None), str):
            shape |= created_or_deleted(event.repository, event.name, name, kind)
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
    """Where the App's deliveries go; the secret is never shown, only that there is one."""
    app = world.app
    return {
        "content_type": app.hook_content_type,
        "insecure_ssl": "1" if app.hook_insecure_ssl else "0",
        **({"secret": "********"} if app.webhook_secret else {}),
        "url": app.hook_url,
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
    Release: lambda _, it: release(it),
    PullRequest: lambda _, it: _pull(it),
    CheckRun: lambda _, it: told_check_run(it),
    CheckSuite: lambda _, it: check_suite(it),
}


def _pull(it: PullRequest) -> Json:
    shape = full_pull(it)
    for end, where in (("head", it.head_repository), ("base", it.repository)):
        shape[end]["repo"] = where and _hook_repository(where)
    return shape


def _as_pushed(shape: Json, it: Repository) -> None:
    """A push names times as numbers and the owner by address, for old hooks' sake."""
    shape["created_at"] = int(it.created_at.timestamp())
    shape["pushed_at"] = int(it.updated_at.timestamp())
    shape["stargazers"] = 0
    shape["master_branch"] = it.default_branch
    shape["owner"] |= {"name": it.owner.login, "email": None}
    if it.owner.type == "Organization":
        shape["organization"] = it.owner.login
