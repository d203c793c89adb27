"""Where ours says nothing of support, a support.yml of the retired app does."""

from functools import partial

import pytest

from bot.core.errors import RetryLater
from bot.core.old_support import OLD_PATH, OldSupport
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.overview import Overview
from bot.github.repo_config import PATH, Loaded
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from tests.github.old import OWNERS, SECTIONS, Read, labels, read_twice, support
from tests.github.scripted import TEAM

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


@pytest.fixture
def read(hub: GitHub, clock: Clock) -> Read:
    """What is in force in the team's repository: as a job sees it, and as the sweep."""

    return partial(read_twice, hub, clock)


class TestWhoSpeaks:
    async def test_is_nobody_where_there_is_no_file(self, read: Read, owners):
        assert await read() == Loaded(None)

    async def test_is_the_repositorys_old_file(self, read: Read, repo):
        repo.commit(OLD_PATH, "supportLabel: question")
        loaded = await read()
        assert isinstance(support(loaded), OldSupport)
        assert (labels(loaded), loaded.error) == (("question",), None)

    async def test_is_an_empty_one_too(self, read: Read, repo):
        repo.commit(OLD_PATH, "")
        assert support(await read()) == OldSupport()

    async def test_is_the_owners_where_the_repository_has_none(
        self, read: Read, repo, owners
    ):
        owners.commit(OLD_PATH, "supportLabel: question")
        assert labels(await read()) == ("question",)
        repo.commit(OLD_PATH, "lock: true")
        assert labels(await read()) == ("support",)

    async def test_is_nobody_where_the_repositorys_says_so(
        self, read: Read, repo, owners
    ):
        owners.commit(OLD_PATH, "")
        repo.commit(OLD_PATH, "perform: false")
        loaded = await read()
        assert loaded.configuration
        assert loaded.configuration.sections == {}

    @pytest.mark.parametrize("whose", [TEAM, OWNERS])
    async def test_is_ours_wherever_it_says_something(
        self, github, read: Read, repo, owners, whose
    ):
        repo.commit(OLD_PATH, "a: b: c")
        github.repository(whose).commit(PATH, OURS)
        loaded = await read()
        assert (labels(loaded), loaded.error) == (("support",), None)
        assert not isinstance(support(loaded), OldSupport)

    async def test_is_the_old_one_beside_what_ours_says_of_other_things(
        self, read: Read, repo, owners
    ):
        repo.commit(PATH, "timezone: Europe/Oslo")
        owners.commit(OLD_PATH, "supportLabel: question")
        loaded = await read()
        assert labels(loaded) == ("question",)
        assert loaded.configuration
        assert loaded.configuration.timezone.key == "Europe/Oslo"

    async def test_is_the_old_one_where_ours_is_wrong(self, hub, overview, repo):
        repo.commit(PATH, "suport: {}")
        repo.commit(OLD_PATH, "supportLabel: question")
        for _ in range(2):
            loaded = await overview.load(hub, TEAM)
            assert labels(loaded) == ("question",)
            assert loaded.error
            assert loaded.error.file == PATH
            (ground,) = await overview.look(hub)
            assert ground.may_have("support")
        (seen,) = await overview.neighbours(hub, "", anew=False)
        assert seen.configuration == loaded.configuration

    async def test_is_nobody_where_no_feature_asks(self, hub, clock, repo):
        repo.commit(OLD_PATH, "")
        overview = Overview({}, clock.now)
        assert await overview.load(hub, TEAM) == Loaded(None)
        (ground,) = await overview.look(hub)
        assert ground.loaded == Loaded(None)


class TestAWrongFile:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ("a: b: c", f"{OLD_PATH}:1: a colon followed by a space"),
            ("close: perhaps", f"{OLD_PATH}:1: close: "),
            (b"\0\1", f"{OLD_PATH}:1: a character that YAML does not allow"),
            ("#" * 1_100_000, f"{OLD_PATH}:1: is over 1 MB"),
        ],
        ids=["no YAML", "no boolean", "no text", "too long"],
    )
    async def test_changes_nothing(self, read: Read, repo, wrong, said):
        repo.commit(OLD_PATH, "supportLabel: question")
        repo.commit(OLD_PATH, "close: never")
        repo.commit(OLD_PATH, wrong)
        loaded = await read()
        assert labels(loaded) == ("question",)
        assert str(loaded.error).startswith(said)

    async def test_that_was_never_right_leaves_the_owners_in_force(
        self, read: Read, repo, owners
    ):
        owners.commit(OLD_PATH, "supportLabel: question")
        repo.commit(OLD_PATH, "close: never")
        loaded = await read()
        assert labels(loaded) == ("question",)
        assert loaded.error
        assert loaded.error.file == OLD_PATH

    async def test_that_was_never_right_answers_and_closes_nothing(
        self, read: Read, owners
    ):
        owners.commit(OLD_PATH, "close: never")
        loaded = await read()
        assert support(loaded) == OldSupport(close=False)
        assert loaded.error
        assert loaded.error.file == f"{OWNERS}/{OLD_PATH}"

    async def test_after_a_deletion_does_not_bring_back_what_was_deleted(
        self, read: Read, repo
    ):
        repo.commit(OLD_PATH, "supportLabel: question")
        repo.commit(OLD_PATH, None)
        repo.commit(OLD_PATH, "close: never")
        assert labels(await read()) == ("support",)

    async def test_that_is_gone_when_it_is_looked_at_closer_is_none(
        self, github, hub, overview, repo
    ):
        repo.commit(OLD_PATH, "close: never")
        gone = Fault(match=f"GET */contents/{OLD_PATH}", status=404, body={})
        github.faults.add(gone)
        (ground,) = await overview.look(hub)
        assert ground.loaded == Loaded(None)

    async def test_of_which_nobody_knows_the_last_good_one_may_ask_for_support(
        self, github, hub, overview, repo
    ):
        repo.commit(OLD_PATH, "close: never")
        history = f"GET /repos/{TEAM}/commits"
        github.faults.add(Fault(match=history, status=502, body={}, times=None))
        (ground,) = await overview.look(hub)
        assert ground.may_have("support")
        with pytest.raises(RetryLater):
            await overview.load(hub, TEAM)
