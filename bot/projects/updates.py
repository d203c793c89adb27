"""What machines, and at times people, update: actions, hooks, tools, requirements.

Bump actions/checkout from 4 to 5                  dependabot/github_actions/…
build(deps-dev): bump ws from 8.12.1 to 8.13.0     dependabot/npm_and_yarn/…
[pre-commit.ci] pre-commit autoupdate              pre-commit-ci-update-config
Update library/traefik version from 3.1 to 3.2     update-image-traefik
"""

import re

from bot.projects.kinds import Kind
from bot.projects.titles import said_kind, without_type, words_of

_UPDATE = re.compile(
    r"(?:(?:auto)?(?:bump|update|upgrade)s?(?: dependency| the| module| image)?"
    r"|re-?freeze|re-?lock|pin) (?P<what>[^\s,]{1,100})",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r" from \S{1,80} to \S", re.IGNORECASE)
_COMPARED = re.compile(r": \S{1,80}?\.\.\.\S")  # "binderhub: 851025f...0d300b8"
_HEADS = ("dependabot/", "renovate/", "update-", "pyup-", "snyk-", "greenkeeper/")
_ELSEWHERE = frozenset(
    "bench ci dev doc docs documentation example examples test testing tests".split()
)
TOOLS = frozenset(
    """
    black codecov coverage djlint eslint flake8 isort jasmine jest jshint mocha mypy
    myst-parser nox nyc pre-commit precommit prettier pydata-sphinx-theme pylint pytest
    pytest-asyncio pytest-cov ruff sinon sphinx sphinx-autobuild sphinx-book-theme tbump
    tox vitest
    """.split()
)
"""What is of no use to who uses a project."""


def is_update(title: str, head: str) -> bool:
    """Whether it is the kind of update that machines make, by its title or branch."""
    rest = without_type(title).title
    return (
        head.startswith((*_HEADS, "pre-commit-ci-"))
        or "pre-commit.ci" in title
        or bool(_UPDATE.match(rest) and _FROM_TO.search(rest))
        or bool(_COMPARED.search(title))
    )


def development_or_ci(title: str, head: str) -> Kind | None:
    """Whether an update is of CI, or of what only developers have, as far as it says."""
    ecosystem, _, place = head.removeprefix("dependabot/").partition("/")
    is_dependabot = head.startswith("dependabot/")
    text = title.lower()
    if "pre-commit" in " ".join(text.split()[:3]) or head.startswith("pre-commit-ci-"):
        return "development"
    if (is_dependabot and ecosystem == "github_actions") or _is_action(text):
        return "ci"
    said = said_kind(title)
    if said in ("ci", "development"):
        return said
    found = _UPDATE.match(without_type(text).title)
    what = found["what"] if found else ""
    folders = set(place.split("/")[:-1]) if is_dependabot else set()
    _, _, folder = text.rpartition(" in /")
    if what in TOOLS or what.startswith(("types-", "@types/")) or folders & _ELSEWHERE:
        return "development"
    return "development" if set(folder.split("/")) & _ELSEWHERE else None


def names_tool(title: str) -> bool:
    """Whether a title names what only developers have."""
    return not TOOLS.isdisjoint(words_of(title))


def _is_action(text: str) -> bool:
    found = _UPDATE.match(without_type(text).title)
    if found is None:
        return False
    owner, slash, name = found["what"].partition("/")
    return (
        owner in ("actions", "github-actions")
        or bool(slash and "action" in name)
        or " github-actions group" in text
        or " github actions group" in text
        or bool(slash and re.match(r" action\b", text[found.end() :]))
    )
