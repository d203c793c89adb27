"""Logs: one line or object for each event, on standard error, without secrets.

Standard output belongs to what a command was asked for. What libraries log through
the standard library takes the same way, so that nothing gets past the redaction.
"""

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from functools import partial

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED = "[redacted]"

_SECRET_NAMES = re.compile(
    r"authorization|cookie|password|secret|private_?key|(^|_)token$", re.IGNORECASE
)
_SHAPES = (
    # a private key, as it is, escaped into one line, cut off, or in base64
    re.compile(
        r"-----BEGIN[ A-Z]*PRIVATE KEY-----.*?(-----END[ A-Z]*-----|\Z)", re.DOTALL
    ),
    re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]+"),
    # GitHub's tokens; since April 2026 some hold a JWT and have any length
    re.compile(r"gh[opsru]_[A-Za-z0-9._-]{20,}|github_pat_\w{20,}"),
    re.compile(r"\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*"),
    re.compile(r"(?<=://)[^/@\s]+:[^/@\s]+(?=@)"),
    re.compile(r"(?i)(?<=\bbearer )[^\s\"',;]+|(?<=\btoken )[\w.~+/=-]{16,}"),
    re.compile(r"(?i)(?<=authorization: ).+"),
    re.compile(r"(?i)(?<=\bbasic )[a-z0-9+/=]{8,}"),
)

_SHORTEST = len("Basic 12345678")
"""No shorter text has one of the shapes: most log values are not even looked at."""


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with `secrets` and whatever looks like a credential blanked."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    if len(text) < _SHORTEST:
        return text
    for shape in _SHAPES:
        text = shape.sub(REDACTED, text)
    return text


def configure_logs(
    *, level: str, form: str | None = None, secrets: Iterable[str] = ()
) -> None:
    """Send everything logged from `level` up to standard error as `form` says.

    `form` is `pretty` or `json`; None means pretty on a terminal, else json. Secrets
    shorter than four characters are not searched for: every word would hold them.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    known = tuple(sorted((s for s in secrets if len(s) >= 4), key=len, reverse=True))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        partial(_without_secrets, known),
        _renderer(form or ("pretty" if sys.stderr.isatty() else "json")),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *last,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,
    )


def _without_secrets(
    secrets: tuple[str, ...], _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    return {
        name: REDACTED if _SECRET_NAMES.search(name) else _plain(value, secrets)
        for name, value in event.items()
    }


def _plain(value: object, secrets: tuple[str, ...]) -> object:
    """What a renderer can write: numbers as they are, the rest as redacted text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {
            str(name): REDACTED
            if _SECRET_NAMES.search(str(name))
            else _plain(inner, secrets)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner, secrets) for inner in value]
    return redact(str(value), secrets)
