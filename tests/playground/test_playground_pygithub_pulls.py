"""PyGithub makes branches, pull requests and checks as it would on GitHub."""

import asyncio
from collections.abc import AsyncIterator

import github as pygithub
import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.today import installed, playground_of_today

pytestmark = pytest.mark.npm


@pytest.fixture
async def github() -> AsyncIterator[Playground]:
    async with playground_of_today() as playground:
        yield playground


async def test_it_opens_a_pull_request_of_a_branch_of_its_own_and_merges_it(
    github: Playground, repo: Repository
) -> None:
    repo.commit("README.md", "hi\n")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            start = there.get_git_ref("heads/main").object.sha
            there.create_git_ref("refs/heads/minutes/march", start)
            on_it = {"branch": "minutes/march"}
            made = there.create_file("docs/march.md", "Add", "# March\n", **on_it)
            assert made["commit"].parents[0].sha == start
            there.update_file(
                "docs/march.md", "Mend", "# March 2021\n", made["content"].sha, **on_it
            )
            pull = there.create_pull(
                base="main", head="minutes/march", title="Minutes", body="Of March"
            )
            assert (pull.number, pull.mergeable, pull.commits) == (1, True, 2)
            (file,) = pull.get_files()
            assert (file.filename, file.status) == ("docs/march.md", "added")
            assert file.patch == "@@ -0,0 +1 @@\n+# March 2021"
            pull.edit(title="Minutes of March", state="closed")
            pull.edit(state="open")
            same = there.get_pulls(state="all", head="jupyterhub:minutes/march")
            assert [one.title for one in same] == ["Minutes of March"]
            assert not pull.is_merged()
            assert pull.merge("The minutes.", sha=pull.head.sha).merged
            assert pull.is_merged()
            assert there.get_pull(1).merged_by.login == "team-compass[bot]"
            pull.delete_branch()
            with pytest.raises(pygithub.UnknownObjectException):
                there.get_git_ref("heads/minutes/march")
            with pytest.raises(pygithub.GithubException, match="not mergeable"):
                pull.merge()
            with pytest.raises(pygithub.GithubException, match="cannot be reopened"):
                pull.edit(state="open")

    await asyncio.to_thread(story)
    assert repo.commits()[-1].files["docs/march.md"] == b"# March 2021\n"
    assert repo.commits()[-1].message == (
        "Merge pull request #1 from jupyterhub/minutes/march\n\nThe minutes."
    )
    check_requests(github.requests)


async def test_it_moves_branches_only_forward_unless_it_means_it(
    github: Playground, repo: Repository
) -> None:
    first = repo.commit("README.md", "1")
    second = repo.commit("README.md", "2")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            ref = there.create_git_ref("refs/heads/stable", first.sha)
            ref.edit(second.sha)
            with pytest.raises(pygithub.GithubException, match="fast forward"):
                ref.edit(first.sha)
            ref.edit(first.sha, force=True)
            with pytest.raises(pygithub.GithubException, match="already exists"):
                there.create_git_ref("refs/heads/stable", first.sha)
            with pytest.raises(pygithub.GithubException, match="No commits between"):
                there.create_pull(base="main", head="stable", title="Nothing")

    await asyncio.to_thread(story)
    assert repo.branches.tip("stable") is first


async def test_it_checks_a_commit(github: Playground, repo: Repository) -> None:
    commit = repo.commit(".github/team-compass.yml", "meetings: 5")
    note: dict[str, str | int] = {
        "path": ".github/team-compass.yml",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "failure",
        "message": "is no mapping",
    }

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            run = there.create_check_run("config", commit.sha, status="in_progress")
            assert (run.status, run.conclusion) == ("in_progress", None)
            output = {"title": "1 mistake", "summary": "See", "annotations": [note]}
            run.edit(status="completed", conclusion="failure", output=output)
            newest = there.get_commits()[0]
            (found,) = newest.get_check_runs(check_name="config", filter="latest")
            assert (found.id, found.conclusion) == (run.id, "failure")
            assert there.get_check_run(run.id).output.title == "1 mistake"
            (seen,) = found.get_annotations()
            assert (seen.path, seen.start_line, seen.message) == (
                ".github/team-compass.yml",
                1,
                "is no mapping",
            )
            with pytest.raises(pygithub.GithubException, match="No commit found"):
                there.create_check_run("config", "0" * 40)

    await asyncio.to_thread(story)
    check_requests(github.requests)
