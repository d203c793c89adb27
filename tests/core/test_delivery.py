"""What a delivery says of commands, which every feature asks about."""

import json

import pytest

from bot.app import FEATURES
from bot.core.commands import AGENDA_COMMANDS, ALL_COMMANDS, SUPPORT_COMMANDS
from bot.core.delivery import Delivery
from bot.web.payload import parse_payload


def comment(body: str, before: str = "") -> Delivery:
    payload = {
        "action": "edited",
        "comment": {"id": 1, "body": body},
        "changes": {"body": {"from": before}},
    }
    facts = parse_payload(json.dumps(payload).encode())
    return Delivery("guid", "issue_comment", facts)


@pytest.mark.parametrize(
    ("body", "before", "agenda", "support"),
    [
        ("Thanks!", "", False, False),
        ("See https://example.org/ or 1/2.", "", False, False),
        ("/agenda Release pulses", "", True, False),
        ("> quoted\n/AGENDA done A3", "", True, False),
        ("/not-support", "", False, True),
        ("/agenda\n/support", "", True, True),
        ("Never mind.", "/here Minrk", True, False),
        ("/update Bahia", "/support", True, True),
        ("/release claim kubespawner", "", False, False),
    ],
)
def test_whose_commands_a_comment_may_hold_or_have_held(body, before, agenda, support):
    delivery = comment(body, before)
    for _ in range(2):  # as often as it is asked
        assert delivery.may_hold_command(AGENDA_COMMANDS) is agenda
        assert delivery.may_hold_command(SUPPORT_COMMANDS) is support


def test_no_features_command_is_overlooked():
    names = {
        usage.form.removeprefix("/").split()[0]
        for feature in FEATURES
        for usage in feature.commands
    }
    assert names <= set(ALL_COMMANDS)
    assert {"agenda", "support"} <= names
