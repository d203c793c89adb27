"""Everything that is delivered fits the schemas that GitHub and octokit publish.

`@octokit/webhooks-schemas` is of 2024 and strict about fields it does not know;
`x-webhooks` in GitHub's OpenAPI description is of this year.
"""

import functools
import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest

from bot.playground import Clock, Playground
from bot.playground.deliveries import Delivery
from bot.playground.repositories import Repository
from tests.npm_packages import NODE_MODULES
from tests.openapi import description

pytestmark = pytest.mark.npm
_FILE = NODE_MODULES / "@octokit/webhooks-schemas/schema.json"
NEWER = {
    "changes.tag_name",
    "immutable",
    "pin",
    "release.updated_at",
    "rerequestable",
    "runs_rerequestable",
}
"""Fields that GitHub sends since the schemas of 2024 were made, some of one thing only."""

NOT_OF_2024 = {"ping", "repository.transferred"}
"""They know no App's ping, and no organization that gives a repository away."""


@functools.cache
def _schemas() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


@functools.cache
def _of_2024(name: str) -> jsonschema_rs.Validator:
    definitions = _schemas()["definitions"]
    root = {"$ref": f"#/definitions/{name}", "definitions": definitions}
    return jsonschema_rs.Draft7Validator(root)


@functools.cache
def _of_today(name: str) -> jsonschema_rs.Validator:
    return description().webhook(name)


def _without_newer(value: Any, inside: str = "") -> Any:
    if isinstance(value, dict):
        return {
            name: _without_newer(inner, name)
            for name, inner in value.items()
            if not {name, f"{inside}.{name}"} & NEWER
        }
    if isinstance(value, list):
        return [_without_newer(inner, inside) for inner in value]
    return value


async def _everything(clock: Clock) -> list[Delivery]:
    """One delivery at least of every kind the playground knows."""
    async with Playground(clock=clock) as github:
        repo = github.add_repository("jupyterhub/team-compass")
        other = github.add_repository("jupyterhub/other")
        mine = github.add_repository("ada/notes", owner="User", private=True)
        place = github.installation("jupyterhub")
        github.deliver_to("http://127.0.0.1:9/hook")
        github.outbox.ping()
        issue = repo.open_issue("Talk", None, by="ada", labels=["meeting"])
        issue.edit(title="Talk!", body="words", by="ada")
        issue.add_label("agenda", by="tim")
        issue.remove_label("agenda", by="tim")
        issue.set_assignees([github.world.account("tim")], by="tim")
        issue.set_assignees([], by="tim")
        issue.pin(by="tim")
        issue.unpin(by="tim")
        issue.lock(by="tim", reason="resolved")
        issue.unlock(by="tim")
        issue.close(by="tim", reason="not_planned")
        issue.reopen(by="tim")
        issue.react("heart", by="tim")
        comment = issue.comment("/agenda", by="ada")
        comment.react("+1", by=github.app.account)
        comment.react("eyes", by="tim")
        comment.unreact("eyes", by="tim")
        comment.edit("/agenda X")
        comment.pin(by="tim")
        comment.unpin(by="tim")
        issue.comment("by the App", by=github.app.account)
        comment.delete()
        issue.transfer(other, by="tim")
        other.issue(1).delete(by="tim")
        mine.open_issue("Mine", by="ada").comment("x", by="tim")
        repo.commit("a.txt", "1", by="tim")
        repo.commit("a.txt", "2", by="tim")
        repo.commit("a.txt", None, by=github.app.account)
        mine.commit("b.txt", "1")
        _pulls_and_checks(github, repo)
        _tags_and_releases(repo)
        repo.rename("compass", by="tim")
        repo.archive(by="tim")
        mine.transfer("jupyterhub", by="ada")
        other.transfer("ada", by="tim")
        mine.delete(by="tim")
        place.accept({"issues": "write", "metadata": "read"})
        place.suspend(by="tim")
        place.unsuspend(by="tim")
        place.remove(repo)
        place.add(repo)
        place.delete()
        return github.pending


