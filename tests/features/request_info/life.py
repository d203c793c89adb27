"""An issue in memory: people do things, the plan is made, and what it asks for is done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.core.actions import (
    Action,
    AddLabels,
    CreateComment,
    DeleteComment,
    RemoveLabel,
    UpdateComment,
    UpdateIssue,
)
from bot.core.models import (
    Account,
    Comment,
    File,
    Identity,
    Issue,
    IssueEvent,
    Thread,
)
from bot.core.report_forms import RequestInfo
from bot.features.request_info.plan import Plan, plan
from bot.features.request_info.state import State

ME = Identity(1, "team-compass")
BOT = Account(ME.login, "Bot")
OPENED = datetime(2021, 3, 4, 12, tzinfo=UTC)
LABEL = "needs-more-info"
DAY = timedelta(days=1)
CLOSES = RequestInfo(titles=("Updates",), closes=timedelta(days=14))
TEMPLATES = (
    File(".github/ISSUE_TEMPLATE/bug.md", "---\nname: Bug\n---\n### What is wrong?\n"),
)
WORDS = "It crashes when I log in."


class Life:
    """One issue of Ada's; a minute passes before each thing that somebody does."""

    def __init__(
        self,
        body: str,
        config: RequestInfo,
        *,
        title: str = "Crashes",
        labels: tuple[str, ...] = (),
        association: str = "NONE",
        by: Account | None = None,
        templates: tuple[File, ...] = (),
    ) -> None:
        self.config = config
        self.templates = templates
        self.now = OPENED
        self.is_support = False
        self.is_complete = True
        self.issue = Issue(
            "jupyterhub/hub",
            7,
            title,
            body,
            by or Account("ada"),
            "open",
            OPENED,
            OPENED,
            labels=labels,
            author_association=association,
        )
        self.comments: list[Comment] = []
        self.events: list[IssueEvent] = []
        self._ids = count(100)

    @property
    def state(self) -> State:
        thread = Thread(
            self.issue, tuple(self.comments), tuple(self.events), self.is_complete
        )
        return State(ME, self.config, thread, self.is_support, self.templates)

    @property
    def labelled(self) -> bool:
        return LABEL in self.issue.labels

    @property
    def requests(self) -> list[str]:
        return [c.body for c in self.comments if c.user == BOT]

    @property
    def items(self) -> list[str]:
        """What the one request lists, or nothing."""
        lines = "\n".join(self.requests).splitlines()
        return [line for line in lines if line.startswith("- [")]

    def wait(self, length: timedelta = timedelta(minutes=1)) -> None:
        self.now += length

    def say(self, text: str, by: str = "ada") -> Comment:
        self.wait()
        comment = Comment(next(self._ids), text, Account(by), self.now, self.now)
        self.comments.append(comment)
        return comment

    def edit(
        self, body: str | None = None, title: str | None = None, by: str = "ada"
    ) -> None:
        self.wait()
        if title is not None:
            self.issue = replace(self.issue, title=title)
            self._record("renamed", Account(by))
        if body is not None:
            self.issue = replace(
                self.issue, body=body, edited_at=self.now, edited_by=Account(by)
            )

    def amend(self, comment: Comment, body: str, by: str | Account = "ada") -> None:
        self.wait()
        editor = by if isinstance(by, Account) else Account(by)
        made = replace(comment, body=body, updated_at=self.now, edited_by=editor)
        self.comments = [made if c.id == comment.id else c for c in self.comments]

    def label(self, by: str = "minrk") -> None:
        self.wait()
        self._label(Account(by))

    def unlabel(self, by: str = "minrk") -> None:
        self.wait()
        self._unlabel(Account(by))

    def close(self, by: str = "minrk") -> None:
        self.wait()
        self._set("closed", Account(by))

    def reopen(self, by: str | Account = "minrk") -> None:
        self.wait()
        self._set("open", by if isinstance(by, Account) else Account(by))

    def look(self, *, steps: int = 100) -> Plan:
        """One look of the bot, which may die after so many steps."""
        made = plan(self.state, self.now)
        self.carry_out(made, steps=steps)
        return made

    def carry_out(self, made: Plan, *, steps: int = 100) -> None:
        for action in made.actions[:steps]:
            self._apply(action)

    def settle(self) -> None:
        """Look until there is nothing to do, which is soon."""
        for _ in range(3):
            if not self.look().actions:
                return
        raise AssertionError(f"it goes on: {plan(self.state, self.now).actions}")

    def _apply(self, action: Action) -> None:
        match action:
            case CreateComment(body=body):
                made = Comment(next(self._ids), body, BOT, self.now, self.now)
                self.comments.append(made)
            case UpdateComment(comment_id=number, body=body):
                self.comments = [
                    replace(c, body=body, updated_at=self.now) if c.id == number else c
                    for c in self.comments
                ]
            case DeleteComment(comment_id=number):
                self.comments = [c for c in self.comments if c.id != number]
            case AddLabels():
                self._label(BOT)
            case RemoveLabel():
                self._unlabel(BOT)
            case UpdateIssue(state="open" | "closed" as state):
                assert self.issue.state != state
                self._set(state, BOT)
            case _:
                raise AssertionError(action)

    def _label(self, by: Account) -> None:
        if not self.labelled:
            self.issue = replace(self.issue, labels=(*self.issue.labels, LABEL))
            self._record("labeled", by, LABEL)

    def _unlabel(self, by: Account) -> None:
        if self.labelled:
            labels = tuple(name for name in self.issue.labels if name != LABEL)
            self.issue = replace(self.issue, labels=labels)
            self._record("unlabeled", by, LABEL)

    def _set(self, state: str, by: Account) -> None:
        if self.issue.state != state:
            self.issue = replace(self.issue, state=state)
            self._record("closed" if state == "closed" else "reopened", by)

    def _record(self, event: str, by: Account, label: str = "") -> None:
        self.events.append(IssueEvent(next(self._ids), event, by, self.now, label))


def asked(text: str = "", config: RequestInfo = CLOSES, **more: object) -> Life:
    """An issue that was asked for more."""
    life = Life(text, config, **more)  # type: ignore[arg-type]  # as of Life
    life.settle()
    assert life.labelled
    assert len(life.requests) == 1
    return life
