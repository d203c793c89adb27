"""A webhook delivery, reduced to what decides which jobs it wakes."""

from collections.abc import Sequence
from itertools import chain
from typing import TypedDict

from bot.core.commands import names_held
from bot.core.models import Account


class Commit(TypedDict):
    """The paths of one commit of a push."""

    added: Sequence[str]
    modified: Sequence[str]
    removed: Sequence[str]


class Label(TypedDict):
    """A label that a thread has."""

    name: str


class Granted(TypedDict):
    """A repository as it is listed when an installation gets it."""

    full_name: str


class Facts(TypedDict):
    """What is read of a payload; what is absent there is `0`, `""` or empty here.

    `comment_login` and `comment_type` are its author's, and so on; a thread is an issue
    or a pull request.
    """

    action: str
    installation: int
    repository: str
    default_branch: str
    sender_login: str
    sender_type: str
    issue: int
    issue_body: str
    issue_login: str
    issue_type: str
    labels: Sequence[Label]
    comment: int
    comment_body: str
    comment_login: str
    comment_type: str
    body_before: str
    head_sha: str
    ref: str
    ref_type: str
    commits: Sequence[Commit]
    repositories: Sequence[Granted]
    repositories_added: Sequence[Granted]


class Delivery:
    """What happened where, never what is now: the job reads that from GitHub.

    Absent parts are `0`, `""` or empty. Most deliveries ask for nothing, so each part
    is made of the payload's facts when somebody asks for it, and not before.
    """

    __slots__ = ("_comment_author", "_facts", "_held", "event", "guid")

    def __init__(self, guid: str, event: str, facts: Facts) -> None:
        self.guid = guid
        self.event = event
        self._facts = facts
        # what every feature asks for, made once
        self._comment_author: Account | None = None
        self._held: frozenset[str] | None = None

    @property
    def action(self) -> str:
        """Such as `edited`."""
        return self._facts["action"]

    @property
    def name(self) -> str:
        """The dotted name, such as `issue_comment.edited` or `push`."""
        return f"{self.event}.{self.action}" if self.action else self.event

    @property
    def installation(self) -> int:
        """The id of the App's installation that it was sent to."""
        return self._facts["installation"]

    @property
    def repository(self) -> str:
        """The repository's `full_name`."""
        return self._facts["repository"]

    @property
    def granted(self) -> Sequence[str]:
        """The `full_name` of each repository that the installation got."""
        facts = self._facts
        listed = chain(facts["repositories"], facts["repositories_added"])
        return [granted["full_name"] for granted in listed if granted["full_name"]]

    @property
    def sender(self) -> Account:
        """Who did it."""
        return Account(self._facts["sender_login"], self._facts["sender_type"])

    @property
    def issue(self) -> int:
        """The number of the thread: an issue or a pull request."""
        return self._facts["issue"]

    @property
    def issue_author(self) -> Account:
        """Who opened the thread."""
        return Account(self._facts["issue_login"], self._facts["issue_type"])

    @property
    def labels(self) -> Sequence[str]:
        """The names of the thread's labels."""
        return [label["name"] for label in self._facts["labels"]]

    @property
    def comment(self) -> int:
        """The comment's id."""
        return self._facts["comment"]

    @property
    def comment_author(self) -> Account:
        """Who wrote the comment."""
        made = self._comment_author
        if made is None:
            facts = self._facts
            made = Account(facts["comment_login"], facts["comment_type"])
            self._comment_author = made
        return made

    @property
    def texts(self) -> Sequence[str]:
        """What the comment (or, without one, the thread) says now and said before."""
        facts = self._facts
        about_comment = facts["comment_body"] or facts["comment"]
        body = facts["comment_body"] if about_comment else facts["issue_body"]
        return [text for text in (body, facts["body_before"]) if text]

    def may_hold_command(self, names: tuple[str, ...]) -> bool:
        """A cheap, generous look at the `texts`, now and before.

        All names are looked for once, for all features.
        """
        held = self._held
        if held is None:
            held = frozenset()
            for text in self.texts:
                held |= names_held(text)
            self._held = held
        return not held.isdisjoint(names)

    @property
    def head_sha(self) -> str:
        """The commit that a check run or suite is about."""
        return self._facts["head_sha"]

    @property
    def ref_type(self) -> str:
        """What was created or deleted: a `branch` or a `tag`."""
        return self._facts["ref_type"]

    @property
    def on_default_branch(self) -> bool:
        """Whether this push was to the branch that the configuration is read from."""
        return self._facts["ref"] == f"refs/heads/{self._facts['default_branch']}"

    @property
    def paths(self) -> frozenset[str]:
        """What a push's commits added, modified or removed."""
        return frozenset(
            path
            for commit in self._facts["commits"]
            for path in chain(commit["added"], commit["modified"], commit["removed"])
        )
