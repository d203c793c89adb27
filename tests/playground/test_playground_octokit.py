"""octokit, GitHub's own client, takes the playground for GitHub."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import Playground, TickingClock
from bot.playground.repositories import Repository
from tests.npm_packages import NODE_MODULES
from tests.openapi import check_requests

pytestmark = pytest.mark.npm
STORY = Path(__file__).with_name("octokit.mjs")


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def github() -> AsyncIterator[Playground]:
    """A GitHub of today: octokit looks at the machine's clock."""
    async with Playground(clock=TickingClock(_now(), _now)) as playground:
        yield playground
        assert playground.unknown == []


async def test_octokit_does_what_the_bot_does(
    github: Playground, repo: Repository, tmp_path: Path
) -> None:
    repo.commit("README.md", "# Grüße")
    repo.set_role("sgibson91", "maintain")
    # Node looks for packages beside the script that asks for them.
    script = shutil.copy(STORY, tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
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
    assert json.loads(out) == {
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
