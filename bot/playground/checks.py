"""Checks on commits: what an App found, with its remarks on lines of files.

https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-checks
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By
from bot.playground.commits import NO_COMMIT, Commit

if TYPE_CHECKING:
    from bot.playground.repositories import Repository

STATUSES = ("queued", "in_progress", "completed")
CONCLUSIONS = (
    "action_required", "cancelled", "failure", "neutral", "success", "skipped",
    "stale", "timed_out",
)  # fmt: skip
LEVELS = ("notice", "warning", "failure")
_WORST_FIRST = (
    "timed_out", "action_required", "cancelled", "failure", "stale", "neutral",
    "skipped", "success",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark on some lines of a file."""

    path: str
    start_line: int
    end_line: int
    level: str
    message: str
    start_column: int | None = None
    end_column: int | None = None
    title: str | None = None
    raw_details: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What a check run says; its annotations are kept with the run."""

    title: str | None = None
    summary: str | None = None
    text: str | None = None


@dataclass(slots=True, eq=False)
class CheckRun:
    """One check of a commit; it has a conclusion once it is completed."""

    id: int
    suite: "CheckSuite" = field(repr=False)
    name: str
    started_at: datetime
    status: str = "queued"
    conclusion: str | None = None
    completed_at: datetime | None = None
    details_url: str = ""
    external_id: str = ""
    output: Output = field(default_factory=Output)
    annotations: list[Annotation] = field(default_factory=list)

    def say(self, output: Output, annotations: Iterable[Annotation]) -> None:
        """Replace what it says; its annotations only become more."""
        self.output = output
        self.annotations += annotations

    def rerequest(self, by: By) -> None:
        """Ask for it once more; only its suite waits, it stays as it is."""
        repository = self.suite.repository
        actor = repository.world.actor(by)
        # The delivery still has the suite's old conclusion.
        repository.tell("check_run", "rerequested", actor, check_run=self)
        self.suite.asked_again = True

    def move_on(self, status: str, conclusion: str | None, at: datetime) -> bool:
        """Change its status; a conclusion completes it. Returns whether it just did."""
        done = self.status == "completed"
        self.status = "completed" if conclusion else status
        self.conclusion = conclusion
        self.completed_at = at if conclusion else None
        return self.status == "completed" and not done


@dataclass(slots=True, eq=False)
class CheckSuite:
    """All check runs of the App on one commit."""

    id: int
    repository: "Repository" = field(repr=False)
    commit: Commit
    head_branch: str | None
    created_at: datetime
    updated_at: datetime
    runs: list[CheckRun] = field(default_factory=list, repr=False)
    asked_again: bool = False

    @property
    def before(self) -> str:
        """The commit that its own one came after."""
        return self.commit.parents[0] if self.commit.parents else NO_COMMIT

    @property
    def latest(self) -> list[CheckRun]:
        """The newest run of each name."""
        return list({run.name: run for run in self.runs}.values())

    @property
    def conclusion(self) -> str | None:
        """The worst of its runs' conclusions, once they all have one."""
        found = {run.conclusion for run in self.latest}
        if None in found or self.asked_again:
            return None
        return next((word for word in _WORST_FIRST if word in found), None)

    @property
    def status(self) -> str:
        """How far its runs have come."""
        if self.conclusion:
            return "completed"
        if self.asked_again:
            return "queued"
        begun = any(run.status != "queued" for run in self.runs)
        return "in_progress" if begun else "queued"

    def rerequest(self, by: By) -> None:
        """Ask for all its runs once more; they stay as they are until the App acts."""
        actor = self.repository.world.actor(by)
        # The delivery still has the old conclusion.
        self.repository.tell("check_suite", "rerequested", actor, check_suite=self)
        self.asked_again = True


class Checks:
    """The checks of one repository."""

    def __init__(self, repository: "Repository") -> None:
        self.suites: dict[str, CheckSuite] = {}
        self._repository = repository

    def suite(self, commit: Commit) -> CheckSuite:
        """The suite of a commit, made if there is none."""
        if (found := self.suites.get(commit.sha)) is None:
            repository = self._repository
            now = repository.world.now()
            found = CheckSuite(
                repository.world.next_id(),
                repository,
                commit,
                repository.branches.branch_of(commit),
                now,
                now,
            )
            self.suites[commit.sha] = found
        return found

    def request(self, commit: Commit, by: Account) -> None:
        """Ask the App to check a commit that was just pushed; never a second time."""
        if commit.sha not in self.suites:
            suite = self.suite(commit)
            self._repository.tell("check_suite", "requested", by, check_suite=suite)

    def begin(self, commit: Commit, name: str) -> CheckRun:
        """A new run, of which nobody is told yet."""
        world = self._repository.world
        suite = self.suite(commit)
        run = CheckRun(world.next_id(), suite, name, world.now())
        suite.runs.append(run)
        return run

    def find(self, run_id: int) -> CheckRun:
        """The run of that id; KeyError if there is none."""
        for suite in self.suites.values():
            for run in suite.runs:
                if run.id == run_id:
                    return run
        raise KeyError(run_id)

    def tell(self, run: CheckRun, *, created: bool, completed: bool) -> None:
        """Tell the App what became of its run, and of all of them together."""
        actor, suite = self._repository.world.app.account, run.suite
        suite.updated_at = self._repository.world.now()
        suite.asked_again = False
        for action, is_so in (("created", created), ("completed", completed)):
            if is_so:
                self._repository.tell("check_run", action, actor, check_run=run)
        if completed and suite.conclusion:
            self._repository.tell("check_suite", "completed", actor, check_suite=suite)
