"""Of a project that cannot be told of it is said why, and the others stand."""

from datetime import timedelta

import pytest

from bot.core.errors import RetryLater
from bot.core.projects import Project
from bot.core.releases import Releases
from bot.playground import Fault, Playground
from bot.playground.faults import secondary_limit
from bot.playground.repositories import Repository
from tests.github.scripted import Reply

GRAPHQL = "POST /graphql"
NOT_THERE = "there is no such repository, or none that the App may see"
NOT_TOLD = "GitHub could not tell"
SINCE = "what came to main since 1.0.0 was not read: GitHub could not tell"


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def look(installed, clock):
    """Looks at those of jupyterhub's projects, and tells each by its name."""

    async def look(*names: str, **more: dict[str, object]) -> dict[str, Project]:
        projects = {name: {} for name in names} | more
        named = {f"jupyterhub/{name}": one for name, one in projects.items()}
        config = {"when": "day 1 of january", "projects": named}
        clock.advance(timedelta(hours=2))
        found = await installed.look_at_projects(
            Releases.model_validate(config), clock.now()
        )
        assert list(found) == list(named)
        return {name.partition("/")[2]: one for name, one in found.items()}

    return look


@pytest.fixture
def make(github: Playground, clock):
    """Makes a project with a release and one fix since then."""

    def make(name: str, *, owner: str = "jupyterhub", **more: bool) -> Repository:
        made = github.add_repository(f"{owner}/{name}", **more)
        made.commit("setup.py", "from setuptools import setup\nsetup(name='it')\n")
        made.tags.create("1.0.0")
        clock.advance(timedelta(days=1))
        made.land("Fix the port", {"it.py": "1"}, by="ada", labels=["bug"])
        return made

    return make


def told(project: Project) -> list[str]:
    """What waits on its lines."""
    return [change.title for line in project.lines for change in line.changes]


async def test_one_that_is_not_there(look, make):
    make("good")

    found = await look("nowhere", "good")

    assert found["nowhere"] == Project("jupyterhub/nowhere", unknown=(NOT_THERE,))
    assert told(found["good"]) == ["Fix the port"]


async def test_a_private_one_that_was_not_given_to_the_app(look, make, github):
    make("secret", private=True)
    make("good")
    hidden = make("hidden", private=True)
    hidden.installation.remove(hidden, by="ada")

    found = await look("secret", "hidden", "good")

    assert (found["secret"].private, told(found["secret"])) == (True, ["Fix the port"])
    assert found["hidden"].unknown == (NOT_THERE,)
    assert not found["good"].private


async def test_a_renamed_one_is_followed(look, make):
    make("old").rename("new")

    found = await look("old")

    assert (found["old"].name, found["old"].full_name) == (
        "jupyterhub/old",
        "jupyterhub/new",
    )
    assert (told(found["old"]), found["old"].unknown) == (["Fix the port"], ())


async def test_one_under_both_its_names_is_told_twice(look, make):
    make("old").rename("new")

    found = await look("old", "new")

    assert told(found["old"]) == told(found["new"]) == ["Fix the port"]
    assert found["old"].manifests == found["new"].manifests
    assert found["new"].manifests.names


async def test_an_archived_one_is_told_like_any_other(look, make):
    make("old").archive()

    found = await look("old")

    assert (found["old"].archived, told(found["old"])) == (True, ["Fix the port"])


async def test_one_without_commits_and_one_without_tags(look, github):
    github.add_repository("jupyterhub/empty")
    github.add_repository("jupyterhub/untagged").commit("a", "1")

    found = await look("empty", "untagged")

    assert found["empty"].full_name == "jupyterhub/empty"
    assert found["empty"].unknown == ("it has no commits yet",)
    assert (found["untagged"].last, found["untagged"].unknown) == (None, ())


async def test_all_of_three_hundred_tags_are_read(look, make, github):
    make("good")
    made = make("many")
    first = made.branches.at("refs/heads/main")
    made.tags.push({f"nightly-{number}": first for number in range(300)})
    made.tags.create("v0.4-doc")
    asked_before = len(github.requests)

    found = await look("many", "good")

    assert found["many"].last.version == "1.0.0"
    assert found["many"].unknown == ()
    pages = [r for r in list(github.requests)[asked_before:] if "tags_0" in str(r.body)]
    assert len(pages) == 4


