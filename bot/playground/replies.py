"""What a route answers with: a reply, or a refusal in GitHub's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DOCS = "https://docs.github.com/rest"


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body (None: empty; bytes: as they are) and headers of its own.

    `cost` is what it takes of the rate limit.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cost: int = 1


class RefusalError(Exception):
    """A request that GitHub would not do."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Sequence[object] = (),
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> None:
        super().__init__(message)
        body = {"message": message, **more, "documentation_url": DOCS}
        if errors:
            body["errors"] = list(errors)
        self.reply = Reply(status, {**body, "status": str(status)}, headers or {})


def not_found() -> RefusalError:
    """There is no such thing, or it is none of the asker's business."""
    return RefusalError(404, "Not Found")


def invalid(
    resource: str, field_name: str, code: str, message: str = ""
) -> RefusalError:
    """One field of the body is wrong; `code` is GitHub's word for how."""
    error = {"resource": resource, "field": field_name, "code": code}
    if message:
        error["message"] = message
    return RefusalError(422, "Validation Failed", errors=[error])
