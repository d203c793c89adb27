"""Pull requests: what branch they ask to bring into which, and what becomes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By
from bot.playground.branches import Conflict
from bot.playground.commits import Commit, Push, make_commit
from bot.playground.diffs import Difference, differences

if TYPE_CHECKING:
    from bot.playground.repositories import Repository
    from bot.playground.threads import Issue


_NO_CHANGE = "state cannot be changed."


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
    def files(self) -> list[Difference]:
        """What it changes since it branched off, by path."""
        branches = self.repository.branches
        found = branches.merge_base(self.base, self.head)
        return list(differences(found.files if found else {}, self.head.files))

    @property
    def is_open(self) -> bool:
        """Whether it waits to be merged or closed."""
        return self.issue.state == "open"

    @property
    def commits(self) -> tuple[Commit, ...]:
        """The commits it brings, oldest first."""
        return self.repository.branches.commits_between(self.base, self.head)

    def brought_to(self, base: Commit) -> tuple[Commit, ...]:
        """What it brings, or brought, to the base; with the commit that merged it."""
        found = self.repository.branches.commits_between(base, self.head)
        merge = self.merge_commit
        return (*found, merge) if merge and self.head.sha in merge.parents else found

    @property
    def mergeable(self) -> bool:
        """Whether it could be merged as it is."""
        tip = self.repository.branches.tip(self.base_branch)
        if tip is None or not self.is_open:
            return False
        try:
            self.repository.branches.merged_files(tip, self.head)
        except Conflict:
            return False
        return True

    def merge(self, by: By, title: str = "", text: str = "") -> Commit:
        """Merge it, with a commit that says so; NotPossibleError if that cannot be."""
        if not self.mergeable:
            raise NotPossibleError("Pull Request is not mergeable")
        branches, actor = self.repository.branches, self.repository.world.actor(by)
        origin = f"{self.head_owner.login}/{self.head_branch}"
        subject = f"Merge pull request #{self.number} from {origin}"
        message = f"{title or subject}\n\n{text or self.issue.title}"
        # The push that this makes is noted like any other that brings the commits.
        return branches.merge(self.head, self.base_branch, message, actor)

    def close(self, by: By = None) -> None:
        """Close it without merging."""
        self.issue.close(by=by)

    def reopen(self, by: By = None) -> None:
        """Open it again; NotPossibleError where its branch is gone or merged."""
        self.issue.reopen(by=by)

    def look_again(self) -> None:
        """See what its branch has become; NotPossibleError if it cannot be reopened."""
        if self.merged_at:
            raise NotPossibleError(
                f"{_NO_CHANGE} The pull request cannot be reopened.", "state"
            )
        source = self.head_repository
        if source is None:
            raise NotPossibleError(
                f"{_NO_CHANGE} The repository that submitted this pull request has been"
                " deleted.",
                "state",
            )
        tip = source.branches.tip(self.head_branch)
        if tip is None:
            raise NotPossibleError(
                f"{_NO_CHANGE} The {self.head_branch} branch has been deleted.", "state"
            )
        if not source.branches.has(tip, self.head):
            raise NotPossibleError(
                f"{_NO_CHANGE} The {self.head_branch} branch was force-pushed or"
                " recreated.",
                "state",
            )
        self._take(source, tip)

    def note(self, place: "Repository", push: Push, by: Account) -> None:
        """Note a push, if it is to one of its two branches and it is open.

        One that brings its commits into the other branch merges it, however that came
        about; one that deletes a branch closes it.
        """
        is_head = (place, push.branch) == (self.head_repository, self.head_branch)
        is_base = (place, push.branch) == (self.repository, self.base_branch)
        if not self.is_open or not (is_head or is_base):
            return
        if push.after is None:
            self.issue.close(by=by)
        elif is_head:
            self._follow(place, push.after, by)
        elif self.repository.branches.has(push.after, self.head):
            self._merged(push, push.after, by)

    def _follow(self, source: "Repository", tip: Commit, by: Account) -> None:
        before = self.head
        self._take(source, tip)
        self.issue.touch()
        self.issue.tell("synchronize", by, before=before.sha, after=tip.sha)

    def _merged(self, push: Push, commit: Commit, by: Account) -> None:
        self.base = push.before or self.base
        self.merged_at, self.merged_by = self.repository.world.now(), by
        self.merge_commit = commit
        self.issue.record("merged", by, commit=commit.sha)
        self.issue.close(by=by)

    def _take(self, source: "Repository", tip: Commit) -> None:
        branches = self.repository.branches
        branches.learn(source.branches.history(tip))
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
    labels: Iterable[str] = (),
) -> PullRequest:
    """Ask to bring `head` (`branch`, or `owner:branch` of a fork) into `base`.

    NotPossibleError says why GitHub would not have it.
    """
    world, target = repository.world, base or repository.default_branch
    owner, colon, branch = head.rpartition(":")
    source = _fork_of(repository, owner) if colon else repository
    tip = source.branches.tip(branch) if source else None
    if source is None or tip is None:
        raise NotPossibleError(about="head")
    there = repository.branches.tip(target)
    if there is None:
        raise NotPossibleError(about="base")
    label = f"{source.owner.login}:{branch}"
    if any(
        (pull.label, pull.base_branch) == (label, target)
        for pull in repository.open_pulls
    ):
        raise NotPossibleError(f"A pull request already exists for {label}.")
    if source is not repository:
        repository.branches.learn(source.branches.history(tip))
    if repository.branches.has(there, tip):
        raise NotPossibleError(f"No commits between {target} and {branch}")
    issue = repository.new_thread(title, body, by)
    issue.pull = PullRequest(
        world.next_id(), issue, source, source.owner, branch, tip, target, there
    )
    issue.begin(dict.fromkeys(repository.label(name) for name in labels), ())
    return issue.pull


def _fork_of(repository: "Repository", owner: str) -> "Repository | None":
    """The fork that someone has of it; itself, if they are its owner."""
    return next(
        (
            one
            for one in (repository, *repository.world.repositories.values())
            if repository in {one, one.fork_of}
            and one.owner.login.lower() == owner.lower()
        ),
        None,
    )


def of_lost_fork(issue: "Issue") -> PullRequest:
    """A pull request whose fork is gone: nothing is known of it but its words."""
    repository, world = issue.repository, issue.world
    base = repository.default_branch
    tip = repository.branches.tip(base)
    tip = tip or make_commit((), {}, "Begin", repository.owner, world.now())
    repository.branches.learn([tip])
    branch = f"patch-{issue.number}"
    return PullRequest(world.next_id(), issue, None, issue.user, branch, tip, base, tip)
