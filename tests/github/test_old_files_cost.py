"""What old support.yml files cost: nothing for whoever has none, and little else."""

from datetime import timedelta

import pytest

from bot.core.old_support import OLD_PATH, OldSupport
from bot.core.support import Support
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.overview import FRESH, Overview
from bot.github.repo_config import PATH
from bot.playground import Clock, Playground
from bot.playground.repositories import Repository
from tests.github.scripted import TEAM

OWNERS = "jupyterhub/.github"
SECTIONS = {"support": Support}
OURS = "support: {forum: 'https://discourse.example.org'}"


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


async def counted(github: Playground, overview: Overview, hub: GitHub) -> int:
    await overview.look(hub)
    await overview.load(hub, TEAM)
    github.requests.clear()
    await overview.load(hub, TEAM)
    return len(github.requests.counted)


async def test_a_job_where_ours_is_silent_costs_one_request(
    github, hub, overview, owners
):
    owners.commit(OLD_PATH, "")
    assert await counted(github, overview, hub) == 1


async def test_a_job_where_ours_speaks_costs_nothing_more(
    github, hub, overview, repo, owners
):
    repo.commit(PATH, OURS)
    owners.commit(PATH, OURS)
    assert await counted(github, overview, hub) == 0


async def test_the_sweep_costs_the_same_whoever_has_such_files(
    github, hub, overview, repo, owners
):
    for number in range(98):
        one = github.add_repository(f"jupyterhub/r{number}")
        one.commit(OLD_PATH, "_extends: .github")
    owners.commit(OLD_PATH, "supportLabel: question")
    await overview.look(hub)
    github.requests.clear()
    assert all(g.may_have("support") for g in await overview.look(hub))
    paths = [r.path for r in github.requests.counted]
    assert paths == ["/installation/repositories", "/graphql"]


async def test_a_repository_that_the_look_has_not_shown_is_found(
    github, hub, overview, repo
):
    await overview.look(hub)
    new = github.add_repository("jupyterhub/new")
    new.commit(OLD_PATH, "supportLabel: question")
    loaded = await overview.load(hub, "jupyterhub/new")
    assert loaded.configuration
    assert loaded.configuration.section("support", OldSupport).labels == ("question",)


async def test_a_wrong_file_costs_nothing_more_once_it_is_known(
    github, hub, overview, repo
):
    for text in ("supportLabel: question", "close: never", "close: perhaps"):
        repo.commit(OLD_PATH, text)
    await overview.look(hub)
    github.requests.clear()
    await overview.look(hub)
    assert [r.path for r in github.requests.counted] == ["/graphql"]


async def test_a_job_that_waited_for_a_moment_asks_nothing_more(
    hub, overview, repo, clock
):
    repo.commit(OLD_PATH, "supportLabel: question")
    loaded = await overview.load(hub, TEAM)
    clock.advance(FRESH)
    assert overview.recall(hub, TEAM, old=True) is loaded
    assert overview.recall(hub, TEAM) is None
    clock.advance(timedelta(seconds=1))
    assert overview.recall(hub, TEAM, old=True) is None


async def test_what_the_sweep_sees_is_newer_than_what_was_read(
    hub, overview, repo, clock
):
    repo.commit(OLD_PATH, "supportLabel: question")
    loaded = await overview.load(hub, TEAM)
    repo.commit(OLD_PATH, "supportLabel: other")
    (ground,) = await overview.look(hub)
    assert overview.recall(hub, TEAM, old=True) is ground.loaded
    assert ground.loaded != loaded
