"""What HackMD answers, understood: its refusals name the cure, its limits a time.

Its API is described at https://hackmd.io/@hackmd-api/developer-portal and in
https://api.hackmd.io/v1/docs/swagger.json.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot.core.errors import Gone, Refused, RetryLater
from bot.redaction import redact

WINDOW = timedelta(minutes=5)
"""HackMD counts 100 calls in each five minutes: where it does not tell, wait so long."""

_LONGEST = 3600
"""Seconds: a header that asks for more is taken for this, or for a mistake."""

_MILLISECONDS = 10**11
"""A Unix time above this is in milliseconds: in seconds it would be the year 5138."""

_NUMBER = re.compile(r"[0-9]{1,15}")
_ELSEWHERE = range(300, 400)


class Forbidden(Refused):
    """HackMD answered 403, which it has been seen to say of what it had done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to `asked`, method and path; its headers have lower-case names."""

    asked: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """What it holds; `RetryLater` for a page of HTML or anything else."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "something").partition(";")[0]
            raise RetryLater(
                f"HackMD: {self.asked}: {kind} instead of JSON ({self.status})"
            ) from error


def limit_in(answer: Answer, now: datetime) -> timedelta | None:
    """How long to ask nothing more, or None; `now` is this machine's time.

    HackMD tells what is left of its five minutes in every answer. What is used up for
    the whole month it tells too, which no waiting of ours mends.
    """
    headers = answer.headers
    used_up = headers.get("x-ratelimit-userremaining", "").strip() == "0"
    if (answer.status != 429 and not used_up) or _is_quota(answer):
        return None
    asked = _number(headers.get("retry-after"))
    if asked is not None:
        return timedelta(seconds=min(asked, _LONGEST))
    reset = _number(headers.get("x-ratelimit-userreset")) or 0
    there = _date(headers.get("date")) or now
    left = (reset / 1000 if reset > _MILLISECONDS else reset) - there.timestamp()
    return timedelta(seconds=left + 1) if 0 <= left <= _LONGEST else WINDOW


def check(answer: Answer, secret: str) -> None:
    """Return where HackMD did what was asked; `secret` is in no error.

    Raises `Gone`, `Refused` with variable and cure, or `RetryLater`. A 429 is a matter
    of `limit_in`, except where the month's calls are used up.
    """
    status, said = answer.status, _said(answer, secret)
    if 200 <= status < 300:
        return
    told = f"HackMD: {answer.asked}: {status}{f' ({said})' if said else ''}"
    if status in (404, 410):
        raise Gone(told)
    if _is_quota(answer):
        raise Refused(
            f"HACKMD_TOKEN: the month's calls of its account are used up: wait for the"
            f" next month, or upgrade it. {told}"
        )
    if status == 401:
        raise Refused(
            "HACKMD_TOKEN: HackMD does not know it: make a new one there under"
            f" Settings, API. {told}"
        )
    if status == 403:
        raise Forbidden(
            "HACKMD_TOKEN: its account may not do this: let a person who may make a"
            f" token. {told}"
        )
    if status in _ELSEWHERE:
        raise Refused(
            f"HACKMD_API_URL: leads elsewhere: give the address of the API. {told}"
        )
    if status in (408, 429) or status >= 500:
        raise RetryLater(told)
    raise Refused(told)


def _is_quota(answer: Answer) -> bool:
    return answer.status == 429 and b'"quota_exceeded"' in answer.content


def _said(answer: Answer, secret: str) -> str:
    """HackMD's own words, in one line; empty where it has none."""
    try:
        data = json.loads(answer.content)
    except (ValueError, RecursionError):
        return ""
    error = data.get("error", data.get("message")) if isinstance(data, dict) else None
    if isinstance(error, dict):
        error = error.get("message")
    if not isinstance(error, str):
        return ""
    return redact(" ".join(error.split()), [secret])[:200]


def _number(text: str | None) -> int | None:
    found = _NUMBER.fullmatch((text or "").strip())
    return int(found[0]) if found else None


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text or "")
    except ValueError:
        return None
