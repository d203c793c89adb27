"""Which changes have come to another line as well, and were released there.

    Backport PR #5236 on branch 5.x (fix loading stopped servers)      is #5236 on main
    [5.x] fix loading stopped servers · fix loading stopped servers (#5236)
    fix loading stopped servers                                        by the same author

Two changes are not the same for having a title as common as "Fix typo". Each release of
a change accounts for one change only; the older one, where several are called alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.core.projects import Change
from bot.projects.machines import is_machine
from bot.projects.titles import carried, same_title, words_of

_COMMON = frozenset(
    """
    a add adds all an and apply autoupdate badge badges broken bug bugs bump changelog ci
    clean cleanup code config deps dependencies doc docs documentation fix fixed fixes
    flaky for format formatting from improve in link links lint linting maint maintenance
    md minor misc more new of on pre-commit readme refactor release remove small some test
    tests the to tweak tweaks typo typos update updates use version wip with
    """.split()
)

_ANYONE = "*"


def without_backports(
    changes: Iterable[Change], released: Iterable[Change]
) -> tuple[Change, ...]:
    """The changes of which none in `released`, on another line, is the same."""
    released = tuple(released)
    if not released:
        return tuple(changes)
    there = _Released(released)
    return tuple(change for change in changes if not there.takes(change))


class _Released:
    """What was released elsewhere, as far as nothing here was found to be the same.

    A title counts by its author; under `_ANYONE` where a backport says no more.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        self.shas: set[str] = {""}
        self.numbers: set[int] = {0}
        self.titled: set[tuple[int, str]] = set()
        self.authors: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for change in changes:
            self._put(change)

    def _put(self, change: Change) -> None:
        what, title = carried(change.title), same_title(change.title)
        self.shas.add(change.sha)
        self.numbers.add(change.number)
        if what.numbers and (what.is_backport or not change.number):
            self.numbers.update(what.numbers)
            return
        # "Fix the regression (#123)" may be about an issue, or about what #123 has broken
        self.titled.update((number, title) for number in what.numbers)
        author = _ANYONE if what.is_backport else _author(change, title)
        if author and _is_distinct(title):
            self.authors[title][author] += 1

    def takes(self, change: Change) -> bool:
        """Whether it is one of these, which then is used up."""
        what, title = carried(change.title), same_title(change.title)
        names = {change.number}
        if what.is_backport or not change.number:
            names.update(what.numbers)
        if (
            (change.sha and change.sha in self.shas)
            or not self.numbers.isdisjoint(names - {0})
            or (change.number, title) in self.titled
        ):
            return True
        if title not in self.authors:
            return False
        left = self.authors[title]
        matching = (
            tuple(left) if what.is_backport else (_author(change, title), _ANYONE)
        )
        author = next((one for one in matching if left[one] > 0), None)
        if author is None:
            return False
        left.subtract((author,))
        return True


def _is_distinct(title: str) -> bool:
    """Whether hardly anybody would call another change so."""
    return not set(words_of(title)) <= _COMMON


def _author(change: Change, title: str) -> str:
    """Who would give that title a second time only to the same; "" for nobody."""
    if change.author.is_deleted:
        return ""
    if is_machine(change.author) and not any(letter.isdigit() for letter in title):
        return ""
    return change.author.login.lower()
