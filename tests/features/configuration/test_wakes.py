"""Which deliveries make the bot look at a configuration."""

import json

import pytest

from bot.core.delivery import Delivery
from bot.features.configuration.feature import FEATURE
from bot.web.payload import parse_payload
from tests.features.configuration.files import REPOSITORY, SHA


def woken(event: str, **payload: object) -> list[str]:
    where = {"full_name": REPOSITORY, "default_branch": "main"}
    body = json.dumps({"repository": where, **payload}).encode()
    delivery = Delivery("guid", event, parse_payload(body))
    return [str(key) for key in FEATURE.wakes(delivery)]


def pushed(path: str, ref: str = "refs/heads/main") -> list[str]:
    return woken("push", ref=ref, commits=[{"added": [path], "modified": []}])


@pytest.mark.parametrize("action", ["opened", "reopened", "synchronize"])
def test_a_pull_request_with_other_commits(action):
    pull = {"number": 12, "head": {"sha": SHA}}
    assert woken("pull_request", action=action, pull_request=pull) == [
        f"configuration {REPOSITORY}#12"
    ]


@pytest.mark.parametrize("action", ["closed", "edited", "labeled"])
def test_a_pull_request_with_the_same_commits(action):
    assert woken("pull_request", action=action, pull_request={"number": 12}) == []


@pytest.mark.parametrize("event", ["check_run", "check_suite"])
def test_a_check_that_somebody_wants_again(event):
    assert woken(event, action="rerequested", **{event: {"head_sha": SHA}}) == [
        f"configuration {REPOSITORY}@{SHA}"
    ]


@pytest.mark.parametrize(
    ("action", "sha"),
    [("completed", SHA), ("rerequested", "main"), ("rerequested", None)],
)
def test_a_check_that_nobody_wants_again(action, sha):
    assert woken("check_run", action=action, check_run={"head_sha": sha}) == []


def test_a_push_of_what_may_be_a_template():
    assert pushed(".github/meeting.md") == [f"configuration {REPOSITORY}"]


def test_a_push_of_something_else():
    assert pushed("docs/meeting.md") == []
    assert pushed(".github/meeting.md", "refs/heads/elsewhere") == []


def test_other_deliveries():
    assert woken("pull_request", action="opened") == []
    assert woken("issues", action="opened", issue={"number": 3}) == []


def test_the_sweep_looks_at_the_repositorys_own_file():
    assert [str(key) for key in FEATURE.sweep(REPOSITORY)] == [
        f"configuration {REPOSITORY}"
    ]


def test_the_feature_says_what_it_needs():
    assert FEATURE.section is None
    assert FEATURE.permissions == {
        "checks": "write",
        "contents": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "read",
    }
    assert FEATURE.events == ("check_run", "check_suite", "pull_request", "push")
