"""GitHub's published GraphQL schema allows what the bot asks, in every detail."""

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import PinIssue, UnpinIssue
from bot.core.models import Wanted
from bot.doctor.ask_github import try_graphql
from bot.doctor.look_named import look_for
from bot.doctor.named import Named
from tests.github.scripted import TEAM
from tests.npm_packages import NODE_MODULES

pytestmark = pytest.mark.npm
SCRIPT = Path(__file__).with_name("graphql_schema.mjs")


async def mistakes(documents: list[str], folder: Path) -> list[str]:
    # Node looks for packages beside the script that asks for them.
    script = shutil.copy(SCRIPT, folder)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    node = await asyncio.create_subprocess_exec(
        "node",
        script,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await node.communicate(json.dumps(documents).encode())
    assert node.returncode == 0, err.decode()
    return json.loads(out)


async def test_whatever_is_asked_is_allowed(github, real_app, repo, clock, tmp_path):
    repo.commit("Issue_Template.md", "Spelt so that it is asked for by itself")
    issue = repo.open_issue("How?", by="ada", labels=["support"])
    (installation,) = await real_app.installations()
    hub = real_app.installation(installation.id)
    node_id = (await hub.look_at(TEAM, issue.number)).issue.node_id
    await hub.survey()
    await hub.survey("agenda")
    await hub.list_pinned(TEAM)
    await hub.list_templates(TEAM)
    await hub.list_past(TEAM, 1, lambda _many: None)
    listed = await hub.list_repositories()
    since = clock.now() - timedelta(hours=1)
    wanted = [Wanted(one, ("support",), since) for one in listed]
    assert [found.last async for found in hub.look_over(wanted)] == [True]
    pinned = {"repository": TEAM, "why": "test", "issue_number": 1, "node_id": node_id}
    await hub.apply(PinIssue(**pinned))
    await hub.apply(UnpinIssue(**pinned))
    await try_graphql(hub)
    await look_for(hub.connect(None), [Named(TEAM, ("support",), ("README.md",))])

    asked = {
        request.body["query"] for request in github.requests if "query" in request.body
    }

    assert len(asked) == 12
    assert await mistakes([*asked, "{viewer {shoeSize}}"], tmp_path) == [
        'Cannot query field "shoeSize" on type "User".'
    ]
