"""A pull request's page: what it changes, how its checks ended, and its merging."""

import pytest

from bot.playground.checks import Annotation, Output
from bot.playground.pulls import PullRequest
from bot.playground.repositories import Repository

PATH = "/hub/team/pull/1"


@pytest.fixture
def pull(repo: Repository) -> PullRequest:
    repo.commit("README.md", "one\ntwo\n")
    repo.commit("README.md", "one\n<2>\n", branch="mend")
    repo.commit("logo.png", b"\x89PNG\xff", branch="mend")
    return repo.open_pull("Mend it", "As *agreed*", by="ada", head="mend")


async def test_shows_what_it_changes(reader, pull):
    page = await reader.get(PATH)
    for part in (
        'Mend it <span class="number">#1</span>',
        '<span class="spoken">opened this pull request</span>',
        "<em>agreed</em>",
        "ada would bring <code>hub:mend</code> into <code>main</code>",
        "<code>README.md</code>",
        "modified, 1 added and 1 removed",
        '<span class="minus">-two',
        '<span class="plus">+&lt;2&gt;',
        '<span class="place">@@ -1,2 +1,2 @@',
        "Not shown: there is no text in it.",
        "Nobody has checked this yet.",
        '<span class="state open">Open</span>',
    ):
        assert part in page
    assert "Pinned by the bot" not in page


async def test_shows_how_its_checks_ended(github, repo, reader, pull):
    checks, now = repo.branches.checks, github.clock.now()
    run = checks.begin(pull.head, "config")
    note = Annotation("README.md", 2, 2, "failure", "is <odd>", title="two")
    run.say(Output("1 mistake", "See *below*", "More"), [note])
    run.move_on("completed", "action_required", now)
    checks.begin(pull.head, "other")
    page = await reader.get(PATH)
    for part in (
        '<span class="state action_required">Action required</span>',
        "<h3>config</h3>",
        "1 mistake",
        "<em>below</em>",
        "<p>More</p>",
        "<code>README.md:2</code> <strong>Failure: two</strong> is &lt;odd&gt;",
        '<span class="state queued">Queued</span>',
    ):
        assert part in page


async def test_is_merged_by_a_maintainer(repo, reader, pull):
    assert 'value="merge"' in await reader.get(PATH)
    page = await reader.post(PATH, do="merge")
    assert '<span class="state merged">Merged</span>' in page
    assert "ada brought <code>hub:mend</code>" in page
    assert 'value="merge"' not in page
    assert pull.merged_by is repo.world.account("grace")
    refused = await reader.post(PATH, status=422, do="merge")
    assert "GitHub says: Pull Request is not mergeable" in refused
    refused = await reader.post(PATH, status=422, do="reopen")
    assert "The pull request cannot be reopened." in refused


async def test_says_where_it_cannot_be_merged(repo, reader, pull):
    repo.commit("README.md", "one\nzwei\n")
    page = await reader.get(PATH)
    assert 'value="merge"' not in page
    assert "main has changed the same files" in page
    pull.close()
    assert "main has changed the same files" not in await reader.get(PATH)


async def test_is_found_from_everywhere(repo, reader, pull):
    other = repo.open_issue("Other", "see #1", by="ada")
    listed = await reader.get("/hub/team/issues")
    assert f'<h2><a href="{PATH}">Mend it</a></h2>' in listed
    assert "#1 pull request opened" in listed
    assert 'value="merge"' in await reader.get("/hub/team/issues/1")
    assert "see <a" in await reader.get(f"/hub/team/pull/{other.number}")
    page = await reader.get(PATH)
    assert f'<a href="{PATH}" title="Mend it" aria-current="page">' in page


async def test_an_issue_cannot_be_merged(issue, reader):
    refused = await reader.post("/hub/team/issues/1", status=422, do="merge")
    assert "This is no pull request." in refused
