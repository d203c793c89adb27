"""Commands about a file, offline: `check`, `schema`.

They need no credentials and import no HTTP, so that each starts fast.
"""

import sys
from datetime import datetime
from pathlib import Path

import click

from bot.arguments import ALL_YEARS, AS_IF, Moment, json_option
from bot.terminal import in_json, opened, print_text


@click.command()
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
        with opened(file) as source:
            data = source.read(MOST_BYTES + 1)
    except OSError as error:
        report = forecast.unreadable(str(file), error.strerror or "no such file")
    else:
        report = forecast.check(
            data,
            file=str(file),
            sections=sections(FEATURES),
            now=now or wall_clock(),
        )
    print_text(in_json(report.json()) if as_json else str(report))
    if report.error:
        sys.exit(1)


@click.command()
def schema() -> None:
    """Print the JSON Schema of the configuration file."""
    from bot.app import FEATURES, sections
    from bot.core.configuration import json_schema

    print_text(in_json(json_schema(sections(FEATURES))))
