"""The mark of the reply, which is all that is remembered.

    <!-- team-compass:support state=closed since=2021-03-18T17:00:00Z -->
    <!-- team-compass:support state=closed since=… said=1617 heard=1617s1616086800 -->
    <!-- team-compass:support state=declined at=2021-03-18T18:00:00Z since=… heard=… -->

What the bot did besides (a label, closing, a lock) stands on the issue's record, with
the App's own name; what people did since then, too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal, get_args

from bot.core.mark import Mark, find_mark, has_mark, is_id
from bot.core.models import Comment, Identity

KIND = "support"

Told = Literal["guess", "open", "closed", "locked", "held", "undone", "declined"]
"""What the reply says now.

- `guess`: it may be a support question;
- `open`, `closed`, `locked`, `held`: it is one, and it stays open, is closed, closed and
  locked, or only locked;
- `undone`: the label was taken off again;
- `declined`: somebody who may has said that it is none, for ever.
"""

_TOLD: Mapping[str, Told] = {told: told for told in get_args(Told)}

Command = tuple[int, bool]
"""A comment's id, and whether it says `/support` there (or else `/not-support`)."""

_HEARD = re.compile(r"([0-9]{1,20})([sn])([0-9]{1,10})(?=,|$)", re.ASCII)
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z", re.ASCII
)

MOST_HEARD = 50
"""Commands that are remembered: the newest."""

_NOTHING: Mapping[Command, datetime] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Memory:
    """What the reply says (None: there is none), and what led to that.

    `since` is when people said what it answers, `said` the comment with the command that
    said it (0: it was a label), `declined` since when it is none. `heard` is when each
    command was first understood: a comment that is edited later does not say it again.
    """

    told: Told | None = None
    since: datetime | None = None
    said: int = 0
    declined: datetime | None = None
    heard: Mapping[Command, datetime] = field(default_factory=lambda: _NOTHING)

    @property
    def is_answered(self) -> bool:
        """Whether it answers somebody who has called it a support question."""
        return self.told in ("open", "closed", "locked", "held")


def find_replies(me: Identity, comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """The App's own comments with the mark of a reply, in their order."""
    return tuple(c for c in comments if me.wrote(c) and find_mark(c.body, KIND))


def find_reply(me: Identity, comments: Iterable[Comment]) -> Comment | None:
    """The App's own reply: the first of those, if there is one."""
    return next(iter(find_replies(me, comments)), None)


def find_rewritten(me: Identity, comments: Iterable[Comment]) -> Comment | None:
    """One of its own in which people have written something else, without any mark."""
    found = (c for c in comments if me.wrote(c) and c.edited and not has_mark(c.body))
    return next(found, None)


def parse_memory(reply: Comment | None) -> Memory:
    """What the mark of the reply says; what is unreadable there counts as `undone`."""
    mark = find_mark(reply.body, KIND) if reply else None
    if mark is None or reply is None:
        return Memory()
    fields = mark.fields
    told = _TOLD.get(fields.get("state", ""), "undone")
    said = fields.get("said", "")
    declined = _parse_time(fields.get("at", "")) or reply.updated_at
    return Memory(
        told,
        since=_parse_time(fields.get("since", "")),
        said=int(said) if is_id(said) else 0,
        declined=declined if told == "declined" else None,
        heard=MappingProxyType(
            {
                (int(number), word == "s"): datetime.fromtimestamp(int(at), UTC)
                for number, word, at in _HEARD.findall(fields.get("heard", ""))
            }
        ),
    )


def render_mark(memory: Memory) -> str:
    """The first line of the reply."""
    fields: dict[str, str] = {"state": memory.told or "undone"}
    if memory.declined is not None:
        fields["at"] = _render_time(memory.declined)
    if memory.since is not None:
        fields["since"] = _render_time(memory.since)
    if memory.said:
        fields["said"] = str(memory.said)
    newest = sorted(memory.heard.items(), key=lambda one: one[1])[-MOST_HEARD:]
    if newest:
        fields["heard"] = ",".join(
            f"{number}{'s' if is_support else 'n'}{int(at.timestamp())}"
            for (number, is_support), at in newest
        )
    return str(Mark("support", fields))


def _parse_time(text: str) -> datetime | None:
    # People may edit the reply, and its mark.
    try:
        return datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def _render_time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
