"""Sees everything that the bot makes at the moment at which it makes it."""

import re
from collections.abc import Iterable
from typing import Any

from bot.playground import Playground
from bot.playground.world import Event
from tests.stories.team import BOT

_MARK = re.compile(r"<!-- team-compass:([a-z-]+) ?(.*?) ?-->")


class Witness:
    """What was ever there twice: also where one of the two is gone by now."""

    def __init__(self, github: Playground) -> None:
        self.twice: list[str] = []
        self.made = 0
        github.world.listeners.append(self._see)

    def _see(self, event: Event) -> None:
        if event.sender.login != BOT:
            return
        facts = event.facts
        match event.name, event.action:
            case "issue_comment", "created":
                comment, issue = facts["comment"], facts["issue"]
                self._note(comment, [c for c in issue.comments if c.user.login == BOT])
            case "issues", "opened":
                issue = facts["issue"]
                there = issue.repository.issues
                self._note(issue, [i for i in there if i.user.login == BOT])

    def _note(self, made: Any, there: Iterable[Any]) -> None:
        self.made += 1
        twins = [one for one in there if _sign(one) == _sign(made)]
        if len(twins) > 1:
            where = getattr(made, "issue", made)
            at = f"{where.repository.full_name}#{where.number}"
            self.twice.append(f"{made.created_at:%d %b %H:%M:%S} {at}: {_sign(made)}")


def _sign(made: Any) -> str:
    """By what it is known: its mark, without what changes in there."""
    found = _MARK.match(made.body or "")
    if not found:
        return f"without a mark: {made.body!r}"
    fields = dict(pair.partition("=")[::2] for pair in found[2].split())
    kept = {"comment", "date", "lead", "id", "issue"} & set(fields)
    return f"{found[1]} {' '.join(f'{name}={fields[name]}' for name in sorted(kept))}"
