"""The sweep passes by where nothing is asked of it."""

import asyncio
from dataclasses import replace

import pytest
from tries import Agenda

from bot.feature import Feature
from bot.github.repo_config import PATH
from bot.playground import Fault
from bot.sweep import sweep
from bot.todo.job import Done, Key

TEAM = "jupyterhub/team-compass"
WRONG = "agenda: {minutes: lots}"


async def handle(_context):
    pass


AGENDA = Feature(
    "agenda",
    handle,
    section=("agenda", Agenda),
    sweep=lambda name: [Key("agenda", name)],
)
TOGETHER = replace(AGENDA, sweep_account=lambda login: [Key("agenda", login)])
MINUTES = Feature("minutes", handle, sweep=AGENDA.sweep, needs="agenda")
CHECKS = Feature(
    "checks", handle, sweep=lambda name: [Key("checks", name)], needs_file=True
)
EVERYWHERE = Feature("all", handle, sweep=lambda name: [Key("all", name)])


@pytest.fixture
def look(app, todo, overview, clock):
    """Sweeps for these features; returns the keys that are woken by it."""

    async def looked(*features, failures=(), **more):
        result = await sweep(app, todo, features, overview, clock.now(), **more)
        assert [failure.partition(":")[0] for failure in result.failures] == [*failures]
        keys = []

        async def run(job):
            keys.append(str(job.key))
            return Done()

        await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
        assert len(keys) == result.jobs
        return keys

    return looked


@pytest.fixture
def team(github):
    return github.add_repository(TEAM)


@pytest.fixture
def owners(github):
    return github.add_repository("jupyterhub/.github")


async def test_a_section_in_the_repositorys_own_file_asks_for_its_feature(
    github, look, team
):
    github.add_repository("jupyterhub/code")
    team.commit(PATH, "agenda: {minutes: 3}")

    assert await look(AGENDA) == [f"agenda {TEAM}"]


async def test_one_in_the_owners_file_asks_for_it_everywhere(look, team, owners):
    team.commit(PATH, "timezone: UTC")
    owners.commit(PATH, "agenda: {minutes: 3}")

    assert await look(AGENDA) == [
        f"agenda {TEAM}",
        "agenda jupyterhub/.github",
    ]


async def test_a_feature_may_need_the_section_of_another(look, team):
    assert await look(MINUTES) == []

    team.commit(PATH, "agenda: {}")

    assert await look(MINUTES) == [f"agenda {TEAM}"]


async def test_a_feature_without_a_section_looks_everywhere(look, team):
    assert await look(EVERYWHERE) == [f"all {TEAM}"]


async def test_a_feature_may_need_nothing_but_a_file(github, look, team):
    github.add_repository("jupyterhub/code")
    team.commit(PATH, WRONG)

    assert await look(CHECKS) == [f"checks {TEAM}"]


async def test_where_the_newest_file_is_wrong_every_feature_looks(look, team):
    """What was last right, and is in force, only a closer look can tell."""
    team.commit(PATH, WRONG)

    assert await look(AGENDA, CHECKS) == [
        f"agenda {TEAM}",
        f"checks {TEAM}",
    ]


async def test_an_account_is_looked_at_once_instead_and_only_where_it_is_asked_for(
    github, look, team
):
    for name in ("jupyter/governance", "jupyterhub/binderhub"):
        github.add_repository(name, install=True)
    team.commit(PATH, "agenda: {}")
    github.repository("jupyterhub/binderhub").commit(PATH, "agenda: {}")

    assert await look(TOGETHER) == ["agenda jupyterhub"]


async def test_a_section_in_a_repository_that_is_of_no_use_asks_for_nothing(look, team):
    team.commit(PATH, "agenda: {}")
    team.archive()

    assert await look(AGENDA) == []


async def test_whoever_asks_for_one_repository_gets_that_alone(github, look, team):
    for repository in (team, github.add_repository("jupyterhub/binderhub")):
        repository.commit(PATH, "agenda: {}")

    for feature in (AGENDA, TOGETHER):
        assert await look(feature, only=TEAM.upper()) == [f"agenda {TEAM}"]


async def test_a_repository_that_github_cannot_tell_of_costs_the_others_nothing(
    github, look, team
):
    other = github.add_repository("jupyterhub/binderhub")
    other.commit(PATH, "agenda: {}")
    github.faults.add(
        Fault(
            match="POST /graphql",
            status=200,
            body={
                "data": {"nodes": [None, {"id": "", "object": None}]},
                "errors": [{"path": ["nodes", 0], "message": "Something went wrong"}],
            },
        )
    )

    assert await look(AGENDA) == [f"agenda {TEAM}"]


async def test_where_graphql_is_refused_that_installation_fails_and_no_other(
    github, look, team
):
    team.commit(PATH, "agenda: {}")
    github.add_repository("jupyter/governance", install=True).commit(PATH, "agenda: {}")
    refused = {"errors": [{"type": "FORBIDDEN", "message": "not accessible"}]}
    github.faults.add(Fault(match="POST /graphql", status=200, body=refused))

    assert await look(AGENDA, failures=["jupyterhub"]) == [
        "agenda jupyter/governance",
    ]


async def test_nothing_is_asked_of_a_repository_that_asks_for_nothing(
    github, look, team
):
    for number in range(4):
        github.add_repository(f"jupyterhub/r{number}")
    await look(AGENDA, CHECKS)
    github.requests.clear()

    assert await look(AGENDA, CHECKS) == []

    assert [str(request) for request in github.requests] == [
        "GET /app/installations 304",
        "GET /installation/repositories 304",
        "POST /graphql 200",
    ]
