"""A look at projects tells their last release, and what waits on which of their branches."""

from datetime import timedelta

import pytest

from bot.core.models import Account
from bot.core.projects import Line, Project
from bot.core.releases import Releases
from bot.playground import Clock, Playground
from bot.playground.repositories import Repository

HUB = "jupyterhub/hub"
SPAWNER = "jupyterhub/spawner"
PYPROJECT = '[project]\nname = "spawner"\ndependencies = ["jupyterhub>=4"]\n'


def config(**projects: dict[str, object]) -> Releases:
    named = {f"jupyterhub/{name}": one for name, one in projects.items()}
    return Releases.model_validate({"when": "day 1 of january", "projects": named})


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def look(installed, clock):
    """Looks at the projects that are named, each as it says."""

    async def look(**projects: dict[str, object]) -> dict[str, Project]:
        clock.advance(timedelta(hours=2))
        found = await installed.look_at_projects(config(**projects), clock.now())
        return {name.partition("/")[2]: one for name, one in found.items()}

    return look


@pytest.fixture
def spawner(github, clock) -> Repository:
    """A package with one release, and 30 days of work on it since then."""
    spawner = github.add_repository(SPAWNER)
    spawner.commit("pyproject.toml", PYPROJECT, message="Begin")
    spawner.tags.create("1.0.0")
    clock.advance(timedelta(days=1))
    return spawner


def requests(github: Playground) -> int:
    """How many were made since they were cleared, besides those for tokens."""
    return sum("access_tokens" not in request.path for request in github.requests)


def titles(line: Line) -> list[str]:
    return [change.title for change in line.changes]


async def test_what_came_since_the_last_release_is_told_oldest_first(
    look, spawner, clock
):
    fix = spawner.land("Fix the port", {"spawner.py": "1"}, by="ada", labels=["bug"])
    clock.advance(timedelta(days=1))
    spawner.land("Mind the proxy", {"spawner.py": "2"}, by="bob", head="mind-proxy")
    clock.advance(timedelta(days=1))
    spawner.commit("spawner.py", "3", message="Start faster\n\nBy far", by="tim")

    project = (await look(spawner={}))["spawner"]

    assert (project.name, project.full_name) == (SPAWNER, SPAWNER)
    assert (project.last.version, project.last.tag) == ("1.0.0", "1.0.0")
    assert project.unknown == ()
    (line,) = project.lines
    assert (line.branch, line.since) == ("main", project.last)
    assert (line.complete, line.in_flight) == (True, None)
    first, second, third = line.changes
    assert (first.number, first.title) == (fix.number, "Fix the port")
    assert (first.author, first.labels) == (Account("ada"), ("bug",))
    assert first.at == fix.merged_at
    assert (second.title, second.head_ref) == ("Mind the proxy", "mind-proxy")
    assert second.paths == ("spawner.py",)
    assert (third.number, third.title, third.author.login) == (0, "Start faster", "tim")
    assert third.paths == ("spawner.py",)


async def test_its_manifests_are_read(look, spawner):
    chart = "apiVersion: v2\nname: hub\nversion: 1.0.0\n"
    spawner.commit("helm-chart/hub/Chart.yaml", chart)
    spawner.commit("tests/requirements.txt", "nothing-of-ours\n")

    manifests = (await look(spawner={}))["spawner"].manifests

    assert ("python", "spawner") in manifests.names
    assert ("chart", "hub") in manifests.names
    (needs,) = manifests.requirements
    assert (needs.name, needs.specifier) == ("jupyterhub", ">=4")
    assert (needs.path, needs.line) == ("pyproject.toml", 3)
    assert manifests.problems == ()


async def test_a_manifest_that_is_no_text_or_too_big_is_said_to_be(look, spawner):
    spawner.commit("package.json", b"\0\1")
    spawner.commit("requirements.txt", "jupyterhub\n" * 20_000)
    spawner.commit("setup.cfg", "[metadata\nname=")

    manifests = (await look(spawner={}))["spawner"].manifests

    assert [need.name for need in manifests.requirements] == ["jupyterhub"]
    assert {problem.partition(":")[0] for problem in manifests.problems} == {
        "package.json",
        "requirements.txt",
        "setup.cfg",
    }