def _pulls_and_checks(github: Playground, repo: Repository) -> None:
    repo.commit("b.txt", "1", by="tim")
    draft = repo.commit("b.txt", "2", by="tim", branch="draft")
    pull = repo.open_pull("Pull", by="ada", head="draft")
    checks = repo.branches.checks
    run = checks.begin(draft, "config")
    checks.tell(run, created=True, completed=False)
    run.move_on("completed", "failure", github.world.now())
    checks.tell(run, created=False, completed=True)
    run.rerequest("tim")
    run.suite.rerequest("tim")
    issue = pull.issue
    issue.comment("x", by="ada")
    issue.edit(title="Pull!", body="words", by="ada")
    issue.add_label("agenda", by="tim")
    issue.remove_label("agenda", by="tim")
    issue.set_assignees([github.world.account("tim")], by="tim")
    issue.set_assignees([], by="tim")
    issue.lock(by="tim", reason="resolved")
    issue.unlock(by="tim")
    pull.close(by="tim")
    pull.reopen(by="tim")
    fork = github.world.fork(repo, "eve")
    elsewhere = fork.commit("c.txt", "new", branch="patch", by="eve")
    repo.open_pull("From a fork", by="eve", head="eve:patch")
    checks.tell(checks.begin(elsewhere, "config"), created=True, completed=False)
    repo.commit("b.txt", "3", by="tim", branch="draft")
    pull.merge("tim")
    repo.branches.create("old", draft, "tim")
    repo.branches.move("old", repo.commits()[0], "tim", force=True)
    repo.branches.delete("old", "tim")


def _tags_and_releases(repo: Repository) -> None:
    old = repo.commits()[0]
    repo.tags.create("0.1", old, by="tim")
    repo.tags.create("0.2", by="tim", message="Annotated")
    repo.tags.move("0.2", old, by="tim")
    repo.tags.delete("0.1", by="tim")
    repo.releases.publish("1.0b1", by="tim", prerelease=True)
    release = repo.releases.publish("1.0", by="tim", name="One", body="Notes")
    release.edit(body="More notes", tag_name="1.0.0", by="tim")
    release.edit(draft=True, by="tim")
    release.publish("tim")
    release.delete("tim")
    repo.releases.publish("1.1", draft=True, by=repo.world.app.account)


async def test_every_delivery_fits_the_published_schemas(clock: Clock) -> None:
    deliveries = await _everything(clock)
    problems = []
    for delivery in deliveries:
        payload = json.loads(delivery.body)
        own = delivery.name.replace(".", "$")
        old = own if "$" in own else f"{own}$event"
        known = old in _schemas()["definitions"]
        if known and delivery.name not in NOT_OF_2024:
            problems += [
                f"2024 {delivery.name} {error.instance_path}: {error.message[-200:]}"
                for error in _of_2024(old).iter_errors(_without_newer(payload))
            ]
        today = delivery.name.replace(".", "-").replace("_", "-")
        problems += [
            f"today {delivery.name} {error.instance_path}: {error.message[-200:]}"
            for error in _of_today(today).iter_errors(payload)
        ]
    assert not problems, "\n".join(problems)
    assert {delivery.name for delivery in deliveries} == {
        "create",
        "delete",
        "ping",
        "push",
        *(
            f"issues.{action}"
            for action in (
                "opened edited labeled unlabeled pinned unpinned locked unlocked"
                " assigned unassigned closed reopened transferred deleted"
            ).split()
        ),
        *(
            f"issue_comment.{action}"
            for action in ("created", "edited", "deleted", "pinned", "unpinned")
        ),
        *(
            f"pull_request.{action}"
            for action in (
                "opened edited labeled unlabeled locked unlocked assigned unassigned"
                " synchronize closed reopened"
            ).split()
        ),
        *(
            f"release.{action}"
            for action in (
                "created published prereleased released edited unpublished deleted"
            ).split()
        ),
        *(f"check_run.{one}" for one in ("created", "completed", "rerequested")),
        *(f"check_suite.{one}" for one in ("requested", "completed", "rerequested")),
        *(
            f"repository.{action}"
            for action in ("renamed", "archived", "transferred", "deleted")
        ),
        *(
            f"installation.{action}"
            for action in (
                "created deleted suspend unsuspend new_permissions_accepted"
            ).split()
        ),
        "installation_repositories.added",
        "installation_repositories.removed",
    }


async def test_a_schema_would_notice(clock: Clock) -> None:
    opened = next(d for d in await _everything(clock) if d.name == "issues.opened")
    broken = json.loads(opened.body)
    del broken["issue"]["user"]["login"]
    broken["issue"]["number"] = "1"
    assert not _of_2024("issues$opened").is_valid(broken)
    assert not _of_today("issues-opened").is_valid(broken)
