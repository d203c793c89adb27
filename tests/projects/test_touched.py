import pytest

from bot.projects.touched import Touched, touched


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        (
            "ships",
            """
            kubespawner/spawner.py jupyterhub/values.yaml Dockerfile MANIFEST.in Makefile
            jupyterhub/templates/NOTES.txt share/jupyterhub/static/js/admin.js
            jsx/src/App.jsx scripts/kubespawner-autoport jupyterhub/_data.py latest.py
            images/hub/jupyterhub_config.py contest/app.py docstrings.py requirements.py
            """,
        ),
        (
            "documentation",
            """
            docs/source/index.md docs/conf.py docs/source/_static/rest-api.yml README.md
            README.rst CONTRIBUTING.md LICENSE examples/swarm/jupyterhub_config.py
            .readthedocs.yaml docs/requirements.txt docs/tests/index.rst RELEASE.md
            """,
        ),
        (
            "ci",
            """
            .github/workflows/test.yaml .github/dependabot.yml .travis.yml codecov.yml
            jupyterhub/tests/test_api.py test_proxy.py conftest.py ci/install-kube.sh
            jsx/src/App.test.jsx tests/requirements.txt pytest.ini .circleci/config.yml
            .github/docs/index.yml integration-tests/Dockerfile
            """,
        ),
        (
            "development",
            """
            .pre-commit-config.yaml .flake8 .gitignore .eslintrc.json dev-requirements.txt
            requirements-dev.txt requirements/dev.in requirements/lint.txt .vscode/a.json
            test-requirements.txt binder/environment.yml .bumpversion.cfg
            """,
        ),
        (
            "manifest",
            """
            pyproject.toml setup.py setup.cfg package.json labextension/yarn.lock
            requirements.txt images/hub/requirements.in requirements.old
            tljh/requirements-hub-env.txt jupyterhub/Chart.yaml
            """,
        ),
        ("version", "kubespawner/_version.py version.py VERSION"),
        ("changelog", "CHANGELOG.md docs/source/changelog.md CHANGES.rst HISTORY"),
    ],
)
def test_a_file_is_known_by_its_name_and_place(kind: Touched, paths: str) -> None:
    assert {path: touched(path) for path in paths.split()} == dict.fromkeys(
        paths.split(), kind
    )
