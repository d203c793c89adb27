"""Which titles say that a version was released, or is about to be.

    Bump to 7.1.0 · Back to dev · 4.6.2 · Bump version: 0.16.1 → 0.17.0
    Release 0.2.0 (JupyterHub 1.*) · Add changelog for 5.2.0 · 5.4.2 changelog

A title that names anything else is about that: "Bump jupyterhub from 4 to 5" is none, nor
is "Release the lock when a spawn fails".
"""

import re

from bot.projects.titles import without_type

_VERSION = re.compile(
    r"v?\d{1,8}(?:(?:\.\d{1,8}){1,4}(?:[.+-]?[a-z]{1,10}\d{0,8})?(?:[.+-][a-z0-9]{1,40}){0,6}"
    r"|(?:a|b|rc)\d{1,4})?(?:\.[x*])?"
)
_AROUND = "()[]{}<>,:;.!?'\"`*_~|=→-–—"
_ASIDE = re.compile(r"\s*\([^()]{1,80}\)$")

_LOGS = frozenset(
    """
    changelog changelogs changelog.md changelog.rst changes.md changes.rst history.md
    release-notes
    """.split()
)
_SUBJECTS = frozenset("release releasing version".split())
_MOVES = frozenset("back begin bump bumps prep prepare preparing publish start".split())
_AIMS = frozenset("dev develop development".split())
_BETWEEN = frozenset(
    """
    a add adds after again an and bumped cut cycle dev-version entry entries first for
    from in initial into new next next.dev notes number of our package post post-release
    pre-release set tag the this to update updates updating
    """.split()
)


def is_bump(title: str) -> bool:
    """Whether all that a title is about is a version of the project itself."""
    typed = without_type(title)
    types = {*typed.types, *typed.scope}
    if types & {"fix", "fixes", "hotfix", "bugfix", "ci", "test", "tests"}:
        return False
    text = typed.title.lower()
    if text.startswith("release"):
        text = _ASIDE.sub("", text)
    words = [word for one in text.split() if (word := one.strip(_AROUND))]
    versions = [word for word in words if _VERSION.fullmatch(word)]
    rest = {word for word in words if not _VERSION.fullmatch(word)}
    if not words or rest - _LOGS - _SUBJECTS - _MOVES - _AIMS - _BETWEEN:
        return False
    if not rest:  # as npm has it: "4.6.2"
        return any("." in word or word.startswith("v") for word in versions)
    if rest & _LOGS or {"release", "notes"} <= rest:
        return True
    if rest & {"add", "adds", "update", "updates", "updating"}:
        # "Update to version 5" may be of anything; "Update version to 5.0.0" is not
        return words[:2] in (["update", "version"], ["updates", "version"])
    moves = bool(rest & _MOVES) and (bool(versions) or bool(rest & _AIMS))
    return moves or bool(rest & _SUBJECTS) or bool(types & {"release"} and versions)
