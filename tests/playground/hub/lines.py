"""The two projects that release from a maintenance line beside their default branch.

jupyterhub   5.5.1 is on 5.x, main has 6.0.0b2     main is 609 ahead, 92 behind
z2jh         4.4.0 is on 4.x, main has 4.3.2       main is 163 ahead, 29 behind
"""

from collections.abc import Sequence
from functools import partial
from itertools import islice

from tests.playground.hub import manifests, routine
from tests.playground.hub.history import Life
from tests.playground.hub.projects import NEWS
from tests.playground.hub.shapes import Deed, Shape, Tagged, Waiting

BACKPORTER = "meeseeksmachine"

HUB = Shape(
    manifests.JUPYTERHUB,
    (
        Tagged("4.1.6", 900),
        Tagged("5.0.0", 850),
        Tagged("5.1.0", 700),
        Tagged("5.2.1", 620),
        Tagged("5.3.0", 500),
        Tagged("5.4.0", 380),
        Tagged("5.4.4", 200),
        Tagged("5.4.5", 150),
        Tagged("5.4.6", 100),
        Tagged("5.5.0", 47),
        Tagged("6.0.0b1", 40),
        Tagged("5.5.1", 9),
        Tagged("6.0.0b2", 3),
    ),
    Waiting(
        2, 1, 0,
        ships=(Deed("Fix loading of stopped servers at startup", "minrk", ("jupyterhub/app.py",), ("bug",)),),
    ),
    version="jupyterhub/_version.py",
    news="docs/source/reference/changelog.md",
)  # fmt: skip

Z2JH = Shape(
    manifests.Z2JH,
    (
        Tagged("v0.4-doc", 2900, late=2880),
        Tagged("3.3.8", 900),
        Tagged("4.0.0", 700),
        Tagged("4.1.0", 560),
        Tagged("4.2.0", 480),
        Tagged("4.3.0", 400),
        Tagged("4.3.1", 380),
        Tagged("4.3.2", 360),
        Tagged("4.3.3", 280),
        Tagged("4.3.4", 230),
        Tagged("4.3.5", 180),
        Tagged("4.4.0", 100),
    ),
    Waiting(
        163, 70, 52,
        ships=(
            Deed("Let network policies name the hub's own services", "manics", ("jupyterhub/templates/hub/netpol.yaml",), ("enhancement",)),
            Deed("Fix the scheduler's leases in Kubernetes 1.35", "consideRatio", ("jupyterhub/templates/scheduling/rbac.yaml",), ("bug",)),
            Deed("Drop support for Kubernetes 1.29", "consideRatio", ("jupyterhub/Chart.yaml",), ("breaking",)),
            Deed("Keep the pre-puller off nodes that are drained", "yuvipanda", ("jupyterhub/templates/image-puller/daemonset.yaml",), ("bug",)),
            Deed("Add hub.loadRoles to the schema", "manics", ("jupyterhub/values.schema.yaml",), ("enhancement",)),
            Deed("Run as any user that OpenShift gives", "minrk", ("jupyterhub/templates/hub/deployment.yaml",), ("enhancement",)),
            Deed("Fix rendering of pull secrets without a name", "sgibson91", ("jupyterhub/templates/image-pull-secret.yaml",), ("bug",)),
            Deed("Serve metrics of the proxy apart", "manics", ("jupyterhub/templates/proxy/service.yaml",), ("enhancement",)),
            Deed("Default to topology spread for users' pods", "yuvipanda", ("jupyterhub/values.schema.yaml", "jupyterhub/files/hub/jupyterhub_config.py"), ("breaking",)),
            Deed("Take JupyterHub's extra config from files in order", "minrk", ("jupyterhub/files/hub/jupyterhub_config.py",), ("bug",)),
        ),
    ),
    news=NEWS,
    machines="image actions refreeze pre-commit image",
    released=("3.3.8", "4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.3.1", "4.3.2", "4.3.3", "4.3.4", "4.3.5", "4.4.0"),
)  # fmt: skip

BACKPORTED = 4
"""So many of z2jh's changes are released with 4.4.0 already; the first ones."""


