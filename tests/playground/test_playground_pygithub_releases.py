"""PyGithub tags, releases and compares as it would on GitHub."""

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


async def test_it_tags_a_commit_and_finds_the_tag(
    github: Playground, repo: Repository
) -> None:
    first = repo.commit("README.md", "1")
    second = repo.commit("README.md", "2")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            made = there.create_git_tag("1.0.0", "The first", first.sha, "commit")
            ref = there.create_git_ref("refs/tags/1.0.0", made.sha)
            assert (ref.object.type, ref.object.sha) == ("tag", made.sha)
            assert there.get_git_tag(made.sha).object.sha == first.sha
            there.create_git_ref("refs/tags/1.1.0", second.sha)
            for name in ("0.1", "0.2"):
                there.create_git_ref(f"refs/tags/{name}", first.sha)
            found = {tag.name: tag.commit.sha for tag in there.get_tags()}
            assert list(found) == ["1.1.0", "1.0.0", "0.2", "0.1"]
            assert found["1.0.0"] == first.sha
            ref.edit(second.sha)
            assert there.get_git_ref("tags/1.0.0").object.type == "commit"
            ref.delete()
            with pytest.raises(pygithub.UnknownObjectException):
                there.get_git_ref("tags/1.0.0")

    await asyncio.to_thread(story)
    check_requests(github.requests)


async def test_it_publishes_a_release(github: Playground, repo: Repository) -> None:
    commit = repo.commit("README.md", "1")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            made = there.create_git_release("1.0.0", name="One", message="Notes")
            assert (made.tag_name, made.name, made.body) == ("1.0.0", "One", "Notes")
            assert there.get_git_ref("tags/1.0.0").object.sha == commit.sha
            assert there.get_latest_release().id == made.id
            there.create_git_release("2.0.0b1", "Beta", "", prerelease=True)
            draft = there.create_git_release("2.0.0", "Two", "", draft=True)
            listed = [(one.tag_name, one.draft) for one in there.get_releases()]
            assert listed == [("2.0.0", True), ("2.0.0b1", False), ("1.0.0", False)]
            assert there.get_latest_release().id == made.id
            published = draft.update_release("Two", "At last", draft=False)
            assert published.published_at
            assert there.get_release("2.0.0").id == draft.id
            assert there.get_latest_release().tag_name == "2.0.0"
            made.delete_release()
            with pytest.raises(pygithub.UnknownObjectException):
                there.get_release(made.id)
            with pytest.raises(pygithub.GithubException, match="already_exists"):
                there.create_git_release("2.0.0", "Again", "")

    await asyncio.to_thread(story)
    assert sorted(repo.tags.named) == ["1.0.0", "2.0.0", "2.0.0b1"]
    check_requests(github.requests)


async def test_it_compares_a_release_with_what_came_since(
    github: Playground, repo: Repository
) -> None:
    repo.commit("README.md", "1")
    repo.tags.create("1.0.0", message="One")
    repo.branches.create("1.x", repo.commits()[-1], "ada")
    repo.land("Backport", {"b.txt": "1"}, by="ada", branch="1.x")
    for number in range(3):
        repo.land(f"Fix {number}", {"a.txt": str(number)}, by="ada")

    def story() -> None:
        with installed(github) as client:
            there = client.get_repo("jupyterhub/team-compass")
            since = there.compare("1.0.0", "main")
            assert (since.status, since.ahead_by, since.behind_by) == ("ahead", 6, 0)
            assert [one.sha for one in since.commits] == [
                one.sha for one in repo.commits()[1:]
            ]
            assert [one.filename for one in since.files] == ["a.txt"]
            (pull,) = since.commits[5].get_pulls()
            assert (pull.title, pull.merged_at is None) == ("Fix 2", False)
            apart = there.compare("1.x", "main")
            assert (apart.status, apart.behind_by) == ("diverged", 2)
            assert apart.merge_base_commit.sha == since.base_commit.sha
            tip = there.get_commit("main")
            assert (tip.stats.total, [one.filename for one in tip.files]) == (
                2,
                ["a.txt"],
            )

    await asyncio.to_thread(story)
    check_requests(github.requests)