async def test_of_one_that_is_never_released_only_the_manifests_are_read(
    look, spawner, github
):
    spawner.land("Fix the port", {"spawner.py": "1"}, by="ada")
    github.requests.clear()

    project = (await look(spawner={"channel": "none"}))["spawner"]

    assert (project.last, project.lines, project.unknown) == (None, (), ())
    assert ("python", "spawner") in project.manifests.names
    assert requests(github) == 2


async def test_a_maintenance_line_comes_first_then_what_is_in_flight(
    look, spawner, clock
):
    spawner.branches.create("1.x", spawner.branches.tip("main"), by="ada")
    spawner.land("Drop the old", {"spawner.py": "1"}, by="ada")
    spawner.tags.create("2.0.0b1")
    clock.advance(timedelta(days=1))
    spawner.land("Fix on the line", {"a.py": "1"}, by="bob", branch="1.x")
    spawner.tags.create("1.0.1", spawner.branches.tip("1.x"))
    clock.advance(timedelta(days=1))
    spawner.land("Fix once more", {"a.py": "2"}, by="bob", branch="1.x")
    clock.advance(timedelta(days=1))
    spawner.land("Better than old", {"spawner.py": "2"}, by="ada")

    project = (await look(spawner={}))["spawner"]

    old, new = project.lines
    assert project.last.version == "1.0.1"
    assert (old.branch, old.since.version, old.in_flight) == ("1.x", "1.0.1", None)
    assert titles(old) == ["Fix once more"]
    assert (new.branch, new.since.version) == ("main", "2.0.0b1")
    assert new.in_flight == new.since
    assert titles(new) == ["Better than old"]


async def test_what_was_backported_and_released_does_not_wait_any_more(
    look, spawner, clock
):
    spawner.branches.create("1.x", spawner.branches.tip("main"), by="ada")
    fix = spawner.land("Stop servers that hang", {"spawner.py": "1"}, by="ada")
    spawner.land("Read options from a file", {"options.py": "1"}, by="ada")
    clock.advance(timedelta(days=1))
    backport = f"Backport PR #{fix.number} on branch 1.x (Stop servers that hang)"
    spawner.land(backport, {"spawner.py": "1"}, by="ada", branch="1.x")
    spawner.tags.create("1.0.1", spawner.branches.tip("1.x"))

    project = (await look(spawner={}))["spawner"]

    old, new = project.lines
    assert (old.branch, titles(old)) == ("1.x", [])
    assert (new.branch, new.since.version) == ("main", "1.0.1")
    assert titles(new) == ["Read options from a file"]


async def test_a_release_that_is_on_no_branch_leaves_the_default_one(look, spawner):
    spawner.branches.create("prepare", spawner.branches.tip("main"), by="ada")
    spawner.commit("version", "1.1.0", message="Release 1.1.0", branch="prepare")
    spawner.tags.create("1.1.0", spawner.branches.tip("prepare"))
    spawner.branches.delete("prepare", by="ada")
    spawner.land("Fix the port", {"spawner.py": "1"}, by="ada")

    project = (await look(spawner={}))["spawner"]

    assert project.last.version == "1.1.0"
    (line,) = project.lines
    assert (line.branch, titles(line)) == ("main", ["Fix the port"])


@pytest.fixture
def maintained(spawner: Repository) -> Repository:
    """One whose last release is on the default branch; its line goes on from there."""
    spawner.branches.create("1.x", spawner.branches.tip("main"), by="ada")
    return spawner


