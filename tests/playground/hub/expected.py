"""What is right to say of the organisation, worked out by hand; no code of the bot's is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tests.playground.hub import lines
from tests.playground.hub.projects import PLAIN
from tests.playground.hub.shapes import Deed

CONFIGURATION = """\
releases:
  when: day 1 of january, april, july, october
  most: 12
  projects:
    jupyterhub/configurable-http-proxy: {}
    jupyterhub/jupyterhub-idle-culler: {}
    jupyterhub/nbgitpuller: {}
    jupyterhub/simpervisor: {}
    jupyterhub/chartpress: {}
    jupyterhub/docker-image-cleaner: {}
    jupyterhub/jupyterhub: {after: [jupyterhub/configurable-http-proxy]}
    jupyterhub/jupyter-server-proxy: {after: [jupyterhub/simpervisor]}
    jupyterhub/kubespawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/dockerspawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/batchspawner: {after: [jupyterhub/jupyterhub], channel: release}
    jupyterhub/wrapspawner: {after: [jupyterhub/jupyterhub], channel: release}
    jupyterhub/systemdspawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/oauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/ltiauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/nativeauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/firstuseauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/tmpauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/ldapauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/traefik-proxy: {after: [jupyterhub/jupyterhub]}
    jupyterhub/repo2docker: {after: [jupyterhub/jupyterhub]}
    jupyterhub/zero-to-jupyterhub-k8s:
      tags: "{version}"
      after:
        - jupyterhub/configurable-http-proxy
        - jupyterhub/jupyterhub-idle-culler
        - jupyterhub/jupyterhub
        - jupyterhub/kubespawner
        - jupyterhub/oauthenticator
        - jupyterhub/ltiauthenticator
        - jupyterhub/nativeauthenticator
        - jupyterhub/firstuseauthenticator
        - jupyterhub/tmpauthenticator
        - jupyterhub/ldapauthenticator
    jupyterhub/the-littlest-jupyterhub:
      after:
        - jupyterhub/jupyterhub-idle-culler
        - jupyterhub/nbgitpuller
        - jupyterhub/jupyterhub
        - jupyterhub/systemdspawner
        - jupyterhub/oauthenticator
        - jupyterhub/nativeauthenticator
        - jupyterhub/firstuseauthenticator
        - jupyterhub/tmpauthenticator
        - jupyterhub/ldapauthenticator
        - jupyterhub/traefik-proxy
    jupyterhub/binderhub:
      channel: none
      after:
        - jupyterhub/docker-image-cleaner
        - jupyterhub/jupyterhub
        - jupyterhub/repo2docker
        - jupyterhub/zero-to-jupyterhub-k8s
    jupyterhub/mybinder.org-deploy: {channel: none, after: [jupyterhub/binderhub]}
    jupyterhub/grafana-dashboards: {channel: none}
    jupyterhub/team-compass: {channel: none}
"""
"""Order and channels as the projects' own files and workflows have them."""

Standing = Literal["due", "quiet", "never"]


@dataclass(frozen=True)
class Expected:
    """What is to be found of a project, and its row.

    `last` is its last release, without a `v` before it; "" where it has none that counts.
    `in_flight` is a newer prerelease. `commits`, `pulls` and `bots` are in a hub of full
    size, from the last release to the default branch.
    """

    last: str
    stage: int
    standing: Standing
    commits: int = 0
    pulls: int = 0
    bots: int = 0
    in_flight: str = ""


