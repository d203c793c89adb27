"""One look at a thread tells what REST tells in many."""

import pytest

from bot.core.actions import CreateComment
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Account
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.thread_looks import PAGES
from bot.playground import Playground
from bot.playground.faults import stale
from bot.playground.repositories import Repository
from tests.github.scripted import PERMISSIONS, TEAM, Reply
from tests.settings import key_of

GRAPHQL = "POST /graphql"


@pytest.fixture
async def hub(real_app: App, repo: Repository) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id, PERMISSIONS)


def looks(github: Playground) -> int:
    return sum(request.path == "/graphql" for request in github.requests)


async def test_a_thread_is_told_in_one_request_as_rest_tells_it_in_many(
    github, hub, repo
):
    repo.owner.members.add("ada")
    issue = repo.open_issue("How?", "Where is it?", by="ada", labels=["support", "bug"])
    said = issue.comment("/support", by="bob")
    said.react("+1", by=github.app.account)
    said.react("confused", by=github.app.account)
    said.react("heart", by="ada")
    issue.comment("Hello", by=github.app.account)
    issue.remove_label("bug", by="tim")
    issue.close(by=github.app.account, reason="not_planned")
    issue.lock(by="tim")

    thread = await hub.look_at(TEAM, 1)

    assert looks(github) == 1
    assert thread.complete
    assert thread.issue == await hub.get_issue(TEAM, 1)
    assert thread.issue.author_association == "MEMBER"
    listed = await hub.list_comments(TEAM, 1)
    assert [(c.id, c.body, c.user, c.created_at) for c in thread.comments] == [
        (c.id, c.body, c.user, c.created_at) for c in listed
    ]
    assert [c.html_url for c in thread.comments] == [c.html_url for c in listed]
    assert [c.reacted for c in thread.comments] == [{"+1", "confused"}, frozenset()]
    recorded = await hub.list_events(TEAM, 1)
    assert [(e.event, e.actor, e.created_at, e.label) for e in thread.events] == [
        (e.event, e.actor, e.created_at, e.label) for e in recorded
    ]
    assert [event.id for event in thread.events] == [1, 2, 3, 4, 5]


async def test_whether_its_repository_is_private_is_told(github, hub, repo):
    repo.open_issue("How?", by="ada")
    assert not (await hub.look_at(TEAM, 1)).issue.is_private
    repo.private = True
    assert (await hub.look_at(TEAM, 1)).issue.is_private


async def test_so_is_a_pull_request(github, hub, repo):
    repo.open_issue("A change", by="ada", pull_request=True).comment("Nice", by="bob")

    thread = await hub.look_at(TEAM, 1)

    assert thread.issue == await hub.get_issue(TEAM, 1)
    assert thread.issue.is_pull_request
    assert [comment.body for comment in thread.comments] == ["Nice"]


async def test_who_left_github_is_ghost_and_an_app_is_called_as_in_rest(
    github, hub, repo
):
    issue = repo.open_issue("How?", by=github.app.account)
    issue.comment("Gone now", by="ghost")

    thread = await hub.look_at(TEAM, 1)

    assert thread.issue.user == Account("team-compass[bot]", "Bot")
    assert [comment.user for comment in thread.comments] == [Account("ghost")]


async def test_who_changed_a_text_last_and_a_title_is_told(github, hub, repo):
    issue = repo.open_issue("How?", "Where?", by="ada")
    said = [issue.comment(word, by="ada") for word in ("one", "two")]
    issue.edit(body="Where is it?", by="ada")
    issue.edit(body="Where is it, please?", by="tim")
    said[0].edit("`one`", by=github.app.account)
    issue.edit(title="Where?", by="tim")

    thread = await hub.look_at(TEAM, 1)

    assert thread.issue.edited_by == Account("tim")
    editors = [comment.edited_by for comment in thread.comments]
    assert editors == [Account("team-compass[bot]", "Bot"), None]
    assert [(e.event, e.actor.login) for e in thread.events] == [("renamed", "tim")]


