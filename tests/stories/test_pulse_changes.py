"""What changes while a pulse is open: its file, its home, who lists whom, and the time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.threads import Issue
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
