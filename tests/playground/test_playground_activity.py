"""The log on the page tells in words what was said on the wire."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.playground.page_activity import SHOWN, Line, activity
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm


@pytest.fixture
async def app(clock: Clock) -> AsyncIterator[Visitor]:
    """The App, which may write issues."""
    async with Playground(clock=clock) as github, aiohttp.ClientSession() as session:
        repo = github.add_repository("hub/team")
        repo.open_issue("What next?", by="ada").comment("/agenda x", by="ada")
        visitor = Visitor(github, session)
        await visitor.log_in("hub")
        yield visitor


async def said(app: Visitor, method: str, path: str, body: object = None) -> Line:
    """What the log says of the request."""
    await app.ask(method, path.replace("~", "/repos/hub/team"), body)
    return told(app.github)[0]


def told(github: Playground) -> list[Line]:
    """The log of the page."""
    return activity(github, github.repository("hub/team"))


def comment_id(app: Visitor, number: int = -1) -> int:
    return app.github.repository("hub/team").issues[0].comments[number].id


async def test_comments_are_told_by_what_they_are(app):
    path = "~/issues/1/comments"
    for text, words in (
        ("<!-- team-compass:agenda v=1 -->", "wrote the agenda on #1"),
        ("<!-- team-compass:mend comment=1 -->", "wrote a note on #1"),
        ("<!-- team-compass:minutes v=1 -->", "wrote the minutes on #1"),
        ("<!-- team-compass:help -->", "wrote the list of commands on #1"),
        (
            "<!-- team-compass:support state=open -->",
            "wrote the way to the forum on #1",
        ),
        (
            "<!-- team-compass:pulse-state rows= -->",
            "wrote the list of the pulse on #1",
        ),
        ("<!-- team-compass:pulse-summary -->", "wrote what became of the pulse on #1"),
        ("<!-- team-compass:mend-release comment=1 -->", "wrote a note on #1"),
        ("<!-- team-compass:new -->", "wrote a comment on #1"),
        ("plain", "wrote a comment on #1"),
    ):
        line = await said(app, "POST", path, {"body": text})
        assert (line.who, line.what, line.ok) == ("bot", words, True)
    assert line.wire == "POST …/issues/1/comments → 201"


async def test_every_write_has_words(app):
    theirs = f"~/issues/comments/{comment_id(app)}"
    line = await said(app, "POST", f"{theirs}/reactions", {"content": "+1"})
    assert line.what == "reacted 👍 to ada’s comment"
    reaction = app.github.world.comment(comment_id(app)).reactions[0].id
    line = await said(app, "DELETE", f"{theirs}/reactions/{reaction}")
    assert line.what == "took its reaction to ada’s comment back"
    await said(app, "POST", "~/issues/1/comments", {"body": "mine"})
    ours = f"~/issues/comments/{comment_id(app)}"
    assert (await said(app, "PUT", f"{ours}/pin")).what == "pinned a comment"
    agenda = "<!-- team-compass:agenda -->"
    line = await said(app, "PATCH", ours, {"body": agenda})
    assert line.what == "rewrote the agenda"
    line = await said(app, "DELETE", ours)
    assert line.what == "took a comment of its own back"
    line = await said(app, "POST", "~/issues", {"title": "New", "body": ""})
    assert line.what == "opened the issue “New”"
    line = await said(app, "PATCH", "~/issues/2", {"state": "closed"})
    assert line.what == "changed the issue #2"
    line = await said(app, "POST", "~/issues/2/labels", {"labels": ["x"]})
    assert line.what == "changed the labels of #2"
    line = await said(app, "PUT", "~/issues/2/lock", {"lock_reason": "resolved"})
    assert (line.what, line.ok) == ("locked #2", True)
    line = await said(app, "DELETE", "~/issues/2/lock")
    assert (line.what, line.ok) == ("unlocked #2", True)
    line = await said(app, "PUT", "~/issues/2/labels", {"labels": ["y"]})
    assert line.what == "changed the labels of #2"
    line = await said(app, "DELETE", "~/issues/2/labels/y")
    assert line.what == "changed the labels of #2"


async def test_every_write_to_a_branch_has_words(app):
    repo = app.github.repository("hub/team")
    sha = repo.commit("README.md", "x", by="grace").sha
    ref = {"ref": "refs/heads/minutes/march", "sha": sha}
    line = await said(app, "POST", "~/git/refs", ref)
    assert line.what == "made the branch minutes/march"
    file = {"message": "Add", "content": "eA==", "branch": "minutes/march"}
    line = await said(app, "PUT", "~/contents/docs/10%25%20more.md", file)
    assert line.what == "wrote the file docs/10% more.md"
    pull = {"title": "Minutes", "head": "minutes/march", "base": "main"}
    line = await said(app, "POST", "~/pulls", pull)
    assert line.what == "opened the pull request “Minutes”"
    line = await said(app, "PATCH", "~/pulls/2", {"title": "Minutes of March"})
    assert line.what == "changed the pull request #2"
    check = {"name": "config", "head_sha": sha}
    line = await said(app, "POST", "~/check-runs", check)
    assert line.what == "checked a commit: no conclusion yet"
    number = repo.branches.checks.suites[sha].runs[0].id
    ended = {"conclusion": "action_required"}
    line = await said(app, "PATCH", f"~/check-runs/{number}", ended)
    assert line.what == "checked a commit: action required"


async def test_what_is_refused_is_marked(app):
    line = await said(app, "PUT", "~/issues/comments/7/pin")
    assert (line.what, line.ok) == ("pinned a comment", False)
    line = await said(app, "POST", "~/nonsense")
    assert (line.what, line.ok) == ("asked for POST /repos/hub/team/nonsense", False)
    line = await said(app, "POST", "~/issues", ["no", "object"])
    assert (line.what, line.ok) == ("opened the issue “”", False)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("mutation { pinIssue(input: {}) { issue { id } } }", "pinned an issue"),
        (
            "mutation Take($id: ID!) { unpinIssue(input: {}) { issue { id } } }",
            "took an issue from the pinned ones",
        ),
        ("mutation { addStar(input: {}) }", "asked GraphQL for addStar"),
        ("mutation", "asked GraphQL for a change"),
    ],
)
async def test_graphql_is_told_by_its_mutation(app, query, words):
    line = await said(app, "POST", "/graphql", {"query": query})
    assert line.what == words


async def test_what_is_elsewhere_is_told_with_its_place(app):
    other = app.github.add_repository("hub/other")
    other.open_issue("Over there", by="ada").comment("hi", by="grace")
    other.commit("README.md", "x", by="grace")
    await app.log_in("hub")
    line = await said(
        app, "POST", "/repos/hub/other/issues/1/comments", {"body": "hello"}
    )
    assert line.what == "wrote a comment on #1 in other"
    app.github.deliver_to("http://127.0.0.1:9/")
    await app.github.deliver()
    lines = {line.what for line in told(app.github)}
    assert "a comment on #1 in other was created by grace" in lines
    assert "something was pushed in other by grace" in lines
    here = {line.what for line in activity(app.github, other)}
    assert "wrote a comment on #1" in here
    assert "something was pushed by grace" in here


async def test_deliveries_are_told_and_where_they_failed(app):
    github = app.github
    github.pending.clear()
    repo = github.repository("hub/team")
    repo.issues[0].comment("hi", by="grace")
    repo.issues[0].close(by="grace")
    repo.commit("README.md", "x", by="grace")
    repo.commit("README.md", "y", by="grace", branch="draft")
    pull = repo.open_pull("Mend", by="grace", head="draft")
    repo.commit("README.md", "z", by="grace", branch="draft")
    run = repo.branches.checks.begin(pull.head, "config")
    run.rerequest("grace")
    repo.branches.delete("draft", by="grace")
    repo.releases.publish("1.0.0", by="grace")
    repo.archive(by="grace")
    github.outbox.ping()
    github.deliver_to("http://127.0.0.1:9/")
    await github.deliver()
    lines = [line for line in told(github) if line.who == "delivery"]
    assert sorted(line.what for line in lines) == [
        "#1 was closed by grace",
        "#2 was closed by grace",
        "#2 was opened by grace",
        "#2 was pushed to by grace",
        "a comment on #1 was created by grace",
        "ping by GitHub",
        "repository.archived by grace",
        "something was pushed by grace",
        "something was pushed by grace",
        "something was pushed by grace",
        "something was pushed by grace",
        "something was pushed by grace",
        "the branch draft was deleted by grace",
        "the branch draft was made by grace",
        "the branch main was made by grace",
        "the check “config” was rerequested by grace",
        "the checks of a commit were requested by grace",
        "the checks of a commit were requested by grace",
        "the checks of a commit were requested by grace",
        "the release 1.0.0 was created by grace",
        "the release 1.0.0 was published by grace",
        "the release 1.0.0 was released by grace",
        "the tag 1.0.0 was made by grace",
    ]
    assert {line.ok for line in lines} == {False}
    assert lines[0].wire.endswith("→ failed to connect to host")


async def test_the_log_is_short_and_begins_with_the_newest(app):
    for n in range(SHOWN + 5):
        await said(app, "POST", "~/issues/1/comments", {"body": json.dumps(n)})
        app.github.clock.advance(timedelta(minutes=1))
    lines = told(app.github)
    assert len(lines) == SHOWN
    assert lines[0].at > lines[-1].at
    assert len({line.id for line in lines}) == SHOWN
