"""What can be wished of an App, what GitHub would refuse, and whom GitHub cannot reach."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import FEATURES, events, permissions
from bot.playground.auth import key_pair
from bot.playground.manifests import parse_manifest
from bot.web import setup_words as words
from bot.web.setup_exchange import parse_credentials
from bot.web.setup_manifest import manifest, parse_app_file, read_app_file
from bot.web.setup_wishes import LONGEST_NAME, Wishes, unreachable

HOOK = "https://compass.example.org/api/github/webhooks"
GOOD = {"owner": "me", "name": "Hub Compass", "hook": HOOK, "install": "owner"}
PATH = "/api/github/webhooks"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", ["", "  ", "x" * 35, "…", "a\u202eb", "a\u200bb", "ä" * 35]),
        (
            "hook",
            [
                *("", "compass", "compass.example.org", "ftp://compass.example.org"),
                *("https://", "https://a b.org", "https://a.org:x", "https://a.org:0"),
                *(
                    "https://user:secret@a.org",
                    "https://a.org/#x",
                    "javascript:alert(1)",
                ),
                *("https://[::1", "https://a..b", f"https://a.org/{'x' * 2000}"),
            ],
        ),
        ("organization", ["", "a b", "-a", "a/b", "../x", "x" * 40, "ä"]),
    ],
)
def test_what_github_would_refuse(field, values):
    for value in values:
        fields = GOOD | {"owner": "organization", "organization": "jupyterhub"}
        mistakes = Wishes.read(fields | {field: value}).mistakes()
        assert [*mistakes] == [field], value
        assert "secret" not in str(mistakes)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x" * LONGEST_NAME},
        {"name": "  Käse\u00a0& Compass  "},
        {"hook": "https://smee.io/abc?x=1"},
        {"hook": "http://[2001:db8::1]:8080/hook"},
        {"owner": "organization", "organization": " @jupyterhub "},
        {"organization": "not / looked at, as it is one's own"},
    ],
)
def test_what_is_good(change):
    assert Wishes.read(GOOD | change).mistakes() == {}


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://localhost:3000/x", "own name for itself"),
        ("http://bot.localhost", "own name for itself"),
        ("http://127.0.0.1:3000", "own address for itself"),
        ("http://[::1]", "own address for itself"),
        ("http://0.0.0.0", "own address for itself"),
        ("https://10.1.2.3/x", "a private network"),
        ("https://192.168.0.9", "a private network"),
        ("https://[fd00::1]", "a private network"),
        ("https://169.254.1.1", "a private network"),
        ("https://compass", "only its own network knows"),
        ("https://compass.local", "only its own network knows"),
        ("https://compass.corp.internal", "only its own network knows"),
        ("https://compass.example.org", ""),
        ("https://8.8.8.8", ""),
        ("https://[2606:4700::1]", ""),
    ],
)
def test_whom_github_cannot_reach(address, why):
    assert why in unreachable(address)
    assert bool(why) == bool(unreachable(address))


@pytest.mark.parametrize(
    ("hook", "public"),
    [
        (HOOK, "https://compass.example.org"),
        (
            "https://example.org/compass/api/github/webhooks",
            "https://example.org/compass",
        ),
        ("https://smee.io/abc", ""),
        ("https://smee.io/?to=/api/github/webhooks", ""),
        ("https://smee.io/?/api/github/webhooks", ""),
        ("http://127.0.0.1:3000/api/github/webhooks", ""),
    ],
)
def test_the_bots_own_address(hook, public):
    assert Wishes(hook_url=hook).public_url(PATH) == public


@given(
    st.dictionaries(
        st.sampled_from(["owner", "organization", "name", "hook"]), st.text()
    )
)
def test_whatever_is_sent_becomes_a_manifest_that_github_takes_or_a_mistake(fields):
    wishes = Wishes.read(GOOD | fields)
    if not wishes.mistakes():
        asked = manifest(read_app_file(), wishes, redirect_url=HOOK, webhook_path=PATH)
        assert 0 < len(asked["name"]) <= LONGEST_NAME
        assert re.fullmatch(
            r"https://github\.com/(organizations/[\w-]+/)?settings/apps/new",
            wishes.target("https://github.com"),
        )


APP = {
    "id": 7,
    "slug": "hub-compass",
    "html_url": "https://github.com/apps/hub-compass",
    "pem": key_pair()[0],
    "webhook_secret": "a-secret",
}


def test_what_github_gives():
    made = parse_credentials(APP, "https://github.com")
    assert (made.app_id, made.html_url) == ("7", APP["html_url"])
    for strange in ("https://github.com.evil.example/apps/x", "javascript:alert(1)"):
        made = parse_credentials(APP | {"html_url": strange}, "https://github.com")
        assert made.html_url == APP["html_url"]


@pytest.mark.parametrize(
    "strange",
    [
        *(
            {"id": "7"},
            {"id": -7},
            {"id": True},
            {"slug": "<b>"},
            {"slug": 4},
            {"pem": 5},
            {"pem": ["x"]},
        ),
        *({"pem": "\ud800"}, {"webhook_secret": None}, {"webhook_secret": "a b"}),
    ],
)
def test_what_github_does_not_give(strange):
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse_credentials(APP | strange, "https://github.com")


def test_a_reason_that_asks_something_ends_as_it_does():
    told = words.not_started("HOST: is it right?", ".env").paragraphs
    assert told[0] == "HOST: is it right?"
    assert words.not_started("HOST: not set", ".env").paragraphs[0] == "HOST: not set."


def test_what_is_urgent_comes_first():
    made = parse_credentials(APP, "https://github.com")
    first, *_, last = words.done(made, ".env", warning="Nobody is there.").paragraphs
    assert first == (
        "Change the webhook's address in the App's settings: Nobody is there."
    )
    calm = words.done(made, ".env", warning="").paragraphs
    assert (calm[0][:16], calm[-1]) == ("Install the App:", last)


def test_the_file_tells_of_each_what_it_is_for():
    file = read_app_file()
    names = {name for asked in file.permissions for name in asked.names}
    assert len(names) == len(permissions(FEATURES))
    told = {name for asked in file.events for name in asked.names}
    assert len(told) == len(events(FEATURES))
    assert all(len(asked.why) > 20 for asked in (*file.permissions, *file.events))


def test_a_file_in_other_words():
    file = parse_app_file(
        "name: x\ndefault_events:\n  # Why\n  # it is.\n  - push\n  - create\n\n  - x\n"
        "# not this\ndefault_permissions: {checks: read}\npublic: true\n"
    )
    assert [(one.names, one.why) for one in file.events] == [
        (("Push", "Create", "X"), "Why it is.")
    ]
    assert file.permissions == ()
    assert parse_manifest('{"url": "https://x.org"}')
