"""Many repositories are looked over in as few requests as GitHub allows."""

import re
from datetime import timedelta

import pytest

from bot.core.errors import RetryLater
from bot.core.models import Repository as AtGitHub
from bot.core.models import Thread, Wanted
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.many_threads import EACH, MOST_NODES
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from tests.github.scripted import TEAM, Reply

GRAPHQL = "POST /graphql"
SUPPORT = ("support", "question")
A_REPOSITORY = AtGitHub(TEAM, node_id="R_1")


@pytest.fixture
async def hub(real_app: App, repo: Repository) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def look(hub: GitHub, github: Playground, clock: Clock):
    """Looks over all repositories, for those labels and what was updated lately."""

    async def look(
        labels: tuple[str, ...] = SUPPORT, since: timedelta = timedelta()
    ) -> list[tuple[str, int]]:
        wanted = [
            Wanted(one, labels, clock.now() - since)
            for one in await hub.list_repositories()
        ]
        github.requests.clear()
        return [
            (thread.issue.repository, thread.issue.number)
            for thread in await hub.look_over(wanted)
        ]

    return look


async def test_open_issues_with_a_label_are_found_and_no_others(look, repo, clock):
    repo.open_issue("No label", by="ada")
    repo.open_issue("Open", by="ada", labels=["Support"])
    repo.open_issue("The other label", by="ada", labels=["question", "support"])
    repo.open_issue("A pull request", by="ada", labels=["support"], pull_request=True)
    repo.open_issue("Closed", by="ada", labels=["support"]).close()
    clock.advance(timedelta(hours=1))

    assert await look() == [(TEAM, 2), (TEAM, 3)]


async def test_so_is_whatever_was_updated_since_then_each_once(look, repo, clock):
    for title in ("Old", "Labelled", "Closed", "Updated"):
        repo.open_issue(title, by="ada")
    clock.advance(timedelta(hours=2))
    repo.issue(2).add_label("support", by="tim")
    repo.issue(3).close()
    repo.issue(4).comment("Thanks", by="ada")
    repo.open_issue("A pull request", by="ada", pull_request=True)
    clock.advance(timedelta(minutes=1))

    found = await look(since=timedelta(hours=1))

    assert sorted(found) == [(TEAM, 2), (TEAM, 3), (TEAM, 4)]
    assert sorted(await look((), timedelta(hours=1))) == sorted(found)


async def test_many_repositories_take_one_request(github, hub, look):
    for number in range(100):
        other = github.add_repository(f"jupyterhub/r{number}")
        other.open_issue("How?", by="ada", labels=["support"])

    assert len(await look()) == 100
    assert len(github.requests) == 1


async def test_a_hundred_labelled_issues_take_one_request_each(github, look, repo):
    github.add_repository("jupyterhub/other")
    for number in range(201):
        repo.open_issue(str(number), by="ada", labels=["support"])

    found = await look(since=timedelta(days=-1))

    assert found == [(TEAM, number) for number in range(1, 202)]
    assert len(github.requests) == 3


async def test_a_request_never_asks_for_more_than_github_tells(github, hub, look):
    for number in range(120):
        github.add_repository(f"jupyterhub/r{number}")

    assert await look() == []
    assert len(github.requests) == 2
    assert EACH * 10 * 236 <= MOST_NODES


async def looked_over(hub: GitHub, clock: Clock) -> dict[str, Thread]:
    listed = await hub.list_repositories()
    wanted = [Wanted(one, SUPPORT, clock.now()) for one in listed]
    return {thread.issue.title: thread for thread in await hub.look_over(wanted)}


async def test_of_a_long_thread_the_ends_are_told(hub, repo, clock):
    for title, comments, labels in (("50", 50, 24), ("51", 51, 0), ("events", 0, 25)):
        issue = repo.open_issue(title, by="ada", labels=["support"])
        for number in range(comments):
            issue.comment(str(number), by="bob")
        for _ in range(labels):
            issue.add_label("bug", by="tim")
            issue.remove_label("bug", by="tim")

    threads = await looked_over(hub, clock)

    assert {title: thread.complete for title, thread in threads.items()} == {
        "50": True,
        "51": False,
        "events": False,
    }
    assert [comment.body for comment in threads["50"].comments] == [
        *map(str, range(50))
    ]
    ends = [*range(20), *range(21, 51)]
    assert [comment.body for comment in threads["51"].comments] == [*map(str, ends)]
    assert [event.event for event in threads["events"].events[:2]] == [
        "labeled",
        "unlabeled",
    ]
    assert len(threads["events"].events) == 50
    whole = await hub.look_at(TEAM, 1)
    assert threads["50"] == whole


async def test_a_repository_that_went_or_errs_costs_the_others_nothing(
    github, hub, repo, clock, log
):
    other = github.add_repository("jupyterhub/gone")
    repo.open_issue("How?", by="ada", labels=["support"])
    wanted = [
        Wanted(one, SUPPORT, clock.now() - timedelta(hours=1))
        for one in await hub.list_repositories()
    ]
    other.delete()

    assert [one.issue.repository for one in await hub.look_over(wanted)] == [TEAM]
    (line,) = (entry for entry in log if entry["event"] == "not_looked_over")
    assert line["repository"] == "jupyterhub/gone"


async def test_one_of_which_github_cannot_tell_is_left_out(app, scripted, log):
    said = {"message": "Something went wrong", "path": ["list1", "issues"]}
    empty = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": []}
    data = {"list0": {"issues": empty}, "list1": None}
    scripted.on("POST", "/graphql", Reply({"data": data, "errors": [said]}))
    wanted = Wanted(A_REPOSITORY, SUPPORT, scripted.now())

    assert await app.installation(7).look_over([wanted]) == ()
    assert log[-1]["why"] == "Something went wrong"


async def test_nothing_wanted_takes_no_request(app, scripted):
    assert await app.installation(7).look_over([]) == ()
    assert scripted.asked == []


async def test_what_takes_github_too_long_is_asked_for_in_smaller_parts(
    github, look, repo
):
    for number in range(30):
        repo.open_issue(str(number), by="ada", labels=["support"])
    github.faults.add(Fault(match=asks_for_more_than(10), status=502, times=None))

    assert len(await look()) == 30


def asks_for_more_than(most: int):
    def asks(request: Request) -> bool:
        found = re.findall(r"(?<!comments\()first: (\d+), after", str(request.body))
        return sum(map(int, found)) > most

    return asks


async def test_where_github_cannot_even_tell_of_ten_it_is_asked_later(github, look):
    github.faults.add(Fault(match=GRAPHQL, status=502, times=None))

    with pytest.raises(RetryLater):
        await look()


async def test_a_limit_is_waited_for_at_once(app, scripted):
    said = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
    scripted.on("POST", "/graphql", Reply({"data": None, "errors": [said]}))
    wanted = Wanted(A_REPOSITORY, SUPPORT, scripted.now())

    with pytest.raises(RetryLater, match="limit exceeded"):
        await app.installation(7).look_over([wanted])
    assert scripted.count("POST", "/graphql") == 1
