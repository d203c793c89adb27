"""Every door, with what Hypothesis thinks of, and with what was once found there."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.hostile import markdown
from tests.fuzz.fragments import COMMANDS, FIELDS, YAML
from tests.fuzz.targets import EVENTS, TARGETS
from tests.web.test_webhook_properties import json_values, nearly_payloads

CASES = Path(__file__).with_name("cases")
EXAMPLES = 250


def made_of(*fragments: list[str]) -> st.SearchStrategy[bytes]:
    """Texts of these fragments and of any others."""
    parts = [st.sampled_from(some) for some in fragments]
    return (
        st.lists(st.one_of(*parts, markdown, st.text(max_size=6)), max_size=30)
        .map("".join)
        .map(lambda text: text.encode("utf-8", "surrogatepass"))
    )


payloads = st.one_of(
    nearly_payloads().map(json.dumps), json_values.map(json.dumps), st.text()
).map(lambda text: text.encode("utf-8", "surrogatepass"))
STRATEGIES = {
    "webhook": st.tuples(st.integers(0, len(EVENTS) - 1), payloads).map(
        lambda drawn: bytes([drawn[0]]) + drawn[1]
    ),
    "commands": made_of(COMMANDS),
    "configuration": made_of(YAML) | st.binary(max_size=60),
    "marks": made_of(FIELDS),
}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_that_comes_is_too_much(name, shown):
    """No crash, and no escape."""
    played = 0

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(STRATEGIES[name])
    def play(data):
        nonlocal played
        TARGETS[name](data)
        played += 1

    play()
    kept = sorted((CASES / name).glob("*"))
    for case in kept:
        TARGETS[name](case.read_bytes())
    shown(
        f"5. Fuzzing of {name}: {played} inputs by Hypothesis, {len(kept)} kept cases:"
        " no crash, no escape"
    )
