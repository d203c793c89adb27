"""What changes while a pulse is open: its file, its home, who lists whom, and the time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.threads import Issue
from bot.settings import load_settings
from bot.tick import plan, tick
from tests.stories.pulsing import live, memory, pulse, pulses, row
from tests.stories.small_pulse import CLOSES, CONFIGURATION, OPENS, begin, noon, small
from tests.stories.team import FILE, NAME, Team, mine

pytestmark = pytest.mark.unmeasured


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """A team whose pulse is open, and whose row of charts is left out."""
    async with small(tmp_path) as people:
        await people.sweep()
        pulse(people).comment("/release skip charts they wait", by="manics")
        await people.settle()
        yield people


async def configure(team: Team, configuration: str) -> None:
    """People change the file; the bot hears of it, and sweeps within the hour."""
    team.repo.commit(FILE, configuration)
    await team.settle()
    team.github.clock.advance(timedelta(hours=1))
    await team.sweep()


async def assert_nothing_is_left(team: Team) -> None:
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


def named(issue: Issue) -> list[str]:
    """The projects that have a row."""
    return [one.name.partition("/")[2] for one in memory(issue).rows]


class TestTheFile:
    async def test_a_project_is_added_and_another_one_goes(self, team):
        begin(team.github, "new").tags.named["1.0.0"]
        team.github.pending.clear()
        changed = CONFIGURATION.replace("spawner: {after: [jupyterhub/hub]}", "new: {}")
        await configure(
            team, changed.replace("[jupyterhub/spawner]", "[jupyterhub/hub]")
        )
        issue = pulse(team)
        assert named(issue) == ["hub", "charts"]
        assert "spawner" not in live(issue).body
        assert "skipped by manics" in row(issue, "charts")
        assert "jupyterhub/new" in live(issue).body
        await assert_nothing_is_left(team)

    async def test_a_project_that_was_left_out_goes_and_comes_back(self, team):
        issue = pulse(team)
        lines = CONFIGURATION.splitlines(keepends=True)
        await configure(team, "".join(line for line in lines if "charts" not in line))
        assert "charts" not in live(issue).body
        assert memory(issue).past == ()
        await configure(team, CONFIGURATION)
        assert "skipped by manics: they wait" in row(issue, "charts")
        await assert_nothing_is_left(team)

    async def test_the_order_is_another_one(self, team):
        issue = pulse(team)
        assert "waits for jupyterhub/hub" in row(issue, "spawner")
        changed = CONFIGURATION.replace("hub: {}", "hub: {after: [jupyterhub/spawner]}")
        await configure(
            team, changed.replace("spawner: {after: [jupyterhub/hub]}", "spawner: {}")
        )
        assert "**ready**" in row(issue, "spawner")
        assert "waits for jupyterhub/spawner" in row(issue, "hub")
        await assert_nothing_is_left(team)

    async def test_fewer_rows_are_for_the_next_pulse(self, team):
        await configure(team, f"{CONFIGURATION}  most: 1\n")
        assert named(pulse(team)) == ["hub", "spawner", "charts"]
        await assert_nothing_is_left(team)
        team.github.clock.set(OPENS.replace(month=7))
        await team.sweep()
        await team.sweep()
        *_, next_one = pulses(team)
        assert named(next_one) == ["hub"]

    async def test_a_shorter_window_is_over_at_once(self, team):
        team.github.clock.set(noon(2))
        await configure(team, f"{CONFIGURATION}  window: 2d\n")
        assert pulse(team).state == "closed"
        assert len(mine(pulse(team))) == 2
        await configure(team, CONFIGURATION)
        assert pulse(team).state == "closed"
        await assert_nothing_is_left(team)

    async def test_another_day_opens_no_second_pulse_beside_it(self, team):
        team.github.clock.set(noon(2))
        await configure(team, CONFIGURATION.replace("day 1", "day 2"))
        assert live(pulse(team))
        team.github.clock.set(CLOSES)
        await team.sweep()
        await team.sweep()
        assert [one.state for one in pulses(team)] == ["closed", "open"]
        team.github.clock.set(CLOSES + timedelta(days=1))
        await team.sweep()
        assert [one.state for one in pulses(team)] == ["closed", "closed"]
        await assert_nothing_is_left(team)

    @pytest.mark.parametrize("where", ["nowhere", "the owner's"])
    async def test_without_its_section_it_is_left_alone(self, team, where):
        if where == "the owner's":
            team.github.add_repository("jupyterhub/.github").commit(FILE, CONFIGURATION)
        before = live(pulse(team)).body
        await configure(team, "timezone: Europe/Oslo\n")
        team.github.repository("jupyterhub/hub").tags.create("1.0.1", by="minrk")
        team.github.clock.set(CLOSES)
        team.github.requests.clear()
        await team.settle()
        await team.sweep()
        assert [w for w in team.writes if f"{NAME}/issues" in w] == []
        assert live(pulse(team)).body == before
        await configure(team, CONFIGURATION)
        assert pulse(team).state == "closed"

    async def test_a_broken_file_changes_nothing(self, team):
        before = live(pulse(team)).body
        await configure(
            team, CONFIGURATION.replace("[jupyterhub/hub]", "[jupyterhub/hubb]")
        )
        assert live(pulse(team)).body == before
        team.github.repository("jupyterhub/hub").tags.create("1.0.1", by="minrk")
        await team.settle()
        assert row(pulse(team), "hub").startswith("- [x]")


class TestTheTime:
    """`compass-bot plan` tells what `tick` does then, and each does it once."""

    @pytest.fixture
    async def quiet(self, tmp_path: Path) -> AsyncIterator[Team]:
        """A team before its pulse, whose bot only does what it is told to."""
        async with small(tmp_path, now=OPENS - timedelta(days=1)) as people:
            await people.sweep()
            await people.stop()
            yield people

    async def test_a_plan_shows_the_issue_and_its_list_and_writes_nothing(self, quiet):
        settings = load_settings(quiet.environ(), directory=quiet.folder)
        assert (await plan(settings, OPENS - timedelta(seconds=1))).actions == ()
        quiet.github.requests.clear()
        planned = await plan(settings, OPENS)
        assert planned.failures == ()
        assert quiet.writes == []
        operations = [action.operation for action in planned.actions]
        assert operations[:3] == ["create_issue", "create_comment", "pin_comment"]
        issue, comment = (action.request() for action in planned.actions[:2])
        quiet.github.clock.set(OPENS)
        assert await tick(settings, OPENS) == ()
        made = pulse(quiet)
        assert (made.title, made.body) == (issue["title"], issue["body"])
        told = live(made).body
        assert comment["body"] == told.replace(" pinned=yes", "")
        assert (
            f"]({quiet.github.server_url}/jupyterhub/hub/compare/1.0.0...main)" in told
        )
        assert (await plan(settings, OPENS + timedelta(hours=1))).actions == ()

    async def test_each_tick_does_what_is_due_and_no_more(self, quiet):
        settings = load_settings(quiet.environ(), directory=quiet.folder)
        states = []
        for now in (
            OPENS - timedelta(hours=1),
            OPENS,
            OPENS + timedelta(hours=1),
            CLOSES - timedelta(hours=1),
            CLOSES,
            CLOSES + timedelta(days=30),
        ):
            quiet.github.clock.set(now)
            assert await tick(settings, now) == ()
            states.append([issue.state for issue in pulses(quiet)])
            quiet.github.requests.clear()
            assert await tick(settings, now) == ()
            assert quiet.writes == []
        assert states == [[], *[["open"]] * 3, *[["closed"]] * 2]
        assert len(mine(pulse(quiet))) == 2

    @pytest.mark.parametrize(("day", "title"), [(3, "October"), (20, None)])
    async def test_a_bot_that_was_down_for_half_a_year(self, quiet, day, title):
        """It opens what is in its window, and nothing of what it missed."""
        quiet.github.clock.set(OPENS.replace(month=10, day=day))
        await quiet.start()
        await quiet.sweep()
        await quiet.sweep()
        titles = [issue.title for issue in pulses(quiet)]
        assert titles == ([f"Release pulse - {title} 2021"] if title else [])
        await assert_nothing_is_left(quiet)

    async def test_one_that_was_down_while_a_pulse_was_open_closes_it(self, team):
        await team.stop()
        team.github.repository("jupyterhub/hub").tags.create("1.0.1", by="minrk")
        team.github.pending.clear()
        team.github.clock.set(OPENS.replace(month=8))
        await team.start()
        await team.sweep()
        assert pulse(team).state == "closed"
        assert "- **Released:** jupyterhub/hub 1.0.1" in mine(pulse(team))[-1].body
        assert "Skipped:** jupyterhub/charts" in mine(pulse(team))[-1].body
        await assert_nothing_is_left(team)


class TestTheHome:
    """Repositories that ask for pulses, and list each other and themselves."""

    @pytest.fixture
    async def two(self, tmp_path: Path) -> AsyncIterator[Team]:
        own = f"{CONFIGURATION}    {NAME}: {{}}\n    jupyterhub/other: {{after: [{NAME}]}}\n"
        async with small(tmp_path, own) as people:
            other = begin(people.github, "other")
            other.commit(FILE, own)
            for project in (people.repo, other):
                project.tags.create("0.1.0", project.commits()[0])
            people.github.pending.clear()
            await people.sweep()
            await people.settle()
            yield people

    async def test_each_has_one_pulse_and_hears_of_all_releases(self, two):
        found = [
            issue
            for repository in (two.repo, two.github.repository("jupyterhub/other"))
            for issue in repository.issues
            if "team-compass:pulse" in (issue.body or "")
        ]
        assert [issue.repository.name for issue in found] == ["team-compass", "other"]
        for issue in found:
            assert row(issue, "hub").startswith("- [ ]")
        for project in ("hub", "other", "team-compass"):
            two.github.repository(f"jupyterhub/{project}").tags.create("1.2.0")
            await two.settle()
            for issue in found:
                assert "[1.2.0](" in live(issue).body
                if row(issue, project):
                    assert row(issue, project).startswith("- [x]")
        await assert_nothing_is_left(two)
