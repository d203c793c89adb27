"""Pull requests: what branch they ask to bring into which, and what becomes of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By
from bot.playground.branches import Conflict
from bot.playground.commits import Commit, Files

if TYPE_CHECKING:
    from bot.playground.repositories import Repository
    from bot.playground.threads import Issue


class NotPossibleError(Exception):
    """A pull request that cannot be; `about` is the field that is wrong, if it is one."""

    def __init__(self, message: str = "", about: str = "") -> None:
        super().__init__(message)
        self.about = about


@dataclass(slots=True, eq=False)
class PullRequest:
    """What an issue that is a pull request has besides.

    `head` is what it would bring in, as of the last push while it was open; `base` what
    the other branch had then. `head_repository` is None once the fork is gone.
    """

    id: int
    issue: "Issue" = field(repr=False)
    head_repository: "Repository | None"
    head_owner: Account
    head_branch: str
    head: Commit
    base_branch: str
    base: Commit
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit: Commit | None = None

    @property
    def number(self) -> int:
        """Its number, which no issue of the repository has."""
        return self.issue.number

    @property
    def repository(self) -> "Repository":
        """Where it is to be merged."""
        return self.issue.repository

    @property
    def label(self) -> str:
        """Where it comes from, as in `ada:patch-1`."""
        return f"{self.head_owner.login}:{self.head_branch}"

    @property
    def is_open(self) -> bool:
        """Whether it waits to be merged or closed."""
        return self.issue.state == "open"

    @property
    def commits(self) -> list[Commit]:
        """The commits it brings, oldest first."""
        branches = self.repository.branches
        there = branches.history(self.base)
        return [one for one in branches.history(self.head) if one not in there]

    @property
    def before(self) -> Files:
        """The files as they were where it branched off."""
        found = self.repository.branches.merge_base(self.base, self.head)
        return found.files if found else {}

    @property
    def mergeable(self) -> bool:
        """Whether it could be merged as it is."""
        tip = self.repository.branches.tip(self.base_branch)
        try:
            self.repository.branches.merged_files(tip or self.base, self.head)
        except Conflict:
            return False
        return self.is_open

    def merge(self, by: By) -> Commit:
        """Merge it, with a commit that says so; NotPossibleError if that cannot be."""
        if not self.mergeable:
            raise NotPossibleError("Pull Request is not mergeable")
        world, branches = self.repository.world, self.repository.branches
        actor = world.actor(by)
        self.base = branches.tip(self.base_branch) or self.base
        self.merged_at, self.merged_by = world.now(), actor
        message = (
            f"Merge pull request #{self.number} from {self.label.replace(':', '/')}"
        )
        self.merge_commit = branches.merge(
            self.head, self.base_branch, f"{message}\n\n{self.issue.title}", actor
        )
        self.issue.record("merged", actor, commit=self.merge_commit.sha)
        self.issue.close(by=actor)
        return self.merge_commit

    def close(self, by: By = None) -> None:
        """Close it without merging."""
        self.issue.close(by=by)

    def reopen(self, by: By = None) -> None:
        """Open it again; NotPossibleError where its branch is gone or merged."""
        self.issue.reopen(by=by)

    def look_again(self) -> None:
        """See what its branch has become; NotPossibleError if it cannot be reopened."""
        if self.merged_at:
            raise NotPossibleError("state cannot be changed. It was merged.", "state")
        if self.head_repository is None:
            return
        tip = self.head_repository.branches.tip(self.head_branch)
        if tip is None:
            raise NotPossibleError(
                f"state cannot be changed. The {self.head_branch} branch has been"
                " deleted.",
                "state",
            )
        self._take(tip)

    def follow(self, tip: Commit | None, by: Account) -> None:
        """Note that its branch was pushed to, or deleted (None), while it was open."""
        if tip is None:
            self.issue.close(by=by)
            return
        before = self.head
        self._take(tip)
        self.issue.touch()
        self.issue.tell("synchronize", by, before=before.sha, after=tip.sha)

    def _take(self, tip: Commit) -> None:
        branches = self.repository.branches
        if self.head_repository:
            branches.learn(self.head_repository.branches.history(tip))
        self.head = tip
        self.base = branches.tip(self.base_branch) or self.base


def open_pull(
    repository: "Repository",
    title: str,
    body: str | None,
    *,
    by: By,
    head: str,
    base: str | None = None,
) -> PullRequest:
    """Ask to bring `head` (`branch`, or `owner:branch` of a fork) into `base`.

    NotPossibleError says why GitHub would not have it.
    """
    world, target = repository.world, base or repository.default_branch
    owner, colon, branch = head.rpartition(":")
    source = repository.fork_of_owner(owner) if colon else repository
    tip = source.branches.tip(branch) if source else None
    if source is None or tip is None:
        raise NotPossibleError(about="head")
    there = repository.branches.tip(target)
    if there is None:
        raise NotPossibleError(about="base")
    label = f"{source.owner.login}:{branch}"
    if any(
        (pull.label, pull.base_branch) == (label, target) and pull.is_open
        for pull in repository.pulls
    ):
        raise NotPossibleError(f"A pull request already exists for {label}.")
    repository.branches.learn(source.branches.history(tip))
    if tip in repository.branches.history(there):
        raise NotPossibleError(f"No commits between {target} and {branch}")
    issue = repository.new_thread(title, body, by)
    issue.pull = PullRequest(
        world.next_id(), issue, source, source.owner, branch, tip, target, there
    )
    issue.begin((), ())
    return issue.pull
