"""Issues: https://docs.github.com/rest/issues/issues."""

from datetime import datetime

from bot.playground import shapes
from bot.playground.replies import RefusalError, Reply
from bot.playground.rest import bodies
from bot.playground.rest.assignees import chosen_assignees
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.threads import LOCK_REASONS, Issue

routes = Routes()
_ISSUES = "/repos/{owner}/{repo}/issues"
_STATES = ("open", "closed")
_REASONS = ("completed", "not_planned", "reopened", "duplicate")


def since(call: Call) -> datetime | None:
    """The time from which on things are wanted."""
    text = call.query.get("since")
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise RefusalError(422, "Validation Failed") from None


def _refuse_if_disabled(call: Call) -> None:
    if not call.repository.has_issues:
        raise RefusalError(410, "Issues has been disabled in this repository.")


@routes.add(
    f"GET {_ISSUES}",
    needs="issues:read",
    query="state creator labels since sort direction per_page page",
)
def _list_issues(call: Call) -> Reply:
    _refuse_if_disabled(call)
    query, start = call.query, since(call)
    state = query.get("state", "open")
    creator = query.get("creator", "").lower()
    labels = {name.lower() for name in query.get("labels", "").split(",") if name}

    def wanted(issue: Issue) -> bool:
        return (
            state in {"all", issue.state}
            and creator in {"", issue.user.login.lower()}
            and labels <= {name.lower() for name in issue.label_names}
            and (start is None or issue.updated_at >= start)
        )

    keys = {
        "created": lambda issue: (issue.created_at, issue.id),
        "updated": lambda issue: (issue.updated_at, issue.id),
        "comments": lambda issue: (len(issue.comments), issue.id),
    }
    known = call.visible(call.repository.issues)
    found = sorted(
        filter(wanted, known),
        key=keys[query.get("sort", "created")],
        reverse=query.get("direction", "desc") == "desc",
    )
    return call.page(found, shapes.full_issue)


@routes.add(f"POST {_ISSUES}", needs="issues:write", body="title body labels assignees")
def _create_issue(call: Call) -> Reply:
    _refuse_if_disabled(call)
    refuse_if_archived(call)
    body = call.request.body
    if not isinstance(body.get("title"), str | int):
        raise bodies.missing("title")
    title = bodies.title("Issue", str(body["title"]))
    words = bodies.words("Issue", bodies.text(body, "body"))
    issue = call.repository.open_issue(
        title or "",
        words,
        by=call.actor,
        labels=bodies.names(body, "labels") or [],
        assignees=chosen_assignees(call, None) or (),
    )
    shape = shapes.full_issue(issue)
    return Reply(201, shape, {"Location": shape["url"]})


@routes.add(f"GET {_ISSUES}/{{number}}", needs="issues:read")
def _get_issue(call: Call) -> Reply:
    return Reply(200, shapes.full_issue(call.issue))


@routes.add(
    f"PATCH {_ISSUES}/{{number}}",
    needs="issues:write",
    body="title body state state_reason labels assignees",
)
def _update_issue(call: Call) -> Reply:
    issue, body = call.issue, call.request.body
    refuse_if_archived(call)
    title = bodies.title("Issue", bodies.text(body, "title"))
    words = bodies.words("Issue", bodies.text(body, "body"))
    state = bodies.one_of(body, "state", _STATES)
    reason = bodies.one_of(body, "state_reason", _REASONS)
    labels = bodies.names(body, "labels")
    assignees = chosen_assignees(call, issue)
    issue.edit(title=title, body=words, by=call.actor)
    if state == "closed":
        issue.close(by=call.actor, reason=reason or "completed")
    elif state == "open":
        issue.reopen(by=call.actor)
    if labels is not None:
        issue.set_labels(labels, by=call.actor)
    if assignees is not None:
        issue.set_assignees(assignees, by=call.actor)
    return Reply(200, shapes.full_issue(issue))


@routes.add(f"PUT {_ISSUES}/{{number}}/lock", needs="issues:write", body="lock_reason")
def _lock(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    reason = bodies.one_of(call.request.body, "lock_reason", LOCK_REASONS)
    issue.lock(by=call.actor, reason=reason)
    return Reply(204)


@routes.add(f"DELETE {_ISSUES}/{{number}}/lock", needs="issues:write")
def _unlock(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    issue.unlock(by=call.actor)
    return Reply(204)
