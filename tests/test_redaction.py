"""Credentials are blanked in whatever form they come, and nothing else is."""

import base64
import json
import re
from collections.abc import Iterator
from html import escape
from time import process_time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.playground.auth import key_pair
from bot.redaction import REDACTED, hide, redact

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nhunter2\n-----END RSA PRIVATE KEY-----"


@pytest.fixture(autouse=True)
def nothing_is_hidden() -> Iterator[None]:
    yield
    hide(())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"key {KEY} end", "key [redacted] end"),
        (KEY.replace("\n", "\\n"), "[redacted]"),
        (KEY[:60], "[redacted]"),
        ("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ==", "[redacted]"),
        (f"MII{'Eow' * 20}=", "[redacted]"),
        (f"ghs_{'a1' * 18} ghp_{'b' * 36}", "[redacted] [redacted]"),
        (f"ghs_12345_{JWT}", "[redacted]"),
        (f"ghs_12345_{JWT}"[:40], "[redacted]"),
        (f"github_pat_{'11AB_' * 8}", "[redacted]"),
        (f"the token {JWT} is new", "the token [redacted] is new"),
        *(
            (
                f"<{base64.b64encode(f'{before} {token}'.encode()).decode()}>",
                "<[redacted]>",
            )
            for token in (JWT, f"ghs_{'a1' * 18}")
            for before in ("abc", "bc", "c")
        ),
        (f"the token {JWT[:33]}", "the token [redacted]"),
        ("{'Authorization': 'Bearer abc.def'}", "{'Authorization': [redacted]}"),
        (
            '{"authorization": "token abc", "a": 1}',
            '{"authorization": [redacted], "a": 1}',
        ),
        ("(b'Authorization', b'abc')", "(b'Authorization', [redacted])"),
        ("authorization: token 0123456789abcdef01", "authorization: [redacted]"),
        ("Set-Cookie: a=b; c=d\nDate: x", "Set-Cookie: [redacted]\nDate: x"),
        ("it says <Bearer abc>", "it says <Bearer [redacted]>"),
        ("Basic YWRhOmxvdmVsYWNl", "Basic [redacted]"),
        (
            "https://me:hunter2@git.example.org/x",
            "https://[redacted]@git.example.org/x",
        ),
        ("postgresql://:pa%40ss@db/bot", "postgresql://[redacted]@db/bot"),
        ("host=db password='a b' x=1", "host=db password=[redacted] x=1"),
        ("/?access_token=abc&x=1", "/?access_token=[redacted]&x=1"),
        ("hunter2 and hunter22", "[redacted] and [redacted]2"),
        # and nothing else
        ("agenda jupyterhub/team-compass#378", "agenda jupyterhub/team-compass#378"),
        ("a token of thanks", "a token of thanks"),
        ("https://hackmd.io/@sgibson91/hubs", "https://hackmd.io/@sgibson91/hubs"),
        ("mail ada@example.org", "mail ada@example.org"),
        ("authorization, and then a cookie", "authorization, and then a cookie"),
    ],
)
def test_what_looks_like_a_credential_is_blanked_and_nothing_else(text, left):
    assert redact(text, ["hunter2"]) == left


HARD = "pa@ss \"wörd'<&>/+%\\"
SECRETS = ["a2c4-very-long-webhook-secret-1f", HARD, "hunter2", key_pair()[0]]
FORMS = {
    "as it is": str,
    "in JSON": json.dumps,
    "in JSON with its own letters": lambda text: json.dumps(text, ensure_ascii=False),
    "as Python shows it": repr,
    "as Python shows bytes": lambda text: repr(text.encode()),
    "in a path": lambda text: quote(text, safe=""),
    "in a path, its slashes left": quote,
    "in a form": quote_plus,
    "in an address, in lower case": lambda text: (
        quote_plus(HARD).lower() if text == HARD else quote(text)
    ),
    "in HTML": escape,
    "in a template": Markup.escape,
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "as a password": lambda text: base64.b64encode(f"admin:{text}".encode()).decode(),
    "as a user": lambda text: base64.b64encode(f"{text}:x".encode()).decode(),
    "in base64 for addresses": lambda text: base64.urlsafe_b64encode(
        f"me:{text}".encode()
    ).decode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS, ids=["long", "hard", "short", "key"])
def test_a_secret_that_was_given_is_known_in_every_form(secret, form):
    hide(SECRETS)
    written = str(FORMS[form](secret))
    left = redact(f"<<{written}>>")
    assert REDACTED in left
    # at most what surrounded it in the same group of four letters, or a quote
    assert len(left.replace(REDACTED, "")) <= len("<<>>") + 12


@pytest.mark.parametrize("form", ["as it is", "in JSON", "in base64", "in a form"])
@pytest.mark.parametrize("secret", [SECRETS[0], SECRETS[3]], ids=["long", "key"])
def test_a_long_one_is_known_with_an_end_cut_off(secret, form):
    hide(SECRETS)
    written = str(FORMS[form](secret)).strip('"')
    for part in (
        written[:-9],
        written[: len(written) // 2],
        written[9:],
        written[-48:],
    ):
        left = redact(f"it was {part} …")
        assert REDACTED in left
        assert re.findall(r"[\w+/-]{24}", left) == [], part


@pytest.mark.parametrize(
    "text",
    [
        "agenda jupyterhub/team-compass#5",
        "https://github.com/jupyterhub/team-compass/issues/5",
        "the team-compass-webhook of somebody else",
        "somebody else's webhook-secret is not ours",
    ],
)
def test_a_word_that_a_secret_begins_or_ends_with_is_left(text):
    """Else it would be told what the secret begins with, and nothing else any more."""
    secret = "team-compass-webhook-0123456789abcdef0123456789-webhook-secret"
    assert redact(text, [secret]) == text


@pytest.mark.parametrize("end", ["", "…", "..."])
def test_what_a_text_ends_in_the_middle_of_is_blanked_all_the_same(end):
    secret = "team-compass-webhook-0123456789abcdef0123456789-webhook-secret"
    assert redact(f"it said {secret[:13]}{end}", [secret]) == f"it said [redacted]{end}"


def test_each_line_of_a_key_is_a_secret():
    hide(SECRETS)
    for line in SECRETS[3].splitlines()[1:-2]:
        assert redact(f"a line {line[3:]} of it") == "a line [redacted] of it"


def test_what_is_too_short_is_not_looked_for():
    hide(["abc"])
    assert redact("the abc of it") == "the abc of it"


@given(st.text(min_size=4, max_size=40), st.text(max_size=60), st.text(max_size=60))
def test_no_secret_is_left_wherever_it_stands(secret, before, after):
    left = redact(f"{before}{secret}{after}", [secret])
    assert secret not in left.replace(REDACTED, "\0")


@pytest.mark.parametrize(
    "piece",
    [
        *("://a:", "://", "authorization ", "cookie\"'", "Authorization': b\""),
        *("eyJ", "eyJa.", "LS0tLS1CRUdJTi", "-----BEGIN PRIVATE KEY-----", "MIIA"),
        *(
            "Z2hzX",
            "Z2hzX ",
            "a",
            "bearer ",
            "password=",
            "password='",
            "ghs_",
            SECRETS[0][:12],
            "MII ",
        ),
    ],
)
def test_a_hostile_text_costs_no_more_than_another(piece):
    hide(SECRETS)
    text = piece * (200_000 // len(piece))
    began = process_time()
    redact(text)
    assert process_time() - began < 1
