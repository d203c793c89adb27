"""The 27 projects: how each is released, and what waits in it.

What is real: names, branches, versions, kinds of tags, and how many commits and pull
requests there are since the last release, with how many of those by bots. The titles and
files are made after such changes. Days are counted back from the day of the pulse.
"""

from collections.abc import Mapping

from tests.playground.hub import manifests as m
from tests.playground.hub.shapes import Deed, Shape, Tagged, Waiting

NEWS = "docs/source/changelog.md"


def _versions(*tags: tuple[str, float], message: bool = True) -> tuple[Tagged, ...]:
    return tuple(Tagged(name, days, message) for name, days in tags)


def _quiet(commits: int, pulls: int, bots: int) -> Waiting:
    """Nothing that a release would be made for."""
    return Waiting(commits, pulls, bots)


LEAVES: Mapping[str, Shape] = {
    "configurable-http-proxy": Shape(
        m.CHP,
        _versions(("4.6.3", 420), ("5.0.0", 330), ("5.1.0", 160)),
        _quiet(8, 3, 3),
        version="package-lock.json",
        machines="npm-dev actions npm",
    ),
    "jupyterhub-idle-culler": Shape(
        m.pyproject("jupyterhub-idle-culler", "python-dateutil", "tornado"),
        _versions(("1.3.1", 900), ("1.4.0", 800), ("2.0.0", 38)),
        _quiet(3, 1, 1),
        version="jupyterhub_idle_culler/_version.py",
    ),
    "nbgitpuller": Shape(
        m.setup_py("nbgitpuller", "notebook>=5.5.0", "tornado"),
        _versions(("1.2.0", 900), ("1.2.1", 700), ("1.2.2", 300)),
        Waiting(
            60, 24, 14,
            ships=(
                Deed("Pull submodules too", "yuvipanda", ("nbgitpuller/pull.py",), ("enhancement",)),
                Deed("Fix pulling of branches with a slash in their names", "manics", ("nbgitpuller/pull.py",), ("bug",)),
                Deed("Keep the link generator's choices in its address", "choldgraf", ("nbgitpuller/static/link.js",), ("enhancement",)),
                Deed("Drop support for notebook 6", "consideRatio", ("setup.py",), ("breaking",)),
                Deed("Say why a merge was not possible", "balajialg", ("nbgitpuller/handlers.py",), ("enhancement",)),
            ),
        ),
        version="nbgitpuller/version.py",
        machines="pre-commit actions npm-dev",
    ),
    "simpervisor": Shape(
        m.pyproject("simpervisor"),
        _versions(("v0.3", 2600), ("v0.4", 1900), ("v1.0.0", 1232)),
        Waiting(
            66, 32, 29,
            ships=(
                Deed("Fix literal {port} in command: pass PORT to the process", "yuvipanda", ("simpervisor/process.py", "tests/test_process.py"), ("bug",)),
                Deed("Drop support for Python 3.7", "consideRatio", ("pyproject.toml",), ("maintenance",)),
            ),
        ),
        version="simpervisor/_version.py",
    ),
    "chartpress": Shape(
        m.setup_cfg("chartpress", "docker>=3.2.0", "ruamel.yaml>=0.15.44"),
        _versions(("2.1.0", 1500), ("2.2.0", 900), ("2.3.0", 500)),
        _quiet(8, 3, 3),
        version="chartpress.py",
    ),
    "docker-image-cleaner": Shape(
        m.setup_py("docker-image-cleaner", "docker", "requests"),
        _versions(("1.0.0-beta.1", 1300), ("1.0.0-beta.3", 1100), message=False),
        _quiet(3, 1, 1),
        version="docker_image_cleaner.py",
    ),
}  # fmt: skip

