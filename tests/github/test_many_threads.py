"""Many repositories are looked over in as few requests as GitHub allows."""

import re
from datetime import timedelta

import pytest

from bot.core.errors import RetryLater
from bot.core.models import Found, Thread, Wanted
from bot.core.models import Repository as AtGitHub
from bot.github.api import GitHub
from bot.github.app import App
from bot.playground import Clock, Fault, Playground
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from tests.github.scripted import TEAM, Reply

GRAPHQL = "POST /graphql"
SUPPORT = ("support", "question")
A_REPOSITORY = AtGitHub(TEAM, node_id="R_1")
ANOTHER = AtGitHub("jupyterhub/other", node_id="R_2")


EMPTY = {
    "totalCount": 0,
    "pageInfo": {"hasNextPage": False, "endCursor": None},
    "nodes": [],
}


async def parts(hub: GitHub, *wanted: Wanted) -> list[Found]:
    return [found async for found in hub.look_over(wanted)]


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
            for found in await parts(hub, *wanted)
            for thread in found.threads
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


async def test_sixty_repositories_take_one_request_where_there_is_little(
    github, look, clock
):
    for number in range(59):
        other = github.add_repository(f"jupyterhub/r{number}")
        other.open_issue("How?", by="ada", labels=["support"])
    clock.advance(timedelta(hours=1))

    assert len(await look()) == 59
    assert len(github.requests) == 1


async def test_no_request_asks_for_more_than_a_hundred_and_twenty_issues(
    github, look, repo, clock
):
    for number in range(120):
        other = github.add_repository(f"jupyterhub/r{number}")
        other.open_issue("How?", by="ada", labels=["support"])
    for title in ("How?", "Why?"):
        repo.open_issue(title, by="ada", labels=["support"])
    clock.advance(timedelta(hours=1))

    assert len(await look()) == 122
    assert [asked_for(request) for request in github.requests] == [120, 120, 3]


async def test_a_hundred_issues_take_one_request_however_they_are_spread(
    github, look, repo, clock
):
    other = github.add_repository("jupyterhub/other")
    for number in range(201):
        repo.open_issue(str(number), by="ada", labels=["support"])
    for number in range(99):
        other.open_issue(str(number), by="ada", labels=["support"])
    clock.advance(timedelta(hours=1))

    found = await look()

    of_ours = [number for name, number in found if name == TEAM]
    assert (of_ours, len(found)) == ([*range(1, 202)], 300)
    assert [asked_for(request) for request in github.requests] == [120, 120, 80]


async def test_each_part_is_handed_on_before_the_next_is_asked_for(
    github, hub, repo, clock
):
    for number in range(150):
        repo.open_issue(str(number), by="ada", labels=["support"])
    clock.advance(timedelta(hours=1))
    (listed,) = await hub.list_repositories()
    github.requests.clear()

    seen = [
        (len(found.threads), found.last, len(github.requests))
        async for found in hub.look_over([Wanted(listed, SUPPORT, clock.now())])
    ]

    assert seen == [(100, False, 1), (50, True, 2)]


async def test_what_comes_while_it_reads_is_read_too(github, hub, look, repo, clock):
    for number in range(101):
        repo.open_issue(str(number), by="ada", labels=["support"])
    clock.advance(timedelta(hours=1))

    def one_more_asks(_request: Request) -> None:
        repo.open_issue("Me too", by="ada", labels=["support"])

    more = Fault(match=GRAPHQL, after_effect=True, callback=one_more_asks, times=2)
    github.faults.add(more)

    assert len(await look(since=timedelta(hours=-1))) == 103
    assert [asked_for(request) for request in github.requests] == [120, 1, 1, 1]


async def looked_over(hub: GitHub, clock: Clock) -> dict[str, Thread]:
    listed = await hub.list_repositories()
    wanted = [Wanted(one, SUPPORT, clock.now()) for one in listed]
    found = [thread for one in await parts(hub, *wanted) for thread in one.threads]
    return {thread.issue.title: thread for thread in found}


