"""Why GitHub could not be asked, read from what the client raised and why it did."""

import os
from collections.abc import Iterator

import aiohttp
from gidgethub import HTTPException

from bot.core.errors import Gone, Refused, RetryLater
from bot.doctor.facts import Kind, Trouble
from bot.github.refusals import Denied, Missing

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)

_ON_THE_WAY: tuple[tuple[type[BaseException], Kind], ...] = (
    (aiohttp.ClientConnectorDNSError, "no name"),
    (aiohttp.ClientSSLError, "no trust"),
    (aiohttp.ClientConnectorError, "no way"),
    (TimeoutError, "silent"),
    (aiohttp.InvalidURL, "no name"),
    (aiohttp.ClientConnectionError, "cut"),
    (aiohttp.ClientPayloadError, "cut"),
    (aiohttp.ClientError, "no API"),  # it speaks no HTTP
)
"""What becomes of a request that is not answered, the narrower kinds first."""


def trouble_of(error: Exception) -> Trouble:
    """What keeps GitHub from being asked."""
    causes = [*_causes(error)]
    for cause in causes:
        for kind_of_error, kind in _ON_THE_WAY:
            if isinstance(cause, kind_of_error):
                return Trouble(kind, _reason(cause))
    answer = next((one for one in causes if isinstance(one, HTTPException)), None)
    if answer is not None and "json" not in answer.headers.get("content-type", ""):
        return Trouble("no API", _answered(answer))
    if any(isinstance(one, _UNREADABLE) for one in causes):
        return Trouble("no API", "it is not the JSON that was asked for")
    return Trouble(_said(error), str(answer or error))


def _said(error: Exception) -> Kind:
    """What an answer of GitHub's own means."""
    match error:
        case Missing():
            return "no App"
        case RetryLater():
            return "limited" if error.patience else "failing"
        case Denied(status=0):
            return "no API"  # it leads away, or round in circles
        case Denied() | Gone():
            return "refused"
        case Refused():
            return "no key"
        case _:
            return "failing"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _reason(cause: BaseException) -> str:
    match cause:
        case aiohttp.ClientConnectorCertificateError():
            wrong = cause.certificate_error
            return getattr(wrong, "verify_message", "") or str(wrong)
        case aiohttp.ClientConnectorError():
            number = cause.os_error.errno
            return os.strerror(number) if number and number > 0 else str(cause.os_error)
        case aiohttp.InvalidURL():
            return "it is no address"
        case TimeoutError():
            return ""
        case _:
            return str(cause) or type(cause).__name__


def _answered(answer: HTTPException) -> str:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    return f"it answered {int(answer.status_code)}" + (f" with {kind}" if kind else "")