SECOND: Mapping[str, Shape] = {
    "jupyter-server-proxy": Shape(
        m.pyproject("jupyter-server-proxy", "aiohttp", "jupyter-server>=1.24", "simpervisor>=1.0.0"),
        _versions(("v4.2.0", 800), ("v4.3.0", 700), ("v4.4.0", 400)),
        Waiting(
            55, 22, 12,
            ships=(
                Deed("Forward trailers of proxied answers", "manics", ("jupyter_server_proxy/handlers.py",), ("enhancement",)),
                Deed("Fix websockets through a Unix socket", "bollwyvl", ("jupyter_server_proxy/websocket.py",), ("bug",)),
                Deed("Stop processes when the server stops", "yuvipanda", ("jupyter_server_proxy/manager.py",), ("bug",)),
                Deed("Add a name to the launcher's icons", "ryanlovett", ("labextension/src/index.ts",), ("enhancement",)),
                Deed("Require jupyter_server 2", "consideRatio", ("pyproject.toml",), ("breaking",)),
            ),
        ),
        version="jupyter_server_proxy/_version.py",
        machines="pre-commit actions npm-dev",
    ),
}  # fmt: skip

THIRD: Mapping[str, Shape] = {
    "kubespawner": Shape(
        m.pyproject("jupyterhub-kubespawner", "escapism", "jupyterhub>=4.0.0", "kubernetes_asyncio>=24.2.3"),
        _versions(("6.2.0", 900), ("7.0.0", 700), ("7.1.0", 80)),
        _quiet(7, 3, 2),
        version="kubespawner/_version.py",
        news=NEWS,
    ),
    "dockerspawner": Shape(
        m.setup_py("dockerspawner", "docker", "escapism", "jupyterhub>=2.3.1"),
        _versions(("12.1.0", 1700), ("13.0.0", 1100), ("14.0.0", 400)),
        Waiting(
            35, 14, 9,
            ships=(
                Deed("Fix removal of volumes with the server", "manics", ("dockerspawner/dockerspawner.py",), ("bug",)),
                Deed("Allow for several networks", "lumberbot", ("dockerspawner/dockerspawner.py",), ("enhancement",)),
                Deed("Swarm: keep placement of a server over restarts", "missing-user", ("dockerspawner/swarmspawner.py",), ("bug",)),
            ),
        ),
        version="dockerspawner/_version.py",
    ),
    "batchspawner": Shape(
        m.setup_py("batchspawner", "jupyterhub>=1.5.1"),
        (Tagged("jhub-0.3", 3300, late=1000), *_versions(("v1.1.0", 2000), ("v1.2.0", 1400), ("v1.3.0", 700), message=False)),
        Waiting(
            26, 10, 6,
            ships=(
                Deed("Slurm: ask for GPUs by their type", "cmd-ntrf", ("batchspawner/batchspawner.py",), ("enhancement",)),
                Deed("Fix polling of jobs whose state is unknown", "mawigh", ("batchspawner/batchspawner.py",), ("bug",)),
                Deed("Add port to the wrapper's API", "rcthomas", ("batchspawner/api.py",), ("enhancement",)),
            ),
        ),
        version="batchspawner/_version.py",
        released=("v1.2.0", "v1.3.0"),
    ),
    "wrapspawner": Shape(
        m.setup_py("wrapspawner", "jupyterhub>=0.9.3"),
        _versions(("v1.0.0", 1900), ("v1.0.1", 1000), message=False),
        Waiting(
            18, 8, 6,
            ships=(Deed("Keep the child's state when the hub restarts", "ktaletsk", ("wrapspawner/wrapspawner.py",), ("bug",)),),
        ),
        version="version.py",
        branch="master",
        released=("v1.0.0", "v1.0.1"),
    ),
    "systemdspawner": Shape(
        m.setup_py("jupyterhub-systemdspawner", "jupyterhub>=2.3.0", "tornado>=5.1"),
        _versions(("v1.0.0", 1200), ("v1.0.1", 1180), ("v1.0.2", 560)),
        _quiet(3, 1, 1),
        version="systemdspawner/_version.py",
    ),
    "oauthenticator": Shape(
        m.setup_py("oauthenticator", "jupyterhub>=2.2", "requests", "tornado", "traitlets>=5"),
        _versions(("0.9.0", 2500), ("16.3.1", 700), ("17.3.0", 420), ("17.4.0", 189)),
        Waiting(
            34, 12, 6,
            ships=(
                Deed("[Google] Fix regression of no longer stripping the username's domain", "consideRatio", ("oauthenticator/google.py",), ("bug",)),
                Deed("[CILogon] Allow for any of several username claims", "GeorgianaElena", ("oauthenticator/cilogon.py",), ("enhancement",)),
                Deed("[Generic] Verify tokens with the provider's keys", "minrk", ("oauthenticator/generic.py",), ("enhancement",)),
                Deed("[All] Refresh tokens of users who are still there", "manics", ("oauthenticator/oauth2.py",), ("new",)),
                Deed("[Bitbucket] Fix reading of teams", "fm75", ("oauthenticator/bitbucket.py",), ("bug",)),
            ),
            direct=(
                Deed("Log which claim was missing", "minrk", ("oauthenticator/oauth2.py",)),
                Deed("Stop asking GitHub for teams that are not needed", "minrk", ("oauthenticator/github.py",)),
                Deed("Fix order of scopes", "yuvipanda", ("oauthenticator/oauth2.py",)),
                Deed("Accept a list as claim of groups", "GeorgianaElena", ("oauthenticator/generic.py",)),
            ),
        ),
        version="oauthenticator/_version.py",
        news=NEWS,
        released=("0.9.0",),
    ),
    "ltiauthenticator": Shape(
        m.pyproject("jupyterhub-ltiauthenticator", "escapism", "jupyterhub>=2.3"),
        _versions(("1.5.1", 1150), ("1.6.1", 800), ("1.6.2", 600)),
        _quiet(5, 2, 1),
        version="ltiauthenticator/_version.py",
    ),
    "nativeauthenticator": Shape(
        m.setup_py("jupyterhub-nativeauthenticator", "bcrypt", "jupyterhub>=4.1.6", "onetimepass"),
        _versions(("1.1.0", 1500), ("1.2.0", 1200), ("1.3.0", 744)),
        _quiet(27, 13, 12),
        version="nativeauthenticator/_version.py",
        quiet=(Deed("Fix typo in the docs of allowed users", "lahwaacz", ("docs/options.md",), ("documentation",)),),
    ),
    "firstuseauthenticator": Shape(
        m.setup_py("jupyterhub-firstuseauthenticator", "bcrypt", "jupyterhub>=1.3"),
        _versions(("1.0.0", 1700), ("1.1.0", 640)),
        _quiet(3, 1, 1),
        version="firstuseauthenticator/_version.py",
    ),
    "tmpauthenticator": Shape(
        m.setup_py("jupyterhub-tmpauthenticator", "jupyterhub>=2.3.0"),
        (Tagged("v0.1", 2900, message=True, late=1227), *_versions(("v0.6", 2300), ("v1.0.0", 1228))),
        Waiting(
            64, 32, 28,
            ships=(
                Deed("Set `allow_all` to True by default", "consideRatio", ("tmpauthenticator/__init__.py", "tests/test_tmpauthenticator.py"), ("bug",)),
                Deed("Drop support for Python 3.8", "consideRatio", ("setup.py",), ("maintenance",)),
            ),
        ),
        version="tmpauthenticator/_version.py",
    ),
    "ldapauthenticator": Shape(
        m.LDAP,
        _versions(("1.3.2", 2200), ("2.0.1", 720), ("2.0.2", 694)),
        _quiet(12, 5, 5),
        version="ldapauthenticator/_version.py",
    ),
    "traefik-proxy": Shape(
        m.pyproject("jupyterhub-traefik-proxy", "aiohttp", "jupyterhub>=3.0", "escapism"),
        _versions(("2.0.0", 900), ("2.1.0", 552)),
        _quiet(31, 14, 14),
        version="jupyterhub_traefik_proxy/_version.py",
    ),
    "repo2docker": Shape(
        m.REPO2DOCKER,
        _versions(("2024.07.0", 800), ("2025.08.0", 410), ("2025.12.0", 290), ("2026.04.0", 170), message=False),
        Waiting(
            48, 20, 11,
            ships=(
                Deed("Default to Python 3.12", "yuvipanda", ("repo2docker/buildpacks/conda/__init__.py",), ("breaking",)),
                Deed("Build with pixi where there is a pixi.toml", "bollwyvl", ("repo2docker/buildpacks/pixi.py",), ("new",)),
                Deed("Fix cloning of a Zenodo record's newest version", "rgaiacs", ("repo2docker/contentproviders/doi.py",), ("bug",)),
                Deed("R: ask Posit's mirror by date", "cboettig", ("repo2docker/buildpacks/r.py",), ("bug",)),
                Deed("Tell of the layers that are pushed", "manics", ("repo2docker/docker.py",), ("enhancement",)),
                Deed("Refreeze the conda environments", "minrk", ("repo2docker/buildpacks/conda/environment.lock",), ("dependencies",)),
            ),
        ),
        version="repo2docker/_version.py",
        news=NEWS,
        machines="actions pre-commit",
        released=("2025.08.0", "2025.12.0", "2026.04.0"),
    ),
}  # fmt: skip

