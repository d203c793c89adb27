"""Projects that are moved, hidden, emptied or broken under a pulse, and a GitHub that fails."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.playground.faults import Fault
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from bot.playground.threads import Issue
from tests.stories.pulsing import live, memory, pulse, row
from tests.stories.small_pulse import CLOSES, CONFIGURATION, small
from tests.stories.team import CONFIGURATION as MEETINGS
from tests.stories.team import NAME, Team, mine

pytestmark = pytest.mark.unmeasured

NOT_THERE = "there is no such repository, or none that the App may see"
WRONG = "Mend the wrong"


def rename(it: Repository) -> None:
    it.rename(f"new-{it.name}", by="minrk")


def archive(it: Repository) -> None:
    it.archive(by="minrk")


def hide(it: Repository) -> None:
    it.private = True


def take_away(it: Repository) -> None:
    """It is private, and the App is given it no more."""
    it.private = True
    assert it.installation
    it.installation.repositories.remove(it)


def delete(it: Repository) -> None:
    it.delete(by="minrk")


def rename_branch(it: Repository) -> None:
    it.branches.create("devel", it.commits()[-1], "minrk")
    it.default_branch = "devel"
    it.branches.delete("main", "minrk")


def move_tag(it: Repository) -> None:
    it.tags.move("1.0.0", it.commits()[-1], by="minrk")


def delete_tag(it: Repository) -> None:
    it.tags.delete("1.0.0", by="minrk")


def break_manifest(it: Repository) -> None:
    it.commit("pyproject.toml", "[project\nname = ", message="Break it", by="minrk")


@dataclass(frozen=True)
class Case:
    """What happens to a project; what its row then says ("" where it has none).

    `else_said` stands elsewhere in the list, in the line that names the project.
    """

    happens: Callable[[Repository], None]
    at_first: str = ""
    during: str = ""
    else_said: str = ""


CASES = {
    "fine": Case(lambda _: None, "Mend the fine", "Mend the fine"),
    "renamed": Case(
        rename, "now called jupyterhub/new-renamed", "now called jupyterhub/new-renamed"
    ),
    "archived": Case(archive, else_said="archived"),
    "hidden": Case(hide, else_said="is private: nothing of it is told in public"),
    "away": Case(take_away, "", f"not known: {NOT_THERE}", NOT_THERE),
    "deleted": Case(delete, "", f"not known: {NOT_THERE}", NOT_THERE),
    "branch": Case(rename_branch, "[1.0.0...devel](", "[1.0.0...devel]("),
    "moved": Case(move_tag, else_said="nothing new"),
    "untagged": Case(delete_tag, else_said="never released"),
    "wrong": Case(break_manifest, WRONG, WRONG, "pyproject.toml: cannot be read"),
}
"""By the name of the project that it happens to."""


def configuration(*names: str) -> str:
    begun = CONFIGURATION.partition("  projects")[0]
    begun += "  most: 20\n  min_age: 0s\n  projects:\n"
    rows = "".join(f"    jupyterhub/{name}: {{}}\n" for name in names)
    return f"{begun}{rows}"


@asynccontextmanager
async def on_bad_ground(folder: Path, *, tags: int) -> AsyncIterator[Team]:
    """A team with a project for each case, one without commits, and one with many tags."""
    told, names = configuration(*CASES, "empty", "tagged"), (*CASES, "tagged")
    async with small(folder, told, names=names, fixed=names) as people:
        people.github.add_repository("jupyterhub/empty")
        tagged = people.github.repository("jupyterhub/tagged")
        first = tagged.commits()[0]
        tagged.tags.push({f"0.{number}.0": first for number in range(tags)})
        people.github.pending.clear()
        yield people


async def happen(team: Team) -> None:
    for name, case in CASES.items():
        case.happens(team.github.repository(f"jupyterhub/{name}"))
    await team.settle()
    team.github.clock.advance(timedelta(hours=1))
    await team.sweep()


async def assert_nothing_is_left(team: Team) -> None:
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


def elsewhere(issue: Issue, name: str) -> str:
    """The lines below the rows that name a project, but for the table."""
    lines = live(issue).body.splitlines()
    return "\n".join(one for one in lines if one.startswith(f"- **jupyterhub/{name}**"))


@pytest.mark.parametrize("during", [False, True])
async def test_what_is_wrong_with_one_costs_the_others_nothing(tmp_path, during):
    async with on_bad_ground(tmp_path, tags=200 if during else 3_000) as team:
        if during:
            await team.sweep()
            assert len(memory(pulse(team)).rows) == len(CASES) + 1
        await happen(team)
        issue = pulse(team)
        for name, case in CASES.items():
            said = case.during if during else case.at_first
            assert said in row(issue, name), name
            assert bool(said) == bool(row(issue, name)), name
            assert case.else_said in elsewhere(issue, name), name
        assert "it has no commits yet" in elsewhere(issue, "empty")
        assert "Mend the tagged" in row(issue, "tagged")
        await assert_nothing_is_left(team)
        team.github.clock.set(CLOSES + timedelta(days=1))  # no more is to be learnt
        await team.sweep()
        assert issue.state == "closed"
        assert "jupyterhub/fine" in mine(issue)[-1].body
        assert "hidden" not in mine(issue)[-1].body


@pytest.mark.parametrize("when", ["before", "during", "home"])
async def test_nothing_of_a_private_project_is_told_in_public(tmp_path, when):
    """Not in the list, its mark, the agenda, the versions or the end of the pulse."""
    told = f"{MEETINGS}{configuration('hub', 'hidden')}"
    async with small(tmp_path, told, names=("hub",), fixed=("hub",)) as team:
        hidden = team.github.add_repository("jupyterhub/hidden")
        team.repo.private = when == "home"
        if when == "during":
            hidden.commit("setup.py", "")
            hidden.tags.create("0.1.0")
            hidden.land("Open to all", {"a.py": "1"}, by="ada")
            team.github.clock.advance(timedelta(minutes=1))
            await team.sweep()
            assert "Open to all" in row(pulse(team), "hidden")
            pulse(team).comment("/release skip hidden not yet", by="minrk")
        hidden.private = True
        hidden.commit("setup.py", "install_requires=['hub<0.77']")
        hidden.tags.create("9.8.7", hidden.commits()[0])
        hidden.land("Secret plans", {"secrets.py": "1"}, by="mata-hari")
        await team.settle()
        before = sum(1 for _ in team.github.requests.writes)
        for _ in range(2):
            team.github.clock.advance(timedelta(days=1))
            await team.sweep()
        team.github.clock.set(CLOSES)
        await team.sweep()
        written = [r.raw.decode() for r in team.github.requests.writes][before:]
        words = ("9.8.7", "Secret plans", "mata-hari", "secrets.py", "0.77")
        found = {word for word in words if any(word in text for text in written)}
        assert pulse(team).state == "closed"
        assert "Who releases" in "".join(written)
        if when == "home":
            assert found >= {"9.8.7", "Secret plans", "mata-hari"}
            return
        assert found == set()
        assert "is private: nothing of it is told in public" in live(pulse(team)).body
        assert [one.name for one in memory(pulse(team)).rows] == ["jupyterhub/hub"]
        async with aiohttp.ClientSession() as session:
            for form in ("json", "md"):
                url = f"{team.bot.url}/versions/{NAME}.{form}"
                async with session.get(url) as answer:
                    text = await answer.text()
                    assert (answer.status, "hidden" in text) == (200, False)
                    assert "jupyterhub/hub" in text


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """A team whose pulse is open."""
    async with small(tmp_path) as people:
        await people.sweep()
        yield people


async def look(team: Team) -> None:
    """An hour later the bot sweeps, and tries as long as it wants to."""
    team.github.clock.advance(timedelta(hours=1))
    await team.sweep()
    await team.wait()


NOT_TOLD = "not known: GitHub could not tell"
NOT_READ = (
    "not known: what came to main since 1.0.0 was not read: GitHub could not tell"
)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("Repository.refs", NOT_TOLD),
        ("Comparison.commits", NOT_READ),
        ("PullRequest.files", "Again"),  # what may ship ships
    ],
)
async def test_what_github_cannot_tell_of_one_is_said(team, field, said):
    issue, before = pulse(team), live(pulse(team)).body
    spawner = team.github.repository("jupyterhub/spawner")
    spawner.land("Again", {"again.py": "1"}, by="ada")
    team.github.faults.withhold(field, "jupyterhub/spawner")
    await look(team)
    assert said in row(issue, "spawner")
    assert row(issue, "hub") in before
    assert row(issue, "charts") in before
    team.github.faults.fields.clear()
    await look(team)
    assert "Again" in row(issue, "spawner")
    assert "not known" not in live(issue).body


async def test_a_github_that_has_soon_had_enough_is_asked_for_less(tmp_path):
    async with small(tmp_path) as team:
        team.github.faults.most_objects = 60
        await look(team)
        assert len(memory(pulse(team)).rows) == 3
        assert "could not tell" not in live(pulse(team)).body


def is_asking(request: Request) -> bool:
    """Whether it asks about projects, or whether GitHub is there at all."""
    text = str((request.body or {}).get("query"))
    return "refs/tags/" in text or "rateLimit" in text


DOWN = {
    "is down": lambda: Fault(match=is_asking, status=503, times=None),
    "refuses": lambda: Fault(match=is_asking, status=403, times=None),
    "tells nothing": None,
}


class TestWhileGitHubTellsNothing:
    """No pulse opens or closes on what nobody knows."""

    @pytest.fixture(params=DOWN)
    def down(self, request) -> Callable[[Team], None]:
        """Lets GitHub tell nothing of any project."""
        make = DOWN[request.param]

        def begin(team: Team) -> None:
            if make is None:
                team.github.faults.withhold("Repository.refs")
            else:
                team.github.faults.add(make())

        return begin

    async def up(self, team: Team) -> None:
        team.github.faults.clear()
        team.github.faults.fields.clear()
        await look(team)

    async def test_none_opens(self, tmp_path, down):
        async with small(tmp_path) as team:
            down(team)
            await team.sweep()
            assert [w for w in team.writes if "/issues" in w] == []
            await self.up(team)
            assert len(memory(pulse(team)).rows) == 3
            await assert_nothing_is_left(team)

    async def test_none_closes(self, team, down):
        issue = pulse(team)
        issue.comment("/release claim hub", by="minrk")
        await team.settle()
        down(team)
        team.github.repository("jupyterhub/hub").tags.create("1.0.1", by="minrk")
        team.github.pending.clear()
        team.github.clock.set(CLOSES)
        await team.sweep()
        assert issue.state == "open"
        assert [row.standing for row in memory(issue).rows] == [
            "claimed",
            "open",
            "open",
        ]
        await self.up(team)
        assert issue.state == "closed"
        assert "- **Released:** jupyterhub/hub 1.0.1" in mine(issue)[-1].body
        await assert_nothing_is_left(team)

    async def test_it_does_not_wait_for_ever_for_what_has_gone(self, team):
        issue = pulse(team)
        for name in ("hub", "spawner", "charts"):
            team.github.repository(f"jupyterhub/{name}").delete(by="minrk")
        team.github.clock.set(CLOSES)
        await team.sweep()
        assert issue.state == "open"
        team.github.clock.set(CLOSES + timedelta(days=1))
        await team.sweep()
        assert issue.state == "closed"
        assert "Carried over:** jupyterhub/hub" in mine(issue)[-1].body
        await assert_nothing_is_left(team)
