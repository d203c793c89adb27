"""What an old support.yml extends: in force as long as anybody can tell what it says."""

from base64 import b64encode
from functools import partial

import pytest

from bot.core.errors import RetryLater
from bot.core.old_support import OLD_PATH
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.old_bases import MOST_BASES
from bot.github.old_files import UNKNOWN
from bot.github.overview import Overview
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from tests.github.old import OWNERS, SECTIONS, Read, labels, read_twice, support
from tests.github.scripted import TEAM

GOOD = "supportLabel: help\nlock: true"
SHARED = f"jupyterhub/shared/{OLD_PATH}"


@pytest.fixture
async def hub(real_app: App, repo: Repository) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def owners(github: Playground, repo: Repository) -> Repository:
    return github.add_repository(OWNERS)


@pytest.fixture
def shared(github: Playground, repo: Repository) -> Repository:
    """What the team's file extends, one of the installation's."""
    shared = github.add_repository("jupyterhub/shared")
    shared.commit(OLD_PATH, GOOD)
    repo.commit(OLD_PATH, "_extends: shared")
    return shared


@pytest.fixture
def overview(clock: Clock) -> Overview:
    return Overview(SECTIONS, clock.now)


@pytest.fixture
def read(hub: GitHub, clock: Clock) -> Read:
    return partial(read_twice, hub, clock)


class TestWhatIsExtended:
    async def test_fills_in_from_the_same_owners_repository(
        self, github, read: Read, repo, owners
    ):
        repo.commit(OLD_PATH, "_extends: .github\nlock: true")
        owners.commit(OLD_PATH, "_extends: texts:a/b.yml\nsupportLabel: question")
        texts = github.add_repository("jupyterhub/texts")
        texts.commit("a/b.yml", "supportComment: Hello\nsupportLabel: other")
        loaded = await read()
        found = support(loaded)
        assert (found.labels, found.reply, found.lock) == (
            ("question",),
            "Hello\n",
            True,
        )
        assert loaded.error is None

    async def test_may_be_of_anybodys_public_repository(self, github, read: Read, repo):
        other = github.add_repository("jupyter/settings", install=False)
        other.commit(OLD_PATH, "supportLabel: question\n_extends: more")
        more = github.add_repository("jupyter/more", install=False)
        more.commit(OLD_PATH, "close: no")
        repo.commit(OLD_PATH, "_extends: jupyter/settings")
        loaded = await read()
        assert (labels(loaded), support(loaded).close) == (("question",), False)


class TestAWrongOne:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ("supportLabel: [", f"{SHARED}:2: supportLabel: "),
            ("close: perhaps", f"{SHARED}:1: close: "),
            (b"\0\1", f"{SHARED}:1: a character that YAML does not allow"),
            ("#" * 1_100_000, f"{SHARED}:1: is over 1 MB"),
            ("_extends: shared", f"{SHARED}:1: _extends: leads back to {SHARED}"),
            ("_extends: team-compass", f"{SHARED}:1: _extends: leads back to {TEAM}"),
            (None, f"{OLD_PATH}:1: _extends: names {SHARED}, which is not there"),
        ],
        ids=["no YAML", "no boolean", "no text", "long", "to itself", "back", "gone"],
    )
    async def test_changes_nothing(self, read: Read, shared, wrong, said):
        shared.commit(OLD_PATH, "close: never")
        shared.commit(OLD_PATH, wrong)
        loaded = await read()
        assert (labels(loaded), support(loaded).lock) == (("help",), True)
        assert str(loaded.error).startswith(said)

    @pytest.mark.parametrize("status", [404, 403])
    async def test_that_is_gone_when_it_is_looked_at_closer_changes_nothing(
        self, github, hub, overview, shared, status
    ):
        shared.commit(OLD_PATH, "close: never")
        newest = f"GET /repos/jupyterhub/shared/contents/{OLD_PATH}"
        github.faults.add(Fault(match=newest, status=status, body={}))
        grounds = {g.repository.full_name: g for g in await overview.look(hub)}
        loaded = grounds[TEAM].loaded
        assert loaded
        assert labels(loaded) == ("help",)
        assert f"names {SHARED}, which is not there" in str(loaded.error)

    async def test_of_anybodys_changes_nothing_either(self, github, read: Read, repo):
        other = github.add_repository("jupyter/settings", install=False)
        for text in (GOOD, "close: never"):
            other.commit("a.yml", text)
        repo.commit(OLD_PATH, "_extends: jupyter/settings:a.yml")
        loaded = await read()
        assert labels(loaded) == ("help",)
        assert str(loaded.error).startswith("jupyter/settings/a.yml:1: close: ")

    async def test_leaves_in_force_what_the_last_good_one_extends(
        self, github, read: Read, shared
    ):
        more = github.add_repository("jupyterhub/more")
        more.commit(OLD_PATH, "supportLabel: more")
        for text in ("_extends: more", "close: never"):
            shared.commit(OLD_PATH, text)
        assert labels(await read()) == ("more",)

    async def test_may_be_the_own_one_that_leads_back_to_itself(
        self, read: Read, repo, shared
    ):
        repo.commit(OLD_PATH, "_extends: team-compass")
        loaded = await read()
        assert labels(loaded) == ("help",)
        assert f"_extends: leads back to {TEAM}/{OLD_PATH}" in str(loaded.error)