A_COMMIT = {"oid": "c1", "committedDate": "2021-03-01T00:00:00Z"}


def tag(name: str, target: object) -> dict[str, object]:
    return {"name": name, "target": target}


def node(*tags: object, total: int = 0, more: bool = False) -> dict[str, object]:
    """A repository as GraphQL tells it, with these tags."""
    page = {"hasNextPage": more, "endCursor": "MTAw"}
    count = total or len(tags)
    return {
        "nameWithOwner": "jupyterhub/odd",
        "isPrivate": False,
        "isArchived": False,
        "defaultBranchRef": tag("main", {"oid": "c1"}),
        "tags": {"pageInfo": page, "totalCount": count, "nodes": list(tags)},
        "releases": {"nodes": []},
    }


@pytest.fixture
def odd(hub, scripted):
    """What the versions of a project are told to be that GraphQL describes so."""

    async def odd(*nodes: dict[str, object]) -> Project:
        answers = [Reply({"data": {"at0": one}}) for one in nodes]
        scripted.on("POST", "/graphql", *answers)
        named = {"when": "day 1 of january", "projects": {"jupyterhub/odd": {}}}
        config = Releases.model_validate(named)
        found = await hub.look_at_versions(config, scripted.now())
        return found["jupyterhub/odd"]

    return odd


async def test_a_tag_may_lead_to_anything(odd):
    project = await odd(
        node(
            tag("1.0", A_COMMIT),
            tag("1.1", {"oid": "t1", "target": A_COMMIT}),
            tag("1.2", {"oid": "t2", "target": {"oid": "t1", "target": A_COMMIT}}),
            tag("1.3", {"oid": "f1"}),
            tag("1.4", {"oid": "t3", "target": {"oid": "f1"}}),
            tag("1.5", {"oid": "t5", "target": {"oid": "t4", "target": {"oid": "t2"}}}),
            tag("1.6", None),
        )
    )
    assert (project.last.version, project.last.sha) == ("1.2", "c1")
    assert project.unknown == ()


async def test_of_more_than_5000_tags_it_says_how_many_are_left(odd, scripted):
    pages = [
        node(
            *(tag(f"0.{page}.{number}", A_COMMIT) for number in range(100)),
            total=5_101,
            more=True,
        )
        for page in range(51)
    ]
    project = await odd(*pages)
    assert project.unknown == ("101 of its tags were not read",)
    assert project.last.version == "0.49.99"
    assert scripted.count("POST", "/graphql") == 50


async def test_tags_of_which_a_page_fails_are_not_taken_for_all(odd, scripted, log):
    first = node(tag("1.0", A_COMMIT), total=2, more=True)
    wrong = {"message": "Something went wrong", "path": ["at0"]}
    project = await odd(first, {"error": wrong})
    assert project.unknown == ("1 of its tags were not read",)
    whole = await odd(first, node(tag("0.9", A_COMMIT), total=2))
    assert whole.unknown == ()


async def test_a_tag_that_was_moved_is_seen(look, make):
    made = make("moved")
    assert told((await look("moved"))["moved"]) == ["Fix the port"]

    made.tags.move("1.0.0", made.branches.tip("main"))

    assert told((await look("moved"))["moved"]) == []


@pytest.fixture
def between(github: Playground):
    """Lets something happen once the project's tags were read, before what follows."""

    def between(deed) -> None:
        happens = Fault(
            match=lambda asked: "aheadBy" in str(asked.body),
            callback=lambda _asked: deed(),
        )
        github.faults.add(happens)

    return between


async def test_one_that_is_deleted_between_two_reads(look, make, between):
    make("good")
    gone = make("gone")
    between(gone.delete)

    found = await look("gone", "good")

    assert found["gone"] == Project("jupyterhub/gone", unknown=(NOT_THERE,))
    assert told(found["good"]) == ["Fix the port"]


