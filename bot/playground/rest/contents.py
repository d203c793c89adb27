"""Files of a repository: https://docs.github.com/rest/repos/contents."""

import base64
import binascii
from typing import Any

from bot.playground import shapes_repository as shapes
from bot.playground.commits import Commit, blob_sha
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes

routes = Routes()
_CONTENTS = "/repos/{owner}/{repo}/contents"
LARGEST_INLINE = 1024 * 1024
"""Bytes; a larger file's content is only to be had with the raw media type."""


def _commit(call: Call, ref: str) -> Commit:
    repository = call.repository
    if not repository.commits():
        raise RefusalError(404, "This repository is empty.")
    if (commit := repository.commit_at(ref)) is None:
        raise RefusalError(404, f"No commit found for the ref {ref}")
    return commit


@routes.add(f"GET {_CONTENTS}/{{path}}", needs="contents:read", query="ref")
def _get_content(call: Call) -> Reply:
    repository = call.repository
    ref = call.query.get("ref") or repository.default_branch
    files = _commit(call, ref).files
    path = call.params.get("path", "").strip("/")
    if path not in files:
        return Reply(200, _list(call, path, ref))
    data = files[path]
    if "raw" in call.request.headers.get("Accept", ""):
        kind = "application/vnd.github.raw+json; charset=utf-8"
        return Reply(200, data, {"Content-Type": kind})
    shape = shapes.file(repository, path, data, ref, inline=True)
    if len(data) > LARGEST_INLINE:
        shape |= {"content": "", "encoding": "none"}
    return Reply(200, shape)


def _list(call: Call, folder: str, ref: str) -> list[dict[str, Any]]:
    repository, files = call.repository, _commit(call, ref).files
    start = f"{folder}/" if folder else ""
    inside = sorted(name for name in files if name.startswith(start))
    if not inside:
        raise not_found()
    shown = {}
    for name in inside:
        first, _, deeper = name.removeprefix(start).partition("/")
        path = start + first
        shown[path] = (
            shapes.directory(repository, path, files, ref)
            if deeper
            else shapes.file(repository, path, files[path], ref, inline=False)
        )
    return list(shown.values())


@routes.add(
    f"PUT {_CONTENTS}/{{path}}",
    needs="contents:write",
    body="message content sha branch committer author",
)
def _create_or_update_file_contents(call: Call) -> Reply:
    refuse_if_archived(call)
    repository, body, path = call.repository, call.request.body, call.params["path"]
    message = bodies.needed_text(body, "message")
    try:
        data = base64.b64decode(bodies.needed_text(body, "content"), validate=False)
    except binascii.Error:
        raise RefusalError(422, "content is not valid Base64") from None
    branch = bodies.text(body, "branch") or repository.default_branch
    history = repository.commits(branch)
    if repository.commits() and not history:
        raise RefusalError(404, f"Branch {branch} not found")
    before = history[-1].files.get(path) if history else None
    sha = bodies.text(body, "sha")
    if before is not None and sha is None:
        raise bodies.missing("sha")
    if before is not None and sha != blob_sha(before):
        raise RefusalError(409, f"{path} does not match {sha}")
    commit = repository.commit(
        path, data, message=message, by=call.actor, branch=branch
    )
    shape = {
        "content": shapes.file(repository, path, data, branch, inline=False),
        "commit": shapes.file_commit(repository, commit),
    }
    return Reply(200 if before is not None else 201, shape)
