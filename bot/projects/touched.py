"""What a change is about, by the files that it touches."""

import re
from collections.abc import Iterable
from typing import Literal

from bot.projects.kinds import Kind

Touched = Kind | Literal["manifest", "changelog"]
"""A `manifest` may hold what users get and what only tests need, and a `version` file has
code of its own at times: a change of these alone is told by its title.
"""

_SPLIT = re.compile(r"[^a-z0-9]+")
_TEST_FILE = re.compile(
    r"test_[^/]*\.py|[^/]*_test\.(?:py|go)|conftest\.py"
    r"|[^/]*[.-](?:test|spec)\.[cm]?[jt]sx?"
)

_DOCUMENTATION = frozenset("docs doc documentation examples example".split())
_CI = frozenset(
    """
    .buildkite .ci .circleci .github __tests__ ci e2e integration-tests
    integration_tests test testdata testing tests
    """.split()
)
_DEVELOPMENT = frozenset(
    ".binder .devcontainer .husky .idea .vscode bench benchmark benchmarks".split()
)
_FILES: dict[str, Touched] = {
    **dict.fromkeys(
        """
        .readthedocs.yaml .readthedocs.yml readthedocs.yml mkdocs.yml license licence
        license.txt licence.txt copying copying.txt authors authors.txt notice
        contributors citation.cff readme readme.txt codeowners
        """.split(),
        "documentation",
    ),
    **dict.fromkeys(
        """
        .codecov.yml .coveragerc .gitlab-ci.yml .travis.yml appveyor.yml
        azure-pipelines.yml codecov.yml dependabot.yaml dependabot.yml
        jest.config.js noxfile.py playwright.config.js playwright.config.ts pytest.ini
        renovate.json tox.ini vitest.config.js vitest.config.ts
        """.split(),
        "ci",
    ),
    **dict.fromkeys(
        """
        .babelrc .bumpversion.cfg .djlintrc .dockerignore .editorconfig .eslintignore
        .eslintrc .eslintrc.js .eslintrc.json .eslintrc.yml .flake8
        .git-blame-ignore-revs .gitattributes .gitignore .isort.cfg .mailmap
        .node-version .nvmrc .pre-commit-config.yaml .pre-commit-config.yml
        .prettierignore .prettierrc .prettierrc.yaml .prettierrc.yml .pylintrc
        .python-version .release-please-manifest.json .ruff.toml .yamllint
        .yamllint.yaml eslint.config.js eslint.config.mjs mypy.ini ruff.toml tbump.toml
        """.split(),
        "development",
    ),
    **dict.fromkeys(
        """
        cargo.lock cargo.toml chart.lock chart.yaml environment.yaml environment.yml
        go.mod go.sum npm-shrinkwrap.json package-lock.json package.json pdm.lock
        pipfile pipfile.lock pnpm-lock.yaml poetry.lock pyproject.toml setup.cfg
        setup.py uv.lock yarn.lock
        """.split(),
        "manifest",
    ),
    **dict.fromkeys(
        "__version__.py _version.py version version.py version.txt".split(), "version"
    ),
}
_ONLY_HERE = frozenset(
    "bench dev develop development doc docs lint test testing tests typing".split()
)
_CHANGELOG = re.compile(
    r"(?:changelog|changes|history|news|release[_-]notes)(?:\.(?:md|rst|txt))?"
)


def touched(path: str) -> Touched:
    """What the file at a path is to the project."""
    *folders, name = path.lower().split("/")
    if _CHANGELOG.fullmatch(name):
        return "changelog"
    return (
        _by_folder(folders) or _by_name(name) or _requirements(folders, name) or "ships"
    )


def all_touched(paths: Iterable[str]) -> frozenset[Touched]:
    """What all the files are."""
    return frozenset(touched(path) for path in paths)


def _by_folder(folders: list[str]) -> Touched | None:
    within = set(folders)
    if within & _DOCUMENTATION and ".github" not in within:
        return "documentation"
    if within & _CI:
        return "ci"
    if within & _DEVELOPMENT or folders[:1] == ["binder"]:
        return "development"
    return None


def _by_name(name: str) -> Touched | None:
    if _TEST_FILE.fullmatch(name):
        return "ci"
    if name.endswith((".md", ".rst")):
        return "documentation"
    return _FILES.get(name)


def _requirements(folders: list[str], name: str) -> Touched | None:
    """`requirements.txt`, `dev-requirements.txt`, `requirements/test.in`."""
    if "." in name and not name.endswith((".txt", ".in", ".lock", ".old")):
        return None
    if "requirements" not in name and "requirements" not in folders:
        return None
    words = {*_SPLIT.split(name), *folders}
    return "development" if words & _ONLY_HERE else "manifest"
