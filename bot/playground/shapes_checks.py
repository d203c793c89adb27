"""How GitHub writes checks on commits as JSON."""

from bot.playground.checks import Annotation, CheckRun, CheckSuite
from bot.playground.commits import Commit
from bot.playground.repositories import Repository
from bot.playground.shapes import Json, app, node_id, timestamp
from bot.playground.shapes_repository import signature


def check_run(it: CheckRun) -> Json:
    """A check run, as REST tells of it."""
    repository = it.suite.repository
    world, sha = repository.world, it.suite.commit.sha
    url = f"{_url(repository)}/check-runs/{it.id}"
    page = f"{world.server_url}/{repository.full_name}/runs/{it.id}"
    return {
        "id": it.id,
        "name": it.name,
        "node_id": node_id("CR", it.id),
        "head_sha": sha,
        "external_id": it.external_id,
        "url": url,
        "html_url": page,
        "details_url": it.details_url or world.server_url,
        "status": it.status,
        "conclusion": it.conclusion,
        "started_at": timestamp(it.started_at),
        "completed_at": timestamp(it.completed_at),
        "output": {
            "title": it.output.title,
            "summary": it.output.summary,
            "text": it.output.text,
            "annotations_count": len(it.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": it.suite.id},
        "app": app(world, world.app),
        "pull_requests": _pulls(it.suite),
    }


def told_check_run(it: CheckRun) -> Json:
    """A check run in a delivery, with its whole suite."""
    return {**check_run(it), "check_suite": _suite(it.suite)}


def check_suite(it: CheckSuite) -> Json:
    """A check suite in a delivery of its own."""
    shape = _suite(it)
    return {
        **shape,
        "latest_check_runs_count": len(it.latest),
        "check_runs_url": f"{shape['url']}/check-runs",
        "head_commit": _commit(it.commit),
        "rerequestable": True,
        "runs_rerequestable": True,
    }


def _suite(it: CheckSuite) -> Json:
    world = it.repository.world
    return {
        "id": it.id,
        "node_id": node_id("CS", it.id),
        "head_branch": it.head_branch,
        "head_sha": it.commit.sha,
        "status": it.status,
        "conclusion": it.conclusion,
        "url": f"{_url(it.repository)}/check-suites/{it.id}",
        "before": it.before,
        "after": it.commit.sha,
        "pull_requests": _pulls(it),
        "app": app(world, world.app),
        "created_at": timestamp(it.created_at),
        "updated_at": timestamp(it.updated_at),
    }


def _pulls(it: CheckSuite) -> list[Json]:
    """The open pull requests of the commit's branch; none for a fork's."""
    return [
        {
            "id": pull.id,
            "number": pull.number,
            "url": f"{_url(pull.repository)}/pulls/{pull.number}",
            "head": _end(it.repository, pull.head_branch, pull.head),
            "base": _end(pull.repository, pull.base_branch, pull.base),
        }
        for pull in it.repository.pulls
        if pull.is_open
        and pull.head == it.commit
        and (pull.head_repository, pull.head_branch) == (it.repository, it.head_branch)
    ]


def _end(where: Repository, branch: str, one: Commit) -> Json:
    brief = {"id": where.id, "url": _url(where), "name": where.name}
    return {"ref": branch, "sha": one.sha, "repo": brief}


def _url(it: Repository) -> str:
    return f"{it.world.api_url}/repos/{it.full_name}"


def _commit(it: Commit) -> Json:
    person = signature(it.author)
    return {
        "id": it.sha,
        "tree_id": it.tree,
        "message": it.message,
        "timestamp": timestamp(it.at),
        "author": person,
        "committer": person,
    }


def annotation(run: CheckRun, it: Annotation) -> Json:
    """A remark on some lines of a file."""
    repository = run.suite.repository
    page = f"{repository.world.server_url}/{repository.full_name}"
    return {
        "path": it.path,
        "blob_href": f"{page}/blob/{run.suite.commit.sha}/{it.path}",
        "start_line": it.start_line,
        "end_line": it.end_line,
        "start_column": it.start_column,
        "end_column": it.end_column,
        "annotation_level": it.level,
        "title": it.title,
        "message": it.message,
        "raw_details": it.raw_details,
    }
