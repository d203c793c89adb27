"""The mark of the reply, which is all that is remembered.

    <!-- team-compass:support state=closed -->
    <!-- team-compass:support state=declined at=2021-03-18T17:00:00Z -->

What the bot did besides (a label, closing, a lock) stands on the issue's record, with
the App's own name; what people said since then, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from bot.core.mark import Mark, find_mark
from bot.core.models import Comment, Identity

KIND = "support"

Told = Literal["guess", "open", "closed", "locked", "undone", "declined"]
"""What the reply says now.

- `guess`: it may be a support question;
- `open`, `closed`, `locked`: it is one, and what became of the issue;
- `undone`: the label was taken off again;
- `declined`: somebody who may has said that it is none, for ever.
"""

_TOLD: Mapping[str, Told] = {told: told for told in get_args(Told)}


@dataclass(frozen=True, slots=True)
class Memory:
    """What the reply says (None: there is none), and since when it is declined."""

    told: Told | None = None
    declined: datetime | None = None


def find_replies(me: Identity, comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """The App's own comments with the mark of a reply, in their order."""
    return tuple(c for c in comments if me.wrote(c) and find_mark(c.body, KIND))


def find_reply(me: Identity, comments: Iterable[Comment]) -> Comment | None:
    """The App's own reply: the first of those, if there is one."""
    return next(iter(find_replies(me, comments)), None)


def parse_memory(reply: Comment | None) -> Memory:
    """What the mark of the reply says; what is unreadable there counts as `undone`."""
    mark = find_mark(reply.body, KIND) if reply else None
    if mark is None:
        return Memory()
    state = _TOLD.get(mark.fields.get("state", ""), "undone")
    if state != "declined":
        return Memory(state)
    try:
        at = datetime.fromisoformat(mark.fields.get("at", "")).astimezone(UTC)
    except ValueError:
        at = reply.updated_at if reply else datetime.max.replace(tzinfo=UTC)
    return Memory(state, at)


def render_mark(memory: Memory) -> str:
    """The first line of the reply."""
    fields: dict[str, str] = {"state": memory.told or "undone"}
    if memory.declined is not None:
        fields["at"] = f"{memory.declined.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return str(Mark("support", fields))
