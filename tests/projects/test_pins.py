"""Who needs whom, told by manifests like those of the team's repositories."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import process_time

import pytest

from bot.core.models import File
from bot.core.projects import Manifests, Project, Release, Requirement
from bot.core.releases import Releases
from bot.projects.manifests import read_manifests
from bot.projects.pins import drifts, lags

NOW = datetime(2026, 8, 1, tzinfo=UTC)
Files = Mapping[str, str]


def config(**projects: object) -> Releases:
    """With `owner__name` for `owner/name`, and what comes before it, or its channel."""
    return Releases.model_validate(
        {
            "when": "day 1 of january, april, july, october",
            "projects": {
                name.replace("__", "/"): (
                    {"channel": "none"} if how == "none" else {"after": how}
                )
                for name, how in projects.items()
            },
        }
    )


def project(
    name: str, version: str | None = None, files: Files | None = None, **how: object
) -> Project:
    read = read_manifests(File(path, text) for path, text in (files or {}).items())
    last = version and Release(version, version, NOW, prerelease="b" in version)
    known = Project(name, full_name=name, last=last or None, manifests=read)
    return replace(known, **how)


def told(config: Releases, *projects: Project) -> list[str]:
    """`downstream pins upstream specifier (path:line), version is out`"""
    return [
        f"{lag.downstream} {lag.requirement.specifier} of {lag.upstream}"
        f" {lag.release.version} ({lag.requirement.path}:{lag.requirement.line})"
        for lag in lags({one.name: one for one in projects}, config)
    ]


def drifted(config: Releases, *projects: Project) -> list[str]:
    return [
        f"{drift.downstream} needs {drift.upstream}"
        f" ({drift.requirement.path}:{drift.requirement.line})"
        for drift in drifts({one.name: one for one in projects}, config)
    ]


def setup(name: str, *needs: str) -> Files:
    lines = "".join(f"        {need!r},\n" for need in needs)
    return {
        "setup.py": f"setup(\n    name={name!r},\n    install_requires=[\n{lines}    ],\n)"
    }


TEAM = [
    project("hub/configurable-http-proxy", "5.1.0", {"package.json": '{"name": "configurable-http-proxy"}'}),
    project("hub/idle-culler", "2.0.0", {
        "pyproject.toml": '[project]\nname = "jupyterhub-idle-culler"\ndependencies = ["tornado"]\n'
        '[project.optional-dependencies]\ntest = ["jupyterhub"]\n'}),
    project("hub/simpervisor", "1.0.0", setup("simpervisor")),
    project("hub/docker-image-cleaner", "1.0.0b3", setup("docker-image-cleaner")),
    project("hub/chartpress", "2.3.0", setup("chartpress")),
    project("hub/jupyterhub", "5.5.1", {
        **setup("jupyterhub", "traitlets>=4"), "package.json": '{"name": "jupyterhub-deps"}',
        "Dockerfile": "FROM images.example/hub/jupyterhub:4\nRUN npm install -g \\\n  configurable-http-proxy@^4.2.0\n",
        "docs/requirements.txt": "chartpress<1"}),
    project("hub/server-proxy", "4.5.0", setup("jupyter-server-proxy", "simpervisor>=1.0.0")),
    project("hub/kubespawner", "7.1.0", setup("jupyterhub-kubespawner", "jupyterhub>=4.0.0")),
    project("hub/ldapauthenticator", "2.0.2", setup("jupyterhub-ldapauthenticator", "jupyterhub>=2")),
    project("hub/repo2docker", "2026.04.0", setup("jupyter-repo2docker")),
    project("hub/z2jh", "4.4.0", {
        "dev-requirements.txt": "chartpress==1.*\n",
        "jupyterhub/Chart.yaml": "name: jupyterhub\nversion: 0.0.1-set.by.chartpress\n",
        "jupyterhub/values.yaml": "hub:\n  image:\n    name: images.example/hub/k8s-hub\n"
        "    tag: set-by-chartpress\nchp:\n  image:\n    name: images.example/hub/configurable-http-proxy\n"
        "    tag: 5.1.0\n",
        "images/hub/requirements.txt": "jupyterhub==5.5.0\n    # via\n    #   -r requirements.in\n"
        "jupyterhub-idle-culler==1.4.0\njupyterhub-kubespawner==7.1.0\n",
        "images/hub/unfrozen/requirements.txt": "jupyterhub==5.5.0\njupyterhub-idle-culler==1.*\n"
        "jupyterhub-kubespawner==7.*\n"}),
    project("hub/tljh", "2.0.0", {
        **setup("the-littlest-jupyterhub"),
        "tljh/requirements-hub-env.txt": "# the hub\njupyterhub>=5.1.0,<6\n"
        "jupyterhub-ldapauthenticator==2.0.0b2  # FIXME\njupyterhub-idle-culler>=1.4.0,<2\n"}),
    project("hub/binderhub", None, {
        **setup("binderhub", "jupyterhub"),
        "helm-chart/binderhub/Chart.yaml": "name: binderhub\ndependencies:\n  - name: jupyterhub\n"
        '    version: "4.2.0"\n    repository: https://hub.github.io/helm-chart\n',
        "helm-chart/binderhub/values.yaml": "config:\n  BinderHub:\n"
        "    build_image: images.example/hub/repo2docker:2024.07.0\n",
        "helm-chart/images/binderhub/requirements.txt": "jupyterhub==5.4.4\n",
        "helm-chart/images/image-cleaner/Dockerfile": "FROM images.example/hub/docker-image-cleaner:1.0.0-beta.3"}),
    project("hub/mybinder.org-deploy", None, {
        "requirements.txt": "chartpress==2.3.0\n",
        "mybinder/Chart.yaml": "name: mybinder\ndependencies:\n  - name: binderhub\n"
        '    version: "1.0.0-0.dev.git.3983.h383374de"\n',
        "mybinder/values.yaml": "build_image: images.example/hub/repo2docker:2021.08.0-136.g47ea95a\n"}),
]  # fmt: skip
ORDER = config(
    **{
        "hub__configurable-http-proxy": [],
        "hub__idle-culler": [],
        "hub__simpervisor": [],
        "hub__docker-image-cleaner": [],
        "hub__chartpress": [],
        "hub__jupyterhub": ["hub/configurable-http-proxy"],
        "hub__server-proxy": ["hub/simpervisor"],
        "hub__kubespawner": ["hub/jupyterhub"],
        "hub__ldapauthenticator": ["hub/jupyterhub"],
        "hub__repo2docker": [],
        "hub__z2jh": ["hub/kubespawner", "hub/idle-culler"],
        "hub__tljh": ["hub/ldapauthenticator", "hub/idle-culler"],
        "hub__binderhub": ["hub/z2jh", "hub/repo2docker", "hub/docker-image-cleaner"],
        "hub__mybinder.org-deploy": "none",
    }
)


class TestTheTeam:
    def test_has_not_picked_up_everything(self) -> None:
        assert told(ORDER, *TEAM) == [
            "hub/jupyterhub ^4.2.0 of hub/configurable-http-proxy 5.1.0 (Dockerfile:3)",
            "hub/z2jh ==5.5.0 of hub/jupyterhub 5.5.1 (images/hub/requirements.txt:1)",
            "hub/z2jh ==1.4.0 of hub/idle-culler 2.0.0 (images/hub/requirements.txt:4)",
            "hub/z2jh ==5.5.0 of hub/jupyterhub 5.5.1 (images/hub/unfrozen/requirements.txt:1)",
            "hub/z2jh ==1.* of hub/idle-culler 2.0.0 (images/hub/unfrozen/requirements.txt:2)",
            "hub/tljh >=1.4.0,<2 of hub/idle-culler 2.0.0 (tljh/requirements-hub-env.txt:4)",
            "hub/binderhub 4.2.0 of hub/z2jh 4.4.0 (helm-chart/binderhub/Chart.yaml:4)",
            "hub/binderhub 2024.07.0 of hub/repo2docker 2026.04.0"
            " (helm-chart/binderhub/values.yaml:3)",
            "hub/binderhub ==5.4.4 of hub/jupyterhub 5.5.1"
            " (helm-chart/images/binderhub/requirements.txt:1)",
        ]

    def test_has_only_the_drift_that_there_is(self) -> None:
        assert drifted(ORDER, *TEAM) == [
            "hub/mybinder.org-deploy needs hub/chartpress (requirements.txt:1)",
            "hub/mybinder.org-deploy needs hub/binderhub (mybinder/Chart.yaml:4)",
            "hub/mybinder.org-deploy needs hub/repo2docker (mybinder/values.yaml:1)",
        ]

    def test_each_that_after_leaves_out_is_one_drift(self) -> None:
        nothing = config(**{one.name.replace("/", "__"): [] for one in TEAM})
        assert drifted(nothing, *TEAM)[:8] == [
            "hub/jupyterhub needs hub/configurable-http-proxy (Dockerfile:3)",
            "hub/server-proxy needs hub/simpervisor (setup.py:4)",
            "hub/kubespawner needs hub/jupyterhub (setup.py:4)",
            "hub/ldapauthenticator needs hub/jupyterhub (setup.py:4)",
            "hub/z2jh needs hub/configurable-http-proxy (jupyterhub/values.yaml:8)",
            "hub/z2jh needs hub/jupyterhub (images/hub/requirements.txt:1)",
            "hub/z2jh needs hub/idle-culler (images/hub/requirements.txt:4)",
            "hub/z2jh needs hub/kubespawner (images/hub/requirements.txt:5)",
        ]


UP, DOWN = "o/up", "o/down"
BOTH = config(o__up=[], o__down=[])


def pair(
    files: Files, version: str | None = "2.0.0", up: Files | None = None
) -> tuple[Project, Project]:
    named = setup("up") if up is None else up
    return project(UP, version, named), project(DOWN, "1.0.0", files)


class TestALag:
    @pytest.mark.parametrize(
        "text", ["up<2", "up==1.*", "up~=1.4", "up==1.9.9", "UP<=1.0", "up[x]<2", "up<2.0.0a1",
         "up @ git+https://a.b/c@1.0", "up @ git+https://a.b/c@v1.9.9", "up @ git+https://a.b/c@1"]
    )  # fmt: skip
    def test_is_what_is_pinned_or_capped_lower(self, text: str) -> None:
        assert len(told(BOTH, *pair({"requirements.txt": text}))) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "up", "up>=1", "up==2.0.0", "up==2", "up==2.*", "up<3", "up~=2.0", "up>=3",
            "up==2.0.1", "up>2", "up!=2.0.0", "up>=3,<4", "up==2.0.0rc1", "up==1.0.0.dev3",
            "up @ git+https://a.b/c@1.x", "up @ git+https://a.b/c@1234567", "up @ https://a.b/up-1.0.zip", "ups<2", "-e ../up",
        ],
    )  # fmt: skip
    def test_is_nothing_else(self, text: str) -> None:
        assert told(BOTH, *pair({"requirements.txt": text})) == []

    def test_is_the_strictest_of_each_file(self) -> None:
        files = {
            "requirements.txt": "up<2\nup==1.4.0\nup>=1\nup==1.*\n",
            "pyproject.toml": '[project]\ndependencies = ["up<2"]\n',
            "dev-requirements.txt": "up==0.1",
        }
        assert told(BOTH, *pair(files)) == [
            "o/down <2 of o/up 2.0.0 (pyproject.toml:2)",
            "o/down ==1.4.0 of o/up 2.0.0 (requirements.txt:2)",
        ]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("up<1;python_version<'3.8'\nup>=1;python_version>='3.8'", None),
            ("up<2;python_version<'3.8'\nup<1;python_version>='3.8'", 2),
            ("up<1;python_version<'3.8'\nup>=1", None),
            ("up<1;python_version<'3.8'\nup<2", 2),
            ("up<1;python_version<'3.8'\nup@git+https://a.b;python_version>'3'", None),
            ("up<1;sys_platform!='win32'", 1),
        ],
    )
    def test_under_a_condition_counts_where_no_other_way_is(
        self, text: str, line: int | None
    ) -> None:
        found = told(BOTH, *pair({"requirements.txt": text}))
        assert [one.rpartition(":")[2] for one in found] == (
            [f"{line})"] if line else []
        )

    def test_takes_a_stable_release(self) -> None:
        files = {"requirements.txt": "up<1"}
        assert told(BOTH, *pair(files, "2.0.0b1")) == []
        assert told(BOTH, *pair(files, None)) == []
        assert len(told(BOTH, *pair(files, "2.0"))) == 1

    def test_of_what_is_never_released_is_none(self) -> None:
        down, none = {"requirements.txt": "up<1"}, "none"
        assert told(config(o__up=none, o__down=[]), *pair(down)) == []
        assert len(told(config(o__up=[], o__down=none), *pair(down))) == 1

    def test_is_told_of_private_projects(self) -> None:
        up, down = pair({"requirements.txt": "up<1"})
        assert (
            len(told(BOTH, replace(up, private=True), replace(down, private=True))) == 1
        )

    def test_says_since_when(self) -> None:
        up, down = pair({"requirements.txt": "up<1"})
        [lag] = lags({UP: up, DOWN: down}, BOTH)
        assert lag.release.at == NOW


class TestWhoIsMeant:
    def test_a_name_in_another_ecosystem_is_another(self) -> None:
        up = {"package.json": '{"name": "thing"}'}
        assert told(BOTH, *pair({"requirements.txt": "thing<1"}, up=up)) == []
        [lag] = told(
            BOTH, *pair({"package.json": '{"dependencies": {"thing": "^1"}}'}, up=up)
        )
        assert lag == "o/down ^1 of o/up 2.0.0 (package.json:1)"

    def test_the_repositorys_name_where_no_manifest_says_one(self) -> None:
        down = {"requirements.txt": "up<1"}
        assert len(told(BOTH, *pair(down, up={}))) == 1
        assert (
            len(told(BOTH, *pair(down, up={"package.json": '{"name": "deps"}'}))) == 1
        )
        assert told(BOTH, *pair(down, up=setup("other"))) == []

    def test_not_the_repositorys_name_where_another_claims_it(self) -> None:
        other = project("o/other", "3.0.0", setup("up"))
        three = config(o__up=[], o__down=[], o__other=[])
        [lag] = told(three, *pair({"requirements.txt": "up<1"}, up={}), other)
        assert lag == "o/down <1 of o/other 3.0.0 (requirements.txt:1)"

    def test_nobody_where_two_are_called_so(self) -> None:
        three = config(o__up=[], o__down=[], p__up=[])
        down = {"requirements.txt": "up<1"}
        assert told(three, *pair(down), project("p/up", "3.0.0", setup("up"))) == []
        assert told(three, *pair(down, up={}), project("p/up", "3.0.0")) == []

    def test_the_repositorys_name_of_today(self) -> None:
        up, down = pair(
            {"requirements.txt": "new<1", "Dockerfile": "FROM o/new:1.0.0"}, up={}
        )
        renamed = replace(up, full_name="o/New")
        assert [one.split()[1] for one in told(BOTH, renamed, down)] == ["1.0.0", "<1"]

    @pytest.mark.parametrize(
        ("image", "is_meant"),
        [
            ("o/up:1.0.0", True),
            ("images.example/o/up:1.0.0", True),
            ("Registry.example:5000/mirror/O/Up:1.0.0", True),
            ("images.example/o/up:v1.0.0", True),
            ("up:1.0.0", False),
            ("images.example/o/up-extra:1.0.0", False),
            ("images.example/p/up:1.0.0", False),
            ("images.example/o/up/sub:1.0.0", False),
            ("o/up:latest", False),
            ("o/up@sha256:01", False),
            ("o/up:2", False),
        ],
    )
    def test_an_image_by_owner_and_name(self, image: str, is_meant: bool) -> None:
        found = told(BOTH, *pair({"Dockerfile": f"FROM {image}"}))
        assert len(found) == is_meant

    @pytest.mark.parametrize(
        ("address", "is_meant"),
        [
            ("git+https://github.com/o/up@1.0.0", True),
            ("git+https://github.com/O/Up.git@v1.0", True),
            ("git+ssh://git@github.com/o/up@1.0.0", True),
            ("-e git+https://github.com/o/up@1.0.0", True),
            ("git+https://github.com/p/up@1.0.0", False),
            ("git+https://github.com/o/up@2.0.0", False),
            ("git+https://github.com/o/up@2", False),
            ("git+https://github.com/o/up@1.x", False),
            ("git+https://github.com/o/up@1234567", False),
            ("git+https://github.com/o/up", False),
        ],
    )
    def test_what_git_has_without_a_name_by_owner_and_name(
        self, address: str, is_meant: bool
    ) -> None:
        found = told(BOTH, *pair({"requirements.txt": address}))
        assert len(found) == is_meant

    def test_nobody_needs_themselves(self) -> None:
        down = {**setup("down", "down<1"), "Dockerfile": "FROM o/down:0.1.0"}
        assert told(BOTH, *pair(down)) == []
        assert drifted(BOTH, *pair(down)) == []

    def test_a_project_that_github_told_nothing_of(self) -> None:
        unknown = Project(UP, unknown=("cannot be read",))
        down = project(DOWN, "1.0.0", {"requirements.txt": "up<1"})
        assert told(BOTH, unknown, down) == []
        assert drifted(BOTH, unknown, down) == [
            "o/down needs o/up (requirements.txt:1)"
        ]
        assert told(BOTH, down) == drifted(BOTH, down) == []


class TestADrift:
    def test_is_told_once_where_it_is_said_first(self) -> None:
        files = {
            "sub/requirements.txt": "up\n",
            "pyproject.toml": '[project]\ndependencies = [\n"other",\n"up",\n"up>1",\n]\n',
        }
        assert drifted(BOTH, *pair(files)) == ["o/down needs o/up (pyproject.toml:4)"]

    def test_is_none_where_after_says_it_by_way_of_others(self) -> None:
        between = project("o/between")
        order = config(o__up=[], o__between=["o/up"], o__down=["o/between"])
        assert drifted(order, *pair({"requirements.txt": "up"}), between) == []

    def test_is_told_where_after_says_the_opposite(self) -> None:
        order = config(o__up=["o/down"], o__down=[])
        assert drifted(order, *pair({"requirements.txt": "up"})) == [
            "o/down needs o/up (requirements.txt:1)"
        ]

    def test_is_not_what_after_alone_says(self) -> None:
        assert drifted(config(o__up=[], o__down=["o/up"]), *pair({})) == []

    def test_counts_projects_that_are_never_released(self) -> None:
        order = config(o__up="none", o__down="none")
        assert len(drifted(order, *pair({"requirements.txt": "up"}))) == 1

    @pytest.mark.parametrize(
        "files",
        [
            {"dev-requirements.txt": "up"},
            {"docs/requirements.txt": "up"},
            {"setup.py": "setup(extras_require={'test': ['up']})"},
            {"pyproject.toml": "[dependency-groups]\ndev = ['up']\n"},
            {"package.json": '{"devDependencies": {"up": "1"}}'},
        ],
    )
    def test_is_nothing_for_development(self, files: Files) -> None:
        assert drifted(BOTH, *pair(files, up={})) == []

    @pytest.mark.parametrize(
        "text",
        ["up @ git+https://a.b/up", "up==2.0.0rc1", "up", "git+https://a.b/o/up"],
    )
    def test_takes_no_version(self, text: str) -> None:
        assert len(drifted(BOTH, *pair({"requirements.txt": text}))) == 1


def test_many_pins_of_many_projects_take_no_time() -> None:
    names = [f"o/p{n}" for n in range(200)]
    order = config(**{name.replace("/", "__"): [] for name in names})
    pins = tuple(
        Requirement("python", f"p{n % 200}", f">=1,!=1.{n},<{n % 7}", f"{n % 9}", 1)
        for n in range(1000)
    )
    projects = {name: project(name, "9.9.9") for name in names}
    projects |= {
        name: replace(projects[name], manifests=Manifests(requirements=pins))
        for name in names[:3]
    }
    began = process_time()
    assert lags(projects, order)
    assert drifts(projects, order)
    assert process_time() - began < 5  # here 0.7