async def test_more_than_a_hundred_comments_or_events_are_read_page_by_page(
    github, hub, repo
):
    issue = repo.open_issue("Long", by="ada")
    for number in range(101):
        issue.comment(str(number), by="bob")
    for number in range(201):
        issue.add_label("x" * (number % 2) or "y", by="bob")
        issue.remove_label("x" * (number % 2) or "y", by="bob")

    thread = await hub.look_at(TEAM, 1)

    assert [comment.body for comment in thread.comments] == [*map(str, range(101))]
    assert [event.id for event in thread.events] == [*range(1, 403)]
    assert thread.complete
    assert looks(github) == 5


async def test_what_is_deleted_transferred_or_never_was_is_gone(github, hub, repo):
    other = github.add_repository("jupyterhub/other")
    repo.open_issue("Deleted", by="ada").delete()
    repo.open_issue("Transferred", by="ada").transfer(other, by="ada")

    for name, number in ((TEAM, 1), (TEAM, 2), (TEAM, 3), ("jupyterhub/none", 1)):
        with pytest.raises(Gone):
            await hub.look_at(name, number)


async def test_a_repository_is_called_what_it_is_called_now(hub, repo):
    repo.open_issue("How?", by="ada")
    await hub.list_comments(TEAM, 1)  # under this name the token was made
    repo.rename("compass", by="ada")

    assert (await hub.look_at(TEAM, 1)).issue.repository == "jupyterhub/compass"


async def test_what_may_not_be_seen_is_refused(github, make_app, repo):
    repo.open_issue("A change", by="ada", pull_request=True)
    app = make_app(
        github.url,
        app_id=github.app.id,
        private_key=key_of(github),
        permissions={"issues": "write", "metadata": "read"},
    )
    (installation,) = await app.installations()

    with pytest.raises(Refused, match="not accessible"):
        await app.installation(installation.id).look_at(TEAM, 1)


async def test_part_of_a_thread_is_none_of_it(app, scripted):
    said = {"message": "Something went wrong", "path": ["repository", "x"]}
    answer = {"data": {"repository": {"issueOrPullRequest": None}}, "errors": [said]}
    scripted.on("POST", "/graphql", Reply(answer))

    with pytest.raises(RetryLater, match="went wrong"):
        await app.installation(7).look_at(TEAM, 1)


async def test_a_thread_without_end_is_not_read_for_ever(app, scripted):
    more = {"pageInfo": {"hasNextPage": True, "endCursor": "on"}, "nodes": []}
    lists = {"comments": more, "timelineItems": more}
    node = dict.fromkeys(("closedAt", "lastEditedAt", "author", "editor")) | lists
    node |= {
        "__typename": "Issue",
        "id": "I_1",
        "number": 1,
        "title": "Long",
        "body": "",
        "closed": False,
        "locked": False,
        "url": "https://github.com/jupyterhub/team-compass/issues/1",
        "authorAssociation": "NONE",
        "createdAt": "2021-03-01T00:00:00Z",
        "updatedAt": "2021-03-01T00:00:00Z",
        "repository": {"nameWithOwner": TEAM, "isPrivate": False},
        "labels": None,
        "assignees": {"nodes": []},
    }
    data = {"repository": {"issueOrPullRequest": node}}
    scripted.on("POST", "/graphql", Reply({"data": data}))

    thread = await app.installation(7).look_at(TEAM, 1)

    assert not thread.complete
    assert (thread.issue.user, thread.issue.labels) == (Account("ghost"), ())
    assert scripted.count("POST", "/graphql") == PAGES


async def test_what_was_said_here_just_now_is_there_though_github_lags(
    github, hub, repo
):
    repo.open_issue("How?", by="ada")
    said = await hub.apply(
        CreateComment(repository=TEAM, why="test", issue_number=1, body="Hello")
    )
    github.faults.add(stale(GRAPHQL, hide=1))

    thread = await hub.look_at(TEAM, 1)

    assert [comment.id for comment in thread.comments] == [said.id]
