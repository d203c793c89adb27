"""HackMD's own client takes the stand-in for HackMD."""

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.hackmd import PlaygroundHackMD
from tests.npm_packages import NODE_MODULES

pytestmark = pytest.mark.npm
STORY = Path(__file__).with_name("hackmd.mjs")


async def test_its_own_client_does_what_the_bot_does(clock, tmp_path):
    # Node looks for packages beside the script that asks for them.
    script = shutil.copy(STORY, tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    async with PlaygroundHackMD(clock=clock, teams=("jupyterhub",)) as hackmd:
        node = await asyncio.create_subprocess_exec(
            "node",
            script,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told = {"url": hackmd.url, "token": hackmd.token, "calls": 100}
        out, err = await node.communicate(json.dumps(told).encode())
    assert node.returncode == 0, err.decode()
    ends = clock.now() + timedelta(minutes=5)
    assert json.loads(out) == {
        "made": ["March", "# April", ["meeting"], "guest"],
        "changed": 202,
        "read": ["March", "# May"],
        "listed": [True],
        "teams": [[True, "Team"]],
        "refused": [404, 401],
        "limited": [429, 100, 0, int(ends.timestamp())],
    }
    assert hackmd.unknown == []