class TestWhereNobodyCanTell:
    """Nothing is in force then, least of all what the app does by default."""

    @pytest.mark.parametrize(
        ("extends", "why"),
        [
            ("nowhere", "names jupyterhub/nowhere/.github/support.yml, which is not"),
            (
                "jupyter/hidden",
                "names jupyter/hidden/.github/support.yml, which is not",
            ),
            ("..", "names jupyterhub/../.github/support.yml, which is not there"),
            ("team-compass:docs.yml", f"{TEAM}/docs.yml:1: is a folder"),
            ("shared:never.yml", "which is not there, or not to be read"),
            ("shared:wrong.yml", "jupyterhub/shared/wrong.yml:1: close: "),
            ("shared:back.yml", f"leads back to {TEAM}/{OLD_PATH}"),
        ],
    )
    async def test_nothing_is_in_force(
        self, github, read: Read, repo, owners, shared, extends, why
    ):
        hidden = github.add_repository("jupyter/hidden", private=True, install=False)
        hidden.commit(OLD_PATH, "supportLabel: question")
        owners.commit(OLD_PATH, "supportLabel: owners")
        shared.commit("wrong.yml", "close: never")
        shared.commit("back.yml", "_extends: team-compass")
        repo.commit("docs.yml/a.md", "a folder")
        repo.commit(OLD_PATH, f"lock: true\n_extends: {extends}")
        loaded = await read()
        assert loaded.configuration == UNKNOWN
        assert why in str(loaded.error)

    async def test_a_file_is_read_closer_before_anything_is_said(
        self, github, hub, overview, repo
    ):
        repo.commit(OLD_PATH, "close: never")
        newest = {
            "type": "file",
            "path": OLD_PATH,
            "sha": "0",
            "encoding": "base64",
            "content": b64encode(b"_extends: nowhere").decode(),
            "html_url": "https://github.com/",
        }
        where = f"GET /repos/{TEAM}/contents/{OLD_PATH}"
        github.faults.add(Fault(match=where, status=200, body=newest))
        loaded = await overview.load(hub, TEAM)
        assert loaded.configuration == UNKNOWN
        assert "names jupyterhub/nowhere/" in str(loaded.error)

    async def test_a_chain_without_end_comes_to_an_end(self, read: Read, repo):
        repo.commit(OLD_PATH, "_extends: team-compass:0.yml")
        for number in range(MOST_BASES + 1):
            text = f"_extends: team-compass:{number + 1}.yml\nsupportLabel: l{number}"
            repo.commit(f"{number}.yml", text)
        loaded = await read()
        assert loaded.configuration == UNKNOWN
        last = f"{TEAM}/{MOST_BASES - 1}.yml"
        assert str(loaded.error).startswith(f"{last}:1: _extends: is one file too many")

    async def test_a_wrong_file_does_not_bring_back_one_older_still(
        self, read: Read, repo
    ):
        for text in ("supportLabel: older", "_extends: nowhere", "close: never"):
            repo.commit(OLD_PATH, text)
        loaded = await read()
        assert loaded.configuration == UNKNOWN
        assert str(loaded.error).startswith(f"{OLD_PATH}:1: close: ")

    async def test_what_was_in_force_stays_so_as_long_as_it_is_known(
        self, hub, overview, read: Read, repo, shared
    ):
        before = (await overview.load(hub, TEAM)).configuration
        shared.delete()
        for _ in range(2):
            loaded = await overview.load(hub, TEAM)
            assert loaded.configuration == before
            assert "names jupyterhub/shared/" in str(loaded.error)
            (ground,) = await overview.look(hub)
            assert ground.loaded
            assert ground.loaded.configuration == before
        assert (await read()).configuration == UNKNOWN
        repo.commit(OLD_PATH, None)
        assert (await overview.load(hub, TEAM)).configuration is None
        repo.commit(OLD_PATH, "_extends: shared")
        assert (await overview.load(hub, TEAM)).configuration == UNKNOWN

    async def test_the_own_file_may_have_no_good_version_any_more(
        self, hub, overview, repo
    ):
        repo.commit(OLD_PATH, GOOD)
        await overview.look(hub)
        for number in range(12):
            repo.commit(OLD_PATH, f"close: never{number}")
        assert labels(await overview.load(hub, TEAM)) == ("help",)

    async def test_a_moments_failure_is_no_answer(self, github, hub, overview, shared):
        shared.commit(OLD_PATH, "close: never")
        history = "GET /repos/jupyterhub/shared/commits"
        github.faults.add(Fault(match=history, status=502, body={}, times=None))
        for _ in range(2):
            with pytest.raises(RetryLater):
                await overview.load(hub, TEAM)
        (ground, _) = await overview.look(hub)
        assert ground.loaded is None


class TestTheSweep:
    async def test_looks_again_at_files_that_extend_what_has_become_wrong(
        self, hub, overview, shared
    ):
        async def changed() -> bool:
            return {
                g.repository.full_name: g.changed for g in await overview.look(hub)
            }[TEAM]

        assert await changed()
        assert not await changed()
        shared.commit(OLD_PATH, "close: never")
        assert await changed()
        assert not await changed()
        shared.commit(OLD_PATH, GOOD)
        assert await changed()

    async def test_asks_once_for_the_history_of_what_many_extend(
        self, github, hub, overview, shared
    ):
        for number in range(20):
            one = github.add_repository(f"jupyterhub/r{number}")
            one.commit(OLD_PATH, "_extends: shared")
        shared.commit(OLD_PATH, "close: never")
        await overview.look(hub)
        github.requests.clear()
        grounds = await overview.look(hub)
        assert all(labels(g.loaded) == ("help",) for g in grounds if g.loaded)
        assert len(list(github.requests)) <= 8
