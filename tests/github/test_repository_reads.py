"""What a repository holds beside its threads, read as GitHub answers."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.models import Account
from tests.github.scripted import ISSUE, REPOSITORY, TEAM, Reply

PULL = {
    "number": 4,
    "title": "Minutes of March",
    "body": None,
    "user": {"login": "team-compass[bot]", "type": "Bot"},
    "state": "closed",
    "merged_at": "2021-03-20T10:00:00Z",
    "head": {"ref": "minutes", "sha": "b2", "repo": {"full_name": TEAM}},
    "base": {"ref": "main"},
    "html_url": "https://github.com/jupyterhub/team-compass/pull/4",
}


async def test_a_branch(hub, scripted):
    path = f"{REPOSITORY}/git/ref/heads/team-compass/minutes"
    scripted.on("GET", path, Reply({"object": {"sha": "a1"}}))
    assert await hub.get_branch(TEAM, "team-compass/minutes") == "a1"
    assert await hub.get_branch(TEAM, "other") is None


async def test_pull_requests_of_a_branch(hub, scripted):
    fork_gone = {**PULL, "merged_at": None, "head": {**PULL["head"], "repo": None}}
    scripted.on("GET", f"{REPOSITORY}/pulls", Reply([PULL, fork_gone]))
    merged, closed = await hub.list_pull_requests(TEAM, head="minutes")
    assert dict(scripted.asked[-1].query)["head"] == "jupyterhub:minutes"
    assert dict(scripted.asked[-1].query)["state"] == "all"
    assert (merged.merged, merged.head_sha, merged.body) == (True, "b2", "")
    assert (closed.merged, closed.head_repository) == (False, "")
    assert merged.user == Account("team-compass[bot]", "Bot")


async def test_open_pull_requests_in_which_something_happened(hub, scripted):
    newer, older = (
        {**PULL, "number": number, "state": "open", "updated_at": at}
        for number, at in ((5, "2021-03-20T10:00:00Z"), (4, "2021-03-01T10:00:00Z"))
    )
    scripted.on("GET", f"{REPOSITORY}/pulls", Reply([newer, older]))
    since = datetime(2021, 3, 1, 10, tzinfo=UTC)
    both = await hub.list_open_pull_requests(TEAM, since=since)
    assert [pull.number for pull in both] == [5, 4]
    query = dict(scripted.asked[-1].query)
    assert (query["state"], query["sort"], query["direction"]) == (
        "open",
        "updated",
        "desc",
    )
    later = since + timedelta(seconds=1)
    (one,) = await hub.list_open_pull_requests(TEAM, since=later)
    assert one.number == 5


async def test_a_pull_request_and_its_files(hub, scripted):
    scripted.on("GET", f"{REPOSITORY}/pulls/4", Reply(PULL))
    files = Reply([{"filename": ".github/team-compass.yml"}])
    scripted.on("GET", f"{REPOSITORY}/pulls/4/files", files)
    assert (await hub.get_pull_request(TEAM, 4)).base_ref == "main"
    assert await hub.list_pull_request_files(TEAM, 4) == (".github/team-compass.yml",)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ({"title": "1 mistake", "summary": "when: is no rule"}, "1 mistake"),
        ({"title": None, "summary": None}, ""),
        (None, ""),
    ],
)
async def test_check_runs_of_this_app(hub, scripted, output, said):
    run = {"id": 9, "name": "team-compass", "head_sha": "a1", "output": output}
    answer = {"check_runs": [{**run, "conclusion": "failure"}]}
    scripted.on("GET", f"{REPOSITORY}/commits/a1/check-runs", Reply(answer))
    (found,) = await hub.list_check_runs(TEAM, "a1", "team-compass", 5)
    assert (found.id, found.conclusion, found.title) == (9, "failure", said)
    assert dict(scripted.asked[-1].query)["app_id"] == "5"


async def test_what_happened_to_an_issue(hub, scripted):
    by = {"actor": {"login": "ada", "type": "User"}}
    at = {"created_at": "2021-03-01T00:00:00Z"}
    said = [
        {"id": 1, "event": "labeled", **by, **at, "label": {"name": "agenda"}},
        {"id": 2, "event": "closed", "actor": None, **at},
    ]
    scripted.on("GET", f"{ISSUE}/events", Reply(said))
    labelled, closed = await hub.list_events(TEAM, 1)
    assert (labelled.event, labelled.label, labelled.actor.login) == (
        "labeled",
        "agenda",
        "ada",
    )
    assert (closed.label, closed.actor.login) == ("", "ghost")


async def test_what_a_search_finds(hub, scripted):
    root = "https://api.github.com/repos"
    items = [
        {"number": 5, "repository_url": f"{root}/jupyterhub/binderhub"},
        {"number": 1, "repository_url": f"{root}/{TEAM}"},
    ]
    scripted.on("GET", "/search/issues", Reply({"items": items}))
    found = await hub.search_threads("org:jupyterhub in:comments /agenda")
    assert found == (("jupyterhub/binderhub", 5), (TEAM, 1))
    assert dict(scripted.asked[-1].query)["per_page"] == "100"


async def test_a_search_for_news_passes_nothing_over(hub, scripted):
    """What a page has no room for is on the next one: the next search begins later."""
    home = f"https://api.github.com/repos/{TEAM}"
    items = [{"number": n, "repository_url": home} for n in range(101, 0, -1)]
    link = f'<{scripted.url}/search/issues?page=2>; rel="next"'
    scripted.on(
        "GET",
        "/search/issues",
        Reply({"items": items[:100]}, headers={"Link": link}),
        Reply({"items": items[100:]}),
    )
    now = datetime(2021, 3, 4, 12, tzinfo=UTC)
    found = await hub.search_news("/agenda", "jupyterhub", now)
    assert found == tuple((TEAM, item["number"]) for item in items)
    await hub.search_news("/agenda", "jupyterhub", now)
    assert "updated:>=2021-03-04T11:00:00Z" in scripted.asked[-1].query["q"]
