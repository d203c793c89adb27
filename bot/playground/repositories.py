"""Repositories: their branches, who may do what, and their issues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground.accounts import Account, By, Installation, Role
from bot.playground.branches import Branches
from bot.playground.commits import Commit, Push
from bot.playground.issue_events import Label
from bot.playground.landing import land
from bot.playground.pulls import PullRequest, of_lost_fork, open_pull
from bot.playground.releases import Releases
from bot.playground.tags import Tags
from bot.playground.threads import Issue
from bot.playground.transfers import adopt, hand_over

if TYPE_CHECKING:
    from bot.playground.world import World


@dataclass(slots=True, eq=False)
class Repository:
    """A repository; roles are by login in lower case."""

    world: "World" = field(repr=False)
    id: int
    owner: Account
    name: str
    private: bool
    created_at: datetime
    updated_at: datetime
    default_branch: str = "main"
    description: str | None = None
    archived: bool = False
    has_issues: bool = True
    roles: dict[str, Role] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list, repr=False)
    deleted: set[int] = field(default_factory=set)
    transferred: dict[int, Issue] = field(default_factory=dict, repr=False)
    numbers: int = 0
    fork_of: "Repository | None" = field(default=None, repr=False)
    branches: Branches = field(init=False, repr=False)
    tags: Tags = field(init=False, repr=False)
    releases: Releases = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.branches = Branches(self)
        self.tags = Tags(self)
        self.releases = Releases(self)

    @property
    def full_name(self) -> str:
        """The name with its owner's, as in `jupyterhub/team-compass`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def installation(self) -> Installation | None:
        """Where the App sees it, if it does."""
        return next(
            (i for i in self.world.installations.values() if i.covers(self)), None
        )

    @property
    def pinned_issues(self) -> list[Issue]:
        """The issues at the top of its list."""
        return [issue for issue in self.issues if issue.pinned]

    @property
    def pulls(self) -> list[PullRequest]:
        """Its pull requests, oldest first."""
        return [issue.pull for issue in self.issues if issue.pull]

    @property
    def open_pulls(self) -> list[PullRequest]:
        """Those of its pull requests that wait to be merged or closed."""
        return [pull for pull in self.pulls if pull.is_open]

    def commits(self, branch: str | None = None) -> list[Commit]:
        """The commits of a branch, oldest first."""
        return self.branches.histories.get(branch or self.default_branch, [])

    def commit_at(self, ref: str) -> Commit | None:
        """The commit that a branch, a tag or a (short) sha names."""
        return self.branches.at(ref)

    def set_role(self, login: str, role: str, *, base: str | None = None) -> Account:
        """Make someone a collaborator; `base` is what a custom role stands on."""
        account = self.world.account(login)
        self.roles[account.login.lower()] = Role(base or role, role)
        return account

    def role(self, account: Account) -> Role:
        """What the account may do here: its owner all, others read if it is public."""
        if account is self.owner:
            return Role("admin", "admin")
        rest = "none" if self.private else "read"
        if self.private and self.owner.has_member(account):
            rest = "read"
        return self.roles.get(account.login.lower()) or Role(rest, rest)

    def assignable(self, account: Account, issue: Issue | None = None) -> bool:
        """Whether an issue can be assigned to them: they belong here, or spoke on it.

        https://docs.github.com/issues/tracking-your-work-with-issues/assigning-issues
        """
        if account.type != "User":
            return False
        if issue and any(comment.user is account for comment in issue.comments):
            return True
        belongs = (
            account is self.owner
            or self.owner.has_member(account)
            or account.login.lower() in self.roles
        )
        return belongs and self.role(account).allows("read")

    def association(self, account: Account) -> str:
        """GitHub's `author_association` of the account with the repository."""
        if account is self.owner:
            return "OWNER"
        if self.owner.has_member(account):
            return "MEMBER"
        if account.login.lower() in self.roles:
            return "COLLABORATOR"
        wrote = any(c.author is account for c in self.commits())
        return "CONTRIBUTOR" if wrote else "NONE"

    def label(self, name: str) -> Label:
        """The label of that name in any letter case, made if there is none."""
        if (label := self.labels.get(name.lower())) is None:
            label = Label(self.world.next_id(), name)
            self.labels[name.lower()] = label
        return label

    def issue(self, number: int) -> Issue:
        """The issue of that number; KeyError if there is none (any more)."""
        for issue in self.issues:
            if issue.number == number:
                return issue
        raise KeyError(number)

    def open_issue(
        self,
        title: str,
        body: str | None = "",
        *,
        by: By,
        labels: tuple[str, ...] | list[str] = (),
        assignees: Iterable[Account] = (),
        pull_request: bool = False,
    ) -> Issue:
        """Open an issue (or a pull request, as far as it is one)."""
        issue = self.new_thread(title, body, by)
        if pull_request:
            issue.pull = of_lost_fork(issue)
        issue.begin(dict.fromkeys(self.label(name) for name in labels), assignees)
        return issue

    def open_pull(
        self,
        title: str,
        body: str | None = "",
        *,
        by: By,
        head: str,
        base: str | None = None,
    ) -> PullRequest:
        """Ask to bring a branch (`name`, or `owner:name` of a fork) into another one."""
        return open_pull(self, title, body, by=by, head=head, base=base)

    def land(
        self,
        title: str,
        changes: Mapping[str, str | None],
        *,
        by: By,
        labels: Iterable[str] = (),
        branch: str | None = None,
        head: str | None = None,
    ) -> PullRequest:
        """Bring changes of files into a branch by a pull request, merged at once."""
        return land(
            self, title, changes, by=by, labels=labels, branch=branch, head=head
        )

    def new_thread(self, title: str, body: str | None, by: By) -> Issue:
        """The beginning of an issue or pull request, of which nobody is told yet."""
        actor = self.world.actor(by)
        now = self.world.now()
        self.numbers += 1
        issue = Issue(
            self,
            self.world.next_id(),
            self.numbers,
            title,
            body,
            actor,
            self.world.is_app(actor),
            now,
            now,
        )
        self.issues.append(issue)
        return issue

    def adopt(self, issue: Issue) -> Issue:
        """The issue as it goes on here after a transfer; labels do not come along."""
        return adopt(self, issue)

    def commit(
        self,
        path: str,
        content: str | bytes | None,
        *,
        message: str = "",
        by: By = None,
        branch: str | None = None,
    ) -> Commit:
        """Write one file (None: remove it) and push; returns the commit."""
        actor = self.world.actor(by or self.owner)
        branch = branch or self.default_branch
        tip = self.branches.tip(branch) or self.branches.tip(self.default_branch)
        verb = "Update" if tip and path in tip.files else "Create"
        data = content.encode() if isinstance(content, str) else content
        return self.branches.commit(
            {path: data}, message=message or f"{verb} {path}", by=actor, branch=branch
        )

    def pushed(self, push: Push, by: Account) -> None:
        """Tell of a push, and whomever it concerns besides."""
        self.updated_at = self.world.now()
        if push.before is None:
            self.tell("create", "", by, branch=push.branch)
        self.tell("push", "", by, push=push)
        if push.after is None:
            self.tell("delete", "", by, branch=push.branch)
        elif self.installation:
            self.branches.checks.request(push.after, by)
        for repository in (self, self.fork_of):
            for pull in repository.open_pulls if repository else ():
                pull.note(self, push, by)

    def rename(self, name: str, by: By = None) -> None:
        """Give it another name; the old one leads here until it is taken again."""
        actor = self.world.actor(by or self.owner)
        before, self.name = self.name, name
        self.world.note_name(self)
        self.tell(
            "repository",
            "renamed",
            actor,
            changes={"repository": {"name": {"from": before}}},
        )

    def archive(self, by: By = None) -> None:
        """Make it read-only."""
        actor = self.world.actor(by or self.owner)
        self.archived = True
        self.tell("repository", "archived", actor)

    def delete(self, by: By = None) -> None:
        """Take it away for good."""
        actor = self.world.actor(by or self.owner)
        self.tell("repository", "deleted", actor)
        if place := self.installation:
            place.repositories.remove(self)
        del self.world.repositories[self.id]
        for repository in self.world.repositories.values():
            for pull in repository.pulls:
                if pull.head_repository is self:
                    pull.head_repository = None

    def transfer(self, to: Account | str, by: By = None) -> None:
        """Give it to another account; the App sees it only if it is installed there."""
        hand_over(self, to, by)

    def tell(self, event: str, action: str, sender: Account, **facts: Any) -> None:
        """Tell the App what happened here, if it is installed."""
        self.world.tell(event, action, sender, repository=self, **facts)
