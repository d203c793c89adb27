"""What comes to every project: machines' updates, and people's work on docs and tests."""

from collections.abc import Iterator
from itertools import count, cycle

from tests.playground.hub.shapes import Deed

PRE_COMMIT, DEPENDABOT, JUPYTERHUB_BOT = (
    "pre-commit-ci[bot]",
    "dependabot[bot]",
    "jupyterhub-bot",  # a user's account, as far as GitHub can tell
)
_ACTIONS = (
    "actions/checkout", "actions/setup-python", "docker/build-push-action",
    "actions/setup-node", "codecov/codecov-action", "docker/login-action",
)  # fmt: skip
_IMAGES = ("library/traefik", "registry.k8s.io/kube-scheduler", "curlimages/curl")


def updates(sorts: str) -> Iterator[Deed]:
    """The updates that bots bring, without end, the sorts of them in turn."""
    turns, number = cycle(sorts.split()), count(3)
    return (_update(sort, next(number)) for sort in turns)


def _update(sort: str, number: int) -> Deed:
    match sort:
        case "pre-commit":
            title, head = (
                "[pre-commit.ci] pre-commit autoupdate",
                "pre-commit-ci-update-config",
            )
            return Deed(title, PRE_COMMIT, (".pre-commit-config.yaml",), (), head)
        case "actions":
            name = _ACTIONS[number % len(_ACTIONS)]
            return Deed(
                f"Bump {name} from {number} to {number + 1}",
                DEPENDABOT,
                (".github/workflows/test.yml", ".github/workflows/release.yml"),
                ("dependencies", "github_actions"),
                f"dependabot/github_actions/{name}-{number + 1}",
            )
        case "npm-dev":
            return _npm(
                f"build(deps-dev): bump eslint from 9.{number}.0 to 9.{number + 1}.0",
                f"eslint-9.{number + 1}.0",
            )
        case "npm":
            return _npm(
                f"build(deps): bump winston from 3.{number}.0 to 3.{number + 1}.0",
                f"winston-3.{number + 1}.0",
            )
        case "image":
            name = _IMAGES[number % len(_IMAGES)]
            return Deed(
                f"Update {name} version from v3.{number} to v3.{number + 1}",
                JUPYTERHUB_BOT,
                ("jupyterhub/values.yaml",),
                ("maintenance", "dependencies"),
                f"update-image-{name.rpartition('/')[2]}",
            )
        case "refreeze":
            return Deed(
                "hub image: refreeze requirements.txt",
                JUPYTERHUB_BOT,
                ("images/hub/requirements.txt",),
                ("dependencies",),
                "update-image-requirements",
            )
    raise ValueError(sort)


def _npm(title: str, head: str) -> Deed:
    labels = ("dependencies", "javascript")
    head = f"dependabot/npm_and_yarn/{head}"
    return Deed(title, DEPENDABOT, ("package-lock.json",), labels, head)


_QUIET = (
    Deed("docs: say what an upgrade takes", "manics", ("docs/source/howto/upgrade.md",), ("documentation",)),
    Deed("ci: test with Python 3.14", "consideRatio", (".github/workflows/test.yml",), ("ci",)),
    Deed("Fix a broken link in README.md", "choldgraf", ("README.md",), ("documentation",)),
    Deed("TST: wait for the server before it is asked", "minrk", ("tests/test_server.py",), ("maintenance",)),
    Deed("docs: fix typos", "GeorgianaElena", ("docs/source/index.md",), ("documentation",)),
    Deed("dependabot: monthly updates of github actions", "consideRatio", (".github/dependabot.yaml",), ("maintenance",)),
    Deed("Add a page about support to the docs", "sgibson91", ("docs/source/support.md",), ("documentation",)),
    Deed("test: run the browser tests apart", "yuvipanda", (".github/workflows/test.yml", "tests/conftest.py"), ("maintenance", "ci")),
)  # fmt: skip


def quiet() -> Iterator[Deed]:
    """What people change without anybody having to get it, without end."""
    return cycle(_QUIET)


def work(project: str, folder: str) -> Iterator[Deed]:
    """What people make that users get, of a project where much is made, without end."""
    verbs = ("Fix", "Improve", "Allow for", "Keep", "Simplify", "Log")
    things = (
        "scopes of tokens", "named servers", "the admin page", "redirects of OAuth",
        "groups of users", "metrics of Prometheus", "upgrades of the database",
        "the proxy's routes", "slow spawns", "shared servers", "the pages' templates",
        "cookies of services", "expired tokens", "the idle culler's API", "network policies",
        "names of pods",
    )  # fmt: skip
    people = cycle(("minrk", "manics", "yuvipanda", "consideRatio", "krassowski"))
    for number in count():
        thing = things[number % len(things)]
        verb = verbs[number // len(things) % len(verbs)]
        round_ = number // (len(things) * len(verbs))
        yield Deed(
            f"{verb} {thing}{f' ({round_})' if round_ else ''}",
            next(people),
            (f"{folder}/{thing.split()[-1].lower()}.py",),
            ("enhancement",) if number % 2 else ("bug",),
            f"{project}-{number}",
        )
