"""What a command reads from and prints on a terminal, or what stands for one."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click


class Failure(click.ClickException):
    """Said in one line, without secrets; exit code 1.

    One that is `ours` has none, and its words are left even where one is a secret.
    """

    def __init__(self, message: str, *, ours: bool = False) -> None:
        from bot.redaction import redact

        super().__init__(message if ours else redact(message))


class WrongUse(Failure):
    """As a failure is told; exit code 2."""

    exit_code = 2


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str], None]]:
    """On a terminal something moves while this takes its time.

    What it gives can be told what is being done by now.
    """
    if not sys.stderr.isatty():
        yield lambda _doing: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{doing} …") as status:
        yield lambda now: status.update(f"{now} …")


def opened(file: Path) -> AbstractContextManager[BinaryIO]:
    """The file, or standard input where it is `-`; OSError where there is none."""
    if str(file) != "-":
        return file.open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, "there is no standard input")
    return nullcontext(sys.stdin.buffer)


def print_text(text: str) -> None:
    """On standard output; a full disk is told in one line."""
    try:
        click.echo(text)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # the reader has seen enough, and click knows it
        # What could not be written is not tried again at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = error.strerror
        raise Failure(f"the output cannot be written: {why}") from None


def end(failures: tuple[str, ...]) -> None:
    """Tell each failure on standard error, and end with 1 if there is one."""
    from bot.redaction import redact

    for failure in failures:
        click.echo(f"failed: {redact(failure)}", err=True)
    if failures:
        sys.exit(1)


def in_json(value: object) -> str:
    """For machines, as every command prints it."""
    import json

    return json.dumps(value, indent=2, ensure_ascii=False)
