"""The team's projects: the last release of each, and what has come to it since.

All were released in the last quarter of 2020, so that nothing waits for long when January
comes. In April some of them wait for a release, and others have nothing that anybody needs:
bots kept them up to date, or somebody mended a typo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

CHARTS = "jupyterhub/zero-to-jupyterhub-k8s"
BINDER = "jupyterhub/binderhub"
DEPLOY = "jupyterhub/mybinder.org-deploy"
PROXY = "jupyterhub/configurable-http-proxy"
HUB = "jupyterhub/jupyterhub"
SPAWNER = "jupyterhub/kubespawner"
OAUTH = "jupyterhub/oauthenticator"
NATIVE = "jupyterhub/nativeauthenticator"
TMP = "jupyterhub/tmpauthenticator"
TRAEFIK = "jupyterhub/traefik-proxy"

SECTION = """\
releases:
  when: day 1 of january, april, july, october
  projects:
    jupyterhub/configurable-http-proxy: {}
    jupyterhub/jupyterhub: {after: [jupyterhub/configurable-http-proxy]}
    jupyterhub/kubespawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/oauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/nativeauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/tmpauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/traefik-proxy: {after: [jupyterhub/jupyterhub]}
    jupyterhub/zero-to-jupyterhub-k8s:
      after:
        - jupyterhub/kubespawner
        - jupyterhub/oauthenticator
        - jupyterhub/nativeauthenticator
        - jupyterhub/tmpauthenticator
    jupyterhub/binderhub:
      after: [jupyterhub/zero-to-jupyterhub-k8s]
      channel: none
    jupyterhub/mybinder.org-deploy:
      after: [jupyterhub/binderhub]
      channel: none
"""
"""What the team's settings say of them."""

ROLES = {"sgibson91": "maintain", "minrk": "maintain", "consideRatio": "write"}
"""Who may release; in the repository where the team meets they have fewer rights."""

HISTORY_ENDS = datetime(2020, 12, 31, 9, tzinfo=UTC)
"""When the last of all that came before the play was merged."""


@dataclass(frozen=True, slots=True)
class Change:
    """A pull request that was merged: one file with a line more."""

    title: str
    by: str
    path: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A project: its files, the tag of its last release, and what has come since.

    Without a `tag` nothing was released. Between what people did there are so many
    `updates` by bots.
    """

    name: str
    files: Mapping[str, str]
    tag: str = ""
    released: datetime = HISTORY_ENDS
    changes: Sequence[Change] = ()
    updates: int = 0


def _day(month: int, day: int) -> datetime:
    return datetime(2020, month, day, 12, tzinfo=UTC)


def _package(name: str, *needs: str) -> Mapping[str, str]:
    """What tells how a Python package is called, and what it needs."""
    lines = "".join(f'        "{need}",\n' for need in needs)
    return {
        "setup.py": f"""\
from setuptools import find_packages, setup

setup(
    name="{name}",
    packages=find_packages(),
    install_requires=[
{lines}    ],
)
"""
    }


_CHART = """\
apiVersion: v2
name: jupyterhub
version: 0.0.1-set.by.chartpress
description: Multi-user Jupyter installation
"""
_VALUES = """\
proxy:
  chp:
    image:
      name: jupyterhub/configurable-http-proxy
      tag: 4.2.2
"""
_FROZEN = """\
jupyterhub==1.2.2
jupyterhub-kubespawner==0.15.0
jupyterhub-nativeauthenticator==0.0.6
jupyterhub-tmpauthenticator==0.6
oauthenticator==0.12.3
"""
_DEPENDING = """\
apiVersion: v2
name: {name}
version: 0.0.1-set.by.chartpress
dependencies:
  - name: {needs}
    version: {version}
    repository: https://jupyterhub.github.io/helm-chart
"""

SHAPES = (
    Shape(
        PROXY,
        {"package.json": '{\n  "name": "configurable-http-proxy"\n}\n'},
        tag="4.2.2",
        released=_day(10, 20),
        changes=(
            Change(
                "Answer 503 while a server is starting",
                "minrk",
                "lib/configproxy.js",
                ("bug",),
            ),
        ),
        updates=4,
    ),
    Shape(
        HUB,
        _package("jupyterhub", "alembic", "oauthlib>=3.0", "tornado>=5.1"),
        tag="1.3.0",
        released=_day(12, 11),
        changes=(
            Change(
                "Show how long ago each server was used",
                "yuvipanda",
                "jupyterhub/handlers/pages.py",
                ("enhancement",),
            ),
            Change(
                "Refuse a token that has expired",
                "minrk",
                "jupyterhub/apihandlers/base.py",
                ("bug",),
            ),
            Change(
                "docs: say what a service may do",
                "betatim",
                "docs/source/reference/services.md",
                ("documentation",),
            ),
        ),
        updates=3,
    ),
    Shape(
        SPAWNER,
        _package("jupyterhub-kubespawner", "jupyterhub>=0.8", "kubernetes>=10.1"),
        tag="0.15.0",
        released=_day(12, 1),
        changes=(
            Change(
                "Let all pods of a hub talk over `internal_ssl`",
                "minrk",
                "kubespawner/spawner.py",
                ("enhancement",),
            ),
            Change(
                "Do not wait for a pod that was evicted",
                "manics",
                "kubespawner/reflector.py",
                ("bug",),
            ),
        ),
        updates=2,
    ),
    Shape(
        OAUTH,
        _package("oauthenticator", "jupyterhub>=1.2"),
        tag="0.12.3",
        released=_day(12, 18),
        changes=(
            Change(
                "Remove what was deprecated in 0.11",
                "consideRatio",
                "oauthenticator/google.py",
                ("breaking",),
            ),
        ),
        updates=1,
    ),
    Shape(
        NATIVE,
        _package("jupyterhub-nativeauthenticator", "jupyterhub>=1.2"),
        tag="0.0.6",
        released=_day(11, 14),
        changes=(Change("Fix a typo in README.md", "choldgraf", "README.md"),),
        updates=3,
    ),
    Shape(
        TMP,
        _package("jupyterhub-tmpauthenticator", "jupyterhub>=0.8"),
        tag="v0.6",
        released=_day(10, 13),
        changes=(
            Change(
                "Let everybody in again: `allow_all` was forgotten",
                "consideRatio",
                "tmpauthenticator/__init__.py",
                ("bug",),
            ),
        ),
        updates=60,
    ),
    Shape(
        TRAEFIK,
        _package("jupyterhub-traefik-proxy", "jupyterhub>=0.9"),
        tag="0.2.0",
        released=_day(10, 19),
        updates=9,
    ),
    Shape(
        CHARTS,
        {
            "jupyterhub/Chart.yaml": _CHART,
            "jupyterhub/values.yaml": _VALUES,
            "images/hub/requirements.txt": _FROZEN,
        },
        tag="0.10.6",
        released=_day(11, 27),
        changes=(
            Change(
                "Allow for several ingresses",
                "consideRatio",
                "jupyterhub/templates/ingress.yaml",
                ("enhancement",),
            ),
        ),
        updates=2,
    ),
    Shape(
        BINDER,
        {
            "helm-chart/binderhub/Chart.yaml": _DEPENDING.format(
                name="binderhub", needs="jupyterhub", version="0.10.5"
            )
        },
    ),
    Shape(
        DEPLOY,
        {
            "mybinder/Chart.yaml": _DEPENDING.format(
                name="mybinder", needs="binderhub", version="0.2.0-n361.h6f57706"
            )
        },
    ),
)
