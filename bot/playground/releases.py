"""A repository's releases: a tag with a title and notes.

What the App is told of them, and when:
https://docs.github.com/webhooks/webhook-events-and-payloads#release
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By

if TYPE_CHECKING:
    from bot.playground.repositories import Repository


@dataclass(slots=True, eq=False)
class Release:
    """A release of a tag; only a published one is sure to have it.

    `created_at` is when the tagged commit was made, as GitHub has it, and `target` the
    branch or commit at which the tag is made where there is none yet.
    """

    repository: "Repository" = field(repr=False)
    id: int
    tag_name: str
    target: str
    name: str
    body: str
    draft: bool
    prerelease: bool
    author: Account
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None

    @property
    def is_latest(self) -> bool:
        """Whether it is the one that GitHub shows first."""
        return self.repository.releases.latest is self

    def edit(
        self,
        *,
        tag_name: str | None = None,
        target: str | None = None,
        name: str | None = None,
        body: str | None = None,
        draft: bool | None = None,
        prerelease: bool | None = None,
        make_latest: str | None = None,
        by: By = None,
    ) -> None:
        """Change what is given; a draft that is none any more is published."""
        actor = self.repository.world.actor(by or self.author)
        self.repository.releases.change(
            self,
            {"tag_name": tag_name, "name": name, "body": body},
            actor,
            target=target,
            draft=draft,
            prerelease=prerelease,
            make_latest=make_latest,
        )

    def publish(self, by: By = None) -> None:
        """Publish a draft; its tag is made if there is none."""
        self.edit(draft=False, by=by)

    def delete(self, by: By = None) -> None:
        """Take it away for good; its tag stays."""
        actor = self.repository.world.actor(by or self.author)
        self.repository.releases.all.remove(self)
        self.tell("deleted", actor)

    def tell(self, action: str, sender: Account, **facts: object) -> None:
        """Tell the App what happened to it."""
        self.repository.tell("release", action, sender, release=self, **facts)


class Releases:
    """All releases of a repository, oldest first, drafts among them."""

    def __init__(self, repository: "Repository") -> None:
        self.all: list[Release] = []
        self._repository = repository
        self._latest: Release | None = None

    @property
    def published(self) -> list[Release]:
        """Those that everybody sees."""
        return [one for one in self.all if not one.draft]

    @property
    def latest(self) -> Release | None:
        """The one that was said to be the latest; else the newest that can be it."""
        able = [one for one in self.published if not one.prerelease]
        if self._latest in able:
            return self._latest
        return max(able, key=lambda one: (one.created_at, one.id), default=None)

    def of_tag(self, tag_name: str) -> Release | None:
        """The published release of a tag."""
        return next((one for one in self.published if one.tag_name == tag_name), None)

    def publish(
        self,
        tag_name: str,
        *,
        by: By = None,
        name: str = "",
        body: str = "",
        prerelease: bool = False,
        draft: bool = False,
        target: str = "",
        make_latest: str = "true",
    ) -> Release:
        """Release a tag, which is made at `target` if there is none; or draft it.

        `target` is a branch or commit, the default branch if it is left out, and
        `make_latest` GitHub's word for whether it becomes the latest: `true`, `false`, or
        `legacy` where the dates tell.
        """
        repository = self._repository
        world, actor = repository.world, repository.world.actor(by or repository.owner)
        where = target or repository.default_branch
        made = Release(
            repository,
            world.next_id(),
            tag_name,
            where,
            name,
            body,
            True,
            prerelease,
            actor,
            world.now(),
            world.now(),
        )
        if draft:
            self.all.append(made)
            made.tell("created", actor)
            return made
        self._make_tag(made, actor)
        self.all.append(made)
        self._publish(made, actor, make_latest)
        made.tell("created", actor)
        made.tell("published", actor)
        made.tell("prereleased" if prerelease else "released", actor)
        return made

    def change(
        self,
        it: Release,
        words: dict[str, str | None],
        actor: Account,
        *,
        target: str | None,
        draft: bool | None,
        prerelease: bool | None,
        make_latest: str | None,
    ) -> None:
        """Change what is not None, and tell of it.

        A prerelease that was a draft is `published`, but never `prereleased`.
        """
        changes, it.updated_at = {}, self._repository.world.now()
        for field_name, text in words.items():
            before = getattr(it, field_name)
            if text is not None and text != before:
                setattr(it, field_name, text)
                changes[field_name] = {"from": before}
        it.target = target or it.target
        was_prerelease = it.prerelease
        it.prerelease = was_prerelease if prerelease is None else prerelease
        if it.draft and draft is False:
            self._make_tag(it, actor)
            self._publish(it, actor, make_latest or "true")
            it.tell("published", actor)
            if not it.prerelease:
                it.tell("released", actor)
            return
        if draft and not it.draft:
            self._unpublish(it, actor)
            return
        if not it.draft:
            self._make_tag(it, actor)
            self._mark(it, make_latest)
        if changes or was_prerelease != it.prerelease:
            it.tell("edited", actor, changes=changes)
        if was_prerelease and not it.prerelease and not it.draft:
            it.tell("released", actor)

    def lost(self, tag_name: str, actor: Account) -> None:
        """Note that a tag is gone: a release of it is a draft again."""
        if found := self.of_tag(tag_name):
            self._unpublish(found, actor)

    def _publish(self, it: Release, actor: Account, make_latest: str) -> None:
        it.draft, it.published_at = False, self._repository.world.now()
        it.author = actor
        self._mark(it, make_latest)

    def _mark(self, it: Release, make_latest: str | None) -> None:
        if make_latest == "true" and not it.prerelease:
            self._latest = it
        elif make_latest == "legacy" or (make_latest and self._latest is it):
            self._latest = None

    @staticmethod
    def _unpublish(it: Release, actor: Account) -> None:
        it.draft, it.published_at = True, None
        it.tell("unpublished", actor)

    def _make_tag(self, it: Release, actor: Account) -> None:
        """Have the release's tag, at its target if it is not there."""
        repository = self._repository
        found = repository.tags.named.get(it.tag_name)
        if found is None:
            commit = repository.branches.at(it.target)
            if commit is None:
                raise ValueError(f"there is no {it.target} to release {it.tag_name} at")
            found = repository.tags.point(it.tag_name, commit.sha, actor)
        it.created_at = found.commit.at
