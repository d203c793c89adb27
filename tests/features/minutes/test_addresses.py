"""E-mail addresses have no place in an archive."""

import pytest

from bot.features.minutes.addresses import REMOVED, without_addresses


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to tim@example.org.", f"write to {REMOVED}."),
        ("Tim <tim.head+hub@mail.example.co.uk>", f"Tim {REMOVED}"),
        ("<mailto:tim@example.org>", REMOVED),
        ("mailto:tim@example.org", REMOVED),
        ("[Tim](mailto:tim@example.org)", "Tim"),
        ("[tim@example.org](mailto:tim@example.org)", REMOVED),
        ('[Tim]( <mailto:tim@example.org> "mail")', "Tim"),
        ("[](mailto:tim@example.org)", REMOVED),
        ("tim\\@example.org", REMOVED),
        ("tim\\_head@example.org", REMOVED),
        ("tim&#64;example.org and a&commat;b.org", f"{REMOVED} and {REMOVED}"),
        ("a@b.org, c@d.org", f"{REMOVED}, {REMOVED}"),
    ],
)
def test_are_taken_out(text: str, left: str):
    assert without_addresses(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "@tim will do it",
        "https://hackmd.io/@sgibson91/hubs-team-meeting",
        "3rd March @ Software Sustainability Institute",
        "git@github.com:jupyterhub/team-compass.git",
        "pip install a@b",
        "[Tim](https://example.org/tim)",
        "user@localhost",
        "kubespawner@1.0.0",
    ],
)
def test_nothing_else_is(text: str):
    assert without_addresses(text) == text
