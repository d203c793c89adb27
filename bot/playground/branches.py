"""What is in a repository's files, on each of its branches."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By
from bot.playground.ancestry import Ancestry
from bot.playground.checks import Checks
from bot.playground.commits import Commit, Files, Push, changed_paths, make_commit

if TYPE_CHECKING:
    from bot.playground.repositories import Repository


class Conflict(Exception):
    """Two branches changed the same file, each in its own way."""


class NotForward(Exception):
    """The branch would lose commits that it has."""


def is_name(name: str) -> bool:
    """Whether Git would have such a branch or tag, as far as names go wrong by chance."""
    parts = name.split("/")
    return (
        all(parts)
        and not any(part.startswith(".") or part.endswith(".lock") for part in parts)
        and not any(bad in name for bad in (" ", "~", "^", ":", "?", "*", "[", "\\"))
        and not any(bad in name for bad in ("..", "@{"))
        and not name.endswith(".")
    )


class Branches:
    """A repository's branches: commits oldest first, by the branch's name.

    `known` has every commit that was ever seen here, by its name; also those of pull
    requests from forks, and those that a forced push left behind.
    """

    def __init__(self, repository: "Repository") -> None:
        self.histories: dict[str, list[Commit]] = {}
        self.known: dict[str, Commit] = {}
        self.ancestry = Ancestry(self.known)
        self.checks = Checks(repository)
        self._repository = repository

    def tip(self, branch: str) -> Commit | None:
        """The newest commit of a branch; None if there is no such branch."""
        history = self.histories.get(branch)
        return history[-1] if history else None

    def at(self, ref: str) -> Commit | None:
        """The commit that a branch, a tag or a (short) sha names, the first of them.

        A branch may be written as `heads/branch`, and a tag as `tags/tag`; either with
        `refs/` before it.
        """
        name = ref.removeprefix("refs/")
        if tip := self.tip(name.removeprefix("heads/")):
            return tip
        if tag := self._repository.tags.named.get(name.removeprefix("tags/")):
            return tag.commit
        if found := self.known.get(ref):
            return found
        if len(ref) < 7:
            return None
        return next(
            (one for sha, one in self.known.items() if sha.startswith(ref)), None
        )

    def history(self, commit: Commit) -> list[Commit]:
        """A commit and all that came before it, oldest first."""
        place = self.ancestry.place
        return sorted(self._past(commit).values(), key=lambda one: place(one.sha))

    def has(self, commit: Commit, other: Commit) -> bool:
        """Whether `other` is the commit, or came before it."""
        return other.sha in {commit.sha, *commit.parents} or other.sha in self._past(
            commit
        )

    def commits_between(self, one: Commit, other: Commit) -> tuple[Commit, ...]:
        """What `other` has and `one` has not, oldest first."""
        return self.ancestry.brought(other, one)

    def _past(self, commit: Commit) -> dict[str, Commit]:
        """A commit and all that came before it, in no order."""
        found = {commit.sha: commit}
        waiting = list(commit.parents)
        while waiting:
            sha = waiting.pop()
            if sha not in found:
                found[sha] = one = self.known[sha]
                waiting += one.parents
        return found

    def pointing_at(self, commit: Commit) -> str | None:
        """A branch whose newest commit it is."""
        return next(
            (name for name, history in self.histories.items() if history[-1] == commit),
            None,
        )

    def branch_of(self, commit: Commit) -> str | None:
        """A branch that points at the commit, or has it."""
        return self.pointing_at(commit) or next(
            (name for name, history in self.histories.items() if commit in history),
            None,
        )

    def learn(self, commits: Iterable[Commit]) -> None:
        """Know commits, such as those that came from a fork; parents first."""
        for commit in commits:
            self.known.setdefault(commit.sha, commit)

    def commit(
        self,
        changes: dict[str, bytes | None],
        *,
        message: str,
        by: Account,
        branch: str,
        start: str | None = None,
    ) -> Commit:
        """Write files (None: remove) in one commit and push it.

        A branch that is not there begins at `start`, or at the default branch.
        """
        parent = self.tip(branch) or self.tip(start or self._repository.default_branch)
        files = dict(parent.files) if parent else {}
        for path, content in changes.items():
            if content is None:
                del files[path]
            else:
                files[path] = content
        made = make_commit(
            (parent,) if parent else (),
            files,
            message,
            by,
            self._repository.world.now(),
        )
        self.learn([made])
        self._point(branch, made, by)
        return made

    def create(self, branch: str, commit: Commit, by: By) -> None:
        """Let a new branch begin at a commit."""
        self._point(branch, commit, self._repository.world.actor(by))

    def move(self, branch: str, commit: Commit, by: By, *, force: bool = False) -> None:
        """Let a branch point at another commit; NotForward if it would lose some."""
        tip = self.tip(branch)
        if not force and not (tip and self.has(commit, tip)):
            raise NotForward(branch)
        if tip != commit:
            self._point(branch, commit, self._repository.world.actor(by))

    def delete(self, branch: str, by: By) -> None:
        """Take a branch away; what it had is still known."""
        actor = self._repository.world.actor(by)
        before = self.histories.pop(branch)[-1]
        self._repository.pushed(Push(branch, before, None, ()), actor)

    def merge(self, head: Commit, into: str, message: str, by: Account) -> Commit:
        """Bring all of `head` into a branch; Conflict if that cannot be."""
        tip = self.histories[into][-1]
        files = self.merged_files(tip, head)
        now = self._repository.world.now()
        made = make_commit((tip, head), files, message, by, now)
        self.learn([made])
        self._point(into, made, by)
        return made

    def merge_base(self, one: Commit, other: Commit) -> Commit | None:
        """The newest commit that both have."""
        return one if self.has(other, one) else self.ancestry.merge_base(one, other)

    def merged_files(self, tip: Commit, head: Commit) -> Files:
        """The files of `tip` with what `head` has changed; Conflict if both have."""
        base = self.merge_base(tip, head)
        before: Files = base.files if base else {}
        mine, theirs = _changes(before, tip.files), _changes(before, head.files)
        if any(path in mine and mine[path] != theirs[path] for path in theirs):
            raise Conflict
        files = {**tip.files, **theirs}
        return {path: data for path, data in files.items() if data is not None}

    def _point(self, branch: str, commit: Commit, by: Account) -> None:
        before = self.tip(branch)
        elsewhere = {one.sha for old in self.histories.values() for one in old}
        if before and commit.parents == (before.sha,):
            history = [*self.histories[branch], commit]
        else:
            history = self.history(commit)
        self.histories[branch] = history
        new = tuple(one for one in history if one.sha not in elsewhere)
        forced = before is not None and not self.has(commit, before)
        self._repository.pushed(Push(branch, before, commit, new, forced), by)


def _changes(before: Files, after: Files) -> dict[str, bytes | None]:
    """What each file has become; None for one that went."""
    changed: dict[str, bytes | None] = {
        p: after[p] for p in changed_paths(before, after)
    }
    changed |= {path: data for path, data in after.items() if path not in before}
    return changed | {path: None for path in before if path not in after}
