"""HackMD's limits, as its answers tell of them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.core.errors import Refused
from bot.hackmd.answers import WINDOW, Answer, check, limit_in

NOW = datetime(2021, 3, 4, 12, tzinfo=UTC)
THERE = NOW + timedelta(minutes=20)  # HackMD's clock is another
DATE = {"date": format_datetime(THERE, usegmt=True)}


def answer(status: int = 429, content: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("GET /v1/notes", status, named, content)


def reset(time: datetime, factor: int = 1) -> dict[str, str]:
    return {"x-ratelimit-userreset": str(int(time.timestamp() * factor))}


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, WINDOW),
        ({"retry_after": "7"}, timedelta(seconds=7)),
        ({"retry_after": "0"}, timedelta(0)),
        ({"retry_after": "9" * 15}, timedelta(hours=1)),
        ({"retry_after": "Thu, 04 Mar 2021 12:00:00 GMT"}, WINDOW),
        (reset(NOW + timedelta(minutes=2)), timedelta(minutes=2, seconds=1)),
        (reset(NOW + timedelta(minutes=2), 1000), timedelta(minutes=2, seconds=1)),
        (DATE | reset(THERE + timedelta(minutes=2)), timedelta(minutes=2, seconds=1)),
        (DATE | reset(THERE), timedelta(seconds=1)),
        (DATE | reset(NOW), WINDOW),  # which is past there
        (reset(NOW + timedelta(days=2)), WINDOW),
        ({"x_ratelimit_userreset": "soon", "date": "today"}, WINDOW),
    ],
)
def test_how_long_to_wait(headers, wait):
    assert limit_in(answer(**headers), NOW) == wait


@pytest.mark.parametrize(("left", "wait"), [("0", WINDOW), ("1", None), ("", None)])
def test_the_last_call_of_a_window_is_answered_and_ends_it(left, wait):
    assert limit_in(answer(200, x_ratelimit_userremaining=left), NOW) == wait


def test_no_waiting_of_ours_brings_the_months_calls_back():
    used_up = b'{"error":{"code":"quota_exceeded","message":"Over."}}'
    assert limit_in(answer(content=used_up, retry_after="7"), NOW) is None
    with pytest.raises(Refused, match=r"429 \(Over\.\)"):
        check(answer(content=used_up), "secret")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"error": "No.\\n  Never"}', " (No. Never)"),
        (b'{"message": "Bearer hunter2hunter2"}', " (Bearer [redacted])"),
        (b'{"error": {"message": "hunter2"}}', " ([redacted])"),
        (b'{"error": "' + b"x" * 500 + b'"}', f" ({'x' * 200})"),
        (b'{"error": {"code": 7}}', ""),
        (b'{"error": 7}', ""),
        (b"[]", ""),
        (b"<html>", ""),
        (b"\xff", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_its_own_words_are_told_in_one_line_without_secrets(content, said):
    with pytest.raises(Refused) as caught:
        check(answer(400, content), "hunter2")
    assert str(caught.value) == f"HackMD: GET /v1/notes: 400{said}"
