"""Logs: one line or object for each event, on standard error, without secrets.

Standard output belongs to what a command was asked for. What libraries log through
the standard library takes the same way, so that nothing gets past the redaction; so
does what would otherwise be printed when something ends by mistake.

An event of ours is named by fixed words, as its fields are: no secret can be in them, and
one that is such a word would only be told by their gaps.
"""

import logging
import re
import sys
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import REDACTED, hide, redact

_SECRET_NAMES = re.compile(
    r"authorization|cookie|password|secret|private_?key|api_?key|(^|_)token$|(^|_)dsn$",
    re.IGNORECASE,
)


def configure_logs(
    *, level: str, form: str | None = None, secrets: Iterable[str] | None = None
) -> None:
    """Send everything logged from `level` up to standard error as `form` says.

    `form` is `pretty` or `json`; None means pretty on a terminal, else json. `secrets`
    are hidden from now on; without them what was hidden stays so.
    """
    if secrets is not None:
        hide(secrets)
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    exceptions: list[Processor] = [
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    renderer = _renderer(form or ("pretty" if sys.stderr.isatty() else "json"))
    structlog.configure(
        processors=[*shared, *exceptions, _without_secrets, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *exceptions,
                _without_secrets_of_libraries,
                renderer,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)
    logging.captureWarnings(capture=True)


class _Handler(logging.StreamHandler[TextIO]):
    """What cannot be written is told of, and not shown as Python would: unredacted."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - Python's
        structlog.get_logger(record.name).error("not logged", at=record.pathname)


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,
    )


_FIXED = ("timestamp", "level")


def _without_secrets(
    _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    """One of ours, whose name and whose fields' names are in the code."""
    return _plain_fields(event, (*_FIXED, "event"), name_of=str)


def _without_secrets_of_libraries(
    _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    """One of others, who put together what it says."""
    return _plain_fields(event, _FIXED, name_of=str)


def _plain_fields(
    fields: Mapping[Any, object],
    fixed: Container[str] = (),
    *,
    name_of: Callable[[str], str] = redact,
) -> dict[str, object]:
    return {
        name_of(name): value
        if name in fixed
        else REDACTED
        if _SECRET_NAMES.search(name)
        else _plain(value)
        for name, value in ((str(name), value) for name, value in fields.items())
    }


def _plain(value: object) -> object:
    """What a renderer can write: numbers as they are, the rest as redacted text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return _plain_fields(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return redact(str(value))
