"""What a delivery says of commands, which every feature asks about."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import FEATURES
from bot.core.commands import (
    AGENDA_COMMANDS,
    ALL_COMMANDS,
    SUPPORT_COMMANDS,
    may_hold_command,
    names_held,
)
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


pieces = st.sampled_from(
    ["/", "not-", "\u017f", "upport", "meet\u0131ng", "\n", *ALL_COMMANDS, "HERE"]
)


@given(st.lists(pieces, max_size=12).map("".join))
def test_one_search_for_all_names_finds_what_one_for_each_does(text):
    """Also with the letters that are an s or an i of another script."""
    each = {name for name in ALL_COMMANDS if may_hold_command(text, (name,))}
    assert names_held(text) == each


def test_no_features_command_is_overlooked():
    names = {
        usage.form.removeprefix("/").split()[0]
        for feature in FEATURES
        for usage in feature.commands
    }
    assert names <= set(ALL_COMMANDS)
    assert {"agenda", "support"} <= names
