from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice

import pytest

from bot.core.projects import Change, Line, Project, Release
from bot.core.releases import Releases
from bot.projects.due import Standing, standings
from bot.projects.kinds import Kind
from tests.projects.real_changes import DAY, KNOWN, change, commit

NOW = DAY
FIX = change("Keep the port", paths="app.py")


def config(after: dict[str, list[str]], **more: object) -> Releases:
    projects = {name: {"after": list(before)} for name, before in after.items()}
    return Releases.model_validate({"when": "day 1", "projects": projects, **more})


def released(version: str, days: int, *, prerelease: bool = False) -> Release:
    return Release(version, version, NOW - timedelta(days=days), prerelease=prerelease)


def project(
    name: str,
    changes: Sequence[Change] = (),
    *,
    days: int = 200,
    complete: bool = True,
    in_flight: Release | None = None,
) -> Project:
    last = released("1.0.0", days)
    line = Line("main", last, tuple(changes), complete, in_flight)
    return Project(name, name, last=last, lines=(line,))


def stands(*projects: Project, **after: list[str]) -> dict[str, Standing]:
    """How projects stand of which some come `after` others."""
    names = {one.name: after.get(one.name.partition("/")[0], []) for one in projects}
    found = standings(config(names), {one.name: one for one in projects}, NOW)
    return {name.partition("/")[0]: one for name, one in found.items()}


def test_due_is_what_has_something_to_ship_and_was_released_long_ago() -> None:
    found = stands(
        project("old/x", [FIX], days=90),
        project("young/x", [FIX], days=89),
        project("still/x", [change("docs: typo")], days=900),
        project("empty/x", days=900),
    )
    assert {name: (one.word, one.why) for name, one in found.items()} == {
        "old": ("due", "old"),
        "young": ("quiet", "young"),
        "still": ("quiet", "nothing ships"),
        "empty": ("quiet", "nothing ships"),
    }
    old = found["old"]
    assert (old.version, old.age) == ("1.0.0", timedelta(days=90))
    assert old.tally.shipping == (FIX,)
    assert old.lines == (old.tally,)
    assert found["still"].age == timedelta(days=900)


def test_a_young_project_is_due_once_a_due_one_waits_for_it() -> None:
    found = stands(
        project("proxy/x", [FIX], days=5),
        project("hub/x", [change("docs: typo")], days=500),
        project("spawner/x", [FIX], days=10),
        project("chart/x", [FIX], days=100),
        project("aside/x", [FIX], days=10),
        hub=["proxy/x"],
        spawner=["hub/x"],
        chart=["spawner/x"],
        aside=["chart/x"],
    )
    assert {name: one.word for name, one in found.items()} == {
        "proxy": "due",
        "hub": "quiet",
        "spawner": "due",
        "chart": "due",
        "aside": "quiet",
    }
    assert found["proxy"].why == "waited for"
    assert found["proxy"].waited_for == ("spawner/x", "chart/x")
    assert found["spawner"].waited_for == ("chart/x",)
    assert (found["chart"].why, found["chart"].waited_for) == ("old", ())
    assert found["hub"].waited_for == ()


def test_what_is_never_released_is_never_due() -> None:
    names = {"mybinder/x": {"channel": "none"}, "gone/x": {}}
    some = Releases.model_validate({"when": "day 1", "projects": names})
    projects = {
        "mybinder/x": project("mybinder/x", [FIX]),
        "gone/x": replace(project("gone/x", [FIX]), archived=True),
    }
    found = standings(some, projects, NOW)
    assert found["mybinder/x"].word == found["gone/x"].word == "never"
    assert found["mybinder/x"].why == "no channel"
    assert found["gone/x"].why == "archived"
    assert found["gone/x"].tally.shipping == (FIX,)
    assert standings(some, {}, NOW)["mybinder/x"].word == "never"


def test_what_nobody_can_tell_is_unknown() -> None:
    last = released("1.0.0", 200)
    missing = ("GitHub did not answer",)
    found = stands(
        Project("nothing/x", unknown=missing),
        Project("unread/x", "unread/x", unknown=("its tags could not be read",)),
        Project("lineless/x", "lineless/x", last=last, unknown=missing),
        project("partly/x", [change("docs: typo")], complete=False),
    )
    assert {one.word for one in found.values()} == {"unknown"}
    assert {one.why for one in found.values()} == {"not told"}
    assert found["lineless"].version == "1.0.0"


def test_what_is_not_in_the_answer_is_unknown() -> None:
    assert standings(config({"a/b": []}), {}, NOW)["a/b"].word == "unknown"


def test_without_any_release_there_is_nothing_to_compare_with() -> None:
    found = stands(Project("new/x", "new/x"))["new"]
    assert (found.word, found.why, found.version) == ("quiet", "never released", "")


