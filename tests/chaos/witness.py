"""Sees everything that the bot does to what people see, at the moment at which it does it.

The end alone may hide what people would have been told: a comment that was there twice
for a minute, a label that came, went and came again, a thread that was closed, opened
and closed.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.playground import Playground
from bot.playground.comments import Comment
from bot.playground.reactions import Reaction
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from bot.playground.world import Event
from tests.stories.team import BOT

_MARK = re.compile(r"<!-- team-compass:([a-z-]+) ?(.*?) ?-->")
_SWITCHES = {
    "closed": "open",
    "reopened": "open",
    "labeled": "label",
    "unlabeled": "label",
    "assigned": "assignee",
    "unassigned": "assignee",
    "locked": "lock",
    "unlocked": "lock",
    "pinned": "pin",
    "unpinned": "pin",
}
"""What the bot does to a thread, and what is then so or otherwise."""


class Witness:
    """What was ever there twice, and what was done again though nothing had happened.

    Both also where nothing of it is left. What happens is what others than the bot do,
    anywhere at the same owner's. Texts are left out: GitHub may finish what the dead
    began after the living have written the same comment, who then write it again. `seen`
    counts what the bot did, by kind.
    """

    def __init__(self, github: Playground) -> None:
        self.twice: list[str] = []
        self.seen: Counter[str] = Counter()
        self._github = github
        self._happened: Counter[str] = Counter()
        self._done: dict[tuple[object, ...], int] = {}
        github.world.listeners.append(self._see)
        github.world.reacted.append(self._see_reaction)

    def _see(self, event: Event) -> None:
        place, facts = event.repository, event.facts
        if place is None:
            return
        if event.sender.login != BOT:
            self._happened[place.owner.login] += 1
            return
        match event.name, event.action:
            case "issue_comment", "created":
                comment = facts["comment"]
                mine = [c for c in comment.issue.comments if c.user.login == BOT]
                if not self._see_twins(place, comment, mine):
                    self._see_done(place, "comment", comment.issue, _sign(comment))
            case "issue_comment", ("pinned" | "unpinned") as action:
                self._see_done(place, "comment's pin", facts["comment"], action)
            case "issues", "opened":
                mine = [i for i in place.issues if i.user.login == BOT]
                self._see_twins(place, facts["issue"], mine)
            case "pull_request", "opened":
                opened = facts["pull_request"].issue
                mine = [i for i in place.issues if i.pull and i.user.login == BOT]
                self._see_twins(place, opened, mine)
            case "check_run", "created":
                run = facts["check_run"]
                named = [one for one in run.suite.runs if one.name == run.name]
                if len(named) > 1:
                    self._tell(place, f" check {run.name} of {run.suite.commit.sha}")
                self.seen["check"] += 1
            case "issues" | "pull_request", action if kind := _SWITCHES.get(action):
                of = getattr(facts.get("label"), "name", "")
                of = of or getattr(facts.get("assignee"), "login", "")
                self._see_done(place, f"{kind} {of}".rstrip(), _thread(facts), action)

    def _see_reaction(
        self, to: Issue | Comment, reaction: Reaction, is_there: bool
    ) -> None:
        place = (to.issue if isinstance(to, Comment) else to).repository
        if reaction.user.login == BOT:
            self._see_done(place, f"reaction {reaction.content}", to, is_there)

    def _see_twins(self, place: Repository, made: Any, mine: Iterable[Any]) -> bool:
        """Whether there is the same a second time."""
        self.seen[type(made).__name__] += 1
        twins = [one for one in mine if _sign(one) == _sign(made)]
        if len(twins) > 1:
            self._tell(place, f"{_name(made)}: {_sign(made)}")
        return len(twins) > 1

    def _see_done(
        self, place: Repository, what: str, to: Issue | Comment, *how: object
    ) -> None:
        """Whether the bot has done the same before, and nothing happened since.

        GitHub tells nobody of what changes nothing: so it was undone in between, and by
        the bot, as what others do is something that happens.
        """
        self.seen[what.split(maxsplit=1)[0]] += 1
        happened = self._happened[place.owner.login]
        key = (what, to.id, *how)
        if self._done.get(key) == happened:
            self._tell(place, f"{_name(to)}: {what} {' '.join(map(str, how))}"[:200])
        self._done[key] = happened

    def _tell(self, place: Repository, what: str) -> None:
        now = self._github.clock.now()
        self.twice.append(f"{now:%d %b %H:%M:%S} {place.full_name}{what}")


def _thread(facts: Any) -> Issue:
    thread: Issue = facts.get("issue") or facts["pull_request"].issue
    return thread


def _name(it: Issue | Comment) -> str:
    if isinstance(it, Comment):
        return f"#{it.issue.number} comment {it.id}"
    return f"#{it.number}"


def _sign(made: Issue | Comment) -> str:
    """By what it is known: its mark, without what changes in there."""
    found = _MARK.match(made.body or "")
    if not found:
        return f"without a mark: {made.body!r}"
    fields = dict(pair.partition("=")[::2] for pair in found[2].split())
    kept = {"comment", "date", "lead", "id", "issue"} & set(fields)
    return f"{found[1]} {' '.join(f'{name}={fields[name]}' for name in sorted(kept))}"
