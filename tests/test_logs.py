"""What the operator reads: every event on one line, and never a secret."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logs, redact

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nhunter2\n-----END RSA PRIVATE KEY-----"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"key {KEY} end", "key [redacted] end"),
        (KEY.replace("\n", "\\n"), "[redacted]"),
        (KEY[:60], "[redacted]"),
        ("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ==", "[redacted]"),
        (f"ghs_{'a1' * 20} ghp_{'b' * 36}", "[redacted] [redacted]"),
        (f"ghs_12345_{JWT}", "[redacted]"),
        (f"github_pat_{'11AB_' * 8}", "[redacted]"),
        (f"the token {JWT} is new", "the token [redacted] is new"),
        (
            "{'Authorization': 'Bearer abc.def'}",
            "{'Authorization': 'Bearer [redacted]'}",
        ),
        ("authorization: token 0123456789abcdef01", "authorization: [redacted]"),
        ("Basic aHVudGVyMjpodW50ZXIy", "Basic [redacted]"),
        (
            "https://me:hunter2@git.example.org/x",
            "https://[redacted]@git.example.org/x",
        ),
        ("hunter2 and hunter22", "[redacted] and [redacted]2"),
        ("agenda jupyterhub/team-compass#378", "agenda jupyterhub/team-compass#378"),
        ("a token of thanks", "a token of thanks"),
    ],
)
def test_credentials_are_blanked_and_nothing_else(text, left):
    assert redact(text, ["hunter2"]) == left


def test_json_is_one_object_a_line(capsys):
    configure_logs(level="info", form="json", secrets=["hunter2", "x"])
    log = structlog.get_logger("bot")
    log.debug("not shown")
    log.info("delivery recorded", wakes=2, late=False, password="pass", none=None)
    log.warning("odd", nested={"a": ["say hunter2", 1.5], "token": "t"}, kind=KeyError)
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "delivery recorded",
        "level": "info",
        "wakes": 2,
        "late": False,
        "none": None,
        "password": "[redacted]",
    }
    assert second["nested"] == {"a": ["say [redacted]", 1.5], "token": "[redacted]"}
    assert second["kind"] == "<class 'KeyError'>"


@pytest.mark.parametrize("form", ["json", "pretty", None])
def test_no_secret_in_an_exception(capsys, form):
    configure_logs(level="info", form=form, secrets=["hunter2"])
    for log in (structlog.get_logger(), logging.getLogger("asyncio")):
        try:
            raise ValueError(f"hunter2 {KEY} {JWT}")
        except ValueError:
            log.exception("it broke at hunter2")
    told = capsys.readouterr().err
    assert told.count("Traceback") == 2
    for secret in ("hunter2", "MIIEow", JWT):
        assert secret not in told


def test_libraries_log_the_same_way(capsys):
    configure_logs(level="warning", form="json", secrets=["hunter2"])
    logging.getLogger("aiohttp.client").info("not shown")
    logging.getLogger("aiohttp.client").warning(
        "%s is %s", "it", "hunter2", extra={"n": 1}
    )
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["n"]) == (
        "it is [redacted]",
        "warning",
        1,
    )


def test_pretty_is_for_people(capsys):
    configure_logs(level="info", form="pretty")
    structlog.get_logger().info("sweep done", repositories=3)
    told = capsys.readouterr().err
    assert "sweep done" in told
    assert "repositories=3" in told