FOURTH: Mapping[str, Shape] = {
    "the-littlest-jupyterhub": Shape(
        m.TLJH,
        _versions(("1.0.0", 1150), ("1.0.1", 800), ("2.0.0", 710)),
        Waiting(
            102, 29, 10,
            ships=(
                Deed("Support Ubuntu 26.04", "manics", ("tljh/installer.py", ".github/workflows/integration-test.yaml"), ("enhancement",)),
                Deed("Require Python 3.9", "consideRatio", ("setup.py", "bootstrap/bootstrap.py"), ("breaking",)),
                Deed("Upgrade to jupyterhub 5.4", "minrk", ("tljh/requirements-hub-env.txt",), ("dependencies",)),
                Deed("Fix tljh-config when it is asked for nothing", "jrdnbradford", ("tljh/config.py",), ("bug",)),
                Deed("Let traefik be asked for another port", "jrdnbradford", ("tljh/traefik.py",), ("enhancement",)),
                Deed("Keep admins that were set by hand", "yuvipanda", ("tljh/user.py",), ("bug",)),
                Deed("Fetch Miniforge by its checksum", "minrk", ("tljh/conda.py",), ("security",)),
                Deed("Fix limits of memory on small machines", "choldgraf", ("tljh/configurer.py",), ("bug",)),
                Deed("Say what was installed, and where", "MridulS", ("bootstrap/bootstrap.py",), ("enhancement",)),
                Deed("Rename users with long names only once", "manics", ("tljh/normalize.py",), ("bug",)),
                Deed("Serve static files with a lifetime", "MridulS", ("tljh/traefik.py",), ("enhancement",)),
                Deed("Bump traefik to 3.4", "consideRatio", ("tljh/traefik.py",), ("dependencies",)),
            ),
        ),
        version="tljh/version.py",
        machines="pre-commit actions",
    ),
}  # fmt: skip