async def test_of_a_long_thread_the_end_is_told(hub, repo, clock):
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
    end = [str(number) for number in range(1, 51)]
    assert [comment.body for comment in threads["51"].comments] == end
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

    (found,) = await parts(hub, *wanted)

    assert (found.wanted.repository.full_name, found.last) == (TEAM, True)
    assert [thread.issue.title for thread in found.threads] == ["How?"]
    (line,) = (entry for entry in log if entry["event"] == "not_looked_over")
    assert line["repository"] == "jupyterhub/gone"


async def test_one_of_which_github_cannot_tell_has_no_last_part(app, scripted, log):
    said = {"message": "Something went wrong", "path": ["list1", "issues"]}
    lists = {f"list{at}": {"issues": EMPTY} for at in range(4)}
    answer = {"data": {**lists, "list1": None}, "errors": [said]}
    scripted.on("POST", "/graphql", Reply(answer))
    wanted = [Wanted(one, SUPPORT, scripted.now()) for one in (A_REPOSITORY, ANOTHER)]

    found = await parts(app.installation(7), *wanted)

    assert found == [Found(wanted[1], (), last=True)]
    (line,) = (entry for entry in log if entry["event"] == "not_looked_over")
    assert (line["repository"], line["why"]) == (TEAM, "Something went wrong")


async def test_nor_has_one_that_goes_before_all_of_it_is_read(github, hub, repo, clock):
    for number in range(150):
        repo.open_issue(str(number), by="ada", labels=["support"])
    (listed,) = await hub.list_repositories()
    github.faults.add(Fault(match=GRAPHQL, skip=1, callback=lambda _: repo.delete()))

    found = await parts(hub, Wanted(listed, SUPPORT, clock.now()))

    assert [one.last for one in found] == [False]


async def test_a_renamed_one_is_told_as_it_was_asked_for(hub, repo, clock):
    repo.open_issue("How?", by="ada", labels=["support"])
    (listed,) = await hub.list_repositories()
    repo.rename("compass")

    (found,) = await parts(hub, Wanted(listed, SUPPORT, clock.now()))

    assert found.wanted.repository.full_name == TEAM
    (thread,) = found.threads
    assert thread.issue.repository == "jupyterhub/compass"


async def test_nothing_wanted_takes_no_request(app, scripted):
    assert await parts(app.installation(7)) == []
    assert scripted.asked == []


LIMIT = {
    "type": "RESOURCE_LIMITS_EXCEEDED",
    "path": ["list0", "issues"],
    "message": "Resource limits for this query exceeded.",
}
TOO_MUCH = {"status": 200, "body": {"data": {"list0": None}, "errors": [LIMIT]}}


@pytest.mark.parametrize("fails", [{"status": 502}, TOO_MUCH], ids=["502", "limit"])
async def test_what_takes_github_too_long_is_asked_for_in_smaller_parts(
    github, look, repo, fails
):
    for number in range(30):
        repo.open_issue(str(number), by="ada", labels=["support"])
    many = Fault(match=lambda asked: asked_for(asked) > 20, times=None, **fails)
    github.faults.add(many)

    assert len(await look()) == 30


def asked_for(request: Request) -> int:
    return sum(map(int, re.findall(r"first: (\d+), after", str(request.body))))


async def test_where_github_cannot_even_tell_of_few_it_is_asked_later(github, look):
    github.faults.add(Fault(match=GRAPHQL, status=502, times=None))

    with pytest.raises(RetryLater):
        await look()


async def test_a_limit_is_waited_for_at_once(app, scripted):
    said = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
    scripted.on("POST", "/graphql", Reply({"data": None, "errors": [said]}))
    wanted = Wanted(A_REPOSITORY, SUPPORT, scripted.now())

    with pytest.raises(RetryLater, match="limit exceeded"):
        await parts(app.installation(7), wanted)
    assert scripted.count("POST", "/graphql") == 1
