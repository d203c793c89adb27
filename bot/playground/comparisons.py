"""Two commits beside each other: how far one is ahead of the other, and behind it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.commits import Commit
from bot.playground.diffs import Difference, differences

if TYPE_CHECKING:
    from bot.playground.branches import Branches


@dataclass(frozen=True, slots=True)
class Comparison:
    """What only the head has (`ahead`) and only the base (`behind`), oldest first.

    `both` is the newest commit that they have in common.
    """

    base: Commit
    head: Commit
    both: Commit
    ahead: tuple[Commit, ...]
    behind: tuple[Commit, ...]

    @property
    def status(self) -> str:
        """GitHub's word for where the head is, seen from the base."""
        if self.ahead:
            return "diverged" if self.behind else "ahead"
        return "behind" if self.behind else "identical"

    @property
    def files(self) -> list[Difference]:
        """What the head has changed since the two went apart, by path."""
        return list(differences(self.both.files, self.head.files))


def compare(branches: "Branches", base: Commit, head: Commit) -> Comparison | None:
    """The two beside each other; None if they have nothing in common."""
    both = branches.merge_base(base, head)
    if both is None:
        return None
    ahead = branches.commits_between(base, head)
    return Comparison(base, head, both, ahead, branches.commits_between(head, base))
