"""What looks at projects cost: a few requests at first, and then only what is new."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.core.projects import Project
from bot.core.releases import Releases
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from bot.projects.tally import tally_lines

DAY = timedelta(days=1)
SIGNS = {
    "isPrivate": "grounds",
    'refs(\n      refPrefix: "refs/tags/"': "tags",
    "files(first": "files",
    "commits(first": "commits",
    "aheadBy": "measures",
    "parents(first": "diffs",
    "before: object": "diffs",
    "entries": "folders",
    "isBinary": "texts",
}


def operation(request: Request) -> str:
    """What a request is about."""
    query = request.body["query"]
    return next(name for sign, name in SIGNS.items() if sign in query)


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def org(github: Playground, clock) -> list[Repository]:
    """Twelve projects, each with a release and a few changes since then.

    The first has a maintenance line; one in two has manifests in folders.
    """
    made = [github.add_repository(f"jupyterhub/p{number}") for number in range(12)]
    for one in made:
        one.commit("setup.py", f"setup(name={one.name!r})\n")
        one.tags.create("1.0.0")
    hub = made[0]
    hub.branches.create("1.x", hub.branches.tip("main"), by="ada")
    clock.advance(DAY)
    for number, one in enumerate(made):
        one.land("Fix the port", {"it.py": "1"}, by="ada")
        one.land("Bump actions/checkout from 4 to 5", {"b": "1"}, by="dependabot[bot]")
        one.land("Mind the proxy", {"it.py": "2"}, by="bob")
        if number % 2:
            one.land(
                "Add a chart", {"chart/Chart.yaml": f"name: {one.name}\n"}, by="bob"
            )
    hub.commit("a.py", "1", message="Mend", branch="1.x")
    hub.tags.create("1.0.1", hub.branches.tip("1.x"))
    hub.land("Mend more", {"a.py": "2"}, by="bob", branch="1.x")
    clock.advance(DAY)
    return made


@pytest.fixture
def look(installed, github: Playground, org, clock):
    """Looks at all of them; tells them, and the requests that it took by operation."""

    async def look(
        lately: timedelta = timedelta(), **more: dict[str, object]
    ) -> tuple[Mapping[str, Project], Counter[str]]:
        named = {f"jupyterhub/{one.name}": more.get(one.name, {}) for one in org}
        config = {"when": "day 1 of january", "projects": named}
        github.requests.clear()
        found = await installed.look_at_projects(
            Releases.model_validate(config), clock.now(), lately=lately
        )
        asked = [one for one in github.requests if "access_tokens" not in one.path]
        return found, Counter(map(operation, asked))

    return look


@pytest.fixture
async def points(installed, real_app, github: Playground):
    """How many points of GraphQL's are used up."""
    (installation,) = await real_app.installations()
    name = f"installation ID {installation.id}"
    return lambda: github.limits.window(name, "graphql").used


def titles(project: Project) -> list[str]:
    return [change.title for line in project.lines for change in line.changes]


ALL = ["Fix the port", "Bump actions/checkout from 4 to 5", "Mind the proxy"]


async def test_the_first_look_takes_less_than_one_request_a_project(look, points):
    found, asked = await look()

    assert titles(found["jupyterhub/p1"]) == [*ALL, "Add a chart"]
    assert asked == {
        "grounds": 2,
        "measures": 2,  # to the default branches, and then to the one on the line
        "commits": 1,
        "files": 2,
        "folders": 1,
        "texts": 1,
    }
    assert points() == 14


async def test_lines_beside_the_default_branch_take_no_request_more(look, org, points):
    for one in org[1:]:
        first = one.tags.named["1.0.0"].commit
        one.branches.create("1.x", first, by="ada")
        one.branches.create("v1.x", first, by="ada")
        one.land("Stop crashing", {"it.py": "9"}, by="bob", branch="v1.x")

    found, asked = await look()

    assert [line.branch for line in found["jupyterhub/p1"].lines] == ["main", "v1.x"]
    assert (asked["measures"], asked["commits"]) == (2, 1)
    _, asked = await look()
    assert asked == {"grounds": 2}


async def test_branches_with_nothing_new_on_them_take_none(look, org):
    org[0].tags.delete("1.0.1")
    org[0].branches.delete("1.x", by="ada")
    for one in org:
        one.branches.create("1.x", one.tags.named["1.0.0"].commit, by="ada")
        one.branches.create("1.0.x", one.branches.tip("main"), by="ada")

    _, asked = await look()

    assert asked["measures"] == 1


async def test_with_nothing_new_a_look_takes_a_point_a_request(look, points):
    await look()
    before = points()
    await look()
    assert points() - before == 2


async def test_with_nothing_new_a_look_is_one_request_for_ten(look, clock):
    first, _ = await look()
    clock.advance(DAY)

    second, asked = await look()

    assert asked == {"grounds": 2}
    assert second == first


async def test_with_nothing_new_it_is_not_found_out_again_what_waits(look, clock):
    first, _ = await look()
    known = {name: tally_lines(one.lines) for name, one in first.items()}
    clock.advance(DAY)

    second, _ = await look()

    assert all(tally_lines(one.lines) is known[name] for name, one in second.items())
    assert known["jupyterhub/p1"].together.total == 4