async def test_a_fix_on_a_line_that_begins_at_the_last_release(look, maintained):
    maintained.land("Read options from a file", {"options.py": "1"}, by="ada")
    maintained.land("Stop crashing at start", {"a.py": "1"}, by="bob", branch="1.x")

    project = (await look(spawner={}))["spawner"]

    new, old = project.lines
    assert (new.branch, new.since) == ("main", project.last)
    assert titles(new) == ["Read options from a file"]
    assert (old.branch, old.since, old.in_flight) == ("1.x", project.last, None)
    assert titles(old) == ["Stop crashing at start"]
    assert old.changes[0].paths == ("a.py",)


async def test_a_fix_on_a_line_beside_a_prerelease_in_flight(look, maintained, clock):
    work(maintained, clock, "2.0.0b1")
    maintained.land("Stop crashing at start", {"a.py": "1"}, by="bob", branch="1.x")

    project = (await look(spawner={}))["spawner"]

    new, old = project.lines
    assert (new.branch, new.in_flight.version) == ("main", "2.0.0b1")
    assert (old.branch, old.since.version, old.in_flight) == ("1.x", "1.0.0", None)
    assert titles(old) == ["Stop crashing at start"]


async def test_what_came_to_both_is_on_the_default_branch_alone(look, maintained):
    fix = maintained.land("Stop servers that hang", {"spawner.py": "1"}, by="ada")
    backport = f"Backport PR #{fix.number} on branch 1.x (Stop servers that hang)"
    maintained.land(backport, {"spawner.py": "1"}, by="ada", branch="1.x")
    first = maintained.land("Stop crashing", {"a.py": "1"}, by="bob", branch="1.x")
    forward = f"Backport PR #{first.number} on branch main (Stop crashing)"
    maintained.land(forward, {"a.py": "1"}, by="bob")

    project = (await look(spawner={}))["spawner"]

    (line,) = project.lines
    assert titles(line) == ["Stop servers that hang", forward]


async def test_of_many_lines_three_are_looked_at_and_none_twice(look, maintained):
    begin = maintained.tags.named["1.0.0"].commit
    maintained.commit("b.py", "1", message="Elsewhere", branch="0.9.x")
    for name in ("1.0.x", "v1.x", "release/1.x", "maint/1.x"):
        maintained.branches.create(name, begin, by="ada")
        maintained.commit(f"{name}.py", "1", message=f"On {name}", branch=name)
    maintained.land("Stop crashing", {"a.py": "1"}, by="bob", branch="1.x")
    tip = maintained.branches.tip("1.x")
    maintained.branches.create("stable-1.x", tip, by="ada")

    project = (await look(spawner={}))["spawner"]

    found = {line.branch: titles(line) for line in project.lines}
    assert found == {
        "main": [],
        "1.0.x": ["On 1.0.x"],
        "1.x": ["Stop crashing"],
        "maint/1.x": ["On maint/1.x"],
    }


async def test_where_a_line_is_named_no_other_is_looked_for(look, maintained):
    maintained.branches.create("1.0.x", maintained.branches.tip("main"), by="ada")
    maintained.land("Stop crashing", {"a.py": "1"}, by="bob", branch="1.x")
    maintained.land("Stop hanging", {"a.py": "1"}, by="bob", branch="1.0.x")

    beside = (await look(spawner={"line": "1.x"}))["spawner"]
    default = (await look(spawner={"line": "main"}))["spawner"]

    assert [line.branch for line in beside.lines] == ["1.x"]
    # which is what there is without any
    assert [line.branch for line in default.lines] == ["main", "1.0.x", "1.x"]


async def test_a_branch_that_only_sounds_like_it_is_no_line(look, spawner):
    begin = spawner.branches.tip("main")
    spawner.branches.create("1.x", begin, by="ada")
    spawner.branches.create("next", begin, by="ada")
    spawner.commit("version", "1.1.0", message="Release 1.1.0", branch="next")
    spawner.tags.create("1.1.0", spawner.branches.tip("next"))
    spawner.land("Fix the port", {"spawner.py": "1"}, by="ada")

    project = (await look(spawner={}))["spawner"]

    assert project.last.version == "1.1.0"
    assert [line.branch for line in project.lines] == ["main"]


