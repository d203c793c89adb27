"""GitHub's JSON of commits, checks and pull requests, parsed into our own values.

Raises as `shapes.py` does.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.repository_models import CheckRun, PullRequest
from bot.github.shapes import parse_account, parse_state, parse_time


def parse_committed(data: Mapping[str, Any]) -> datetime:
    """When a commit was made, as its committer's machine says; 1970 if it does not."""
    committer = data["commit"]["committer"] or {}
    return parse_time(committer.get("date") or "1970-01-01T00:00:00Z")


def parse_check_run(data: Mapping[str, Any]) -> CheckRun:
    """A check run; one that has not ended has no conclusion."""
    output = data.get("output") or {}
    return CheckRun(
        id=int(data["id"]),
        name=data["name"],
        head_sha=data["head_sha"],
        conclusion=data["conclusion"] or "",
        title=output.get("title") or "",
        summary=output.get("summary") or "",
    )


def parse_pull_request(repository: str, data: Mapping[str, Any]) -> PullRequest:
    """A pull request, of a list or alone; only there GitHub says `merged`."""
    head = data["head"]
    return PullRequest(
        repository=repository,
        number=int(data["number"]),
        title=data["title"],
        body=data.get("body") or "",
        user=parse_account(data["user"]),
        state=parse_state(data["state"]),
        merged=bool(data.get("merged_at")),
        head_ref=head["ref"],
        head_sha=head["sha"],
        head_repository=(head.get("repo") or {}).get("full_name") or "",
        base_ref=data["base"]["ref"],
        html_url=data.get("html_url", ""),
    )


def parse_ref(data: Mapping[str, Any]) -> str:
    """The commit that a branch points at."""
    return str(data["object"]["sha"])


def parse_path(data: Mapping[str, Any]) -> str:
    """The path of a file that a pull request changes."""
    return str(data["filename"])
