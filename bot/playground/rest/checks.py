"""Checks on commits: https://docs.github.com/rest/checks/runs."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground import shapes_checks as shapes
from bot.playground.checks import (
    CONCLUSIONS,
    LEVELS,
    STATUSES,
    Annotation,
    CheckRun,
    Output,
)
from bot.playground.commits import Commit
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes

routes = Routes()
_REPOSITORY = "/repos/{owner}/{repo}"
_RUN = f"{_REPOSITORY}/check-runs/{{id}}"
_FIELDS = (
    "name status conclusion started_at completed_at details_url external_id output"
)
MOST_ANNOTATIONS = 50
LONGEST_TEXT = 65_535
"""Characters of a summary or a text."""

LONGEST = {"title": 255, "message": 65_536, "raw_details": 65_536}
"""Characters of an annotation's texts."""

Said = tuple[Output, list[Annotation]]


def _commit(call: Call, sha: str) -> Commit:
    commit = call.repository.commit_at(sha)
    if commit is None:
        raise RefusalError(422, f"No commit found for SHA: {sha}")
    return commit


def _run(call: Call) -> CheckRun:
    try:
        return call.repository.branches.checks.find(int(call.params["id"]))
    except KeyError:
        raise not_found() from None


@routes.add(
    f"POST {_REPOSITORY}/check-runs", needs="checks:write", body=f"{_FIELDS} head_sha"
)
def _create(call: Call) -> Reply:
    refuse_if_archived(call)
    body, checks = call.request.body, call.repository.branches.checks
    name = bodies.needed_text(body, "name")
    commit = _commit(call, bodies.needed_text(body, "head_sha"))
    change = _change(call, needed=("title", "summary"))
    run = checks.begin(commit, name)
    checks.tell(run, created=True, completed=change(run))
    shape = shapes.check_run(run)
    return Reply(201, shape, {"Location": shape["url"]})


@routes.add(f"PATCH {_RUN}", needs="checks:write", body=_FIELDS)
def _update(call: Call) -> Reply:
    run, checks = _run(call), call.repository.branches.checks
    refuse_if_archived(call)
    change = _change(call, needed=("summary",))
    checks.tell(run, created=False, completed=change(run))
    return Reply(200, shapes.check_run(run))


@routes.add(f"GET {_RUN}", needs="checks:read")
def _get(call: Call) -> Reply:
    return Reply(200, shapes.check_run(_run(call)))


@routes.add(f"GET {_RUN}/annotations", needs="checks:read", query="per_page page")
def _list_annotations(call: Call) -> Reply:
    run = _run(call)
    return call.page(run.annotations, lambda one: shapes.annotation(run, one))


@routes.add(
    f"GET {_REPOSITORY}/commits/{{ref}}/check-runs",
    needs="checks:read",
    query="check_name status filter app_id per_page page",
)
def _list_for_ref(call: Call) -> Reply:
    query, checks = call.query, call.repository.branches.checks
    commit = _commit(call, call.params["ref"])
    suite = checks.suites.get(commit.sha)
    runs = []
    if suite and query.get("app_id") in {None, str(call.github.app.id)}:
        runs = suite.runs if query.get("filter") == "all" else suite.latest
    found = [
        run
        for run in runs
        if query.get("check_name") in {None, run.name}
        and query.get("status") in {None, run.status}
    ]
    part, headers = call.slice(call.visible(found))
    listed = [shapes.check_run(run) for run in part]
    return Reply(200, {"total_count": len(found), "check_runs": listed}, headers)


def _change(call: Call, *, needed: tuple[str, ...]) -> Callable[[CheckRun], bool]:
    """What makes of a run what the body says, if that is all in order.

    It returns whether that completed the run.
    """
    body = call.request.body
    said = _said(body, needed)
    status = bodies.one_of(body, "status", STATUSES)
    conclusion = bodies.one_of(body, "conclusion", CONCLUSIONS)
    started, ended = (
        bodies.time(body, f"{name}_at") for name in ("started", "completed")
    )
    name, url, own_id = (
        bodies.text(body, field) for field in ("name", "details_url", "external_id")
    )
    if conclusion is None and (ended or status == "completed"):
        raise bodies.missing("conclusion")

    def change(run: CheckRun) -> bool:
        run.name = name or run.name
        run.details_url = url or run.details_url
        run.external_id = own_id or run.external_id
        run.started_at = started or run.started_at
        if said:
            run.say(*said)
        if status is None and conclusion is None:
            return False
        at = ended or call.github.world.now()
        return run.move_on(status or run.status, conclusion, at)

    return change


def _said(body: bodies.Body, needed: tuple[str, ...]) -> Said | None:
    """What the body has the run say, if that is all in order."""
    if (output := body.get("output")) is None:
        return None
    for name in needed:
        bodies.needed_text(output, name)
    for name in ("summary", "text"):
        _refuse_if_long(output, name, LONGEST_TEXT)
    annotations = output.get("annotations") or []
    if len(annotations) > MOST_ANNOTATIONS:
        raise RefusalError(
            422,
            f"Invalid request.\n\nNo more than {MOST_ANNOTATIONS} items are allowed;"
            f" {len(annotations)} were supplied.",
        )
    title, summary, text = (
        bodies.text(output, name) for name in ("title", "summary", "text")
    )
    return Output(title, summary, text), [_annotation(one) for one in annotations]


def _annotation(body: Mapping[str, Any]) -> Annotation:
    start, end = (bodies.number(body, name) for name in ("start_line", "end_line"))
    first, last = (bodies.number(body, name) for name in ("start_column", "end_column"))
    level = bodies.one_of(body, "annotation_level", LEVELS)
    if start is None or end is None:
        raise bodies.missing("start_line" if start is None else "end_line")
    if level is None:
        raise bodies.missing("annotation_level")
    if start != end and (first, last) != (None, None):
        raise RefusalError(
            422, "Invalid request.\n\nColumns are only allowed on a single line."
        )
    for name, most in LONGEST.items():
        _refuse_if_long(body, name, most)
    return Annotation(
        path=bodies.needed_text(body, "path"),
        start_line=start,
        end_line=end,
        level=level,
        message=bodies.needed_text(body, "message"),
        start_column=first,
        end_column=last,
        title=bodies.text(body, "title"),
        raw_details=bodies.text(body, "raw_details"),
    )


def _refuse_if_long(body: bodies.Body, name: str, most: int) -> None:
    if len(bodies.text(body, name) or "") > most:
        raise RefusalError(
            422, f"Invalid request.\n\nOnly {most} characters are allowed in {name}."
        )
