"""GitHub's own example payloads, of every event, are accepted without a complaint."""

import json
from pathlib import Path

import pytest
import structlog

from tests.web.hub import Hub

EXAMPLES = (
    Path(__file__).parents[2]
    / ".cache/npm/node_modules/@octokit/webhooks-examples/api.github.com/index.json"
)


@pytest.mark.npm
async def test_every_example_of_octokit(hub: Hub) -> None:
    events = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    sent = 0
    with structlog.testing.capture_logs() as logs:
        for event in events:
            for payload in event["examples"]:
                installed = {**payload, "installation": {"id": 7}}
                for each in (payload, installed):
                    status, answer = await hub.deliver(event["name"], each)
                    assert status == 202, (event["name"], answer)
                    sent += 1
    assert sent > 600
    assert {entry["log_level"] for entry in logs} <= {"info", "debug"}