async def test_a_prerelease_in_flight_on_the_only_line(look, spawner):
    spawner.land("Drop the old", {"spawner.py": "1"}, by="ada")
    spawner.tags.create("2.0.0rc1")
    spawner.land("Mend the new", {"spawner.py": "2"}, by="ada")

    project = (await look(spawner={}))["spawner"]

    (line,) = project.lines
    assert (project.last.version, line.in_flight.version) == ("1.0.0", "2.0.0rc1")
    assert titles(line) == ["Drop the old", "Mend the new"]


def work(repository: Repository, clock: Clock, *versions: str) -> None:
    """Days of work on the default branch, each with a release at its end."""
    for version in versions:
        repository.land(f"Work for {version}", {"spawner.py": version}, by="ada")
        repository.tags.create(version)
        clock.advance(timedelta(days=1))


async def test_a_prerelease_that_the_last_release_has_is_given_up(look, spawner, clock):
    work(spawner, clock, "2.0.0a1", "1.1.0", "1.2.0")
    spawner.land("Fix the port", {"spawner.py": "1"}, by="ada")

    project = (await look(spawner={}))["spawner"]

    (line,) = project.lines
    assert (project.last.version, line.in_flight) == ("1.2.0", None)
    assert titles(line) == ["Fix the port"]


async def test_however_late_it_was_published(look, spawner, clock):
    work(spawner, clock, "2.0.0a1", "1.1.0")
    spawner.releases.publish("1.1.0", by="ada")
    clock.advance(timedelta(days=1))
    spawner.releases.publish("2.0.0a1", by="ada")

    (line,) = (await look(spawner={"channel": "release"}))["spawner"].lines

    assert (line.since.version, line.in_flight) == ("1.1.0", None)


async def test_another_may_be_in_flight_since(look, spawner, clock):
    work(spawner, clock, "2.0.0a1", "1.1.0", "1.2.0", "1.3.0rc1")

    (line,) = (await look(spawner={}))["spawner"].lines

    assert line.in_flight.version == "1.3.0rc1"


async def test_one_that_stands_elsewhere_is_not_in_flight_here(look, spawner, clock):
    spawner.branches.create("next", spawner.branches.tip("main"), by="ada")
    spawner.commit("a.py", "1", message="Try", branch="next")
    spawner.tags.create("3.0.0a1", spawner.branches.tip("next"))
    work(spawner, clock, "2.0.0b1")

    (line,) = (await look(spawner={}))["spawner"].lines

    assert line.in_flight.version == "2.0.0b1"


async def test_a_line_that_is_merged_back_ends_no_other_flight(look, spawner, clock):
    spawner.branches.create("1.x", spawner.branches.tip("main"), by="ada")
    work(spawner, clock, "2.0.0b1")
    spawner.land("Fix on the line", {"a.py": "1"}, by="bob", branch="1.x")
    spawner.tags.create("1.0.1", spawner.branches.tip("1.x"))
    clock.advance(timedelta(days=1))
    spawner.open_pull("Merge 1.x", by="ada", head="1.x").merge("ada")

    (line,) = (await look(spawner={}))["spawner"].lines

    assert (line.since.version, line.in_flight.version) == ("1.0.1", "2.0.0b1")


async def test_the_last_release_of_another_branch_is_one_that_is_there(look, spawner):
    spawner.branches.create("1.x", spawner.branches.tip("main"), by="ada")
    for number in range(12):
        spawner.commit("spawner.py", str(number), message="Work")
        spawner.tags.create(f"2.{number}.0")
    spawner.commit("a.py", "1", message="Mend", branch="1.x")
    spawner.tags.create("1.0.1", spawner.branches.tip("1.x"))
    spawner.land("Fix on the line", {"a.py": "2"}, by="bob", branch="1.x")
    spawner.open_pull("Not yet", by="eve", head="1.x")

    project = (await look(spawner={"line": "1.x"}))["spawner"]

    (line,) = project.lines
    assert (project.last.version, line.branch) == ("1.0.1", "1.x")
    assert titles(line) == ["Fix on the line"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2.x", "it has no branch 2.x"),
        ("next", "none of its newest releases is on next"),
    ],
)
async def test_a_branch_that_is_not_there_or_was_never_released(
    look, spawner, line, said
):
    spawner.commit("a.py", "1", message="Begin anew", branch="next")
    spawner.branches.create("old", spawner.branches.tip("main"), by="ada")
    spawner.commit("b.py", "1", message="Release", branch="main")
    spawner.tags.move("1.0.0", spawner.branches.tip("main"))

    project = (await look(spawner={"line": line}))["spawner"]

    assert (project.last, project.lines) == (None, ())
    assert project.unknown == (said,)


