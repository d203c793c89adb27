"""Who is there: people, organizations, the App and where it is installed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.repositories import Repository
    from bot.playground.world import World

ROLES = ("none", "read", "triage", "write", "maintain", "admin")
"""GitHub's roles in a repository, from least to most."""


@dataclass(slots=True, eq=False)
class Account:
    """A person (`User`), an App's writing self (`Bot`) or an `Organization`."""

    id: int
    login: str
    type: str
    created_at: datetime
    members: set[str] = field(default_factory=set)

    def has_member(self, account: "Account") -> bool:
        """Whether the account belongs to this organization."""
        return account.login.lower() in self.members


By = Account | str | None
"""Who does a deed; None where the deed says who that is then."""


@dataclass(frozen=True, slots=True)
class Role:
    """What someone may do in a repository: a standard role, or a custom one on it."""

    base: str
    name: str

    def allows(self, least: str) -> bool:
        """Whether the role is `least` or more."""
        return ROLES.index(self.base) >= ROLES.index(least)


@dataclass(slots=True, eq=False)
class App:
    """The App that is played with; `permissions` and `events` as in its settings.

    Without `hook_url` it has no webhook, without `webhook_secret` nothing is signed.
    """

    id: int
    client_id: str
    slug: str
    name: str
    owner: Account
    account: Account
    created_at: datetime
    permissions: dict[str, str]
    events: list[str]
    private_key_pem: str
    webhook_secret: str
    hook_id: int
    hook_url: str = ""
    hook_content_type: str = "json"
    hook_insecure_ssl: bool = False


@dataclass(slots=True, eq=False)
class Installation:
    """The App on one account, for some of its repositories.

    It is told of those `events` that were accepted here, and that the App still wants.
    """

    world: "World" = field(repr=False)
    id: int
    account: Account
    permissions: dict[str, str]
    created_at: datetime
    updated_at: datetime
    repositories: list["Repository"] = field(default_factory=list, repr=False)
    suspended_at: datetime | None = None
    suspended_by: Account | None = None
    events: list[str] = field(default_factory=list)

    def covers(self, repository: "Repository") -> bool:
        """Whether the App was given this repository."""
        return repository in self.repositories

    def add(self, repository: "Repository", by: By = None) -> None:
        """Give the App one more repository."""
        if self.covers(repository):
            return
        actor = self._touch(by)
        self.repositories.append(repository)
        self._tell_repositories("added", actor, added=[repository])

    def remove(self, repository: "Repository", by: By = None) -> None:
        """Take a repository from the App."""
        actor = self._touch(by)
        self.repositories.remove(repository)
        self._tell_repositories("removed", actor, removed=[repository])

    def suspend(self, by: By = None) -> None:
        """Suspend the App here: its tokens are refused until it is unsuspended."""
        self.suspended_by = self._touch(by)
        self.suspended_at = self.world.clock.now()
        self._tell("suspend", self.suspended_by)

    def unsuspend(self, by: By = None) -> None:
        """Let the App work here again."""
        actor = self._touch(by)
        self.suspended_at = self.suspended_by = None
        self._tell("unsuspend", actor)

    def delete(self, by: By = None) -> None:
        """Uninstall the App from the account."""
        actor = self._touch(by)
        del self.world.installations[self.id]
        self._tell("deleted", actor)

    def accept(self, permissions: Mapping[str, str], by: By = None) -> None:
        """Set what the App may do here, as an owner who accepts new permissions."""
        actor = self._touch(by)
        self.permissions = dict(permissions)
        self.events = list(self.world.app.events)
        self._tell("new_permissions_accepted", actor)

    def _touch(self, by: By) -> Account:
        actor = self.world.actor(by if by is not None else self.world.owner_of(self))
        self.updated_at = self.world.clock.now()
        return actor

    def _tell(self, action: str, sender: Account) -> None:
        self.world.tell(
            "installation",
            action,
            sender,
            installation=self,
            repositories=[Brief(r) for r in self.repositories],
        )

    def announce(self, sender: Account) -> None:
        """Tell the App that it was installed here."""
        self._tell("created", sender)

    def _tell_repositories(
        self,
        action: str,
        sender: Account,
        added: list["Repository"] | None = None,
        removed: list["Repository"] | None = None,
    ) -> None:
        self.world.tell(
            "installation_repositories",
            action,
            sender,
            installation=self,
            repository_selection="selected",
            repositories_added=[Brief(r) for r in added or []],
            repositories_removed=[Brief(r) for r in removed or []],
            requester=None,
        )


@dataclass(frozen=True, slots=True)
class Brief:
    """A repository as an installation's payload names it: by little more than name."""

    repository: "Repository"
