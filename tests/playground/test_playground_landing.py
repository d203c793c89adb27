"""Histories: pull requests that are opened and merged at once, also long ago."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import Clock, Playground, TickingClock
from bot.playground.pulls import NotPossibleError, PullRequest
from bot.playground.repositories import Repository
from bot.playground.shapes_pulls import full_pull


def by_hand(repo: Repository) -> PullRequest:
    """What `land` does in one step."""
    repo.commit("b.txt", "1", message="Fix", by="ada", branch="patch-1")
    pull = repo.open_pull("Fix", by="ada", head="patch-1")
    pull.merge("ada")
    repo.branches.delete("patch-1", "ada")
    return pull


def in_one(repo: Repository) -> PullRequest:
    return repo.land("Fix", {"b.txt": "1"}, by="ada")


async def told(github: Playground, how: Callable[[Repository], PullRequest]) -> object:
    """What the App hears and sees of it, but for what is different every time."""
    repo = github.add_repository("jupyterhub/one")
    repo.commit("a.txt", "1")
    pull = how(repo)
    shape = full_pull(pull)
    return [delivery.name for delivery in github.pending], shape, repo.commits()


async def test_one_that_lands_is_like_one_that_people_merged(clock: Clock) -> None:
    results = []
    for how in (by_hand, in_one):
        async with Playground(clock=Clock(clock.now()), port=0) as github:
            github.world.server_url = github.world.api_url = "http://github.test"
            results.append(await told(github, how))
    assert results[0] == results[1]


def test_it_brings_its_files_and_leaves_no_branch(repo: Repository) -> None:
    repo.commit("a.txt", "1")
    repo.commit("old.txt", "1")
    pull = repo.land(
        "Fix",
        {"src/b.py": "1", "old.txt": None},
        by="dependabot[bot]",
        labels=["bug", "dependencies"],
        head="dependabot/pip/b-2",
    )
    assert pull.merged_at
    assert (pull.head_branch, pull.issue.user.type) == ("dependabot/pip/b-2", "Bot")
    assert pull.issue.label_names == ["bug", "dependencies"]
    assert [one.path for one in pull.files] == ["old.txt", "src/b.py"]
    assert list(repo.branches.histories) == ["main"]
    assert set(repo.commits()[-1].files) == {"a.txt", "src/b.py"}
    assert pull.merge_commit == repo.commits()[-1]


def test_it_lands_on_a_maintenance_branch(repo: Repository) -> None:
    start = repo.commit("a.txt", "1")
    repo.branches.create("5.x", start, "ada")
    repo.commit("a.txt", "2")
    pull = repo.land("Backport", {"b.txt": "1"}, by="ada", branch="5.x")
    assert pull.base_branch == "5.x"
    assert repo.commits("5.x")[-1].files == {"a.txt": b"1", "b.txt": b"1"}
    assert "b.txt" not in repo.commits()[-1].files


def test_it_needs_a_branch_to_land_on_and_one_of_its_own(repo: Repository) -> None:
    with pytest.raises(NotPossibleError):
        repo.land("Fix", {"a.txt": "1"}, by="ada")
    repo.commit("a.txt", "1")
    with pytest.raises(NotPossibleError, match="There is a branch main already"):
        repo.land("Fix", {"a.txt": "2"}, by="ada", head="main")
    assert repo.issues == []


def test_a_history_is_dated_in_the_past(clock: Clock, repo: Repository) -> None:
    now, then = clock.now(), datetime(2020, 1, 1, tzinfo=UTC)
    with clock.then(then):
        repo.commit("a.txt", "1")
        clock.advance(timedelta(days=30))
        first = repo.land("Fix", {"b.txt": "1"}, by="ada")
        tag = repo.tags.create("1.0.0")
        with clock.then(then - timedelta(days=1)):
            assert clock.now() < then
    assert clock.now() == now
    second = repo.land("Fix more", {"b.txt": "2"}, by="ada")
    assert tag.at.date() == datetime(2020, 1, 31, tzinfo=UTC).date()
    dates = [commit.at for commit in repo.commits()]
    assert dates == sorted(dates)
    assert first.merged_at
    assert second.merged_at
    assert first.merged_at < tag.at < now < second.merged_at


def test_a_clock_that_runs_stands_still_in_the_past() -> None:
    start, then = datetime(2021, 3, 4, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    seconds = iter(range(100))
    clock = TickingClock(start, lambda: start + timedelta(seconds=next(seconds)))
    with clock.then(then):
        assert clock.now() == clock.now() == then
        clock.tick()
        assert clock.now() == then + timedelta(seconds=1)
    assert clock.now() > start


def test_what_an_app_missed_makes_no_checks_for_it(github: Playground) -> None:
    repo = github.add_repository("jupyterhub/old", install=False)
    repo.commit("a.txt", "1")
    repo.land("Fix", {"b.txt": "1"}, by="ada")
    github.world.install(repo)
    assert repo.branches.checks.suites == {}
    repo.land("Fix more", {"b.txt": "2"}, by="ada")
    assert len(repo.branches.checks.suites) == 2
