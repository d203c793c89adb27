"""Maintainers write a file, break it, mend it; the bot does what was last right."""

import pytest
from pydantic import BaseModel, ConfigDict

from bot.github.api import GitHub
from bot.github.app import App
from bot.github.repo_config import PATH, load
from bot.playground import Playground
from tests.github.scripted import TEAM

OWNERS = "jupyterhub/.github"


class Agenda(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str = "agenda"
    most: int = 20


class Welcome(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = "Hello"


SECTIONS = {"agenda": Agenda, "welcome": Welcome}


@pytest.fixture
async def hub(real_app: App, repo) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def owners(github: Playground, repo):
    return github.add_repository(OWNERS)


def agenda(loaded) -> tuple[str, int]:
    section = loaded.configuration.section("agenda", Agenda)
    return section.label, section.most


async def test_nobody_wrote_a_file(hub):
    loaded = await load(hub, TEAM, SECTIONS)
    assert loaded.configuration is None
    assert loaded.error is None


async def test_the_repositorys_own_file(hub, repo):
    repo.commit(PATH, "agenda: {label: topic}")
    loaded = await load(hub, TEAM, SECTIONS)
    assert agenda(loaded) == ("topic", 20)
    assert loaded.error is None


async def test_what_it_lacks_comes_from_the_owner_by_whole_sections(hub, repo, owners):
    repo.commit(PATH, "agenda: {label: topic}")
    owners.commit(
        PATH, "timezone: Europe/Oslo\nagenda: {most: 3}\nwelcome: {text: Hei}"
    )
    loaded = await load(hub, TEAM, SECTIONS)
    assert agenda(loaded) == ("topic", 20)
    assert loaded.configuration.section("welcome", Welcome).text == "Hei"
    assert loaded.configuration.timezone.key == "Europe/Oslo"


async def test_a_repository_without_a_file_follows_its_owner(hub, owners):
    owners.commit(PATH, "agenda: {most: 3}")
    assert agenda(await load(hub, TEAM, SECTIONS)) == ("agenda", 3)


async def test_whose_sections_they_are_is_known(hub, repo, owners):
    owners.commit(PATH, "agenda: {most: 3}\nwelcome: {text: Hei}")
    assert await shared(hub, TEAM) == {"agenda", "welcome"}
    repo.commit(PATH, "agenda: {label: topic}")
    assert await shared(hub, TEAM) == {"welcome"}
    assert await shared(hub, OWNERS) == set()
    # what was wrong since is the repository's own all the same
    repo.commit(PATH, "agenda: wrong")
    assert await shared(hub, TEAM) == {"welcome"}


async def shared(hub: GitHub, repository: str) -> frozenset[str]:
    loaded = await load(hub, repository, SECTIONS)
    assert loaded.configuration
    return loaded.configuration.shared


async def test_the_owners_own_repository_reads_its_file_once(hub, owners, github):
    owners.commit(PATH, "agenda: {most: 3}")
    assert agenda(await load(hub, OWNERS, SECTIONS)) == ("agenda", 3)
    assert len(github.requests.matching("GET", PATH)) == 1


async def test_an_owners_repository_that_the_app_was_not_given(hub, repo, github):
    github.add_repository(OWNERS, install=False)
    repo.commit(PATH, "agenda: {most: 3}")
    for _ in range(3):
        assert agenda(await load(hub, TEAM, SECTIONS)) == ("agenda", 3)
    # It is not asked for again and again: GitHub counts refusals.
    assert len(github.requests.matching("POST", "/access_tokens")) == 2


class TestAWrongFile:
    async def test_changes_nothing_and_is_told_with_its_line(self, hub, repo):
        repo.commit(PATH, "agenda: {most: 3}")
        repo.commit(PATH, "timezone: UTC\nagenda: {most: three}")
        loaded = await load(hub, TEAM, SECTIONS)
        assert agenda(loaded) == ("agenda", 3)
        assert str(loaded.error).startswith(f"{PATH}:2: agenda.most: ")

    async def test_is_passed_over_as_often_as_it_was_tried(self, hub, repo):
        repo.commit(PATH, "agenda: {most: 3}")
        for attempt in range(3):
            repo.commit(PATH, f"agenda: {{moist: {attempt}}}")
        assert agenda(await load(hub, TEAM, SECTIONS)) == ("agenda", 3)

    async def test_costs_no_more_once_it_is_known(self, hub, repo, github):
        repo.commit(PATH, "agenda: {most: 3}")
        repo.commit(PATH, "agenda: wrong")
        await load(hub, TEAM, SECTIONS)
        github.requests.clear()
        await load(hub, TEAM, SECTIONS)
        assert [r for r in github.requests if r.status == 200] == []

    async def test_that_was_never_right_leaves_the_owners_in_force(
        self, hub, repo, owners
    ):
        owners.commit(PATH, "agenda: {most: 3}")
        repo.commit(PATH, "agenda: wrong")
        loaded = await load(hub, TEAM, SECTIONS)
        assert agenda(loaded) == ("agenda", 3)
        assert loaded.error.file == PATH

    async def test_that_was_never_right_and_has_no_fallback(self, hub, repo):
        repo.commit(PATH, "agenda: wrong")
        loaded = await load(hub, TEAM, SECTIONS)
        assert loaded.configuration is None
        assert loaded.error

    async def test_after_a_deletion_does_not_bring_back_what_was_deleted(
        self, hub, repo
    ):
        repo.commit(PATH, "agenda: {most: 3}")
        repo.commit(PATH, None)
        repo.commit(PATH, "agenda: wrong")
        assert (await load(hub, TEAM, SECTIONS)).configuration is None

    async def test_of_the_owner_is_named_as_the_owners(self, hub, repo, owners):
        repo.commit(PATH, "welcome: {text: Hei}")
        owners.commit(PATH, "agenda: {most: 3}")
        owners.commit(PATH, "agenda: wrong")
        loaded = await load(hub, TEAM, SECTIONS)
        assert agenda(loaded) == ("agenda", 3)
        assert loaded.error.file == f"{OWNERS}/{PATH}"

    async def test_is_forgotten_once_mended(self, hub, repo):
        repo.commit(PATH, "agenda: wrong")
        await load(hub, TEAM, SECTIONS)
        repo.commit(PATH, "agenda: {most: 5}")
        loaded = await load(hub, TEAM, SECTIONS)
        assert agenda(loaded) == ("agenda", 5)
        assert loaded.error is None


async def test_an_unchanged_file_is_not_parsed_again(hub, repo):
    repo.commit(PATH, "agenda: {most: 7}")
    first = (await load(hub, TEAM, SECTIONS)).configuration
    assert (await load(hub, TEAM, SECTIONS)).configuration is first


async def test_a_huge_file_is_read_too(hub, repo):
    repo.commit(PATH, "agenda: {most: 7}\n" + "# so much to say\n" * 3000)
    assert agenda(await load(hub, TEAM, SECTIONS)) == ("agenda", 7)


class TestSomethingElseInItsPlace:
    """The last good file stays in force, and what is there is named."""

    async def test_a_file_of_five_megabytes(self, hub, repo):
        repo.commit(PATH, "agenda: {most: 3}")
        repo.commit(PATH, "# so much to say\n" * 300_000)
        loaded = await load(hub, TEAM, SECTIONS)
        assert agenda(loaded) == ("agenda", 3)
        assert str(loaded.error) == f"{PATH}:1: is over 1 MB, allowed is less"

    async def test_a_folder(self, hub, repo):
        repo.commit(PATH, "agenda: {most: 3}")
        repo.commit(PATH, None)
        repo.commit(f"{PATH}/main.yml", "agenda: {most: 5}")
        loaded = await load(hub, TEAM, SECTIONS)
        # It was deleted before: what was deleted does not come back.
        assert loaded.configuration is None
        assert str(loaded.error) == f"{PATH}:1: is a folder, allowed is a file"
