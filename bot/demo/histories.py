"""What the projects have behind them: files, a release, merged pull requests."""

from collections.abc import Iterator
from itertools import islice

from bot.demo.projects import HISTORY_ENDS, ROLES, SHAPES, Change, Shape
from bot.playground import Playground
from bot.playground.repositories import Repository

_DEPENDABOT, _PRE_COMMIT = "dependabot[bot]", "pre-commit-ci[bot]"


def gather_projects(github: Playground) -> None:
    """All of them are there as they were at the end of 2020, and the App with them."""
    for shape in SHAPES:
        with github.clock.then(shape.released):
            repository = github.add_repository(shape.name, install=False)
            for login, role in ROLES.items():
                repository.set_role(login, role)
            _begin(repository, shape)
        changes = list(_mixed(shape))
        every = (HISTORY_ENDS - shape.released) / (len(changes) + 1)
        for number, change in enumerate(changes, 1):
            with github.clock.then(shape.released + every * number):
                _land(repository, change)
        github.world.install(repository)


def _begin(repository: Repository, shape: Shape) -> None:
    readme = {"README.md": f"# {repository.name}\n"}
    for path, text in {**readme, **shape.files}.items():
        repository.commit(path, text, by="minrk")
    if shape.tag:
        repository.tags.create(shape.tag, by="minrk", message=f"release {shape.tag}")


def _mixed(shape: Shape) -> Iterator[Change]:
    """What came to a project: first the bots' updates, people's among them."""
    updates = _updates()
    rest = shape.updates
    for change in shape.changes:
        yield from islice(updates, rest // 2)
        rest -= rest // 2
        yield change
    yield from islice(updates, rest)


def _updates() -> Iterator[Change]:
    number = 2
    while True:
        yield Change(
            f"Bump actions/checkout from {number} to {number + 1}",
            _DEPENDABOT,
            ".github/workflows/test.yml",
            ("dependencies",),
        )
        yield Change(
            "[pre-commit.ci] pre-commit autoupdate",
            _PRE_COMMIT,
            ".pre-commit-config.yaml",
        )
        number += 1


def _land(repository: Repository, change: Change) -> None:
    commits = repository.commits()
    before = commits[-1].files.get(change.path, b"").decode()
    sign = "//" if change.path.endswith(".js") else "#"
    text = f"{before}{sign} {change.title}\n"
    repository.land(
        change.title, {change.path: text}, by=change.by, labels=change.labels
    )
