"""A dry run reads GitHub as it is, writes nothing, and believes what it did."""

import pytest

from bot.core.actions import (
    AddLabels,
    CreateComment,
    CreateIssue,
    CreateReaction,
    DeleteComment,
    DeleteReaction,
    LockIssue,
    PinComment,
    PinIssue,
    RemoveLabel,
    UnlockIssue,
    UpdateComment,
    UpdateIssue,
)
from bot.core.errors import Gone
from bot.core.models import Comment, Issue, Thread, Wanted
from bot.core.repository_actions import (
    CreateOrUpdateFile,
    CreatePullRequest,
    CreateRef,
)
from bot.github.app import App
from bot.github.dry_run import EFFECTS, DryRun
from bot.github.writes import WRITES
from bot.playground import Playground
from tests.github.scripted import TEAM
from tests.settings import key_of

WHERE = {"repository": TEAM, "why": "test"}


@pytest.fixture
async def dry(github: Playground, make_app, repo, clock) -> DryRun:
    app: App = make_app(
        github.url,
        app_id=github.app.id,
        private_key=key_of(github),
        permissions={"contents": "read", "issues": "read", "pull_requests": "read"},
    )
    (installation,) = await app.installations()
    hub = app.installation(installation.id)
    return DryRun(hub, await app.identity(), clock.now())


@pytest.fixture(autouse=True)
def nothing_is_written(github: Playground):
    yield
    assert github.requests.writes == []


async def test_it_remembers_what_was_to_be_done_in_order(dry, repo):
    said = repo.open_issue("Meeting", by="ada").comment("/agenda One", by="bob")
    wanted = [
        CreateIssue(**WHERE, title="Next", body="Hello"),
        CreateComment(**WHERE, issue_number=1, body="## Agenda"),
        CreateReaction(**WHERE, comment_id=said.id, content="+1"),
    ]
    for action in wanted:
        await dry.apply(action)
    assert dry.actions == wanted


async def test_issues_that_it_opened_are_there(dry, repo, clock):
    repo.open_issue("Real", by="ada")
    first = await dry.apply(CreateIssue(**WHERE, title="A", body="a", labels=("x",)))
    second = await dry.apply(CreateIssue(**WHERE, title="B", body="b"))
    assert isinstance(first, Issue)
    assert isinstance(second, Issue)
    assert (first.number, second.number) == (0, -1)
    assert first.html_url == f"https://github.com/{TEAM}/issues/0"
    assert not first.is_private
    assert await dry.get_issue(TEAM, 0) == first
    assert (await dry.get_issue(TEAM, 1)).title == "Real"
    since = clock.now().replace(year=2000)
    listed = await dry.list_issues(TEAM, since=since)
    assert [issue.title for issue in listed] == ["B", "A", "Real"]
    with pytest.raises(Gone):
        await dry.get_issue(TEAM, -2)


async def test_what_it_opened_in_a_private_repository_is_private(dry, repo):
    repo.private = True
    issue = await dry.apply(CreateIssue(**WHERE, title="A", body="a"))
    assert isinstance(issue, Issue)
    assert issue.is_private


async def test_comments_that_it_made_changed_and_deleted_are_so(dry, repo):
    meeting = repo.open_issue("Meeting", by="ada")
    own, other = (meeting.comment(text, by="bob") for text in ("own", "other"))
    made = await dry.apply(CreateComment(**WHERE, issue_number=1, body="new"))
    assert isinstance(made, Comment)
    edited = await dry.apply(UpdateComment(**WHERE, comment_id=own.id, body="mended"))
    assert isinstance(edited, Comment)
    assert edited.body == "mended"
    await dry.apply(UpdateComment(**WHERE, comment_id=made.id, body="newer"))
    await dry.apply(PinComment(**WHERE, comment_id=made.id))
    await dry.apply(DeleteComment(**WHERE, comment_id=other.id))
    comments = await dry.list_comments(TEAM, 1)
    assert [(c.body, bool(c.pinned)) for c in comments] == [
        ("mended", False),
        ("newer", True),
    ]
    assert comments[1].user.login == "team-compass[bot]"


async def test_comments_on_an_issue_that_it_opened(dry):
    await dry.apply(CreateIssue(**WHERE, title="Next", body="Hello"))
    await dry.apply(CreateComment(**WHERE, issue_number=0, body="## Agenda"))
    (comment,) = await dry.list_comments(TEAM, 0)
    assert comment.body == "## Agenda"
    await dry.apply(CreateReaction(**WHERE, comment_id=comment.id, content="+1"))
    (reaction,) = await dry.list_reactions(TEAM, comment.id)
    assert reaction.user.login == "team-compass[bot]"


async def test_reactions_that_it_made_and_took_back(dry, repo):
    said = repo.open_issue("Meeting", by="ada").comment("/agenda One", by="bob")
    said.react("confused", "cleo")
    on = {**WHERE, "comment_id": said.id}
    for _ in range(2):
        await dry.apply(CreateReaction(**on, content="+1"))
    there = await dry.list_reactions(TEAM, said.id)
    assert [(r.content, r.user.login) for r in there] == [
        ("confused", "cleo"),
        ("+1", "team-compass[bot]"),
    ]
    (comment,) = await dry.list_comments(TEAM, 1)
    assert comment.reactions == {"confused": 1, "+1": 1}
    for reaction in there:
        await dry.apply(DeleteReaction(**on, reaction_id=reaction.id))
    assert await dry.list_reactions(TEAM, said.id) == ()
    (comment,) = await dry.list_comments(TEAM, 1)
    assert comment.reactions == {}


