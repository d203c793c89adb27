"""The bot reads and writes at the playground, a GitHub of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import (
    CreateComment,
    CreateIssue,
    CreateReaction,
    DeleteComment,
    DeleteReaction,
    PinComment,
    UpdateComment,
)
from bot.core.errors import Gone, RetryLater
from bot.core.models import Account, Comment, Issue
from bot.github.api import GitHub
from bot.github.app import App
from bot.playground import Fault
from tests.github.scripted import PERMISSIONS, REPOSITORY, TEAM, Reply, comment, issue


@pytest.fixture
async def hub(real_app: App, repo) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id, PERMISSIONS)


async def test_the_app_knows_itself_and_where_it_is_installed(real_app, github, repo):
    me = await real_app.identity()
    assert me.login == "team-compass[bot]"
    (installation,) = await real_app.installations()
    assert installation.account == Account("jupyterhub", "Organization")
    assert not installation.suspended
    hub = real_app.installation(installation.id)
    assert real_app.installation(installation.id) is hub


class TestWhereItIsInstalled:
    async def test_is_told_for_one_repository(self, real_app, github, repo):
        (installation,) = await real_app.installations()
        assert await real_app.installation_of(TEAM) == installation.id
        repo.rename("compass")
        assert await real_app.installation_of(TEAM) == installation.id

    async def test_nowhere(self, real_app, github, repo):
        github.add_repository("ada/secret", private=True, install=False)
        for name in ("ada/secret", "ada/nothing"):
            assert await real_app.installation_of(name) is None

    async def test_a_suspended_installation_is_none(self, real_app, repo):
        repo.installation.suspend()
        assert await real_app.installation_of(TEAM) is None


class TestReading:
    async def test_repositories(self, hub, github):
        github.add_repository("jupyterhub/binderhub", private=True)
        names = {(r.full_name, r.private) for r in await hub.list_repositories()}
        assert names == {(TEAM, False), ("jupyterhub/binderhub", True)}
        assert (await hub.get_repository(TEAM)).default_branch == "main"

    async def test_an_issue_and_its_comments(self, hub, repo):
        meeting = repo.open_issue("Meeting", "Hi", by="ada", labels=["meeting"])
        first = meeting.comment("/agenda One", by="bob")
        meeting.comment("/agenda Two", by="cleo")
        first.edit("/agenda Uno")
        read = await hub.get_issue(TEAM, meeting.number)
        assert (read.title, read.body, read.labels) == ("Meeting", "Hi", ("meeting",))
        comments = await hub.list_comments(TEAM, meeting.number)
        assert [c.body for c in comments] == ["/agenda Uno", "/agenda Two"]
        assert [c.edited for c in comments] == [True, False]

    async def test_500_comments_and_one_more(self, hub, repo, github):
        meeting = repo.open_issue("Meeting", by="ada")
        for number in range(500):
            meeting.comment(f"/agenda {number}", by="ada")
        assert len(await hub.list_comments(TEAM, meeting.number)) == 500
        meeting.comment("/agenda one more", by="ada")
        github.requests.clear()
        assert len(await hub.list_comments(TEAM, meeting.number)) == 501
        # The last page had been full, so that it is read anew to find the next one.
        assert len(github.requests.reads) <= 2

    async def test_a_deleted_issue_is_gone(self, hub):
        with pytest.raises(Gone):
            await hub.get_issue(TEAM, 4711)

    async def test_issues_since_a_time_newest_first(self, hub, repo, clock):
        repo.open_issue("Old", by="ada")
        clock.advance(timedelta(days=30))
        since = clock.now()
        repo.open_issue("New", by="ada")
        repo.open_issue("Newest", by="ada")
        issues = await hub.list_issues(TEAM, since=since)
        assert [one.title for one in issues] == ["Newest", "New"]

    async def test_issues_are_not_paged_further_than_wanted(
        self, hub, repo, clock, github
    ):
        for number in range(150):
            repo.open_issue(f"Old {number}", by="ada")
        clock.advance(timedelta(days=1))
        repo.open_issue("New", by="ada")
        since = clock.now() - timedelta(hours=1)
        assert len(await hub.list_issues(TEAM, since=since)) == 1
        assert len(github.requests.matching("GET", "/issues")) == 1

    async def test_reactions(self, hub, repo):
        said = repo.open_issue("Meeting", by="ada").comment("Hi", by="ada")
        said.react("+1", "bob")
        (reaction,) = await hub.list_reactions(TEAM, said.id)
        assert (reaction.content, reaction.user.login) == ("+1", "bob")

    @pytest.mark.parametrize("role", ["triage", "maintain", "admin"])
    async def test_roles(self, hub, repo, role):
        repo.set_role("sgibson91", role)
        assert await hub.get_role(TEAM, "sgibson91") == role

    async def test_a_custom_role_counts_as_what_it_stands_on(self, hub, repo):
        repo.set_role("minrk", "shepherd", base="triage")
        assert await hub.get_role(TEAM, "minrk") == "triage"

    async def test_nobody_has_no_role(self, hub):
        assert await hub.get_role(TEAM, "no such/user") == "none"

    async def test_files_as_they_are_and_were(self, hub, repo):
        old = repo.commit("docs/a b#.md", "old")
        repo.commit("docs/a b#.md", "new")
        new = await hub.get_file(TEAM, "docs/a b#.md")
        before = await hub.get_file(TEAM, "docs/a b#.md", ref=old.sha)
        assert new
        assert before
        assert (new.text, before.text) == ("new", "old")
        commits = await hub.list_commits(TEAM, "docs/a b#.md", 10)
        assert commits[1:] == (old.sha,)

    async def test_when_a_file_was_changed(self, hub, repo, github):
        old = repo.commit("docs/a.md", "old")
        repo.commit("docs/b.md", "another")
        github.clock.advance(timedelta(days=1))
        new = repo.commit("docs/a.md", "new")
        assert await hub.list_changes(TEAM, "docs/a.md") == (new.at, old.at)
        assert await hub.list_changes(TEAM, "docs/c.md") == ()

    async def test_nothing_was_changed_in_an_empty_repository(self, hub, repo):
        with pytest.raises(Gone, match="is empty"):
            await hub.list_changes(TEAM, "docs/a.md")

    async def test_files_that_are_not_there(self, hub, repo, github):
        repo.commit("README.md", "Hi")
        assert await hub.get_file(TEAM, "nowhere.md") is None
        asked = len(github.requests)
        for path in ("../../orgs/x", "a//b", "", "a/./b"):
            assert await hub.get_file(TEAM, path) is None
        assert len(github.requests) == asked

    async def test_a_renamed_repository_is_found_by_its_old_name(
        self, hub, repo, github
    ):
        repo.open_issue("Meeting", by="ada")
        await hub.get_issue(TEAM, 1)
        repo.rename("compass")
        assert (await hub.get_issue(TEAM, 1)).title == "Meeting"

    async def test_a_repository_says_its_new_name_to_who_knows_the_old_one(
        self, hub, repo
    ):
        repo.rename("compass")
        assert (await hub.get_repository(TEAM)).full_name == "jupyterhub/compass"


class TestWriting:
    @pytest.fixture
    def meeting(self, repo):
        return repo.open_issue("Meeting", by="ada")

    async def test_an_issue(self, hub, repo, log):
        made = await hub.apply(
            CreateIssue(
                repository=TEAM,
                why="due on 2021-03-18",
                title="Meeting",
                body="Hello",
                labels=("meeting",),
            )
        )
        assert isinstance(made, Issue)
        assert made.user.login == "team-compass[bot]"
        assert repo.issue(made.number).label_names == ["meeting"]
        assert log == [
            {
                "event": "create_issue",
                "log_level": "info",
                "repository": TEAM,
                "issue_number": made.number,
                "why": "due on 2021-03-18",
            }
        ]

    async def test_a_comment_from_birth_to_end(self, hub, meeting, log):
        made = await hub.apply(
            CreateComment(repository=TEAM, why="a", issue_number=1, body="One\n")
        )
        assert isinstance(made, Comment)
        edit = {"repository": TEAM, "why": "b", "comment_id": made.id}
        edited = await hub.apply(UpdateComment(**edit, body="Two"))
        assert isinstance(edited, Comment)
        assert edited.body == "Two"
        assert await hub.apply(PinComment(**edit)) is None
        assert meeting.pinned_comment.body == "Two"
        (read,) = await hub.list_comments(TEAM, 1)
        assert read.pinned
        for _ in range(2):
            assert await hub.apply(DeleteComment(**edit)) is None
        assert meeting.comments == []
        assert [entry["event"] for entry in log] == [
            "create_comment",
            "update_comment",
            "pin_comment",
            "delete_comment",
        ]

    async def test_a_reaction_and_its_end(self, hub, meeting):
        said = meeting.comment("/agenda Releases", by="bob")
        where = {"repository": TEAM, "why": "a", "comment_id": said.id}
        for _ in range(2):
            await hub.apply(CreateReaction(**where, content="+1"))
        (reaction,) = await hub.list_reactions(TEAM, said.id)
        assert reaction.content == "+1"
        for _ in range(2):
            await hub.apply(DeleteReaction(**where, reaction_id=reaction.id))
        assert await hub.list_reactions(TEAM, said.id) == ()

    async def test_an_edit_of_what_was_deleted_is_told(self, hub):
        with pytest.raises(Gone):
            await hub.apply(
                UpdateComment(repository=TEAM, why="a", comment_id=4711, body="x")
            )

    async def test_too_long_a_text_never_leaves(self, hub, meeting, github):
        long = CreateComment(
            repository=TEAM, why="a", issue_number=1, body="x" * 65_537
        )
        with pytest.raises(ValueError, match="over 65536"):
            await hub.apply(long)
        assert github.requests.writes == []

    @pytest.mark.parametrize("status", [403, 404, 405, 422])
    async def test_where_nothing_can_be_pinned_it_is_tried_once(
        self, hub, meeting, github, log, status
    ):
        no = {"message": "No"}
        github.faults.add(Fault(match="PUT …/pin", status=status, times=None, body=no))
        said = meeting.comment("Hi", by="bob")
        pin = PinComment(repository=TEAM, why="a", comment_id=said.id)
        for _ in range(3):
            assert await hub.apply(pin) is None
        assert len(github.requests.writes) == 1
        assert [entry["event"] for entry in log] == ["not_possible_here"]
        other = meeting.comment("Hello", by="bob")
        await hub.apply(replace(pin, comment_id=other.id))
        is_about_it_alone = status in (403, 422)
        assert len(github.requests.writes) == 1 + is_about_it_alone

    async def test_where_a_comment_goes_before_it_is_pinned_another_is(
        self, hub, meeting, github
    ):
        said = meeting.comment("Hi", by="bob")
        pin = PinComment(repository=TEAM, why="a", comment_id=said.id)
        said.delete(by="bob")
        assert await hub.apply(pin) is None
        other = meeting.comment("Hello", by="bob")
        await hub.apply(replace(pin, comment_id=other.id))
        assert meeting.pinned_comment is other

    async def test_a_limit_does_not_mean_that_nothing_can_be_pinned(
        self, hub, meeting, github, clock
    ):
        github.faults.add(
            Fault(match="PUT …/pin", status=429, headers={"Retry-After": "5"})
        )
        said = meeting.comment("Hi", by="bob")
        pin = PinComment(repository=TEAM, why="a", comment_id=said.id)
        with pytest.raises(RetryLater):
            await hub.apply(pin)
        clock.advance(timedelta(seconds=5))
        await hub.apply(pin)
        assert meeting.pinned_comment is said

    async def test_what_github_drops_without_a_word_is_logged(
        self, make_app, scripted, log
    ):
        kept = issue(3, body="cut", labels=[])
        scripted.on("POST", f"{REPOSITORY}/issues", Reply(kept, 201))
        scripted.on(
            "PATCH", f"{REPOSITORY}/issues/comments/5", Reply(comment(5, body="old"))
        )
        hub = make_app(scripted.url).installation(7)
        await hub.apply(
            CreateIssue(
                repository=TEAM, why="a", title="T", body="long", labels=("meeting",)
            )
        )
        await hub.apply(
            UpdateComment(repository=TEAM, why="a", comment_id=5, body="new")
        )
        told = [e["event"] for e in log if e["log_level"] == "warning"]
        assert told == ["body_differs", "labels_dropped", "body_differs"]
