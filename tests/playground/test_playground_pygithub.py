"""PyGithub, which nobody here wrote, takes the playground for GitHub."""

import asyncio
from collections.abc import AsyncIterator

import github as pygithub
import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.playground.today import installed, playground_of_today

pytestmark = pytest.mark.npm


@pytest.fixture
async def github() -> AsyncIterator[Playground]:
    async with playground_of_today() as playground:
        yield playground


async def test_it_talks_in_issues(github: Playground, repo: Repository) -> None:
    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            issue = there.create_issue("Meeting", body="Hi", labels=["meeting"])
            assert [label.name for label in issue.labels] == ["meeting"]
            for number in range(7):
                issue.create_comment(f"comment {number}")
            comments = list(issue.get_comments())
            assert [c.body for c in comments] == [f"comment {n}" for n in range(7)]
            comments[0].edit("changed")
            comments[1].delete()
            comments[2].create_reaction("+1")
            assert [r.content for r in comments[2].get_reactions()] == ["+1"]
            assert issue.get_comment(comments[0].id).body == "changed"
            issue.add_to_labels("agenda", "late")
            issue.remove_from_labels("late")
            issue.lock("resolved")
            issue.unlock()
            issue.create_reaction("heart")
            issue.edit(state="closed", state_reason="not_planned")
            assert [i.number for i in there.get_issues(state="closed")] == [1]
            found = list(client.search_issues("repo:jupyterhub/team-compass Meeting"))
            assert [i.number for i in found] == [1]

    await asyncio.to_thread(story)
    issue = repo.issues[0]
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    assert issue.label_names == ["meeting", "agenda"]
    assert issue.comments[0].body == "changed"
    assert len(issue.comments) == 6
    assert issue.user.login == "team-compass[bot]"


async def test_it_reads_and_writes_files_and_asks_for_roles(
    github: Playground, repo: Repository
) -> None:
    repo.commit(".github/team-compass.yml", "timezone: UTC")
    repo.commit("README.md", "hi")
    repo.set_role("sgibson91", "maintain")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            file = there.get_contents(".github/team-compass.yml")
            assert not isinstance(file, list)
            assert file.decoded_content == b"timezone: UTC"
            there.update_file(file.path, "Change", "timezone: Asia/Kolkata", file.sha)
            there.create_file("docs/new.md", "Add", "new")
            listed = there.get_contents("")
            assert isinstance(listed, list)
            names = [one.name for one in listed]
            assert names == [".github", "README.md", "docs"]
            commits = list(there.get_commits(path=file.path))
            assert [commit.commit.message for commit in commits] == [
                "Change",
                "Create .github/team-compass.yml",
            ]
            assert there.get_collaborator_permission("sgibson91") == "write"
            assert client.get_user("sgibson91").login == "sgibson91"
            assert client.get_rate_limit().resources.core.limit == 5000

    await asyncio.to_thread(story)
    assert repo.commits()[-1].files["docs/new.md"] == b"new"


async def test_it_assigns_and_reads_the_record(
    github: Playground, repo: Repository
) -> None:
    github.add_member("jupyterhub", "minrk")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            issue = there.create_issue("Meeting", assignees=["minrk"], labels=["x"])
            assert [one.login for one in issue.assignees] == ["minrk"]
            issue.remove_from_assignees("minrk")
            issue.add_to_assignees("minrk", "stranger")
            issue.edit(title="Team meeting", assignees=[], state="closed")
            assert [one.login for one in there.get_assignees()] == ["minrk"]
            assert not there.has_in_assignees("stranger")
            events = list(issue.get_events())
            assert [event.event for event in events] == (
                "labeled assigned unassigned assigned renamed closed unassigned".split()
            )
            assert events[0].label.name == "x"
            assert events[0].performed_via_github_app.slug == "team-compass"
            assert there.get_issue(1).closed_by.login == "team-compass[bot]"
            with pytest.raises(pygithub.GithubException, match="Validation Failed"):
                there.create_issue("Meeting", assignees=["stranger"])

    await asyncio.to_thread(story)


async def test_it_follows_a_repository_that_was_renamed(
    github: Playground, repo: Repository
) -> None:
    repo.open_issue("Still here", by="ada")
    repo.rename("compass", by="sgibson91")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            assert there.full_name == "jupyterhub/compass"
            assert there.get_issue(1).title == "Still here"

    await asyncio.to_thread(story)


async def test_it_understands_refusals(github: Playground, repo: Repository) -> None:
    repo.open_issue("Locked", by="ada").lock(by="ada")
    repo.open_issue("Deleted", by="ada").delete(by="ada")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            with pytest.raises(pygithub.GithubException, match="issue is locked"):
                there.get_issue(1).create_comment("x")
            with pytest.raises(pygithub.GithubException, match="was deleted"):
                there.get_issue(2)
            with pytest.raises(pygithub.UnknownObjectException):
                there.get_issue(3)

    await asyncio.to_thread(story)
