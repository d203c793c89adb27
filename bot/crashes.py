"""What Python prints when something ends by mistake, without secrets."""

import sys
import threading
from types import TracebackType


def tell_without_secrets() -> None:
    """From now on tracebacks that nobody caught are redacted, whatever they end."""
    sys.excepthook = _print
    threading.excepthook = _print_of_thread
    sys.unraisablehook = _print_of_cleanup


def _print(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    from traceback import format_exception

    from bot.redaction import redact

    text = redact("".join(format_exception(kind, error, trace)))
    if sys.stderr is not None:
        sys.stderr.write(text)


def _print_of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit:
        _print(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)


def _print_of_cleanup(args: "sys.UnraisableHookArgs") -> None:
    _print(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
