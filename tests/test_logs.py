"""What the operator reads: every event on one line, and never a secret."""

import ast
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import configure_logs
from bot.redaction import hide

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nhunter2\n-----END RSA PRIVATE KEY-----"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    hide(())
    root.handlers[:] = handlers
    root.setLevel(level)


def test_json_is_one_object_a_line(capsys):
    configure_logs(level="info", form="json", secrets=["hunter2", "x"])
    log = structlog.get_logger("bot")
    log.debug("not shown")
    log.info("delivery recorded", wakes=2, late=False, password="pass", none=None)
    odd = {"a": ["say hunter2", 1.5], "token": "t", "of hunter2": b"hunter2"}
    log.warning("odd", nested=odd, kind=KeyError)
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
    assert second["nested"] == {
        "a": ["say [redacted]", 1.5],
        "token": "[redacted]",
        "of [redacted]": "b'[redacted]'",
    }
    assert second["kind"] == "<class 'KeyError'>"


def test_a_secret_that_is_a_word_of_ours_leaves_no_gaps(capsys):
    """They would tell which word it is; where it is a value it is blanked all the same."""
    words = ["level", "info", "start", "roles", "time", "20", "worker"]
    configure_logs(level="info", form="json", secrets=words)
    structlog.get_logger().info("started", roles=["worker", "web"])
    logging.getLogger("library").info("a worker has its roles")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first.keys() == {"roles", "event", "level", "timestamp"}
    assert (first["event"], first["level"]) == ("started", "info")
    assert first["roles"] == ["[redacted]", "web"]
    assert second["event"] == "a [redacted] has its [redacted]"
    assert second["level"] == "info"


def test_an_event_is_named_by_fixed_words():
    """What is put together may hold a secret, and belongs in a field."""
    made = {"fate", "action.operation"}  # one of several names that are fixed
    for path in Path("bot").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "get_logger" in text:
            for node in ast.walk(ast.parse(text)):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name("log" | "_log"), attr=attr),
                        args=[event, *_],
                    ) if attr != "bind" and not isinstance(event, ast.Constant):
                        assert ast.unparse(event) in made, f"{path}:{node.lineno}"


@pytest.mark.parametrize("form", ["json", "pretty", None])
def test_no_secret_in_an_exception(capsys, form):
    configure_logs(level="info", form=form, secrets=["hunter2"])
    for log, event in (
        (structlog.get_logger(), "it broke"),
        (logging.getLogger("asyncio"), "it broke at hunter2"),
    ):
        try:
            raise ValueError(f"hunter2 {KEY} {JWT}")
        except ValueError:
            log.exception(event)
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


def test_a_warning_of_python_is_logged_like_the_rest(capsys):
    configure_logs(level="info", form="json", secrets=["hunter2"])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("hunter2 is deprecated", stacklevel=1)
    line = json.loads(capsys.readouterr().err)
    assert line["level"] == "warning"
    assert "[redacted] is deprecated" in line["event"]


def test_what_cannot_be_written_is_told_and_not_shown(capsys):
    configure_logs(level="info", form="json", secrets=["hunter2"])
    logging.getLogger("library").warning("%d of them", "hunter2")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"]) == ("not logged", "error")
