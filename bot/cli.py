"""The command line: `compass-bot …`.

Exit codes: 0 done, 1 something it was asked to do failed, 2 wrong use. What a command
needs is imported inside it, so that each starts fast.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from bot.arguments import ALL_YEARS, YEARS, FullName, Moment

if TYPE_CHECKING:
    from bot.settings import Settings


class WrongUse(click.ClickException):
    """Said in one line; exit code 2."""

    exit_code = 2


AS_IF = "As if it were this time, with an offset or Z."
now_option = click.option("--now", type=Moment(YEARS), help=AS_IF)
repository_option = click.option("--repo", type=FullName(), help="Only this one.")
json_option = click.option("--json", "as_json", is_flag=True, help="For machines.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="team-compass-bot", prog_name="compass-bot")
def main() -> None:
    """Run the routine of an open source team: meetings, agendas and minutes on GitHub.

    What it needs to know is in the environment or a file .env: APP_ID, PRIVATE_KEY and
    WEBHOOK_SECRET at least.
    """


@main.command()
def serve() -> None:
    """Receive deliveries, do what is asked for or due, sweep every hour."""
    settings = _settings()
    _import_structlog_without_rich()
    _configure_logs(settings)
    _allow_many_files()

    import uvloop

    uvloop.run(_serve(settings))


@main.command()
@now_option
@repository_option
def tick(now: datetime | None, repo: str | None) -> None:
    """Sweep once, finish everything that is due, and end.

    For cron and GitHub Actions. Ends with 1 if something failed.
    """
    settings = _settings()

    import asyncio

    from bot import tick as ticking
    from bot.app import wall_clock

    with _progress("Sweeping"):
        _configure_logs(settings)
        failures = asyncio.run(ticking.tick(settings, now or wall_clock(), repo))
    _end(failures)


@main.command()
@now_option
@repository_option
@json_option
def plan(now: datetime | None, repo: str | None, *, as_json: bool) -> None:
    """Print every write that the same sweep would make, and make none."""
    settings = _settings()

    import asyncio

    from bot import tick as ticking
    from bot.app import wall_clock

    with _progress("Planning"):
        _configure_logs(settings)
        planned = asyncio.run(ticking.plan(settings, now or wall_clock(), repo))
    _print(_json(planned.json()) if as_json else str(planned))
    _end(planned.failures)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--now", type=Moment(ALL_YEARS), help=AS_IF)
@json_option
def check(file: Path, now: datetime | None, *, as_json: bool) -> None:
    """Validate a configuration offline and print the next 12 dates of everything.

    FILE is read from standard input where it is -.
    """
    from bot.app import FEATURES, sections, wall_clock
    from bot.core import forecast
    from bot.core.yaml_source import MOST_BYTES

    try:
        with _opened(file) as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        report = forecast.unreadable(str(file), error.strerror or "no such file")
    else:
        report = forecast.check(
            data,
            file=str(file),
            sections=sections(FEATURES),
            now=now or wall_clock(),
        )
    _print(_json(report.json()) if as_json else str(report))
    if report.error:
        sys.exit(1)


@main.command()
def schema() -> None:
    """Print the JSON Schema of the configuration file."""
    from bot.app import FEATURES, sections
    from bot.core.configuration import json_schema

    _print(_json(json_schema(sections(FEATURES))))


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Of the page; a free one if it is taken.",
)
@click.option("--script", is_flag=True, help="Play a quarter without a browser.")
def demo(port: int, *, script: bool) -> None:
    """Try the bot on a playground GitHub, with no credentials.

    Prints the address of a page to play on. With --script, ends with 1 if a step did
    not have its effect.
    """
    import uvloop

    if script:
        from bot.demo.script import play_on_terminal

        sys.exit(0 if uvloop.run(play_on_terminal()) else 1)

    from bot.demo.visit import visit_until_interrupted

    uvloop.run(visit_until_interrupted(port, _print))


async def _serve(settings: "Settings") -> None:
    import asyncio
    import gc
    import signal

    from bot.logs import redact
    from bot.process import Bot
    from bot.settings import SettingsError

    gc.freeze()  # what is imported stays: looking at it again only makes answers wait

    bot, stop = Bot(settings), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        await bot.start()
    except SettingsError as error:
        known = [secret for secret in settings.secrets if len(secret) >= 4]
        raise WrongUse(redact(str(error), known)) from None
    try:
        await bot.run_until(stop)
    finally:
        await bot.stop()


def _allow_many_files() -> None:
    """As many as the machine allows: each connection is one."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS says "unlimited" and allows less
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _import_structlog_without_rich() -> None:
    """Spare a server 3 MB and 40 ms: rich is there for coloured tracebacks only."""
    if "structlog" not in sys.modules and "rich" not in sys.modules:
        # None says "not to be found", which its type does not know.
        sys.modules["rich"] = cast("ModuleType", None)
        import_module("structlog")
        del sys.modules["rich"]


def _settings() -> "Settings":
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings(os.environ, directory=Path.cwd())
    except SettingsError as error:
        raise WrongUse(str(error)) from None


def _configure_logs(settings: "Settings") -> None:
    from bot.logs import configure_logs

    configure_logs(
        level=settings.log_level,
        form=settings.log_format,
        secrets=settings.secrets,
    )


@contextmanager
def _progress(doing: str) -> Iterator[None]:
    """On a terminal something moves while this takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{doing} …"):
        yield


def _opened(file: Path) -> AbstractContextManager[BinaryIO]:
    if str(file) != "-":
        return file.open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, "there is no standard input")
    return nullcontext(sys.stdin.buffer)


def _print(text: str) -> None:
    """On standard output; a full disk is told in one line."""
    try:
        click.echo(text)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # the reader has seen enough, and click knows it
        # What could not be written is not tried again at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = error.strerror
        raise click.ClickException(f"the output cannot be written: {why}") from None


def _end(failures: tuple[str, ...]) -> None:
    for failure in failures:
        click.echo(f"failed: {failure}", err=True)
    if failures:
        sys.exit(1)


def _json(value: object) -> str:
    import json

    return json.dumps(value, indent=2, ensure_ascii=False)
