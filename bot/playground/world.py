"""The whole of the stand-in GitHub: every account, repository and installation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground.accounts import Account, App, By, Installation
from bot.playground.clock import Clock
from bot.playground.comments import Comment
from bot.playground.reactions import Reaction
from bot.playground.repositories import Repository

if TYPE_CHECKING:
    from bot.playground.threads import Issue

FIRST_ID = 2**31 + 1
"""GitHub's ids have outgrown 32 bits; so have those here."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened; `facts` are parts of its payload, still as state."""

    name: str
    action: str
    sender: Account
    repository: Repository | None
    installation: Installation
    facts: Mapping[str, Any] = field(default_factory=dict)


class World:
    """State, without any way to reach it from outside."""

    app: App

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.api_url = ""
        self.graphql_url = ""
        self.server_url = ""
        self.accounts: dict[str, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.installations: dict[int, Installation] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self.reacted: list[Callable[[Issue | Comment, Reaction, bool], None]] = []
        """Who sees reactions come and go: GitHub tells no App of them."""
        self._names: dict[str, int] = {}
        self._last_id = FIRST_ID

    def now(self) -> datetime:
        """The time in whole seconds, as GitHub tells it."""
        return self.clock.now().replace(microsecond=0)

    def next_id(self) -> int:
        """A number that nothing else here has; later ones are higher."""
        self._last_id += 1
        return self._last_id

    def account(self, who: Account | str, kind: str = "User") -> Account:
        """The account of that login in any letter case, made if there is none."""
        if isinstance(who, Account):
            return who
        if (account := self.accounts.get(who.lower())) is None:
            kind = "Bot" if who.endswith("[bot]") else kind
            account = Account(self.next_id(), who, kind, self.now())
            self.accounts[who.lower()] = account
        return account

    def actor(self, by: By) -> Account:
        """Who does the next deed; people take a second for each, the App none."""
        if by is None:
            raise TypeError("say who does it: by=…")
        account = self.account(by)
        if not self.is_app(account):
            self.clock.tick()
        return account

    def is_app(self, account: Account) -> bool:
        """Whether it is the App that is played with."""
        return account is self.app.account

    def owner_of(self, installation: Installation) -> Account:
        """A person who may change an installation."""
        account = installation.account
        if account.type != "Organization":
            return account
        return self.account(min(account.members, default=f"{account.login}-owner"))

    def add_member(self, organization: str, login: str) -> Account:
        """Make someone a member of an organization."""
        member = self.account(login)
        self.account(organization, "Organization").members.add(login.lower())
        return member

    def add_repository(
        self,
        full_name: str,
        *,
        private: bool = False,
        install: bool = True,
        owner: str = "Organization",
    ) -> Repository:
        """Make a repository (and its owner) and, with `install`, show it to the App."""
        login, _, name = full_name.partition("/")
        repository = Repository(
            self,
            self.next_id(),
            self.account(login, owner),
            name,
            private,
            self.now(),
            self.now(),
        )
        self.repositories[repository.id] = repository
        self.note_name(repository)
        if install:
            self.install(repository)
        return repository

    def fork(self, repository: Repository, by: By) -> Repository:
        """Somebody's own copy of a repository, of which the App is told nothing."""
        owner = self.actor(by)
        name = f"{owner.login}/{repository.name}"
        made = self.add_repository(
            name, private=repository.private, install=False, owner="User"
        )
        made.fork_of, made.default_branch = repository, repository.default_branch
        made.branches.learn(list(repository.branches.known.values()))
        for branch, history in repository.branches.histories.items():
            made.branches.histories[branch] = list(history)
        made.tags.copy(repository.tags)
        return made

    def install(self, repository: Repository) -> Installation:
        """Install the App for a repository, on the account if it is not there yet."""
        found = self.installation_of(repository.owner)
        if found is not None:
            found.add(repository)
            return found
        installation = Installation(
            self,
            self.next_id(),
            repository.owner,
            dict(self.app.permissions),
            self.now(),
            self.now(),
            [repository],
            events=list(self.app.events),
        )
        self.installations[installation.id] = installation
        installation.announce(self.owner_of(installation))
        return installation

    def installation_of(self, account: Account) -> Installation | None:
        """The App's installation on an account."""
        return next(
            (i for i in self.installations.values() if i.account is account), None
        )

    def note_name(self, repository: Repository) -> None:
        """Remember the name; former ones stay and lead to the same repository."""
        self._names[repository.full_name.lower()] = repository.id

    def repository(self, full_name: str) -> Repository:
        """The repository that has or had that name; KeyError if none did."""
        return self.repositories[self._names[full_name.lower()]]

    def comment(self, comment_id: int) -> Comment:
        """The comment of that id; KeyError if there is none (any more)."""
        for repository in self.repositories.values():
            for issue in repository.issues:
                for comment in issue.comments:
                    if comment.id == comment_id:
                        return comment
        raise KeyError(comment_id)

    def react(self, to: "Issue | Comment", content: str, by: By) -> Reaction:
        """Add a reaction, or find the same one of the same account."""
        actor = self.actor(by)
        for reaction in to.reactions:
            if (reaction.content, reaction.user) == (content, actor):
                return reaction
        made = Reaction(self.next_id(), content, actor, self.now())
        to.reactions.append(made)
        for see in self.reacted:
            see(to, made, True)
        return made

    def unreact(self, to: "Issue | Comment", reaction: Reaction) -> None:
        """Take a reaction back."""
        to.reactions.remove(reaction)
        for see in self.reacted:
            see(to, reaction, False)

    def tell(
        self,
        name: str,
        action: str,
        sender: Account,
        *,
        repository: Repository | None = None,
        installation: Installation | None = None,
        **facts: Any,
    ) -> None:
        """Let the listeners know, where the App is installed and not suspended."""
        place = installation or (repository.installation if repository else None)
        if place is None:
            return
        event = Event(name, action, sender, repository, place, facts)
        for listener in self.listeners:
            listener(event)