async def test_what_becomes_of_an_issue_is_so(dry, repo):
    repo.open_issue("Meeting", "old", by="ada", labels=["meeting", "agenda"])
    on = {**WHERE, "issue_number": 1}
    await dry.apply(UpdateIssue(**on, body="new", assignees=("minrk",)))
    await dry.apply(UpdateIssue(**on, state="closed", state_reason="completed"))
    await dry.apply(AddLabels(**on, labels=("meeting", "late")))
    await dry.apply(RemoveLabel(**on, name="agenda"))
    await dry.apply(PinIssue(**on, node_id="I_1"))
    (listed,) = await dry.list_issues(TEAM)
    assert await dry.get_issue(TEAM, 1) == listed
    assert (listed.body, listed.state, listed.title) == ("new", "closed", "Meeting")
    assert listed.assignees == ("minrk",)
    assert listed.labels == ("meeting", "late")


async def test_nothing_has_happened_to_an_issue_that_it_opened(dry, repo):
    repo.open_issue("Real", by="ada").close()
    await dry.apply(CreateIssue(**WHERE, title="Next", body="Hello"))
    assert await dry.list_events(TEAM, 0) == ()
    assert [e.event for e in await dry.list_events(TEAM, 1)] == ["closed"]


async def test_a_branch_that_it_made_is_there(dry, repo):
    assert await dry.get_branch(TEAM, "minutes") is None
    await dry.apply(CreateRef(**WHERE, ref="refs/heads/minutes", sha="a1"))
    assert await dry.get_branch(TEAM, "minutes") == "a1"


async def test_a_file_and_pull_request_that_it_made_are_there(dry, repo):
    repo.commit("docs/there.md", "There already\n")
    sha = await dry.get_branch(TEAM, "main")
    await dry.apply(CreateRef(**WHERE, ref="refs/heads/minutes", sha=sha))
    file = {"path": "docs/a.md", "message": "Add it", "content": "A\n"}
    assert await dry.get_file(TEAM, "docs/a.md", "minutes") is None
    await dry.apply(CreateOrUpdateFile(**WHERE, **file, branch="minutes"))
    asked = {"title": "Minutes", "head": "minutes", "base": "main", "body": "B"}
    await dry.apply(CreatePullRequest(**WHERE, **asked))
    made = await dry.get_file(TEAM, "docs/a.md", "minutes")
    there = await dry.get_file(TEAM, "docs/there.md", "minutes")
    assert (made.text, there.text) == ("A\n", "There already\n")
    assert await dry.get_file(TEAM, "docs/a.md") is None
    (pull,) = await dry.list_pull_requests(TEAM, head="minutes")
    assert (pull.number, pull.state, pull.head_repository) == (0, "open", TEAM)
    assert pull.user.login == "team-compass[bot]"
    assert await dry.list_pull_requests(TEAM, head="another") == ()


async def test_too_long_a_text_is_refused_as_in_earnest(dry):
    with pytest.raises(ValueError, match="over 65536"):
        await dry.apply(CreateIssue(**WHERE, title="T", body="x" * 65_537))
    assert dry.actions == []


async def test_a_thread_is_looked_at_as_it_would_be(dry, repo, clock):
    issue = repo.open_issue("How?", by="ada", labels=["support"])
    said = [issue.comment(text, by="bob") for text in ("/support", "gone")]
    said[0].react("heart", by="cleo")
    on = {**WHERE, "issue_number": 1}
    await dry.apply(AddLabels(**on, labels=("bug",)))
    await dry.apply(UpdateIssue(**on, state="closed", state_reason="not_planned"))
    await dry.apply(LockIssue(**on))
    await dry.apply(CreateComment(**on, body="Ask the forum"))
    await dry.apply(DeleteComment(**WHERE, comment_id=said[1].id))
    reaction = {**WHERE, "comment_id": said[0].id}
    await dry.apply(CreateReaction(**reaction, content="+1"))
    wanted = Wanted((await dry.list_repositories())[0], ("support",), clock.now())

    thread = await dry.look_at(TEAM, 1)

    assert (thread.issue.labels, thread.issue.state) == (("support", "bug"), "closed")
    assert thread.issue.locked
    assert [comment.body for comment in thread.comments] == [
        "/support",
        "Ask the forum",
    ]
    assert thread.comments[0].reacted == {"+1"}
    assert [event.event for event in thread.events] == ["labeled"]
    (found,) = [found async for found in dry.look_over([wanted])]
    assert found.threads == (thread,)
    await dry.apply(UnlockIssue(**on))
    for one in await dry.list_reactions(TEAM, said[0].id):
        await dry.apply(DeleteReaction(**reaction, reaction_id=one.id))
    thread = await dry.look_at(TEAM, 1)
    assert not thread.issue.locked
    assert thread.comments[0].reacted == frozenset()


async def test_so_is_an_issue_that_it_opened(dry):
    issue = await dry.apply(CreateIssue(**WHERE, title="Next", body="Hello"))
    comment = await dry.apply(CreateComment(**WHERE, issue_number=0, body="## Agenda"))

    assert await dry.look_at(TEAM, 0) == Thread(issue, (comment,))


def test_whatever_can_be_written_can_be_planned():
    assert EFFECTS.keys() == WRITES.keys()
