"""Files, their history, and search."""

import base64

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Answer, Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
FILE = f"{REPO}/contents/.github/team-compass.yml"


@pytest.fixture
async def app(visitor: Visitor, repo: Repository) -> Visitor:
    """The App with leave to write files."""
    place = visitor.github.installation("jupyterhub")
    place.accept({"contents": "write", "issues": "write", "metadata": "read"})
    await visitor.log_in()
    return visitor


def _text(answer: Answer) -> str:
    return base64.b64decode(answer.body["content"]).decode()


async def test_a_file_is_read_as_it_is_and_as_it_was(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    first = repo.commit(".github/team-compass.yml", "timezone: UTC")
    repo.commit(".github/team-compass.yml", "timezone: Asia/Kolkata", by="ada")
    assert _text(await app.get(FILE)) == "timezone: Asia/Kolkata"
    assert _text(await app.get(f"{FILE}?ref=main")) == "timezone: Asia/Kolkata"
    assert _text(await app.get(f"{FILE}?ref={first.sha}")) == "timezone: UTC"
    raw = await app.get(FILE, headers={"Accept": "application/vnd.github.raw+json"})
    assert raw.body == b"timezone: Asia/Kolkata"
    assert (await app.get(f"{REPO}/contents/nothing")).status == 404
    assert (await app.get(f"{FILE}?ref=nothing")).status == 404
    check_requests(github.requests)


async def test_an_empty_repository_holds_nothing(app: Visitor) -> None:
    assert (await app.get(FILE)).status == 404
    assert (await app.get(f"{REPO}/commits")).status == 409


async def test_folders_are_listed(app: Visitor, repo: Repository) -> None:
    for path in ("README.md", "docs/a.md", "docs/deep/b.md"):
        repo.commit(path, path)
    top = (await app.get(f"{REPO}/contents/")).body
    assert [(one["name"], one["type"]) for one in top] == [
        ("README.md", "file"),
        ("docs", "dir"),
    ]
    docs = (await app.get(f"{REPO}/contents/docs")).body
    assert [one["path"] for one in docs] == ["docs/a.md", "docs/deep"]


async def test_a_large_file_has_no_content_inline(
    app: Visitor, repo: Repository
) -> None:
    repo.commit("big.bin", b"x" * (1024 * 1024 + 1))
    answer = await app.get(f"{REPO}/contents/big.bin")
    assert (answer.body["encoding"], answer.body["content"]) == ("none", "")


async def test_history_is_newest_first_and_by_file(
    app: Visitor, repo: Repository
) -> None:
    one = repo.commit("a.txt", "1")
    two = repo.commit("dir/b.txt", "1")
    three = repo.commit("a.txt", None)

    async def shas(query: str) -> list[str]:
        return [c["sha"] for c in (await app.get(f"{REPO}/commits{query}")).body]

    assert await shas("") == [three.sha, two.sha, one.sha]
    assert await shas("?path=a.txt&per_page=10") == [three.sha, one.sha]
    assert await shas("?path=dir") == [two.sha]
    assert await shas(f"?sha={two.sha[:8]}") == [two.sha, one.sha]
    assert (await app.get(f"{REPO}/commits?sha=none")).status == 404


async def test_files_are_written_with_their_old_sha(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    path = f"{REPO}/contents/docs/minutes.md"
    content = base64.b64encode(b"one").decode()
    made = await app.put(path, {"message": "Add minutes", "content": content})
    assert made.status == 201
    (push,) = (d.payload for d in github.pending if d.name == "push")
    assert push["commits"][0]["added"] == ["docs/minutes.md"]
    again = {"message": "Mend", "content": base64.b64encode(b"two").decode()}
    assert (await app.put(path, again)).status == 422
    assert (await app.put(path, {**again, "sha": "0" * 40})).status == 409
    changed = await app.put(path, {**again, "sha": made.body["content"]["sha"]})
    assert changed.status == 200
    assert changed.body["commit"]["message"] == "Mend"
    assert repo.commits()[-1].files == {"docs/minutes.md": b"two"}
    assert (await app.put(path, {**again, "branch": "none"})).status == 404
    assert (await app.put(path, {"message": "x", "content": "a"})).status == 422
    assert (await app.put(path, {"message": "x"})).status == 422


async def test_branches_have_histories_of_their_own(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a.txt", "main")
    repo.commit("a.txt", "draft", branch="draft")
    push = [d.payload for d in github.pending if d.name == "push"][-1]
    assert (push["ref"], push["created"]) == ("refs/heads/draft", True)
    assert _text(await app.get(f"{REPO}/contents/a.txt")) == "main"
    assert _text(await app.get(f"{REPO}/contents/a.txt?ref=draft")) == "draft"