def test_what_else_is_unknown_does_not_matter() -> None:
    one = replace(project("a/x", [FIX]), unknown=("its manifests could not be read",))
    assert stands(one)["a"].word == "due"
    assert stands(project("a/x", [FIX], complete=False))["a"].word == "due"
    assert not stands(project("a/x", [FIX], complete=False))["a"].tally.complete


def test_a_prerelease_in_flight_is_what_counts() -> None:
    for days, word in ((20, "quiet"), (95, "due")):
        beta = released("2.0.0b2", days, prerelease=True)
        found = stands(project("hub/x", [FIX], days=400, in_flight=beta))["hub"]
        assert (found.word, found.age) == (word, timedelta(days=days))


def test_each_line_counts_by_itself() -> None:
    last, beta = released("5.5.1", 9), released("6.0.0b2", 120, prerelease=True)
    fix = change("Keep the port", number=5236)
    same = change(
        "Backport PR #5236 on branch 5.x (Keep the port)",
        "meeseeksmachine",
        number=5240,
    )
    sort = change("Sort users", number=5300)

    def jupyterhub(on_5: list[Change], on_main: list[Change]) -> Standing:
        lines = (
            Line("5.x", last, tuple(on_5)),
            Line("main", beta, tuple(on_main), in_flight=beta),
        )
        return stands(Project("hub/x", "hub/x", last=last, lines=lines))["hub"]

    both = jupyterhub([same], [fix, sort])
    assert (both.word, both.version, both.age) == ("due", "5.5.1", timedelta(days=120))
    assert [len(one.shipping) for one in both.lines] == [1, 2]
    assert {one.number for one in both.tally.shipping} == {5240, 5300}
    young = jupyterhub([same], [change("docs: typo")])
    assert (young.word, young.age) == ("quiet", timedelta(days=9))
    assert jupyterhub([], []).age == timedelta(days=9)


def test_a_clock_that_goes_wrong_makes_nothing_older() -> None:
    assert stands(project("a/x", [FIX], days=-3))["a"].age == timedelta()


MACHINES = [
    one for kind, one in KNOWN if kind not in ("ships", "version") and one.author.is_bot
]
QUIET_BY_PEOPLE: tuple[tuple[Kind, Change], ...] = (
    ("documentation", change("docs: fix configuration typo", "consideRatio")),
    ("ci", change("ci: publish by trusted publisher", "manics")),
    ("development", change("pre-commit: switch to ruff", "consideRatio")),
)


def updates(number: int) -> list[Change]:
    """So many pull requests by machines."""
    return list(islice(cycle(MACHINES), number))


@pytest.mark.parametrize(
    ("name", "machines", "fix"),
    [
        ("tmpauthenticator", 28, change("Set `allow_all` to True by default", "consideRatio", paths="tmpauthenticator/__init__.py")),
        ("simpervisor", 29, change("Pass the PORT to the process", "yuvipanda", labels="bug")),
    ],
)  # fmt: skip
def test_one_fix_among_sixty_updates_is_found(
    name: str, machines: int, fix: Change
) -> None:
    quiet = [one for _, one in QUIET_BY_PEOPLE][: 31 - machines]
    changes = [commit("Bump to 1.1.0.dev0"), *updates(machines), fix, *quiet]
    found = stands(project(f"{name}/x", changes, days=1200))[name]
    assert found.word == "due"
    assert found.tally.shipping == (fix,)
    assert found.tally.by_machines == machines
    assert found.tally.total == 1 + 32


TEN = (
    ("traefik-proxy", 14, 0), ("nativeauthenticator", 12, 1), ("ldapauthenticator", 5, 0),
    ("systemdspawner", 4, 0), ("firstuseauthenticator", 3, 0), ("wrapspawner", 2, 1),
    ("idle-culler", 2, 0), ("chartpress", 1, 0), ("ltiauthenticator", 0, 1),
    ("batchspawner", 0, 0),
)  # fmt: skip
"""Pull requests by machines and by people: 46 that make nothing due."""


def test_ten_projects_with_nothing_but_updates_need_no_release() -> None:
    people = iter(one for _, one in QUIET_BY_PEOPLE)
    projects = [
        project(
            f"{name}/x",
            [commit("Back to dev"), *updates(machines), *islice(people, others)],
            days=700,
        )
        for name, machines, others in TEN
    ]
    found = stands(*projects).values()
    assert {(one.word, one.why) for one in found} == {("quiet", "nothing ships")}
    assert sum(one.tally.by_machines for one in found) == 43
    assert sum(one.tally.total for one in found) == 46 + len(TEN)
