"""Labels of repositories and issues: https://docs.github.com/rest/issues/labels."""

from typing import Any

from bot.playground import shapes
from bot.playground.issue_events import Label
from bot.playground.replies import RefusalError, Reply, invalid, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.threads import Issue

routes = Routes()
_REPOSITORY = "/repos/{owner}/{repo}/labels"
_ISSUE = "/repos/{owner}/{repo}/issues/{number}/labels"


def _shape(call: Call, label: Label) -> dict[str, Any]:
    base = f"{call.github.url}/repos/{call.repository.full_name}"
    return shapes.repository_label(base, label)


@routes.add(f"GET {_REPOSITORY}", needs="issues:read", query="per_page page")
def _list_labels_for_repo(call: Call) -> Reply:
    found = sorted(call.repository.labels.values(), key=lambda label: label.name)
    return call.page(found, lambda label: _shape(call, label))


@routes.add(f"POST {_REPOSITORY}", needs="issues:write", body="name color description")
def _create_label(call: Call) -> Reply:
    refuse_if_archived(call)
    body = call.request.body
    name = bodies.needed_text(body, "name")
    if name.lower() in call.repository.labels:
        raise invalid("Label", "name", "already_exists")
    label = call.repository.label(name)
    label.color = bodies.text(body, "color") or label.color
    label.description = bodies.text(body, "description")
    return Reply(201, _shape(call, label))


@routes.add(f"GET {_REPOSITORY}/{{name}}", needs="issues:read")
def _get_label(call: Call) -> Reply:
    label = call.repository.labels.get(call.params["name"].lower())
    if label is None:
        raise not_found()
    return Reply(200, _shape(call, label))


@routes.add(f"GET {_ISSUE}", needs="issues:read", query="per_page page")
def _list_labels_on_issue(call: Call) -> Reply:
    return call.page(call.issue.labels, lambda label: _shape(call, label))


def _names(call: Call) -> list[str]:
    body = call.request.body
    return (
        bodies.names({"labels": body} if isinstance(body, list) else body, "labels")
        or []
    )


def _all(call: Call, issue: Issue) -> Reply:
    return Reply(200, [_shape(call, label) for label in issue.labels])


@routes.add(f"POST {_ISSUE}", needs="issues:write", body="labels", bare=True)
def _add_labels(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    for name in _names(call):
        issue.add_label(name, by=call.actor)
    return _all(call, issue)


@routes.add(f"PUT {_ISSUE}", needs="issues:write", body="labels", bare=True)
def _set_labels(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    issue.set_labels(_names(call), by=call.actor)
    return _all(call, issue)


@routes.add(f"DELETE {_ISSUE}", needs="issues:write")
def _remove_all_labels(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    issue.set_labels([], by=call.actor)
    return Reply(204)


@routes.add(f"DELETE {_ISSUE}/{{name}}", needs="issues:write")
def _remove_label(call: Call) -> Reply:
    issue, name = call.issue, call.params["name"]
    refuse_if_archived(call)
    if name.lower() not in {one.lower() for one in issue.label_names}:
        raise RefusalError(404, "Label does not exist")
    issue.remove_label(name, by=call.actor)
    return _all(call, issue)