def live_jupyterhub(life: Life) -> None:
    """Main has gone on to 6.0.0b2, of which one fix is missing; 5.x has 5.5.1."""
    some = life.days.some
    tags = {tag.name: tag for tag in life.shape.tags}
    life.begin(930)
    for name in ("4.1.6", "5.0.0", "5.1.0", "5.2.1"):
        _prepare(life, tags[name])
        life.tag(tags[name])
    _fork(life, "5.x", 600)

    bots = list(islice(routine.updates("pre-commit actions npm-dev"), some(95)))
    made = list(islice(routine.work("fix", "jupyterhub"), some(70)))
    people = [*made, *islice(routine.quiet(), some(24))]
    deeds = spread(people, bots)
    last = min(7, len(deeds) // 2)  # those that are younger than 5.5.1
    early, late = deeds[:-last], deeds[-last:]
    days = life.plan(early, 598, 10, extra=some(225))
    life.plan(late, 8, 3.5, extra=1)
    life.tag(tags["6.0.0b1"])
    life.tag(tags["6.0.0b2"], back=False)
    life.plan(life.shape.waiting.ships, 2, 1)

    originals = [
        (day, deed) for day, deed in zip(days, early, strict=True) if deed in made
    ]
    taken = [one for one in originals if one[0] > 12]
    for place, (day, deed) in enumerate(_every(taken, min(some(39), len(taken)))):
        back = partial(_backport, life, deed, "5.x", commits=2 if place == 0 else 1)
        life.days.on(day - 1.5, back)
    for name in ("5.3.0", "5.4.0", "5.4.4", "5.4.5", "5.4.6", "5.5.0", "5.5.1"):
        life.tag(tags[name], branch="5.x")


def live_z2jh(life: Life) -> None:
    """Main is on its way to 5.0.0; what could be was released from 4.x."""
    some, waiting = life.days.some, life.shape.waiting
    tags = {tag.name: tag for tag in life.shape.tags}
    life.begin(2910)
    life.tag(tags["v0.4-doc"], back=False)
    for name in ("3.3.8", "4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.3.1", "4.3.2"):
        _prepare(life, tags[name])
        life.tag(tags[name])
    before = list(islice(routine.updates(life.shape.machines), some(28)))
    life.plan(before, 355, 305, extra=some(6))
    _fork(life, "4.x", 300)

    bots = list(islice(routine.updates(life.shape.machines), some(waiting.bots)))
    first, rest = waiting.ships[:BACKPORTED], waiting.ships[BACKPORTED:]
    quiet = list(islice(routine.quiet(), some(8)))
    early = spread([*first, *rest[:3], *quiet[:5]], bots[: len(bots) * 3 // 4 + 2])
    late = spread([*rest[3:], *quiet[5:]], bots[len(bots) * 3 // 4 + 2 :])
    days = life.plan(early, 298, 101, extra=some(19))
    life.plan(late, 99, 2, extra=some(4))

    for day, deed in zip(days, early, strict=True):
        if deed in first:
            life.days.on(day - 0.5, partial(_backport, life, deed, "4.x"))
    updates = [deed for deed in bots if deed.by == routine.JUPYTERHUB_BOT]
    for place, deed in enumerate(updates[: some(7)]):
        again = Deed(f"4.x: {deed.title}", deed.by, deed.paths, deed.labels)
        life.days.on(290 - 25 * place, partial(life.land, again, branch="4.x"))
    for name in ("4.3.3", "4.3.4", "4.3.5", "4.4.0"):
        life.tag(tags[name], branch="4.x")


def spread(people: Sequence[Deed], bots: Sequence[Deed]) -> list[Deed]:
    """All of them, evenly mixed."""
    places = [
        ((place + 0.5) / len(deeds), deed)
        for deeds in (people, bots)
        for place, deed in enumerate(deeds)
    ]
    return [deed for _, deed in sorted(places, key=lambda one: one[0])]


def _prepare(life: Life, tag: Tagged) -> None:
    """What was released with an old tag: a changelog, at least."""
    news = Deed(f"Add changelog for {tag.name}", "manics", (life.shape.news,))
    life.days.on(tag.days + 2, partial(life.land, news))


def _fork(life: Life, branch: str, days: float) -> None:
    repository = life.repository

    def create() -> None:
        repository.branches.create(branch, repository.commits()[-1], "minrk")

    life.days.on(days, create)


def _backport(life: Life, deed: Deed, branch: str, *, commits: int = 1) -> None:
    """Bring a change that main has to another branch, as the team's bot does."""
    number = next(
        pull.number
        for pull in life.repository.pulls
        if pull.issue.title == deed.title and pull.merged_at
    )
    title = f"Backport PR #{number} on branch {branch} ({deed.title})"
    head = f"auto-backport-of-pr-{number}-on-{branch}"
    again = Deed(title, BACKPORTER, deed.paths, deed.labels, head)
    life.land(again, commits=commits, branch=branch)


def _every(
    found: Sequence[tuple[float, Deed]], number: int
) -> list[tuple[float, Deed]]:
    """So many of them, evenly."""
    return [found[place * len(found) // number] for place in range(number)]