CONTINUOUS: Mapping[str, Shape] = {
    "binderhub": Shape(
        m.BINDERHUB,
        (Tagged("0.2.0", 2600, message=False),),
        Waiting(111, 40, 30, ships=(Deed("Show the queue of builds", "manics", ("binderhub/builder.py",), ("enhancement",)),)),
        version="binderhub/_version.py",
    ),
    "mybinder.org-deploy": Shape(
        m.MYBINDER,
        (Tagged("staging-2020-02-11", 2400, message=False),),
        Waiting(120, 50, 45, ships=(Deed("Add a federation member", "arnim", ("config/hetzner.yaml",)),)),
    ),
    "grafana-dashboards": Shape(
        m.setup_py("grafana-dashboards"),
        (Tagged("1.0", 1500, message=False),),
        Waiting(31, 12, 8, ships=(Deed("Add a dashboard of GPUs", "GeorgianaElena", ("dashboards/gpu.jsonnet",)),)),
    ),
    "team-compass": Shape(
        {"README.md": "# The team's compass\n"},
        (),
        Waiting(9, 4, 2),
        begins=2000,
    ),
}  # fmt: skip
"""Projects that release nothing: what is merged is what runs."""

PLAIN: Mapping[str, Shape] = {**LEAVES, **SECOND, **THIRD, **FOURTH, **CONTINUOUS}
"""All but the two that have a maintenance line beside their default branch."""
