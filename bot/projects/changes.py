"""What each change since a release means to users: it ships, or it need not be released.

What is told first counts:

1. A headline that is about nothing but a version is a version bump: "Back to dev", "Add
   changelog for 5.2.0". One that names something else is none: "Bump jupyterhub from 4
   to 5".
2. A machine's update is of CI ("Bump actions/checkout from 4 to 5", and all on a branch
   `dependabot/github_actions/…`), of what only developers have (`deps-dev`, `… in /docs`,
   "[pre-commit.ci] pre-commit autoupdate") or of what the project needs where it runs
   ("Update library/traefik version from 3.1 to 3.2"). A machine that backports brings a
   person's change, and a coding agent's is that of the person who asked for it.
3. A person's label: `bug`, `enhancement`, `new`, `breaking` ship; `documentation` and `ci`
   speak for themselves. `maintenance` and `dependencies` may be anything.
4. A type before the colon: `docs:`, `ci:`, `test:`, `chore(deps-dev):`, `feat:`. A label
   that ships and a type that does not ("docs: fix the tokens", `bug`) leave it open, as
   does `fix:`, which people also say of typos in a README.
5. The files; of several sorts, what ships most. `pyproject.toml`, `requirements.txt` and
   their like ship with a person's change, unless its title is about a tool of developers
   ("Update `black.target_version`").
6. Without them, and for a commit that no pull request brought (its files cost a request
   each), what the title names: "Fix typo in README.md".

Whatever is still open ships: a release that nobody needed costs less than a fix that
nobody gets.
"""

import re
from collections.abc import Iterable

from bot.core.projects import Change
from bot.projects.bumps import is_bump
from bot.projects.kinds import Kind
from bot.projects.machines import is_agent, is_machine, is_updater
from bot.projects.titles import carried, innermost, is_merge, said_kind, words_of
from bot.projects.touched import Touched, all_touched, touched
from bot.projects.updates import development_or_ci, is_update, names_tool

_LABELS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            "api change", "apichange", "breaking", "breaking change", "bug", "bugfix",
            "deprecation", "enhancement", "feature", "new", "new feature", "performance",
            "regression", "security",
        ),
        "ships",
    ),
    **dict.fromkeys(("doc", "docs", "documentation"), "documentation"),
    **dict.fromkeys(
        (
            "cd",
            "ci",
            "continuous integration",
            "github actions",
            "test",
            "testing",
            "tests",
        ),
        "ci",
    ),
}  # fmt: skip
_BUMP_WORDS = frozenset("bump bumps changelog dev release version versions".split())
_BUMPED: frozenset[Touched] = frozenset(
    ("changelog", "development", "documentation", "manifest", "version")
)
_NO_WORD = re.compile(r"[^a-z]+")
_QUIET: tuple[Kind, ...] = ("ci", "development", "documentation")
_BESIDES = frozenset(
    """
    a add adds all an and apply badge badges broken code dead errors failing file fix
    fixed fixes flaky for formatting grammar improve improves in link links make minor
    misc more of on pass please run satisfy shorten small some spelling the to typo typos
    update updates warnings with wording
    """.split()
)
_NAMED: dict[str, Kind] = {
    **dict.fromkeys(
        "changelog contributing doc docs documentation license readme".split(),
        "documentation",
    ),
    **dict.fromkeys("ci linkcheck test tests".split(), "ci"),
    **dict.fromkeys(
        "black flake8 isort lint linting prettier ruff".split(), "development"
    ),
}
# "drop py36, test py311, use tbump" is more than a tool
_MORE = frozenset(
    """
    dependencies dependency deps drop python remove require requirement requirements
    requires support supports
    """.split()
)
_AROUND = "()[]{}<>,:;!?'\"`*"


def kind_of(change: Change) -> Kind:
    """What a change means to users."""
    if settled := _settled(change):
        return settled
    title = innermost(change.title)
    if change.paths is not None:
        return _by_paths(title, change.paths)
    return _by_names(title) or "ships"


def needs_paths(change: Change) -> bool:
    """Whether only the files that a change touches would tell its kind."""
    return change.paths is None and _settled(change) is None


def is_by_machine(change: Change) -> bool:
    """Whether no person is behind it: a machine that backports only carries a person's."""
    if not is_machine(change.author) or is_agent(change.author):
        return False
    what = carried(change.title)
    return not what.is_backport or is_update(what.title, "")


def _settled(change: Change) -> Kind | None:
    """What is told without the files; known ones can only show that a bump is more."""
    title = innermost(change.title)
    labels = {kind for label in change.labels if (kind := _label(label))}
    if change.number == 0 and is_merge(change.title):
        return "development"  # what it brings are changes of their own
    if is_bump(title):
        if "ships" in labels:
            return None
        return "version" if _only_bumps(change.paths or ()) else "ships"
    if is_by_machine(change):
        return _of_machine(change, title, labels)
    said = said_kind(title)
    if is_update(title, change.head_ref) or names_tool(title):
        said = development_or_ci(title, change.head_ref) or said
    if _by_words(title) == "development":  # "fix flake8 errors", in whichever files
        said = "development"
    if said is None and not labels and change.number == 0:
        said = _by_names(title)  # the files of each commit cost a request
    if "ships" in labels or said == "ships":
        return "ships" if labels | {said} <= {"ships", None} else None
    return next((kind for kind in _QUIET if kind in labels), said)


def _of_machine(change: Change, title: str, labels: set[Kind]) -> Kind:
    if aside := development_or_ci(title, change.head_ref):
        return aside
    if is_updater(change.author) or is_update(title, change.head_ref):
        return "ci" if "ci" in labels else "runtime"
    said = said_kind(title)
    if labels or said:
        return next((kind for kind in _QUIET if kind in labels), said or "ships")
    return _by_names(title) or "ships"


def _by_paths(title: str, paths: Iterable[str]) -> Kind:
    kinds = all_touched(paths)
    if not kinds or "ships" in kinds:
        return "ships"
    if "version" in kinds:
        is_bumped = kinds <= _BUMPED and not _BUMP_WORDS.isdisjoint(words_of(title))
        return "version" if is_bumped else "ships"
    if "manifest" in kinds and not _is_of_tools(title):
        return "ships"
    others: Kind = "development" if "manifest" in kinds else "version"
    return next((kind for kind in _QUIET if kind in kinds), others)


def _is_of_tools(title: str) -> bool:
    words = words_of(title)
    return names_tool(title) and not any(
        word in _MORE or word.startswith("py3") for word in words
    )


def _by_names(title: str) -> Kind | None:
    """By the files that a title names, or by its being about nothing but, say, tests."""
    names = (word for one in title.split() if (word := one.strip(_AROUND)))
    files = [name for name in names if "." in name[:-1] and not name[0].isdigit()]
    if not files:
        return _by_words(title)
    return None if all_touched(files) - set(_QUIET) else _by_paths(title, files)


def _by_words(title: str) -> Kind | None:
    rest = set(words_of(title)) - _BESIDES
    kinds = {_NAMED.get(word) for word in rest}
    return None if None in kinds else next((k for k in _QUIET if k in kinds), None)


def _only_bumps(paths: Iterable[str]) -> bool:
    """Whether files that ship are at most those where projects keep their version."""
    return all(
        touched(path) != "ships" or path.endswith("__init__.py") for path in paths
    )


def _label(label: str) -> Kind | None:
    """What `bug`, `type: bug` and `kind/bug` say."""
    names = label.lower().replace("/", ":").split(":")
    words = (" ".join(_NO_WORD.sub(" ", name).split()) for name in reversed(names))
    return _LABELS.get(next((name for name in words if name), ""))
