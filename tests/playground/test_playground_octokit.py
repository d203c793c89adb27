"""octokit, GitHub's own client, takes the playground for GitHub."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.npm_packages import NODE_MODULES
from tests.openapi import check_requests
from tests.playground.today import playground_of_today

pytestmark = pytest.mark.npm
HERE = Path(__file__).parent


@pytest.fixture
async def github() -> AsyncIterator[Playground]:
    async with playground_of_today() as playground:
        yield playground


async def saw(github: Playground, story: str, folder: Path) -> Any:
    """What octokit saw while it lived the story in that file."""
    # Node looks for packages beside the script that asks for them.
    script = shutil.copy(HERE / story, folder)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    node = await asyncio.create_subprocess_exec(
        "node",
        script,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told = {
        "url": github.url,
        "appId": github.app.id,
        "privateKey": github.app.private_key_pem,
    }
    out, err = await node.communicate(json.dumps(told).encode())
    assert node.returncode == 0, err.decode()
    return json.loads(out)


async def test_octokit_does_what_the_bot_does(
    github: Playground, repo: Repository, tmp_path: Path
) -> None:
    repo.commit("README.md", "# Grüße")
    repo.set_role("sgibson91", "maintain")
    assert await saw(github, "octokit.mjs", tmp_path) == {
        "slug": "team-compass",
        "installations": 1,
        "comments": [f"comment {number}" for number in range(7)],
        "reactions": [201, 200],
        "file": "# Grüße",
        "raw": "# Grüße",
        "role": "maintain",
        "pinned": True,
        "unchanged": 304,
        "refused": "Unable to create comment because issue is locked. - https://docs.github.com/rest",
        "deliveries": 0,
    }
    issue = repo.issues[0]
    assert issue.pinned
    assert issue.pinned_comment is issue.comments[0]
    assert issue.comments[0].body == "changed"
    assert len(issue.comments) == 6
    assert issue.label_names == ["meeting", "agenda"]
    check_requests(github.requests)


async def test_octokit_brings_minutes_home_and_checks_them(
    github: Playground, repo: Repository, tmp_path: Path
) -> None:
    repo.commit("README.md", "hi\n")
    assert await saw(github, "octokit_pulls.mjs", tmp_path) == {
        "number": 1,
        "twice": [
            422,
            "A pull request already exists for jupyterhub:minutes/march.",
        ],
        "files": [["docs/march.md", "added", 1]],
        "listed": ["Of March"],
        "runs": [["completed", "neutral", "All is well"]],
        "found": [1],
        "merged": True,
        "after": ["closed", True],
    }
    assert repo.commits()[-1].files["docs/march.md"] == b"# March\n"
    assert list(repo.branches.histories) == ["main"]
    check_requests(github.requests)


async def test_octokit_tags_releases_and_compares(
    github: Playground, repo: Repository, tmp_path: Path
) -> None:
    repo.commit("README.md", "hi\n")
    repo.land("Fix", {"a.txt": "1"}, by="ada")
    assert await saw(github, "octokit_releases.mjs", tmp_path) == {
        "files": [["a.txt", "added"]],
        "tagged": ["1.0.0", "One", True],
        "tags": ["1.1.0", "1.0.0"],
        "releases": [["1.1.0", "Notes"]],
        "latest": ["1.1.0", True],
        "since": ["ahead", 2, 1],
        "matching": ["refs/tags/1.0.0", "refs/tags/1.1.0"],
        "pulls": ["Fix"],
        "gone": 404,
    }
    assert list(repo.tags.named) == ["1.1.0"]
    check_requests(github.requests)
