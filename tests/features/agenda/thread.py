"""A meeting issue in memory, where people write and the plan's actions take effect."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Literal

from bot.core.actions import (
    Action,
    CreateComment,
    CreateReaction,
    DeleteComment,
    DeleteReaction,
    PinComment,
    UpdateComment,
    UpdateIssue,
)
from bot.core.local_time import UTC_ZONE
from bot.core.meeting_head import Head, find_head
from bot.core.models import Account, Comment, Identity, Issue, IssueEvent, Reaction
from bot.core.series import Occurrence, Series
from bot.features.agenda.carried import Around
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.plan import asks, next_look, plan
from bot.features.agenda.reading import Meeting, State

ME = Identity(id=7, slug="team-compass")
URL = "https://github.com/jupyterhub/team-compass/issues/378"
STARTS = datetime(2021, 3, 18, 17, tzinfo=UTC)
OCCURRENCE = Occurrence(
    "team", date(2021, 3, 18), STARTS, timedelta(minutes=60), 0, "sgibson91"
)
TITLE = "Meeting"
MARK = "<!-- team-compass:meeting id=team date=2021-03-18 -->"


class Thread:
    """People comment; `settle` applies what the plan says until it says nothing."""

    def __init__(
        self,
        *,
        roles: dict[str, str] | None = None,
        config: AgendaConfig | None = None,
        cutoff: timedelta = timedelta(hours=24),
        **keys: Any,
    ) -> None:
        self.config = config or AgendaConfig()
        keys = {"when": "third thursday", "time": "17:00", "cutoff": cutoff, **keys}
        series = Series(**keys)
        self.meeting = Meeting(OCCURRENCE, series.named("team", UTC_ZONE))
        self.roles = roles or {"minrk": "maintain", "manics": "triage"}
        self.now = datetime(2021, 3, 10, 12, tzinfo=UTC)
        self.created = self.now - timedelta(days=6)
        self.locked = False
        self.body = MARK
        self.state_now: Literal["open", "closed"] = "open"
        self.state_reason: str | None = None
        self.assignees: tuple[str, ...] = ()
        self.events: list[IssueEvent] = []
        self.around = Around()
        self.comments: dict[int, Comment] = {}
        self.reactions: dict[int, list[Reaction]] = {}
        self.asked_roles: list[str] = []
        self._ids = count(101)

    def comment(self, body: str, by: str = "sgibson91") -> int:
        self.now += timedelta(minutes=1)
        number = next(self._ids)
        kind = "Bot" if by.endswith("[bot]") else "User"
        self.comments[number] = Comment(
            id=number,
            body=body,
            user=Account(by, kind),
            created_at=self.now,
            updated_at=self.now,
            html_url=f"{URL}#issuecomment-{number}",
            pinned=False,
        )
        return number

    def edit(self, number: int, body: str) -> None:
        self.now += timedelta(minutes=1)
        self.comments[number] = replace(
            self.comments[number], body=body, updated_at=self.now
        )

    def delete(self, number: int, by: str = "") -> None:
        self.now += timedelta(minutes=1)
        author = self.comments.pop(number).user.login
        self.reactions.pop(number, None)
        if by and by != author:  # own ones go without a trace
            self.record("comment_deleted", by)

    def close(self, by: str, reason: str = "completed") -> None:
        self.state_now, self.state_reason = "closed", reason
        self.record("closed", by)

    def reopen(self, by: str) -> None:
        self.state_now, self.state_reason = "open", "reopened"
        self.record("reopened", by)

    def record(self, event: str, by: str) -> None:
        self.events.append(IssueEvent(next(self._ids), event, Account(by), self.now))

    def react(self, number: int, content: str, by: str) -> None:
        reaction = Reaction(next(self._ids), content, Account(by))
        self.reactions.setdefault(number, []).append(reaction)

    def state(self) -> State:
        comments = []
        for comment in sorted(self.comments.values(), key=lambda c: c.id):
            counts: dict[str, int] = {}
            for reaction in self.reactions.get(comment.id, ()):
                counts[reaction.content] = counts.get(reaction.content, 0) + 1
            comments.append(replace(comment, reactions=counts))
        issue = Issue(
            repository="jupyterhub/team-compass",
            number=378,
            title=TITLE,
            body=self.body,
            user=Account(ME.login, "Bot"),
            state=self.state_now,
            created_at=self.created,
            updated_at=self.now,
            locked=self.locked,
            html_url=URL,
            assignees=self.assignees,
        )
        return State(ME, issue, tuple(comments), around=self.around)

    def plan(self) -> tuple[Action, ...]:
        state = self.state()
        while wanted := asks(self.config, self.meeting, state, self.now):
            self.asked_roles += sorted(wanted.roles)
            roles = {login: self.roles.get(login, "none") for login in wanted.roles}
            reactions = {c: tuple(self.reactions.get(c, ())) for c in wanted.reactions}
            state = replace(
                state,
                roles={**state.roles, **roles},
                reactions={**state.reactions, **reactions},
                events=tuple(self.events) if wanted.events else state.events,
            )
        self.next_look = next_look(self.config, self.meeting, state, self.now)
        return plan(self.config, self.meeting, state, self.now)

    def settle(self) -> list[Action]:
        done: list[Action] = []
        for _ in range(5):
            actions = self.plan()
            if not actions:
                return done
            done += actions
            for action in actions:
                self.apply(action)
        raise AssertionError(f"it never settles: {actions}")

    def apply(self, action: Action) -> None:
        match action:
            case CreateComment():
                self.comment(action.body, by=ME.login)
            case UpdateComment():
                self.edit(action.comment_id, action.body)
            case DeleteComment():
                self.delete(action.comment_id)
            case PinComment():
                comment = self.comments[action.comment_id]
                self.comments[action.comment_id] = replace(comment, pinned=True)
            case CreateReaction():
                self.react(action.comment_id, action.content, by=ME.login)
            case DeleteReaction():
                self.reactions[action.comment_id] = [
                    r
                    for r in self.reactions[action.comment_id]
                    if r.id != action.reaction_id
                ]
            case UpdateIssue():
                self.body = self.body if action.body is None else action.body
                if action.assignees is not None:
                    self.assignees = action.assignees
                if action.state == "closed":
                    self.close(by=ME.login, reason=str(action.state_reason))
                elif action.state == "open":
                    self.reopen(by=ME.login)
            case _:
                raise AssertionError(action)

    @property
    def mine(self) -> list[str]:
        return [c.body for c in self.comments.values() if c.user.login == ME.login]

    @property
    def agenda(self) -> str:
        """The agenda comment without its mark."""
        bodies = [b for b in self.mine if b.startswith("<!-- team-compass:agenda ")]
        assert len(bodies) == 1, bodies
        return bodies[0].partition("\n")[2]

    @property
    def notes(self) -> list[str]:
        return [b for b in self.mine if b.startswith("<!-- team-compass:mend ")]

    @property
    def reminders(self) -> list[str]:
        return [b for b in self.mine if b.startswith("<!-- team-compass:reminder ")]

    @property
    def head(self) -> Head:
        """What the end mark of the issue's body says."""
        head = find_head(self.body)
        assert head is not None, self.body
        return head

    @property
    def ids(self) -> list[str]:
        """The ids of all entries in the order they are shown."""
        return re.findall(
            r"^\d+\. .*#issuecomment-\d+\) · (?:.* · )?`(A\d+)`$",
            self.agenda,
            re.MULTILINE,
        )

    def reaction(self, number: int) -> list[str]:
        return [
            r.content
            for r in self.reactions.get(number, ())
            if r.user.login == ME.login
        ]
