"""A release pulse of an organisation shaped like JupyterHub's, from its opening to its end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.release_order import stages
from bot.core.releases import Releases
from tests.features.releases.pulse import releases
from tests.golden import Golden
from tests.playground import hub
from tests.playground.hub import EXPECTED, NO_RELEASE, PINNED, SHIPS
from tests.stories.pulsing import hubs, live, memory, part, pulse, pulses, row
from tests.stories.team import Team, mine, reactions

GOLDEN = Golden(Path(__file__).parent / "golden")


@pytest.fixture
async def people(tmp_path: Path, logs: list[dict[str, object]]) -> AsyncIterator[Team]:
    async with hubs(tmp_path) as team:
        await team.sweep()
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


def config() -> Releases:
    return releases(hub.CONFIGURATION)


async def test_the_pulse_names_what_waits_and_nothing_else(people: Team) -> None:
    issue = pulse(people)
    assert issue.title == "Release pulse - October 2026"
    assert issue.label_names == ["release-pulse"]
    due = [name for name, one in EXPECTED.items() if one.standing == "due"]
    assert [name for name in EXPECTED if row(issue, name)] == due
    assert not any(row(issue, name) for name in NO_RELEASE)
    for name in due:
        first, *_ = row(issue, name).split("\n")
        assert first.startswith(f"- [ ] **jupyterhub/{name}** {EXPECTED[name].last} · ")
        for title in SHIPS[name][-9:]:
            assert _words(title) in _words(row(issue, name))


def _words(text: str) -> str:
    """Without what only Markdown needs."""
    return text.replace("\\", "")


async def test_every_project_has_its_last_release_and_its_stage(people: Team) -> None:
    issue = pulse(people)
    table = part(issue, "Current versions")
    for name, one in EXPECTED.items():
        line = next(
            x for x in table.split("\n") if x.startswith(f"| jupyterhub/{name} |")
        )
        assert (f"[{one.last}](" in line) if one.last else "[" not in line
    assert "[6.0.0b2](" in table
    found = {name: f"jupyterhub/{name}" for name in EXPECTED}
    assert {name: stages(config())[full] for name, full in found.items()} == {
        name: one.stage for name, one in EXPECTED.items()
    }
    for name, one in EXPECTED.items():
        if one.standing == "due":
            assert f"**jupyterhub/{name}**" in part(issue, f"Stage {one.stage}")


async def test_one_real_fix_among_sixty_updates_is_named(people: Team) -> None:
    issue = pulse(people)
    assert "allow_all" in _words(row(issue, "tmpauthenticator"))
    assert "28 changes by bots" in row(issue, "tmpauthenticator")
    assert "PORT" in row(issue, "simpervisor")
    assert "29 changes by bots" in row(issue, "simpervisor")


async def test_what_is_not_picked_up_is_told_with_file_and_line(people: Team) -> None:
    said = part(pulse(people), "Not picked up yet")
    entries = [
        one for one in said.split("\n") if one.startswith("- ") and " has " in one
    ]
    assert len(entries) == len(PINNED)
    for pin in PINNED:
        (entry,) = (
            one
            for one in entries
            if one.startswith(
                f"- **jupyterhub/{pin.project}** pins jupyterhub/{pin.of} "
            )
        )
        assert f"/blob/HEAD/{pin.path}#L" in entry
        assert f"`{pin.specifier}`" in entry


async def test_the_live_comment_reads_well(people: Team) -> None:
    text = live(pulse(people)).body
    shown = text.replace(people.github.server_url, "https://github.example")
    assert shown == GOLDEN / "pulse.md"


async def test_releases_tick_their_rows_one_by_one(people: Team) -> None:
    issue = pulse(people)
    hub_repo = people.github.repository("jupyterhub/jupyterhub")
    assert "waits for jupyterhub/jupyterhub" in row(issue, "oauthenticator")

    tip = hub_repo.branches.tip("5.x")
    hub_repo.tags.create("5.5.2", tip, by="minrk")
    await people.settle()
    assert row(issue, "jupyterhub").startswith("- [x] **jupyterhub/jupyterhub** 5.5.1")
    assert "**ready**" in row(issue, "oauthenticator")
    assert "**1 of 12 released**" in live(issue).body

    oauth = people.github.repository("jupyterhub/oauthenticator")
    oauth.releases.publish("17.5.0", by="consideRatio")
    await people.settle()
    assert row(issue, "oauthenticator").startswith("- [x]")

    tmp = people.github.repository("jupyterhub/tmpauthenticator")
    tmp.tags.create("v1.1.0", by="manics", message="1.1.0")
    people.github.pending.clear()  # nobody tells the bot
    people.github.clock.advance(timedelta(hours=1))
    await people.sweep()
    assert row(issue, "tmpauthenticator").startswith("- [x]")

    people.github.requests.clear()
    people.github.clock.advance(timedelta(hours=1))
    await people.sweep()
    assert [r for r in people.github.requests if r.method not in ("GET", "POST")] == []
    assert len(mine(issue)) == 1


async def test_people_take_leave_out_and_are_told_what_cannot_be(people: Team) -> None:
    issue = pulse(people)
    claim = issue.comment("/release claim oauthenticator", by="consideRatio")
    stranger = issue.comment("/release claim repo2docker", by="passerby")
    await people.settle()
    assert "taken by consideRatio" in row(issue, "oauthenticator")
    assert "nobody has taken it" in row(issue, "repo2docker")
    assert reactions(claim) == ["+1"]
    assert reactions(stranger) == ["confused"]
    claim.edit("/release skip oauthenticator its tests fail")
    await people.settle()
    assert "skipped by consideRatio: its tests fail" in row(issue, "oauthenticator")
    claim.delete()
    await people.settle()
    assert "nobody has taken it" in row(issue, "oauthenticator")


async def test_who_speaks_when_it_is_over_is_told_so(people: Team) -> None:
    issue = pulse(people)
    early = issue.comment("/release claim oauthenticator", by="consideRatio")
    await people.settle()
    issue.close(by="minrk")
    people.github.clock.advance(timedelta(minutes=5))
    late = issue.comment("/release claim repo2docker", by="manics")
    await people.settle()
    assert reactions(early) == ["+1"]
    assert reactions(late) == ["confused"]
    assert "this pulse is over" in mine(issue)[-1].body
    late.delete()
    await people.settle()
    assert len(mine(issue)) == 1


async def test_whatever_people_write_above_its_mark_it_stays_the_only_one(
    people: Team,
) -> None:
    issue = pulse(people)
    issue.edit(body=f"Hello team!\n\n{issue.body}", by="minrk")
    people.github.clock.advance(timedelta(hours=1))
    await people.sweep()
    tip = people.github.repository("jupyterhub/jupyterhub").branches.tip("5.x")
    people.github.repository("jupyterhub/jupyterhub").tags.create("5.5.2", tip)
    await people.settle()
    assert row(issue, "jupyterhub").startswith("- [x]")
    assert [one.title for one in people.repo.issues if "pulse" in one.title] == [
        "Release pulse - October 2026"
    ]


async def test_it_closes_after_its_window_and_the_next_one_knows(people: Team) -> None:
    issue = pulse(people)
    issue.comment("/release skip tmpauthenticator it is retired", by="minrk")
    await people.settle()
    people.github.clock.advance(timedelta(days=7))
    await people.sweep()
    await people.sweep()
    assert issue.state == "closed"
    assert issue.state_reason == "completed"
    summary = mine(issue)[-1].body
    assert "- **Released:** none" in summary
    assert (
        "- **Skipped:** jupyterhub/tmpauthenticator (minrk: it is retired)" in summary
    )

    people.github.clock.set(
        people.github.clock.now().replace(year=2027, month=1, day=1)
    )
    await people.sweep()
    later = pulses(people)[-1]
    assert later.title == "Release pulse - January 2027"
    assert not row(later, "tmpauthenticator")
    assert "2nd pulse" in row(later, "simpervisor")
    assert memory(later).rows[0].times == 2
