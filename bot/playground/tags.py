"""A repository's tags: names of commits, lightweight ones and such with a message.

https://docs.github.com/rest/git/tags
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By
from bot.playground.commits import Commit, blob_sha

if TYPE_CHECKING:
    from bot.playground.repositories import Repository

MOST_TOLD = 3
"""GitHub tells of no tags of one push that are more than these."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; with a `message` it is an object of its own, made by `tagger`.

    `sha` is the object's, or that of the commit, and `at` when the tag was made.
    """

    name: str
    commit: Commit
    sha: str
    message: str | None
    tagger: Account | None
    at: datetime

    @property
    def is_annotated(self) -> bool:
        """Whether it leads to its commit by way of an object."""
        return self.message is not None


@dataclass(frozen=True, slots=True)
class TagPush:
    """A tag now leads elsewhere: from `before` to `after`, either maybe nowhere.

    `branch` is one that points at the commit too.
    """

    name: str
    before: Tag | None
    after: Tag | None
    commits: tuple[Commit, ...] = ()
    forced: bool = False
    branch: str | None = None

    @property
    def ref(self) -> str:
        """The tag's whole name."""
        return f"refs/tags/{self.name}"

    @property
    def base_ref(self) -> str | None:
        """The whole name of that branch."""
        return f"refs/heads/{self.branch}" if self.branch else None

    @property
    def head(self) -> Commit | None:
        """The commit that the tag leads to now."""
        return self.after.commit if self.after else None


class Tags:
    """A repository's tags by name, and the objects of annotated ones by their sha.

    An object is still there when no tag leads to it any more, or none does yet.
    """

    def __init__(self, repository: "Repository") -> None:
        self.named: dict[str, Tag] = {}
        self.objects: dict[str, Tag] = {}
        self._repository = repository

    def create(
        self,
        name: str,
        commit: Commit | None = None,
        *,
        by: By = None,
        message: str | None = None,
    ) -> Tag:
        """Push a tag of a commit (None: the default branch's newest).

        With a message it is an annotated one.
        """
        return self.push({name: commit}, by=by, message=message)[name]

    def push(
        self,
        commits: Mapping[str, Commit | None],
        *,
        by: By = None,
        message: str | None = None,
    ) -> Mapping[str, Tag]:
        """Push several tags at once; of more than three the App hears nothing."""
        actor = self._actor(by)
        made = {}
        for name, commit in commits.items():
            if name in self.named:
                raise ValueError(f"there is a tag {name} already")
            found = commit or self._newest()
            made[name] = (
                self._lightweight(name, found)
                if message is None
                else self.annotate(name, found, message, actor)
            )
        self._add(made, actor)
        return made

    def annotate(self, name: str, commit: Commit, message: str, tagger: By) -> Tag:
        """Make the object of an annotated tag; no tag leads to it yet."""
        world = self._repository.world
        who, now = world.account(tagger or self._repository.owner), world.now()
        text = f"{commit.sha} {name} {who.id} {now.isoformat()} {message}"
        made = Tag(name, commit, blob_sha(text.encode()), message, who, now)
        self.objects[made.sha] = made
        return made

    def point(self, name: str, sha: str, by: By) -> Tag:
        """Let a tag lead to a commit, or to the object of an annotated one.

        KeyError if there is neither.
        """
        actor = self._actor(by)
        made = self._at(name, sha)
        self._add({name: made}, actor)
        return made

    def move(self, name: str, commit: Commit | str, by: By = None) -> Tag:
        """Let a tag lead to another commit (or object, by its sha), as by force."""
        actor = self._actor(by)
        before = self.named[name]
        sha = commit if isinstance(commit, str) else commit.sha
        after = self._at(name, sha)
        if after.sha == before.sha:
            return before
        self.named[name] = after
        branches = self._repository.branches
        push = TagPush(
            name,
            before,
            after,
            branches.commits_between(before.commit, after.commit),
            not branches.has(after.commit, before.commit),
            branches.pointing_at(after.commit),
        )
        self._repository.tell("push", "", actor, push=push)
        return after

    def delete(self, name: str, by: By = None) -> None:
        """Take a tag away; a release of it becomes a draft again."""
        actor = self._actor(by)
        gone = self.named.pop(name)
        self._repository.tell("push", "", actor, push=TagPush(name, gone, None))
        self._repository.tell("delete", "", actor, tag=name)
        self._repository.releases.lost(name, actor)

    def copy(self, other: "Tags") -> None:
        """Have all tags that another repository has, as a fork of it does."""
        self.named |= other.named
        self.objects |= other.objects

    def _actor(self, by: By) -> Account:
        return self._repository.world.actor(by or self._repository.owner)

    def _newest(self) -> Commit:
        repository = self._repository
        tip = repository.branches.tip(repository.default_branch)
        if tip is None:
            raise ValueError(f"{repository.full_name} has no commit to be tagged")
        return tip

    def _lightweight(self, name: str, commit: Commit) -> Tag:
        now = self._repository.world.now()
        return Tag(name, commit, commit.sha, None, None, now)

    def _at(self, name: str, sha: str) -> Tag:
        if found := self.objects.get(sha):
            return replace(found, name=name)
        return self._lightweight(name, self._repository.branches.known[sha])

    def _add(self, made: Mapping[str, Tag], actor: Account) -> None:
        self.named |= made
        repository = self._repository
        repository.updated_at = repository.world.now()
        if len(made) > MOST_TOLD:
            return
        for name, tag in made.items():
            branch = repository.branches.pointing_at(tag.commit)
            push = TagPush(name, None, tag, branch=branch)
            repository.tell("create", "", actor, tag=name)
            repository.tell("push", "", actor, push=push)
