"""`compass-bot` as a process that starts in milliseconds and may be killed.

What each would import first is there already in a server, of which each is a fork.
"""

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

_context = multiprocessing.get_context("forkserver")
_FEATURES = (
    "agenda",
    "configuration",
    "meetings",
    "minutes",
    "releases",
    "request_info",
    "support",
)
_context.set_forkserver_preload(
    [
        *(f"bot.features.{name}.handler" for name in _FEATURES),
        "bot.cli",
        "bot.demo.visit",
        "bot.detection.rules",
        "bot.features.support.reply",
        "bot.github.project_looks",
        "bot.process",
        "dateutil.rrule",
        "jinja2",
        "mdformat.renderer",
        "uvloop",
        "yaml",
        __name__,
    ]
)


def pipe() -> tuple[Connection, Connection]:
    """Where to read what a process writes, and where it writes that."""
    return _context.Pipe(duplex=False)


def start(
    words: Sequence[str],
    *,
    errors: Connection,
    out: Connection | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> BaseProcess:
    """Start a command that writes into these pipes, which are its own from now on."""
    process = _context.Process(
        target=_run, args=(words, out, errors, environ or {}, folder), daemon=True
    )
    process.start()
    for writer in (out, errors):
        if writer:
            writer.close()
    return process


def fork(target: Callable[..., None], *args: object) -> BaseProcess:
    """Start something else, which ends with this process."""
    process = _context.Process(target=target, args=args, daemon=True)
    process.start()
    return process


def _run(
    words: Sequence[str],
    out: Connection | None,
    errors: Connection,
    environ: Mapping[str, str],
    folder: Path | None,
) -> None:
    for number, writer in ((1, out), (2, errors)):
        if writer:
            os.dup2(writer.fileno(), number)
            writer.close()
    if folder:
        os.chdir(folder)
    os.environ.update(environ)
    from bot.cli import main

    main(list(words), prog_name="compass-bot")
