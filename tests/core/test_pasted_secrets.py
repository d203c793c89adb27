"""What opens somebody's hub does not go on to a forum."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.pasted_secrets import blank_secrets

KEY = "-----BEGIN {0}PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA1234+/ab\n" * 3
HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ghp_" + "a1B2" * 9 + ".", "[removed: a GitHub token]."),
        ("gho_" + "a1B2" * 9, "[removed: a GitHub token]"),
        ("x ghs_" + "a1B2" * 9 + ".eyJh_b-c y", "x [removed: a GitHub token] y"),
        ("github_pat_11ABC" + "a1B2_" * 9, "[removed: a GitHub token]"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "[removed: an AWS key]"),
        ("AIza" + "Sy0-_" * 8, "[removed: a Google key]"),
        ("xoxb-" + "123456789012-abcdef", "[removed: a Slack token]"),
        (
            "hooks.slack.com/services/" + "T0000/B0000/XXXXXXXXXX",
            "hooks.slack.com/services/[removed: a Slack token]",
        ),
        ("glpat-" + "a1B2-" * 5, "[removed: a GitLab token]"),
        ("npm_" + "a1B2" * 9, "[removed: an npm token]"),
        ("pypi-AgE" + "IcHlwaS5vcmc_" * 5, "[removed: a PyPI token]"),
        ("hf_" + "aBcD" * 9, "[removed: a token]"),
        ("a eyJhbGciOiJ9.eyJzdWIi.c2ln b", "a [removed: a JSON web token] b"),
        (
            'curl -H "Authorization: token abc123def"',
            'curl -H "Authorization: token [removed: a token]"',
        ),
        (
            "authorization: Basic dXNlcjpwYXNz",
            "authorization: Basic [removed: a token]",
        ),
        ("Bearer abcdefghijklmnopqrstuvwx", "Bearer [removed: a token]"),
        (
            "Cookie: _xsrf=2|a; session=b\nHost: x",
            "Cookie: [removed: a cookie]\nHost: x",
        ),
        ("https://me:s3cret@hub.x/y", "https://me:[removed: a password]@hub.x/y"),
        (
            "http://127.0.0.1:8888/lab?token=abcdef0123 opened",
            "http://127.0.0.1:8888/lab?token=[removed: a token] opened",
        ),
        (
            f"openssl rand -hex 32\n{HEX}",
            "openssl rand -hex 32\n[removed: a key or secret]",
        ),
        ('{"auth": "dXNlcjpwYXNzd29yZA=="}', '{"auth": "[removed: a key or secret]"}'),
        ("login me password pw1", "login me password [removed: a password]"),
        (
            f'c.JupyterHub.cookie_secret = bytes.fromhex("{HEX}")',
            'c.JupyterHub.cookie_secret = bytes.fromhex("[removed: a key or secret]")',
        ),
        (
            "c.ConfigurableHTTPProxy.auth_token = 'deadbeef'",
            "c.ConfigurableHTTPProxy.auth_token = '[removed: a key or secret]'",
        ),
        (
            f"CONFIGPROXY_AUTH_TOKEN={HEX} jupyterhub",
            "CONFIGPROXY_AUTH_TOKEN=[removed: a key or secret] jupyterhub",
        ),
        (f"secretToken: {HEX}", "secretToken: [removed: a key or secret]"),
        (
            f"--set proxy.secretToken={HEX}",
            "--set proxy.secretToken=[removed: a key or secret]",
        ),
        ('"client_secret": "a-b-c",', '"client_secret": "[removed: a key or secret]",'),
        (
            "c.X.client_secret = b'a'",
            "c.X.client_secret = b'[removed: a key or secret]'",
        ),
        (
            "JUPYTERHUB_CRYPT_KEY=" + HEX,
            "JUPYTERHUB_CRYPT_KEY=[removed: a key or secret]",
        ),
        (
            "os.environ['API_TOKEN'] = 'a1'",
            "os.environ['API_TOKEN'] = '[removed: a key or secret]'",
        ),
        (
            "- name: OAUTH_CLIENT_SECRET\n  value: s3cr3tvalue",
            "- name: OAUTH_CLIENT_SECRET\n  value: [removed: a key or secret]",
        ),
        (
            "jupyterhub --token abcdef12345",
            "jupyterhub --token [removed: a key or secret]",
        ),
        ("password: hunter2 # mine", "password: [removed: a password] # mine"),
        ("password = 'the token: a1'", "password = '[removed: a password]'"),
        ("POSTGRES_PASSWORD=postgres", "POSTGRES_PASSWORD=[removed: a password]"),
    ],
)
def test_it_is_blanked(text, shown):
    assert blank_secrets(text) == (shown, 1)


@pytest.mark.parametrize(
    "text",
    [
        "password: xxx", "password: <secret>", "password: ***", "password=$PASSWORD",
        "password = None", 'password: "{{ pw }}"', "password: required for login",
        "I forgot my password: what now?", "the token: it expired", "token: expired",
        "token = self.api_token", 'token = os.environ["API_TOKEN"]', 'x(os.getenv("MY_TOKEN"))',
        "client_secret = get_secret('x')", "if token == 'abc':", "tokenizer: bert",
        "secretName: hub-tls", "secret: /etc/hub/secret", 'token_url = "https://x.y/token"',
        "?token=...", "?token=<token>", "https://user:$PW@x.y", "https://x.y:8000/a@b",
        "Authorization: token $TOKEN", "Authorization: Bearer <token>", "ghp_short",
        "sha256:" + HEX, "cookie: not set", "the hub_password option", "passwords are hashed",
    ],
)  # fmt: skip
def test_what_only_speaks_of_secrets_stays(text):
    assert blank_secrets(text) == (text, 0)


@pytest.mark.parametrize("kind", ["", "RSA ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_goes_whole(kind):
    key = KEY.format(kind)
    ended = f"{key}-----END {kind}PRIVATE KEY-----"
    assert blank_secrets(f"a\n{ended}\nb") == ("a\n[removed: a private key]\nb", 1)
    escaped = ended.replace("\n", "\\n")
    shown = '{"private_key": "[removed: a private key]"}'
    assert blank_secrets(f'{{"private_key": "{escaped}"}}') == (shown, 1)


@pytest.mark.parametrize(
    "headers", ["", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES,1A\n\n"]
)
def test_a_private_key_that_was_cut_off_takes_no_prose_with_it(headers):
    key = KEY.format("RSA ").replace("\n", f"\n{headers}", 1)
    assert blank_secrets(f"{key}\nand so on") == (
        "[removed: a private key]\n\nand so on",
        1,
    )


def test_a_private_key_in_base64_goes_too():
    assert blank_secrets("key: LS0tLS1CRUdJTi" + "aB1+" * 9 + "\nb")[0].endswith(
        "[removed: a private key]\nb"
    )


def test_each_is_counted():
    text = "password: a1b\ntoken: abcdef1234\nghp_" + "a1B2" * 9
    assert blank_secrets(text)[1] == 3


PIECES = [
    "token", "secret=", "password: ", "passwd='", "--token ", "://", "a:", "@", "?token=",
    "-----BEGIN RSA PRIVATE KEY-----", "-----", "-----END", "ghp_", "eyJabcdefgh.", "Bearer ",
    "Authorization: token ", "cookie: ", "=", "login x ", "aA1" * 9, "\n", " ", '"', "'", "\\n",
    "curl ", " -u a:", "mysql ", " -p", "echo a:", "CryptKeeper.keys", "[", ",", "\n- ", "`", "**",
    "|", " is ", "<token>", "</", "Private-Lines: 1", "MIIEpAIBAAKC", "%3A%2F%2F", "8Q~", "SG.", "$1$",
    "secret=//", "-eyJabcdefgh", "2|1:0|10:1234567890|", "jupyterhub token", "_xsrf=", '"key": "', "İ",
    "value: ", "xoxb-", "Proc-Type: ", "openssl rand -hex 32\n", "{", "é", "LS0tLS1CRUdJTi",
]  # fmt: skip


@settings(max_examples=30)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join))
def test_sixty_thousand_hostile_characters_cost_no_more_than_others(part):
    text = (part * 60_000)[:60_000]
    began = time.process_time()
    blank_secrets(text)
    assert time.process_time() - began < 0.5  # here at most 0.08


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5))).map("".join))
def test_without_a_finding_nothing_is_changed(text):
    shown, count = blank_secrets(text)
    assert (shown == text) == (count == 0)
    assert shown.count("[removed: ") <= count + text.count("[removed: ")


@pytest.mark.parametrize(
    "text",
    [
        "client_secret: hunter2",
        "auth_token: super-secret",
        "AWS_SECRET_ACCESS_KEY = wJalrXUtnFEMI",
        "password = 'my-password-1'",
    ],
)
def test_a_name_in_full_needs_no_long_value(text):
    blanked, count = blank_secrets(text)
    assert count == 1
    assert text.rpartition(" ")[2].strip("'") not in blanked


@pytest.mark.parametrize(
    "text",
    ["client_secret: your-client-secret-here", "token: expired", "api_key: required"],
)
def test_a_word_about_a_secret_is_none(text):
    assert blank_secrets(text) == (text, 0)
