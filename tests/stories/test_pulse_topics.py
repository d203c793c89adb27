"""A release pulse and the next meeting: who takes what nobody has taken, or nothing waits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from tests.stories.pulsing import pulse, pulses
from tests.stories.team import CONFIGURATION, FILE, Team, agenda, entries, ids
from tests.stories.team import team as start_team

pytestmark = pytest.mark.unmeasured

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PULSES = """\
releases:
  when: day 8 of march
  min_age: 1d
  projects:
    jupyterhub/kubespawner: {}
    jupyterhub/oauthenticator: {}
"""
NOTHING = "- Release pulse of 8 March 2021: nothing waits to be released"
TAKES = "{}. Who releases jupyterhub/{}? · nobody yet · 2 min · {} · [pulse #2]"


@asynccontextmanager
async def pulsing(
    clock: Clock, folder: Path, *, due: bool, when: str = "third thursday"
) -> AsyncIterator[Team]:
    """A team on the day of its pulse, with two projects and the issue of a meeting."""
    configuration = CONFIGURATION.replace("third thursday", when) + PULSES
    async with start_team(clock, folder, configuration) as team:
        for name in ("kubespawner", "oauthenticator"):
            project = team.github.add_repository(f"jupyterhub/{name}")
            project.commit("setup.py", "")
            project.tags.create("1.0.0", by="minrk")
            path = "code.py" if due else "docs/index.md"
            project.land("Keep its name", {path: "as it was"}, by="minrk")
        await sweep(team, days=1)  # the issue of the meeting of 18 March
        await sweep(team, days=3)
        yield team


async def sweep(team: Team, **time: float) -> None:
    """Let some time pass, and the bot look."""
    team.github.clock.advance(timedelta(**time))
    await team.sweep()


@pytest.fixture
async def waiting(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    """Both projects have something to ship."""
    async with pulsing(clock, tmp_path, due=True) as team:
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


@pytest.fixture
async def quiet(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    """Neither project has; the pulse was to open this morning."""
    async with pulsing(clock, tmp_path, due=False) as team:
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


def meetings(repo: Repository) -> list[Issue]:
    mark = "<!-- team-compass:meeting "
    return [one for one in repo.issues if (one.body or "").startswith(mark)]


def meeting(team: Team) -> Issue:
    return meetings(team.repo)[0]


def lines(issue: Issue) -> list[str]:
    """The topics without the address of their link and what follows it."""
    return [line.partition("(")[0] for line in entries(issue)]


async def test_what_nobody_has_taken_is_a_topic_of_the_next_meeting(waiting):
    issue = meeting(waiting)
    assert lines(issue) == [
        TAKES.format(1, "kubespawner", "17:00"),
        TAKES.format(2, "oauthenticator", "17:02"),
    ]
    claim = pulse(waiting).comment("/release claim kubespawner", by="minrk")
    issue.comment("/agenda One of ours", by="ada")
    await waiting.settle()
    assert ids(issue) == ["A2", "A3"]
    waiting.github.requests.clear()
    await sweep(waiting, hours=1)
    assert waiting.writes == []
    claim.delete()
    await waiting.settle()
    assert ids(issue) == ["A1", "A2", "A3"]


async def test_what_is_put_off_or_over_is_no_topic(waiting):
    issue = meeting(waiting)
    rest = pulse(waiting).comment("/release snooze 2d", by="minrk")
    await waiting.settle()
    assert ids(issue) == []
    rest.delete()
    await waiting.settle()
    assert ids(issue) == ["A1", "A2"]
    pulse(waiting).close(by="minrk")
    await sweep(waiting, hours=1)
    assert ids(issue) == []


async def test_what_a_pulse_has_left_is_a_topic_of_the_meeting_after_its_end(waiting):
    issue = meeting(waiting)
    pulse(waiting).comment("/release claim kubespawner", by="minrk")
    await waiting.settle()
    await sweep(waiting, days=7, hours=1)  # the window is over, and the meeting is not
    await sweep(waiting, hours=1)
    assert pulse(waiting).state == "closed"
    assert issue.state == "open"
    assert lines(issue) == [TAKES.format(1, "oauthenticator", "17:00")]


async def test_what_the_meeting_has_removed_or_done_stays_so(waiting):
    issue = meeting(waiting)
    issue.comment("/agenda remove A1\n/agenda done A2", by="manics")
    await waiting.settle()
    shown = agenda(issue)
    assert ids(issue) == ["A2"]
    assert "## Done" in shown
    claim = pulse(waiting).comment("/release claim kubespawner oauthenticator", by="minrk")  # fmt: skip
    await waiting.settle()
    assert agenda(issue) == shown
    claim.delete()
    await sweep(waiting, hours=1)
    assert agenda(issue) == shown


@pytest.fixture
async def weekly(clock: Clock, tmp_path: Path) -> AsyncIterator[Team]:
    """The team meets every week, and the issue of the pulse stays open for two."""
    async with pulsing(clock, tmp_path, due=True, when="every thursday") as team:
        yield team


async def test_at_its_end_it_stays_and_comes_again_if_it_is_still_to_be_taken(weekly):
    first, second, *_ = meetings(weekly.repo)
    assert first.title == second.title
    first.comment("/agenda One of ours", by="ada")
    second.comment("/agenda One of next week", by="ada")
    await weekly.settle()
    assert (ids(first), ids(second)) == (["A1", "A2", "A3"], ["A1"])
    await sweep(weekly, days=3, hours=7)  # it is over
    shown = agenda(first)
    (pulse_,) = pulses(weekly)
    pulse_.comment("/release claim oauthenticator", by="minrk")
    await sweep(weekly, hours=1)
    assert [line.partition(" · ")[0] for line in entries(second)] == [
        "1. One of ours",
        "2. One of next week",
        "3. Who releases jupyterhub/kubespawner?",
    ]
    assert entries(second)[-1].endswith(" · 2nd time · `A3`")
    assert agenda(first) == shown
    weekly.github.requests.clear()
    await sweep(weekly, hours=1)
    assert weekly.writes == []


async def test_where_nothing_waits_the_agenda_says_so_once_and_for_all(quiet):
    issue = meeting(quiet)
    assert pulses(quiet) == []
    assert agenda(issue).split("\n\n")[-2:] == ["## Quick updates", f"{NOTHING}\n"]
    issue.comment("/update Helm 3 everywhere", by="ada")
    await quiet.settle()
    assert f"{NOTHING}\n- Helm 3 everywhere · ada" in agenda(issue)
    spawner = quiet.github.repository("jupyterhub/kubespawner")
    spawner.land("Fix it", {"code.py": "new"}, by="minrk")
    await sweep(quiet, days=9)  # the window is over
    assert NOTHING in agenda(issue)
    assert len(issue.comments) == 2  # nobody was told of it
    await sweep(quiet, days=2)
    assert NOTHING in agenda(issue)
    assert all(NOTHING not in agenda(one) for one in meetings(quiet.repo)[1:])


async def test_what_it_remembers_it_does_not_work_out_again(quiet):
    assert looks(quiet)
    quiet.github.requests.clear()
    await sweep(quiet, days=7, hours=1)
    assert (looks(quiet), NOTHING in agenda(meeting(quiet))) == ([], True)


def looks(team: Team) -> list[str]:
    """The requests that ask for what the projects have released."""
    return [str(r) for r in team.github.requests if "refs/tags/" in str(r.body)]


async def test_it_says_so_no_more_once_there_is_a_pulse(quiet):
    issue = meeting(quiet)
    assert NOTHING in agenda(issue)
    spawner = quiet.github.repository("jupyterhub/kubespawner")
    spawner.land("Fix it", {"code.py": "new"}, by="minrk")
    await sweep(quiet, days=1)
    assert NOTHING not in agenda(issue)
    assert lines(issue) == [TAKES.format(1, "kubespawner", "17:00")]


async def test_it_says_nothing_where_one_project_cannot_be_told(quiet):
    issue = meeting(quiet)
    later = PULSES.replace("8 of march", "9 of march")
    unknown = f"{CONFIGURATION}{later}    jupyterhub/who-knows: {{}}\n"
    quiet.repo.commit(FILE, unknown)
    await quiet.settle()
    quiet.github.requests.clear()
    await sweep(quiet, days=1, hours=2)
    assert looks(quiet)
    assert "Release pulse of 9 March" not in agenda(issue)
    quiet.github.requests.clear()
    issue.comment("/agenda What people say waits for no such look", by="ada")
    await quiet.settle()
    assert looks(quiet) == []


async def test_what_was_left_out_before_is_not_called_nothing(waiting):
    """The team has skipped both, and nothing new has come since: no issue, no line."""
    for name in ("kubespawner", "oauthenticator"):
        pulse(waiting).comment(f"/release skip {name} it is retired", by="minrk")
    await waiting.settle()
    later = PULSES.replace("day 8 of march", "day 8, 16 of march")
    waiting.repo.commit(FILE, CONFIGURATION + later)
    await waiting.settle()
    await sweep(waiting, days=8, hours=1)
    assert len(pulses(waiting)) == 1
    assert "Release pulse of 16 March" not in agenda(meeting(waiting))


async def test_an_open_pulse_costs_one_more_list_of_comments(waiting):
    issue = meeting(waiting)
    comments = f"{pulse(waiting).number}/comments"
    asked: list[list[str]] = []
    for topic in ("At first", "While it is open", "Now that it is closed"):
        waiting.github.requests.clear()
        issue.comment(f"/agenda {topic}", by="ada")
        await waiting.settle()
        asked.append(
            [f"{r.method} {r.path} {r.status}" for r in waiting.github.requests]
        )
        if len(asked) == 2:
            pulse(waiting).close(by="minrk")
            await waiting.settle()
    while_open = [one for one in asked[1] if comments not in one]
    assert len(asked[1]) - len(while_open) == 1
    assert [one.endswith(" 304") for one in asked[1] if comments in one] == [True]
    assert len(while_open) == len(asked[2])


@pytest.mark.parametrize("private", [False, True])
async def test_the_pulse_of_another_repository_meets_where_its_threads_do(
    team, private
):
    """Where the team meets in public, nothing private is talked about."""
    spawner = team.github.add_repository("jupyterhub/kubespawner")
    spawner.commit("setup.py", "")
    spawner.tags.create("1.0.0", by="minrk")
    spawner.land("Fix it", {"code.py": "new"}, by="minrk")
    home = team.github.add_repository("jupyterhub/releases", private=private)
    home.commit(FILE, PULSES)
    await sweep(team, days=1)
    await sweep(team, days=3)
    await sweep(team, hours=1)
    assert len(home.issues) == 1
    assert lines(meeting(team)) == (
        []
        if private
        else [
            "1. Who releases jupyterhub/kubespawner? · nobody yet · 2 min · 17:00 ·"
            " [jupyterhub/releases pulse #1]"
        ]
    )
    home.issues[0].comment("/release claim kubespawner", by="minrk")
    await team.settle()
    team.github.clock.advance(timedelta(minutes=2))  # nobody waits for the next sweep
    assert team.bot
    await team.bot.run_idle()
    await team.settle()
    assert lines(meeting(team)) == []


async def test_it_waits_for_an_hour_whether_a_pulse_opens(quiet):
    later = PULSES.replace("8 of march", "9 of march")
    quiet.repo.commit(FILE, CONFIGURATION + later)
    await quiet.settle()
    midnight = quiet.github.clock.now().replace(day=9, hour=0, minute=0, second=0)
    for minutes, told in ((50, False), (61, True)):
        quiet.github.clock.set(midnight + timedelta(minutes=minutes))
        await quiet.sweep()
        said = "Release pulse of 9 March 2021: nothing" in agenda(meeting(quiet))
        assert said is told


async def test_what_is_put_off_to_the_next_meeting_comes_there_though_the_pulse_is_over(
    waiting,
):
    issue = meeting(waiting)
    await sweep(waiting, days=7, hours=1)
    await sweep(waiting, hours=1)
    assert pulse(waiting).state == "closed"
    issue.comment("/agenda defer A1", by="manics")
    await waiting.settle()
    await sweep(waiting, days=27)  # the next meeting's issue is open
    await sweep(waiting, hours=1)
    following = meetings(waiting.repo)[-1]
    assert following is not issue
    shown = [one.partition(" · ")[0] for one in lines(following)]
    assert shown == [
        "1. Who releases jupyterhub/oauthenticator?",  # what was left open is first
        "2. Who releases jupyterhub/kubespawner?",
    ]
    assert agenda(following).count("2nd time") == 2
