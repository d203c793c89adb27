"""A repository's issues are read from the newest to the oldest, a hundred at once."""

from datetime import timedelta

import pytest

from bot.core.errors import Gone, Refused, RetryLater
from bot.github.api import GitHub
from bot.github.app import App
from bot.playground import Fault, Playground, secondary_limit
from bot.playground.repositories import Repository
from tests.github.scripted import TEAM
from tests.settings import key_of

GRAPHQL = "POST /graphql"


@pytest.fixture
async def hub(real_app: App, repo: Repository, github: Playground) -> GitHub:
    (installation,) = await real_app.installations()
    hub = real_app.installation(installation.id)
    await hub.list_repositories()  # so that there is a token
    github.requests.clear()
    return hub


async def test_all_that_is_on_record_of_an_issue_comes_with_it(hub, repo, clock):
    repo.set_role("mira", "triage")
    issue = repo.open_issue("How do I …?", "Body", by="ada", labels=["bug"])
    issue.add_label("support", by="mira")
    issue.comment("Like this.", by="mira")
    issue.close(by="ada")
    repo.open_issue("A pull request", by="ada", pull_request=True)

    (thread,) = await hub.list_past(TEAM, 100, lambda _: None)

    told = thread.issue
    assert (told.repository, told.number, told.title) == (TEAM, 1, "How do I …?")
    assert (told.body, told.state, told.labels) == (
        "Body",
        "closed",
        ("bug", "support"),
    )
    assert (told.user.login, told.author_association) == ("ada", "NONE")
    assert [comment.body for comment in thread.comments] == ["Like this."]
    assert [(e.event, e.actor.login, e.label) for e in thread.events] == [
        ("labeled", "ada", "bug"),
        ("labeled", "mira", "support"),
        ("closed", "ada", ""),
    ]
    assert thread.complete


async def test_the_newest_come_first_and_a_hundred_cost_one_request(
    hub, repo, clock, github
):
    for number in range(1, 204):
        clock.advance(timedelta(minutes=1))
        repo.open_issue(f"Issue {number}", by="ada")
    told: list[int] = []

    found = await hub.list_past(TEAM, 1_000, told.append)

    assert [thread.issue.number for thread in found] == list(range(203, 0, -1))
    assert told == [100, 200, 203]
    assert [str(r) for r in github.requests].count(f"{GRAPHQL} 200") == 3

    told.clear()
    some = await hub.list_past(TEAM, 150, told.append)
    assert (some, told) == (found[:150], [100, 150])


async def test_of_a_long_thread_the_ends_come_and_it_is_called_so(hub, repo):
    talk = repo.open_issue("Talk", by="ada")
    for number in range(11):
        talk.comment(f"Comment {number}", by="ada")
    fight = repo.open_issue("Fight", by="ada")
    for _ in range(26):
        fight.add_label("support", by="tim")
        fight.remove_label("support", by="tim")

    fought, talked = await hub.list_past(TEAM, 100, lambda _: None)

    assert (fought.complete, len(fought.events)) == (False, 50)
    assert fought.events[-1].event == "unlabeled"
    assert (talked.complete, len(talked.comments)) == (False, 10)


@pytest.mark.parametrize("name", ["jupyterhub/nowhere", "no name"])
async def test_a_repository_out_of_reach_is_gone(hub, name):
    with pytest.raises(Gone):
        await hub.list_past(name, 100, lambda _: None)


async def test_what_takes_github_too_long_is_asked_for_in_smaller_parts(
    hub, repo, github, clock
):
    for number in range(1, 51):
        clock.advance(timedelta(minutes=1))
        repo.open_issue(f"Issue {number}", by="ada")
    github.faults.add(Fault(match=GRAPHQL, status=502, times=3))
    told: list[int] = []
    assert len(await hub.list_past(TEAM, 100, told.append)) == 50
    assert told == [20, 40, 50]


async def test_what_goes_on_failing_is_left_to_whoever_asks(hub, repo, github):
    github.faults.add(Fault(match=GRAPHQL, status=502, times=None))
    with pytest.raises(RetryLater):
        await hub.list_past(TEAM, 100, lambda _: None)


async def test_a_limit_is_obeyed_at_once(hub, repo, github):
    github.faults.add(secondary_limit(90, match=GRAPHQL, times=None))
    with pytest.raises(RetryLater) as raised:
        await hub.list_past(TEAM, 100, lambda _: None)
    assert raised.value.patience
    assert [str(r) for r in github.requests].count(f"{GRAPHQL} 403") == 1


async def test_who_may_not_see_issues_is_told(repo, make_app, github):
    blind = make_app(
        github.url,
        app_id=github.app.id,
        private_key=key_of(github),
        permissions={"contents": "read", "metadata": "read"},
    )
    (installation,) = await blind.installations()
    with pytest.raises(Refused):
        await blind.installation(installation.id).list_past(TEAM, 100, lambda _: None)