@pytest.mark.parametrize("asked_for", ["aheadBy", "commits(first"])
async def test_a_maintenance_branch_of_which_github_cannot_tell(
    look, make, github, asked_for
):
    made = make("made")
    made.branches.create("1.x", made.tags.named["1.0.0"].commit, by="ada")
    made.land("Stop crashing", {"a.py": "1"}, by="bob", branch="1.x")
    tip = made.branches.tip("1.x").sha
    github.faults.add(
        Fault(
            match=lambda asked: asked_for in str(asked.body) and tip in str(asked.body),
            status=502,
            times=None,
        )
    )

    project = (await look("made"))["made"]

    assert told(project) == ["Fix the port"]
    why = "what came to 1.x since 1.0.0 was not read: GitHub could not tell"
    assert project.unknown == (why,)


async def test_a_branch_of_another_history_is_no_line(look, make, github):
    made = make("made")
    made.default_branch = "1.x"
    made.commit("a", "1", message="Begin anew", by="ada")
    made.default_branch = "main"
    github.requests.clear()

    project = (await look("made"))["made"]

    assert [line.branch for line in project.lines] == ["main"]
    assert project.unknown == ()
    assert sum("isPrivate" in str(one.body) for one in github.requests) == 1


async def test_a_tag_that_is_deleted_between_two_reads_is_looked_at_again(
    look, make, between
):
    make("good")
    made = make("made")
    made.tags.create("1.1.0")
    made.commit("a", "1", message="Work", by="ada")
    between(lambda: made.tags.delete("1.1.0"))

    found = await look("made", "good")

    assert (found["made"].last.version, found["made"].unknown) == ("1.0.0", ())
    assert told(found["made"]) == ["Fix the port", "Work"]
    assert told(found["good"]) == ["Fix the port"]


async def test_a_default_branch_that_is_renamed_between_two_reads(look, make, between):
    made = make("made")
    main = made.branches.tip("main")
    made.branches.create("1.x", main, by="ada")
    made.commit("b", "1", message="Work on the line", branch="1.x")
    made.tags.create("1.1.0", made.branches.tip("1.x"))
    made.commit("a", "1", message="Work", by="ada")

    def rename() -> None:
        made.branches.create("trunk", made.branches.tip("main"), by="ada")
        made.default_branch = "trunk"
        made.branches.delete("main", by="ada")

    between(rename)

    project = (await look("made"))["made"]

    assert [line.branch for line in project.lines] == ["1.x", "trunk"]
    assert told(project) == ["Work"]
    assert project.unknown == ()


async def test_a_push_between_two_reads_changes_nothing_yet(look, make, between):
    made = make("made")
    between(lambda: made.commit("a", "1", message="Work", by="ada"))

    assert told((await look("made"))["made"]) == ["Fix the port"]
    assert told((await look("made"))["made"]) == ["Fix the port", "Work"]


async def test_a_repository_of_which_github_cannot_tell(look, make, github):
    make("good")
    make("bad")
    github.faults.withhold("Query.repository", "jupyterhub/bad", times=None)

    found = await look("bad", "good")

    assert found["bad"] == Project("jupyterhub/bad", unknown=(NOT_TOLD,))
    assert told(found["good"]) == ["Fix the port"]


async def test_one_of_which_it_tells_nothing_now_is_asked_about_at_the_next_look(
    installed, make, github, clock
):
    make("bad")
    github.faults.withhold("Ref.compare", "jupyterhub/bad", times=1)
    named = {"jupyterhub/bad": {}}
    config = Releases.model_validate({"when": "day 1 of january", "projects": named})
    lately = timedelta(hours=1)

    for expected in ([], ["Fix the port"]):
        found = await installed.look_at_projects(config, clock.now(), lately=lately)
        assert told(found["jupyterhub/bad"]) == expected


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("Ref.compare", "RESOURCE_LIMITS_EXCEEDED"),
        ("Ref.compare", None),
        ("Comparison.commits", "RESOURCE_LIMITS_EXCEEDED"),
        ("Comparison.commits", None),
    ],
)
async def test_a_comparison_that_is_too_much_work(look, make, github, field, kind):
    make("good")
    make("bad")
    more = {} if kind is None else {"kind": kind}
    github.faults.withhold(field, "jupyterhub/bad", times=None, **more)

    found = await look("bad", "good")

    assert (found["bad"].last.version, found["bad"].lines) == ("1.0.0", ())
    assert found["bad"].unknown == (SINCE,)
    assert found["bad"].manifests.names
    assert told(found["good"]) == ["Fix the port"]


