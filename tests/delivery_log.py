"""Attempts that are in GitHub's log without anything having been sent."""

import uuid
from datetime import datetime
from typing import Any

from bot.playground import Playground
from bot.playground.deliveries import Attempt, Delivery
from bot.playground.repositories import Repository

NOWHERE = "http://127.0.0.1:9/hook"


def put_down(
    github: Playground,
    code: int,
    repository: Repository | None = None,
    *,
    event: str = "issue_comment",
    payload: dict[str, Any] | None = None,
    guid: str = "",
    at: datetime | None = None,
) -> Attempt:
    """An attempt that was answered so; of a comment with a command, unless it is told."""
    installation = repository.installation.id if repository else None
    said = {
        "action": "created",
        "installation": {"id": installation},
        "repository": {"full_name": repository.full_name if repository else ""},
        "issue": {"number": 1},
        "comment": {"id": 5, "body": "/agenda Topic", "user": {"login": "ada"}},
    }
    delivery = Delivery(
        guid or str(uuid.uuid4()),
        event,
        "created",
        said if payload is None else payload,
        installation_id=installation,
        repository_id=repository.id if repository else None,
    )
    attempt = Attempt(
        id=github.world.next_id(),
        delivery=delivery,
        delivered_at=at or github.clock.now(),
        duration=0.1,
        status="OK" if 200 <= code < 300 else f"Invalid HTTP Response: {code}",
        status_code=code,
        request_headers={},
        response_headers={},
        response="",
    )
    github.outbox.attempts.append(attempt)
    return attempt