async def test_annotated_tags_lead_to_their_commits(look, spawner):
    spawner.tags.create("1.0.1", message="Release 1.0.1")
    spawner.land("Fix the port", {"spawner.py": "1"}, by="ada")

    project = (await look(spawner={}))["spawner"]

    assert project.last.version == "1.0.1"
    assert project.last.sha == spawner.tags.named["1.0.1"].commit.sha
    assert titles(project.lines[0]) == ["Fix the port"]


async def test_a_release_counts_where_the_channel_says_so(look, spawner, clock):
    spawner.commit("spawner.py", "1", message="Work")
    spawner.releases.publish("1.1.0", by="ada")
    spawner.commit("spawner.py", "2", message="Work")
    spawner.tags.create("1.2.0")
    spawner.releases.publish("1.3.0", by="ada", draft=True)

    by_tag = (await look(spawner={}))["spawner"]
    by_release = (await look(spawner={"channel": "release"}))["spawner"]

    assert by_tag.last.version == "1.2.0"
    assert by_release.last.version == "1.1.0"
    assert by_release.last.at == spawner.releases.all[0].published_at


async def test_only_the_versions(installed, github, spawner, clock):
    hub = github.add_repository(HUB)
    hub.commit("a", "1")
    hub.tags.create("5.5.0")
    hub.branches.create("5.x", hub.branches.tip("main"), by="ada")
    hub.commit("a", "2")
    hub.tags.create("6.0.0")
    spawner.land("Fix the port", {"spawner.py": "1"}, by="ada")
    spawner.tags.create("2.0.0rc1")
    github.requests.clear()

    both = config(spawner={}, hub={"line": "5.x"})
    found = await installed.look_at_versions(both, clock.now())

    assert {name: one.last.version for name, one in found.items()} == {
        SPAWNER: "1.0.0",
        HUB: "5.5.0",
    }
    assert all(not line.changes for one in found.values() for line in one.lines)
    (line,) = found[SPAWNER].lines
    assert line.in_flight.version == "2.0.0rc1"
    assert requests(github) == 2
    later = clock.now() + timedelta(minutes=5)
    assert await installed.look_at_versions(both, later, lately=timedelta(hours=1))
    assert requests(github) == 2


async def test_only_the_versions_with_prereleases_that_are_older(
    installed, github, spawner, clock
):
    hub = github.add_repository(HUB)
    hub.commit("a", "1", message="Begin")
    work(hub, clock, "2.0.0a1", "1.1.0", "1.2.0rc1")
    work(hub, clock, "1.1.1")
    spawner.branches.create("1.x", spawner.branches.tip("main"), by="ada")
    work(spawner, clock, "2.0.0b1")
    spawner.commit("a.py", "1", message="Mend", branch="1.x")
    spawner.tags.create("1.0.1", spawner.branches.tip("1.x"))
    github.requests.clear()

    both = config(spawner={}, hub={})
    found = await installed.look_at_versions(both, clock.now())

    assert (found[HUB].last.version, found[SPAWNER].last.version) == ("1.1.1", "1.0.1")
    assert found[HUB].lines[0].in_flight is None
    assert found[SPAWNER].lines[0].in_flight.version == "2.0.0b1"
    assert requests(github) == 2
    await installed.look_at_versions(both, clock.now())
    assert requests(github) == 3