EXPECTED: Mapping[str, Expected] = {
    "configurable-http-proxy": Expected("5.1.0", 1, "quiet", 8, 3, 3),
    "jupyterhub-idle-culler": Expected("2.0.0", 1, "quiet", 3, 1, 1),
    "nbgitpuller": Expected("1.2.2", 1, "due", 60, 24, 14),
    "simpervisor": Expected("1.0.0", 1, "due", 66, 32, 29),
    "chartpress": Expected("2.3.0", 1, "quiet", 8, 3, 3),
    "docker-image-cleaner": Expected("1.0.0-beta.3", 1, "quiet", 3, 1, 1),
    "jupyterhub": Expected("5.5.1", 2, "due", 609, 190, 95, in_flight="6.0.0b2"),
    "jupyter-server-proxy": Expected("4.4.0", 2, "due", 55, 22, 12),
    "kubespawner": Expected("7.1.0", 3, "quiet", 7, 3, 2),
    "dockerspawner": Expected("14.0.0", 3, "due", 35, 14, 9),
    "batchspawner": Expected("1.3.0", 3, "due", 26, 10, 6),
    "wrapspawner": Expected("1.0.1", 3, "due", 18, 8, 6),
    "systemdspawner": Expected("1.0.2", 3, "quiet", 3, 1, 1),
    "oauthenticator": Expected("17.4.0", 3, "due", 34, 12, 6),
    "ltiauthenticator": Expected("1.6.2", 3, "quiet", 5, 2, 1),
    "nativeauthenticator": Expected("1.3.0", 3, "quiet", 27, 13, 12),
    "firstuseauthenticator": Expected("1.1.0", 3, "quiet", 3, 1, 1),
    "tmpauthenticator": Expected("1.0.0", 3, "due", 64, 32, 28),
    "ldapauthenticator": Expected("2.0.2", 3, "quiet", 12, 5, 5),
    "traefik-proxy": Expected("2.1.0", 3, "quiet", 31, 14, 14),
    "repo2docker": Expected("2026.04.0", 3, "due", 48, 20, 11),
    "zero-to-jupyterhub-k8s": Expected("4.4.0", 4, "due", 163, 70, 52),
    "the-littlest-jupyterhub": Expected("2.0.0", 4, "due", 102, 29, 10),
    "binderhub": Expected("", 5, "never"),
    "mybinder.org-deploy": Expected("", 6, "never"),
    "grafana-dashboards": Expected("", 1, "never"),
    "team-compass": Expected("", 1, "never"),
}

NO_RELEASE = tuple(
    "configurable-http-proxy jupyterhub-idle-culler chartpress kubespawner systemdspawner"
    " ltiauthenticator nativeauthenticator firstuseauthenticator ldapauthenticator"
    " traefik-proxy".split()
)
"""The ten that need none, for all their commits: 107, and 43 of 46 pull requests by bots."""


def _titles(*deeds: Deed) -> tuple[str, ...]:
    return tuple(deed.title for deed in deeds)


SHIPS: Mapping[str, tuple[str, ...]] = {
    **{
        name: _titles(*shape.waiting.ships, *shape.waiting.direct)
        for name, shape in PLAIN.items()
        if EXPECTED[name].standing == "due"
    },
    "jupyterhub": _titles(*lines.HUB.waiting.ships),
    "zero-to-jupyterhub-k8s": _titles(*lines.Z2JH.waiting.ships[lines.BACKPORTED :]),
}
"""What people made that users of each project that is due wait for, in no order."""


@dataclass(frozen=True)
class Pinned:
    """A release that another project has not picked up: where that is said.

    `newest` is the newest version of the other that fits, and `behind` how many stable
    ones are newer than that.
    """

    project: str
    of: str
    path: str
    specifier: str
    newest: str
    behind: int


PINNED: tuple[Pinned, ...] = (
    Pinned("zero-to-jupyterhub-k8s", "jupyterhub-idle-culler", "images/hub/requirements.txt", "==1.4.0", "1.4.0", 1),
    Pinned("zero-to-jupyterhub-k8s", "jupyterhub", "images/hub/requirements.txt", "==5.5.0", "5.5.0", 1),
    Pinned("the-littlest-jupyterhub", "jupyterhub-idle-culler", "tljh/requirements-hub-env.txt", ">=1.4.0,<2", "1.4.0", 1),
    Pinned("binderhub", "zero-to-jupyterhub-k8s", "helm-chart/binderhub/Chart.yaml", "4.2.0", "4.2.0", 7),
    Pinned("binderhub", "jupyterhub", "helm-chart/images/binderhub/requirements.txt", "==5.4.4", "5.4.4", 4),
    Pinned("binderhub", "repo2docker", "helm-chart/binderhub/values.yaml", "2024.07.0", "2024.07.0", 3),
)  # fmt: skip
"""Every one that there is."""

NOT_SAID = ("mybinder.org-deploy", "chartpress", "requirements.txt")
"""A project that needs another of the file, of which its `after` says nothing."""
