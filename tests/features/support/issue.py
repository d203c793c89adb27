"""An issue on which people and the plan act in turn, without any GitHub around it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.core.actions import (
    Action,
    AddLabels,
    CreateComment,
    CreateReaction,
    DeleteComment,
    DeleteReaction,
    LockIssue,
    RemoveLabel,
    UnlockIssue,
    UpdateComment,
    UpdateIssue,
)
from bot.core.detector import Verdict
from bot.core.forum import Topic
from bot.core.models import (
    Account,
    Comment,
    Identity,
    Issue,
    IssueEvent,
    Reaction,
    Thread,
)
from bot.core.support import Support
from bot.features.support.memory import find_reply, parse_memory
from bot.features.support.plan import asks, next_look, plan
from bot.features.support.state import State

ME = Identity(7, "team-compass")
BOT = Account(ME.login, "Bot")
OTHER_BOT = Account("github-actions[bot]", "Bot")
ASKER = "newcomer"
AUTHOR = Account(ASKER)
TEAM = {"minrk": "maintain", "manics": "triage"}
START = datetime(2021, 3, 18, 12, tzinfo=UTC)
CONFIG = Support(forum="https://discourse.example.org", category="jupyterhub")
YES = Verdict(True, ("its title asks how to do something", "its author asks for help"))
NO = Verdict(False, ("its words do not tell",))


@dataclass
class Asked:
    """One issue; every deed takes a minute, so that all have an order."""

    config: Support = CONFIG
    title: str = "How do I add users?"
    body: str = "I have installed it and want to add users. How can I do that?"
    author: Account = AUTHOR
    association: str = "NONE"
    verdict: Verdict = NO
    forms: frozenset[str] = frozenset()
    similar: tuple[Topic, ...] = ()
    is_pull_request: bool = False
    is_private: bool = False
    now: datetime = START
    labels: list[str] = field(default_factory=list)
    state: str = "open"
    locked: bool = False
    comments: list[Comment] = field(default_factory=list)
    events: list[IssueEvent] = field(default_factory=list)
    done: list[Action] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = count(1001)
        self.created_at = self.now
        self._reacted: dict[int, set[str]] = {}

    # What people do

    def wait(self, **time: float) -> "Asked":
        self.now += timedelta(**time)
        return self

    def _tick(self) -> None:
        self.wait(minutes=1)

    def _record(
        self,
        event: str,
        by: str | Account,
        label: str = "",
        author: Account | None = None,
    ) -> None:
        actor = by if isinstance(by, Account) else Account(by)
        place = len(self.events) + 1
        self.events.append(IssueEvent(place, event, actor, self.now, label, author))

    def label(self, name: str = "support", by: str | Account = "manics") -> "Asked":
        self._tick()
        if name not in self.labels:
            self.labels.append(name)
            self._record("labeled", by, name)
        return self

    def unlabel(self, name: str = "support", by: str | Account = "manics") -> "Asked":
        self._tick()
        if name in self.labels:
            self.labels.remove(name)
            self._record("unlabeled", by, name)
        return self

    def say(self, body: str, by: str | Account = ASKER) -> Comment:
        self._tick()
        user = by if isinstance(by, Account) else Account(by)
        number = next(self._ids)
        comment = Comment(
            number, body, user, self.now, self.now, f"https://x.y/{number}"
        )
        self.comments.append(comment)
        return comment

    def edit(self, comment: Comment, body: str) -> None:
        self._tick()
        n = next(i for i, c in enumerate(self.comments) if c.id == comment.id)
        self.comments[n] = replace(self.comments[n], body=body, updated_at=self.now)

    def delete(self, comment: Comment, by: str = "minrk") -> None:
        self._tick()
        self.comments = [c for c in self.comments if c.id != comment.id]
        self._record("comment_deleted", by, author=comment.user)

    def close(self, by: str | Account = "minrk") -> "Asked":
        self._tick()
        if self.state == "open":
            self.state = "closed"
            self._record("closed", by)
        return self

    def reopen(self, by: str | Account = "minrk") -> "Asked":
        self._tick()
        if self.state == "closed":
            self.state = "open"
            self._record("reopened", by)
        return self

    def lock(self, by: str | Account = "minrk") -> "Asked":
        self._tick()
        if not self.locked:
            self.locked = True
            self._record("locked", by)
        return self

    def unlock(self, by: str | Account = "minrk") -> "Asked":
        self._tick()
        if self.locked:
            self.locked = False
            self._record("unlocked", by)
        return self

    # What the bot does

    def seen(self) -> State:
        comments = tuple(
            replace(c, reacted=frozenset(self._reacted.get(c.id, ())))
            for c in self.comments
        )
        issue = Issue(
            repository="jupyterhub/hub",
            number=12,
            title=self.title,
            body=self.body,
            user=self.author,
            state="open" if self.state == "open" else "closed",
            created_at=self.created_at,
            updated_at=self.now,
            labels=tuple(self.labels),
            locked=self.locked,
            is_pull_request=self.is_pull_request,
            html_url="https://github.com/jupyterhub/hub/issues/12",
            author_association=self.association,
            is_private=self.is_private,
        )
        return State(ME, Thread(issue, comments, tuple(self.events)), forms=self.forms)

    def completed(self) -> State:
        state = self.seen()
        while wanted := asks(self.config, state, self.now):
            roles = {login: TEAM.get(login, "none") for login in wanted.roles}
            reactions = {
                comment: tuple(
                    Reaction(n, content, BOT)
                    for n, content in enumerate(sorted(self._reacted[comment]))
                )
                for comment in wanted.reactions
            }
            state = replace(
                state,
                roles={**state.roles, **roles},
                reactions={**state.reactions, **reactions},
            )
            if wanted.verdict:
                state = replace(state, verdict=self.verdict)
            if wanted.similar:
                state = replace(state, similar=self.similar)
        return state

    def planned(self) -> tuple[Action, ...]:
        return plan(self.config, self.completed(), self.now)

    def look(self, most: int | None = None) -> list[str]:
        """Let the bot look and act, at most so many writes; returns their names."""
        actions = self.planned()[:most]
        for action in actions:
            self._do(action)
        self.done += actions
        return [action.operation for action in actions]

    def settle(self) -> list[str]:
        """Look until nothing is left to do, also what has to wait for its time."""
        names: list[str] = []
        for _ in range(10):
            again = self.look()
            names += again
            moment = next_look(self.config, self.completed(), self.now)
            if moment is not None:
                self.now = moment
            elif not again:
                return names
        raise AssertionError(f"it never settles: {names}")

    def _do(self, action: Action) -> None:
        match action:
            case AddLabels(labels=labels):
                for label in labels:
                    self.label(label, BOT)
            case RemoveLabel(name=name):
                self.unlabel(name, BOT)
            case CreateComment(body=body):
                assert not self.locked, "no App comments on a locked issue"
                self.say(body, BOT)
            case UpdateComment(comment_id=number, body=body):
                self.edit(next(c for c in self.comments if c.id == number), body)
            case DeleteComment(comment_id=number):
                self.comments = [c for c in self.comments if c.id != number]
            case UpdateIssue(state="closed"):
                self.close(BOT)
            case UpdateIssue(state="open"):
                self.reopen(BOT)
            case LockIssue():
                self.lock(BOT)
            case UnlockIssue():
                self.unlock(BOT)
            case CreateReaction(comment_id=number, content=content):
                self._reacted.setdefault(number, set()).add(content)
            case DeleteReaction(comment_id=number, reaction_id=reaction):
                content = sorted(self._reacted[number])[reaction]
                self._reacted[number].remove(content)
            case _:
                raise AssertionError(action)

    # What there is then

    @property
    def replies(self) -> list[Comment]:
        return [c for c in self.comments if find_reply(ME, [c])]

    @property
    def told(self) -> str | None:
        return parse_memory(find_reply(ME, self.comments)).told

    def by_the_bot(self, *names: str) -> list[IssueEvent]:
        return [e for e in self.events if e.event in names and e.actor == BOT]

    def reactions(self, comment: Comment) -> set[str]:
        return self._reacted.get(comment.id, set())


def names(actions: Iterable[Action]) -> list[str]:
    return [action.operation for action in actions]
