"""Which files are manifests: as the team's repositories keep theirs."""

import pytest

from bot.projects.manifests import is_manifest, manifest_paths
from bot.projects.manifests.paths import is_for_development, says_development


class TestAManifest:
    @pytest.mark.parametrize(
        "path",
        [
            "pyproject.toml",
            "setup.py",
            "setup.cfg",
            "requirements.txt",
            "package.json",
            "Dockerfile",
            "dev-requirements.txt",
            "jsx/package.json",
            "labextension/package.json",
            "singleuser/Dockerfile",
            "tljh/requirements-base.txt",
            "tljh/requirements-hub-env.txt",
            "tljh/requirements-user-env-extras.txt",
            "jupyterhub/Chart.yaml",
            "jupyterhub/values.yaml",
            "images/hub/requirements.txt",
            "images/hub/unfrozen/requirements.txt",
            "images/singleuser-sample/requirements.txt",
            "helm-chart/binderhub/Chart.yaml",
            "helm-chart/images/binderhub/Dockerfile",
            "requirements/base.txt",
            "base.requirements.frozen.txt",
            "requirements2.txt",
            "Dockerfile.alpine",
            "hub.Dockerfile",
            "integration/latest/Chart.yaml",  # words within words do not count
        ],
    )
    def test_is(self, path: str) -> None:
        assert is_manifest(path)

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "README.md",
            "requirements.in",
            "requirements.txt/README",
            "tests.py",
            "my-setup.py",
            "Setup.py",
            "chart.yaml",
            "apt_get_packages.txt",
            "prerequirements.txt",
            "node_modules/left-pad/package.json",
            "jsx/node_modules/a/package.json",
            "vendor/thing/setup.py",
            "docs/requirements.txt",
            "doc/doc-requirements.txt",
            "docs/package.json",
            "tests/venv/postBuild/requirements.txt",
            "integration-tests/requirements.txt",
            "testing/local-binder-local-hub/requirements.txt",
            "test-db-upgrade/requirements.txt",
            "ci/oldest-dependencies/requirements.txt",
            "examples/service-fastapi/requirements.txt",
            "demo-image/Dockerfile",
            "contrib/theia/setup.py",
            "tools/contributors-requirements.txt",
            "binder/requirements.txt",
            ".github/watch-dependency-requirements.txt",
            ".devcontainer/Dockerfile",
            "a\nb/setup.py",
            "\u202e/setup.py",
            "a/" * 200 + "setup.py",
        ],
    )
    def test_is_not(self, path: str) -> None:
        assert not is_manifest(path)


class TestForDevelopment:
    @pytest.mark.parametrize(
        "path", ["dev-requirements.txt", "requirements/test.txt", "a/Dockerfile.dev"]
    )
    def test_says_the_name_of_a_file(self, path: str) -> None:
        assert is_manifest(path)
        assert is_for_development(path)

    @pytest.mark.parametrize(
        "path",
        ["requirements.txt", "requirements-hub-env.txt", "setup.py", "Dockerfile"],
    )
    def test_says_no_other_name(self, path: str) -> None:
        assert not is_for_development(path)

    def test_says_the_name_of_an_extra(self) -> None:
        extras = "test tests dev docs acceptance TEST_X lint googlegroups mediawiki all"
        said = [extra for extra in extras.split() if says_development(extra)]
        assert said == ["test", "tests", "dev", "docs", "acceptance", "TEST_X", "lint"]


class TestPathsOfATree:
    def test_those_near_the_root_come_first_and_each_once(self) -> None:
        tree = [
            "images/hub/requirements.txt",
            "jupyterhub/values.yaml",
            "README.md",
            "dev-requirements.txt",
            "jupyterhub/Chart.yaml",
            "pyproject.toml",
            "pyproject.toml",
            "docs/requirements.txt",
        ]
        assert manifest_paths(tree) == (
            "pyproject.toml",
            "dev-requirements.txt",
            "jupyterhub/Chart.yaml",
            "jupyterhub/values.yaml",
            "images/hub/requirements.txt",
        )

    def test_are_at_most_25_and_the_same_in_any_order(self) -> None:
        tree = [f"{'a/' * depth}{n}/setup.py" for depth in range(5) for n in range(20)]
        found = manifest_paths(tree)
        assert len(found) == 25
        assert {path.count("/") for path in found} == {1, 2}
        assert manifest_paths(reversed(tree)) == found

    def test_may_be_none(self) -> None:
        assert manifest_paths([]) == ()