async def test_a_look_that_was_lately_is_good_enough(look, clock):
    first, _ = await look()
    clock.advance(timedelta(minutes=30))

    assert await look(timedelta(hours=1)) == (first, Counter())
    _, asked = await look(timedelta(minutes=20))
    assert asked == {"grounds": 2}
    _, asked = await look(timedelta(hours=1), p3={"tags": "v{version}"})
    assert asked["grounds"] == 1


async def test_one_that_has_changed_is_read_alone(look, org, clock):
    await look()
    clock.advance(DAY)
    org[3].land("Start faster", {"it.py": "3"}, by="ada")
    clock.advance(DAY)

    found, asked = await look()

    assert titles(found["jupyterhub/p3"])[-1] == "Start faster"
    assert asked == {"grounds": 2, "measures": 1, "commits": 1, "files": 1}
    assert found["jupyterhub/p3"].lines[0].changes[-1].paths == ("it.py",)


async def test_only_folders_that_changed_are_looked_into(look, org, clock):
    await look()
    clock.advance(DAY)
    org[3].commit("chart/templates/a.yaml", "a: 1", message="Work", by="ada")
    _, asked = await look()
    assert (asked["folders"], asked["texts"]) == (1, 0)

    clock.advance(DAY)
    org[3].commit("docs/index.md", "# Hello", message="Tell more", by="ada")
    _, asked = await look()
    assert (asked["folders"], asked["texts"]) == (0, 0)

    clock.advance(DAY)
    org[3].commit("chart/Chart.yaml", "name: other", message="Rename", by="ada")
    found, asked = await look()
    assert (asked["folders"], asked["texts"]) == (1, 1)
    assert ("chart", "other") in found["jupyterhub/p3"].manifests.names


async def test_a_release_leaves_nothing_to_read(look, org, clock):
    await look()
    clock.advance(DAY)
    org[3].tags.create("1.1.0", message="Release")

    found, asked = await look()

    assert found["jupyterhub/p3"].last.version == "1.1.0"
    assert titles(found["jupyterhub/p3"]) == []
    assert asked == {"grounds": 2}


async def test_labels_and_titles_that_have_changed_are_seen_for_nothing(
    look, org, clock
):
    await look()
    clock.advance(DAY)
    (pull,) = [one for one in org[3].pulls if one.issue.title == "Mind the proxy"]
    pull.issue.add_label("maintenance", by="tim")
    pull.issue.edit(title="Mind the other proxy", by="tim")

    found, asked = await look()

    change = found["jupyterhub/p3"].lines[0].changes[2]
    assert (change.title, change.labels) == ("Mind the other proxy", ("maintenance",))
    assert change.paths == ("it.py",)
    assert asked == {"grounds": 2}
    assert await look() == (found, {"grounds": 2})


async def test_where_more_have_changed_than_are_seen_all_are_read_again(
    look, org, clock
):
    for number in range(12):
        org[3].land(f"Work {number}", {"it.py": f"more {number}"}, by="ada")
    clock.advance(DAY)
    await look()
    clock.advance(DAY)
    for pull in org[3].pulls:
        pull.issue.add_label("maintenance", by="tim")

    found, asked = await look()

    changes = [one for one in found["jupyterhub/p3"].lines[0].changes if one.number]
    assert len(changes) == 16
    assert {change.labels for change in changes} == {("maintenance",)}
    assert asked == {"grounds": 2, "commits": 1}


async def test_a_commit_of_just_now_is_read_again_until_its_pull_request_is_known(
    look, org, clock
):
    org[3].commit("it.py", "4", message="Start faster", by="ada")
    await look()
    _, asked = await look()
    assert asked["commits"] == 1

    clock.advance(timedelta(hours=2))
    await look()
    _, asked = await look()
    assert asked == {"grounds": 2}


async def test_of_commits_the_files_are_read_once(look, org, clock):
    for number in range(18):
        org[3].commit("it.py", f"x{number}", message=f"Work {number}", by="ada")
    clock.advance(DAY)

    first, asked = await look()

    changes = first["jupyterhub/p3"].lines[0].changes
    assert [one.paths for one in changes if not one.number] == [("it.py",)] * 18
    assert asked["diffs"] == 1
    assert await look() == (first, {"grounds": 2})


async def test_of_many_tags_only_new_ones_are_read_again(look, org, clock):
    made = org[3]
    first = made.branches.at("refs/heads/main")
    made.tags.push({f"nightly-{number}": first for number in range(250)})
    _, asked = await look()
    assert asked["tags"] == 2

    clock.advance(DAY)
    made.land("Start faster", {"it.py": "3"}, by="ada")
    made.tags.create("1.1.0")
    found, asked = await look()
    assert found["jupyterhub/p3"].last.version == "1.1.0"
    assert asked == {"grounds": 2}

    made.tags.delete("nightly-0")
    _, asked = await look()
    assert asked["tags"] == 2


async def test_a_last_release_that_is_moved_is_seen_however_many_tags_are_newer(
    look, org, clock
):
    made = org[3]
    tip, first = made.branches.tip("main"), made.tags.named["1.0.0"].commit
    made.tags.push({f"nightly-{number}": tip for number in range(250)})
    found, _ = await look()
    assert titles(found["jupyterhub/p3"]) == [*ALL, "Add a chart"]

    made.tags.move("1.0.0", made.branches.history(tip)[1])
    found, asked = await look()

    assert found["jupyterhub/p3"].last.sha != first.sha
    assert asked["tags"] == 2