@pytest.mark.parametrize("most", [60, 150])
async def test_github_that_has_soon_had_enough_is_asked_for_less(
    look, make, github, most
):
    names = [f"p{number}" for number in range(6)]
    for name in names:
        make(name).land("Mind the proxy", {"a.py": "1"}, by="ada")
    github.faults.most_objects = most

    found = await look(*names)

    for project in found.values():
        assert told(project) == ["Fix the port", "Mind the proxy"]
        assert (project.unknown, project.lines[0].changes[1].paths) == ((), ("a.py",))


async def test_releases_that_may_be_on_another_branch_or_not(look, make, github):
    made = make("made")
    made.branches.create("1.x", made.branches.tip("main"), by="ada")
    github.faults.withhold("Ref.compare", "jupyterhub/made")

    project = (await look(made={"line": "1.x"}))["made"]

    assert (project.last, project.lines) == (None, ())
    why = "which releases are on 1.x was not read: GitHub could not tell"
    assert project.unknown == (why,)
    assert project.manifests.names


async def test_a_comparison_that_the_app_may_not_see(look, make, github):
    make("made", private=True)
    github.faults.withhold("Commit.associatedPullRequests", kind="FORBIDDEN")

    project = (await look("made"))["made"]

    why = "what came to main since 1.0.0 was not read: the App may not see it"
    assert (project.last.version, project.unknown) == ("1.0.0", (why,))


async def test_files_that_are_not_told_are_not_known(look, make, github):
    made = make("made")
    made.land("Mind the proxy", {"docs/a.md": "1"}, by="ada")
    github.faults.withhold("PullRequest.files", "jupyterhub/made", times=1)

    def paths(project: Project) -> list[tuple[str, ...] | None]:
        return [change.paths for change in project.lines[0].changes]

    assert paths((await look("made"))["made"]) == [None, None]
    assert paths((await look("made"))["made"]) == [None, ("docs/a.md",)]


async def test_of_many_files_none_are_known(look, make, github):
    many = {f"docs/{number}.md": "1" for number in range(101)}
    make("made").land("Tell all", many, by="ada")

    for asks in (True, False):
        github.requests.clear()
        change = (await look("made"))["made"].lines[0].changes[1]
        assert (change.title, change.paths) == ("Tell all", None)
        assert any("files(" in str(one.body) for one in github.requests) == asks


async def test_manifests_that_are_not_told_are_not_known(look, make, github):
    make("made").commit("chart/Chart.yaml", "name: it\n")
    github.faults.withhold("Blob.text", "jupyterhub/made", times=None)

    project = (await look("made"))["made"]

    assert project.unknown == (
        "some of its manifests were not read: GitHub could not tell",
    )
    assert told(project) == ["Fix the port", "Create chart/Chart.yaml"]


async def test_a_branch_with_more_commits_than_are_read_is_not_complete(look, make):
    made = make("made")
    for number in range(1_049):
        made.commit("a", str(number), message=f"Work {number}", by="ada")

    project = (await look("made"))["made"]

    (line,) = project.lines
    assert (line.complete, line.changes[-1].title) == (False, "Work 997")


async def test_two_hundred_commits_are_read_page_by_page(look, make):
    made = make("made")
    for number in range(249):
        made.commit("a", str(number), message=f"Work {number}", by="ada")

    project = (await look("made"))["made"]

    (line,) = project.lines
    assert line.complete
    assert [change.title for change in line.changes[1:]] == [
        f"Work {number}" for number in range(249)
    ]


async def test_where_github_wants_to_be_left_alone_what_was_read_is_not_lost(
    look, make, github
):
    make("made")
    limit = secondary_limit(
        60, match=lambda asked: "files(" in str(asked.body), times=1
    )
    github.faults.add(limit)
    make("other").land("Mind the proxy", {"a.py": "1"}, by="ada")

    with pytest.raises(RetryLater, match="secondary rate limit"):
        await look("made", "other")
    github.requests.clear()
    found = await look("made", "other")

    assert told(found["other"]) == ["Fix the port", "Mind the proxy"]
    asked = [str(request.body) for request in github.requests]
    assert not any("aheadBy" in one or "commits(" in one for one in asked)
