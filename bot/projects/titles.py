"""What the title of a change says, in the ways that people and machines write them.

    Backport PR #5236 on branch 5.x (fix loading stopped servers)
    4.x: Update jupyterhub from 5.4.6 to 5.5.0
    Revert "ci: enable pip cache" (#4812)
    docs(awscognito): add custom claims example
    Bump to 7.1.0

Titles are cut before they are read, and no pattern looks at a place twice.
"""

import re
from dataclasses import dataclass

from bot.projects.kinds import Kind

_MOST = 300
"""Characters: GitHub's own limit is 256, but a commit's headline has none."""

_DEEPEST = 8
"""Reverts of reverts, and backports of those."""

_NUMBER_LAST = re.compile(r"\s*\((?:gh-|#)(\d{1,9})\)$", re.IGNORECASE)
_BACKPORT = re.compile(
    r"(?:auto(?:matic)?[ -])?(?:back|forward)[ -]?port(?:s|ed|ing)?(?: of)?"
    r"(?: pr:? #?| pull request:? #?|:? #)(\d{1,9})(?![.\d])"
    r"(?: (?:on|to|onto|for|into)(?: branch)? [^\s:()]{1,60})?",
    re.IGNORECASE,
)
_MERGE = re.compile(
    r"Merge (?:pull request #[0-9]|(?:remote-tracking )?branch(?:es)? '|tag '|commit ')"
)
_BRACKET = re.compile(r"\[([^\[\]]{1,40})\]:?\s*")
_BRACKET_LAST = re.compile(r"\s*\[([^\[\]]{1,40})\]$")
_LINE = re.compile(r"v?\d{1,4}(?:\.\d{1,4})?\.x")
_LINE_FIRST = re.compile(r"(?:v?\d{1,4}(?:\.\d{1,4})?\.x)\s*:\s+", re.IGNORECASE)
_REVERT = re.compile(r"(revert|reapply):? [\"“](.{1,300})[\"”]\.?$", re.IGNORECASE)
_REVERT_NUMBER = re.compile(
    r"reverts? (?:(?:pr|pull request) )?#(\d{1,9})\b", re.IGNORECASE
)
_REVERT_TYPE = re.compile(r"revert: ", re.IGNORECASE)
_TYPE = re.compile(
    r"([a-z][\w ,/&+.-]{0,30}?)(?:\(([^()]{1,40})\))?(!)?(?::| -)\s", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

_TYPES: dict[str, Kind | None] = {
    **dict.fromkeys("doc docs documentation readme changelog".split(), "documentation"),
    **dict.fromkeys(
        """
        actions cd ci circleci codecov dependabot gha github renovate test testing tests
        travis tst workflow workflows
        """.split(),
        "ci",
    ),
    **dict.fromkeys(
        """
        deps-dev dev-deps dev black flake8 format formatting isort lint linting mypy
        pre-commit precommit prettier ruff style typing
        """.split(),
        "development",
    ),
    **dict.fromkeys(
        "breaking enh enhancement feat feature perf security".split(), "ships"
    ),
    # these may be said of anything
    **dict.fromkeys(
        """
        and bug bugfix build chore cleanup dep deps fix fixes hotfix main maint
        maintenance misc refactor release upgrade update
        """.split()
    ),
}  # fmt: skip
_ASIDE = frozenset("mrg wip rfc ci-skip skip-ci no-ci ready".split())


@dataclass(frozen=True, slots=True)
class Carried:
    """What a title is about, once it is unwrapped.

    `numbers` are pull requests that it names as being the same; `is_backport` says that
    it brings to one line what another has.
    """

    title: str
    numbers: tuple[int, ...] = ()
    is_backport: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A title without its type: `docs(awscognito): …`, `maint, breaking: …`, `[ci] …`."""

    title: str
    types: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    breaks: bool = False


def carried(title: str) -> Carried:
    """What is brought from another line, or the title itself."""
    text = " ".join(title[:_MOST].split())
    numbers: list[int] = []
    is_backport = False
    for _ in range(_DEEPEST):
        before = text
        if last := _NUMBER_LAST.search(text):
            numbers.append(int(last[1]))
            text = text[: last.start()]
        if (found := _BRACKET_LAST.search(text)) and _is_aside(found[1]):
            text = text[: found.start()]
        if found := _BACKPORT.match(text):
            numbers.append(int(found[1]))
            text, is_backport = _inside(text[found.end() :]), True
        elif found := _LINE_FIRST.match(text):
            text, is_backport = text[found.end() :], True
        elif (found := _BRACKET.match(text)) and found.end() < len(text):
            name = found[1].lower().strip()
            if _LINE.fullmatch(name) or name.startswith(("backport", "stable/")):
                text, is_backport = text[found.end() :], True
            elif _is_aside(name):
                text = text[found.end() :]
        if text == before:
            break
    return Carried(text, tuple(numbers), is_backport)


def is_merge(title: str) -> bool:
    """Whether Git and GitHub call a commit so that only merges others."""
    return _MERGE.match(title) is not None


def undone(title: str) -> Carried | None:
    """What a change takes back, or None where it takes nothing back.

    Where it only says which pull request, the title is empty.
    """
    text = carried(title)
    if found := _REVERT.match(text.title):
        again = found[1].lower() == "reapply"
        inside = carried(found[2])
        return Carried(f'Revert "{found[2]}"') if again else inside
    if found := _REVERT_NUMBER.match(text.title):
        return Carried("", (int(found[1]),))
    if found := _REVERT_TYPE.match(text.title):
        return carried(text.title[found.end() :])
    return None


def innermost(title: str) -> str:
    """What a title is about, whether that is brought, taken back or both."""
    for _ in range(_DEEPEST):
        what = undone(title)
        if what is None or not what.title:
            break
        title = what.title
    return carried(title).title


def same_title(title: str) -> str:
    """What two titles have in common where both are of the same change."""
    return carried(title).title.casefold().rstrip(". ")


def words_of(title: str) -> tuple[str, ...]:
    """The words of a title, in lower case."""
    return tuple(_WORD.findall(title[:_MOST].lower()))


def without_type(title: str) -> Typed:
    """What stands before a title's colon (or in brackets), where that is of some sort."""
    if (found := _BRACKET.match(title)) and found[1].lower() not in _TYPES:
        title = title[found.end() :]  # "[Google] Fix regression"
    if found := _BRACKET.match(title) or _TYPE.match(title):
        said, scope, breaks = (*found.groups(""), "", "")[:3]
        types = words_of(said)
        if types and all(word in _TYPES for word in types):
            within = tuple(word for word in words_of(scope) if word in _TYPES)
            return Typed(title[found.end() :], types, within, bool(breaks))
    return Typed(title)


def said_kind(title: str) -> Kind | None:
    """The kind that stands before the title's colon, if one does."""
    typed = without_type(title)
    kinds = {kind for word in typed.types if (kind := _TYPES[word])}
    within = {kind for word in typed.scope if (kind := _TYPES[word])} - {"ships"}
    if typed.breaks or "breaking" in typed.types:
        return "ships"
    if within and kinds <= {"ships"}:
        return min(within)  # "feat(ci): …"
    return min(kinds, default=None) if "ships" not in kinds or len(kinds) == 1 else None


def _is_aside(text: str) -> bool:
    return text.lower().strip().replace(" ", "-") in _ASIDE


def _inside(text: str) -> str:
    text = text.strip().removeprefix(":").removeprefix("-").strip()
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text
