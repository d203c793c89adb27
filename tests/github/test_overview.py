"""One look over all repositories says what is asked for in each."""

from datetime import timedelta

import pytest
from pydantic import BaseModel, ConfigDict

from bot.core.errors import RetryLater
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.overview import FRESH, Overview
from bot.github.repo_config import PATH, load
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from tests.github.scripted import TEAM
from tests.settings import key_of

OWNERS = "jupyterhub/.github"
NOT_GIVEN = {"message": "The repository is not accessible to the installation."}
WRONG = "agenda: {colour: red}"


class Agenda(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str = "agenda"
    most: int = 20


class Welcome(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = "Hello"


SECTIONS = {"agenda": Agenda, "welcome": Welcome}


@pytest.fixture
async def hub(real_app: App, repo: Repository) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def owners(github: Playground, repo: Repository) -> Repository:
    return github.add_repository(OWNERS)


@pytest.fixture
def overview(clock: Clock) -> Overview:
    return Overview(SECTIONS, clock.now)


async def asked(overview: Overview, hub: GitHub) -> dict[str, list[str]]:
    """Which sections each repository has or may have."""
    grounds = await overview.look(hub)
    return {
        ground.repository.full_name: [s for s in SECTIONS if ground.may_have(s)]
        for ground in grounds
    }


async def test_nothing_is_asked_for_where_there_is_no_file(overview, hub):
    (ground,) = await overview.look(hub)

    assert not ground.has_file
    assert not ground.may_have("agenda")


async def test_every_repository_by_its_own_file(github, overview, hub, repo):
    repo.commit(PATH, "agenda: {label: topic}")
    github.add_repository("jupyterhub/binderhub").commit(PATH, "welcome: {}")
    github.add_repository("jupyterhub/code")

    assert await asked(overview, hub) == {
        TEAM: ["agenda"],
        "jupyterhub/binderhub": ["welcome"],
        "jupyterhub/code": [],
    }


async def test_what_it_lacks_comes_from_the_owner(overview, hub, repo, owners):
    repo.commit(PATH, "agenda: {label: topic}")
    owners.commit(PATH, "welcome: {text: Hi}")

    assert await asked(overview, hub) == {
        TEAM: ["agenda", "welcome"],
        OWNERS: ["welcome"],
    }


async def test_all_of_it_is_the_same_as_what_one_look_at_the_repository_tells(
    overview, hub, repo, owners
):
    repo.commit(PATH, "agenda: {label: topic}")
    owners.commit(PATH, "agenda: {most: 3}\nwelcome: {text: Hi}")
    await overview.look(hub)

    for name in (TEAM, OWNERS):
        assert overview.recall(hub, name) == await load(hub, name, SECTIONS)


async def test_a_wrong_file_may_have_had_anything(overview, hub, repo):
    repo.commit(PATH, WRONG)

    (ground,) = await overview.look(hub)

    assert ground.has_file
    assert ground.may_have("agenda")
    assert ground.may_have("welcome")
    assert overview.recall(hub, TEAM) is None


async def test_so_may_one_that_is_no_text(overview, hub, repo):
    repo.commit(PATH, b"\0\1")

    assert await asked(overview, hub) == {TEAM: ["agenda", "welcome"]}


async def test_of_a_wrong_file_of_the_owner_the_last_good_one_is_in_force(
    overview, hub, repo, owners
):
    owners.commit(PATH, "welcome: {text: Hi}")
    owners.commit(PATH, WRONG)

    assert await asked(overview, hub) == {TEAM: ["welcome"], OWNERS: ["welcome"]}
    loaded = overview.recall(hub, TEAM)
    assert loaded is not None
    assert loaded.error is not None
    assert loaded == await load(hub, TEAM, SECTIONS)


@pytest.mark.parametrize("status", [502, 403])
async def test_while_nobody_knows_the_owners_last_good_one_anything_may_be_asked_for(
    github, overview, hub, repo, owners, status
):
    owners.commit(PATH, WRONG)
    history = f"GET /repos/{OWNERS}/commits"
    github.faults.add(Fault(match=history, status=status, body={}, times=None))

    assert await asked(overview, hub) == {
        TEAM: ["agenda", "welcome"],
        OWNERS: ["agenda", "welcome"],
    }


async def test_the_owners_repository_may_go_while_we_look(
    github, overview, hub, repo, owners
):
    owners.commit(PATH, WRONG)
    repo.commit(PATH, "welcome: {}")
    token = "POST /app/installations/*/access_tokens"
    github.faults.add(Fault(match=token, status=422, body=NOT_GIVEN, skip=1))

    assert await asked(overview, hub) == {TEAM: ["welcome"], OWNERS: []}


async def test_a_hundred_repositories_are_two_requests(github, overview, hub, repo):
    for number in range(99):
        github.add_repository(f"jupyterhub/r{number}")
    repo.commit(PATH, "agenda: {}")
    await overview.look(hub)
    github.requests.clear()

    assert len(await overview.look(hub)) == 100
    assert [str(request) for request in github.requests] == [
        "GET /installation/repositories 200",
        "POST /graphql 200",
    ]


async def test_a_hundred_threads_of_a_repository_are_seen(overview, hub, repo):
    for number in range(101):
        repo.open_issue(f"Topic {number}", by="ada", labels=["agenda"])

    (seen,) = await overview.neighbours(hub, "agenda", anew=True)

    assert [thread.number for thread in seen.threads] == [*range(101, 1, -1)]


async def changed(overview: Overview, hub: GitHub) -> list[str]:
    """The repositories in which something is new to the look."""
    grounds = await overview.look(hub)
    return [ground.repository.full_name for ground in grounds if ground.changed]


async def test_what_has_changed_is_a_file_or_what_is_proposed_beside_one(
    github, overview, hub, repo, clock
):
    repo.commit(PATH, "agenda: {}")
    other = github.add_repository("jupyterhub/binderhub")
    other.commit("README.md", "A repository without a configuration.")
    assert await changed(overview, hub) == [TEAM]
    assert await changed(overview, hub) == []

    for one in (repo, other):
        one.commit("a.md", "A", branch="plan", by="minrk")
        one.open_pull("A change", by="minrk", head="plan")
    assert await changed(overview, hub) == [TEAM]
    assert await changed(overview, hub) == []

    clock.advance(timedelta(hours=1))
    repo.pulls[0].issue.edit(title="Another change", by="minrk")
    await overview.look(hub, "agenda")
    assert await changed(overview, hub) == [TEAM]
    repo.commit(PATH, "agenda: {most: 3}")
    assert await changed(overview, hub) == [TEAM]


async def test_an_app_that_may_see_no_pull_requests_sees_all_else(
    github, make_app, overview, repo
):
    """Their owners accept new permissions one by one, or never."""
    app = make_app(github.url, app_id=github.app.id, private_key=key_of(github))
    (installation,) = await app.installations()
    hub = app.installation(installation.id)
    repo.commit(PATH, "agenda: {}")
    repo.open_issue("Topic", by="ada", labels=["agenda"])
    repo.open_issue("Change", by="ada", labels=["agenda"], pull_request=True)

    assert await asked(overview, hub) == {TEAM: ["agenda"]}

    (seen,) = await overview.neighbours(hub, "agenda", anew=True)
    assert [thread.title for thread in seen.threads] == ["Topic"]


async def test_without_graphql_nothing_is_seen_and_what_was_is_remembered(
    github, overview, hub, repo
):
    repo.commit(PATH, "agenda: {}")
    await overview.look(hub)
    github.faults.add(Fault(match="POST /graphql", status=502, times=None))

    with pytest.raises(RetryLater):
        await overview.look(hub)

    assert overview.recall(hub, TEAM)


async def test_a_look_is_forgotten_after_a_while(overview, hub, repo, clock):
    repo.commit(PATH, "agenda: {}")
    await overview.look(hub)
    clock.advance(FRESH)
    assert overview.recall(hub, TEAM)

    clock.advance(timedelta(seconds=1))

    assert overview.recall(hub, TEAM) is None


async def test_nothing_is_recalled_of_what_was_never_seen(overview, hub):
    assert overview.recall(hub, TEAM) is None
    await overview.look(hub)
    assert overview.recall(hub, "jupyterhub/other") is None


async def test_of_many_installations_those_used_last_are_remembered(
    github, real_app, clock
):
    """Ten thousand must not make the process grow without end."""
    for number in range(3):
        name = f"org{number}/team"
        github.add_repository(name).commit(PATH, f"agenda: {{label: topic{number}}}")
    overview = Overview(SECTIONS, clock.now, most_kilobytes=150)
    hubs = [real_app.installation(one.id) for one in await real_app.installations()]
    for hub in hubs:
        await overview.look(hub)

    def known():
        return [
            bool(overview.recall(hub, f"org{number}/team"))
            for number, hub in enumerate(hubs)
        ]

    assert known() == [False, True, True]
    await overview.look(hubs[0])
    assert known() == [True, False, True]


async def test_one_installation_is_remembered_whatever_its_size(
    github, real_app, clock
):
    repo = github.add_repository("org/team")
    repo.commit(PATH, "agenda: {label: topic}")
    overview = Overview(SECTIONS, clock.now, most_kilobytes=10)
    hub = real_app.installation(repo.installation.id)
    await overview.look(hub)

    assert overview.recall(hub, "org/team")


async def test_what_has_not_changed_is_known_of_installations_long_not_used(
    github, real_app, clock
):
    """Or every hour all features would look at all that is configured anywhere."""
    for number in range(3):
        name = f"org{number}/team"
        github.add_repository(name).commit(PATH, f"agenda: {{label: topic{number}}}")
    overview = Overview(SECTIONS, clock.now, most_kilobytes=1)
    hubs = [real_app.installation(one.id) for one in await real_app.installations()]

    first = [(await overview.look(hub))[0].changed for hub in hubs]
    again = [(await overview.look(hub))[0].changed for hub in hubs]

    assert (first, again) == ([True] * 3, [False] * 3)


async def test_a_file_that_cannot_be_read_just_now_is_unknown_and_asked_for_again(
    github, overview, hub, repo
):
    """A wrong one needs a second look, at the versions before it."""
    repo.commit(PATH, "agenda: {label: topic}")
    repo.commit(PATH, WRONG)
    fault = github.faults.add(
        Fault(match=f"GET /repos/{TEAM}/contents/…", status=502, times=None)
    )

    (seen,) = await overview.neighbours(hub, "topic", anew=True)
    assert seen.configuration is None
    assert "502" in seen.unknown

    github.faults.remove(fault)
    (seen,) = await overview.neighbours(hub, "topic", anew=False)
    assert seen.configuration
    assert not seen.unknown
