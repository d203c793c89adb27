"""Commands about a file, offline: `check`, `detect`, `schema`.

They need no credentials and import no HTTP, so that each starts fast.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.arguments import ALL_YEARS, AS_IF, Moment, json_option
from bot.terminal import WrongUse, in_json, opened, print_text

if TYPE_CHECKING:
    from bot.detection.model import Model

MOST_TEXT = 1024 * 1024
"""Bytes of a text to judge: an issue has a quarter of that at most."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--now", type=Moment(ALL_YEARS), help=AS_IF)
@json_option
def check(file: Path, now: datetime | None, *, as_json: bool) -> None:
    """Validate a configuration offline and print the next 12 dates of everything.

    Of an old support.yml it prints how that reads in team-compass.yml. FILE is read from
    standard input where it is -.
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


@click.command()
@click.option(
    "--text-file",
    type=click.Path(path_type=Path),
    required=True,
    help="The issue: its title is the first line, its text the rest.",
)
@click.option("--title", help="Its title; then the file is the text alone.")
@click.option("--owner", help="With the model trained for this owner.")
@click.option(
    "--model",
    "model_file",
    type=click.Path(path_type=Path),
    help="With the model in this file.",
)
@click.option(
    "--precision",
    type=float,
    default=0.95,
    show_default=True,
    help="How often such a verdict has to be right.",
)
@json_option
def detect(
    text_file: Path,
    title: str | None,
    owner: str | None,
    model_file: Path | None,
    precision: float,
    *,
    as_json: bool,
) -> None:
    """Say whether an issue is a support question, and why.

    The text is read from standard input where the file is -. Without a model only the
    language rules judge. Nothing is sent anywhere.
    """
    from bot.core.detector import LEAST_PRECISION as LEAST
    from bot.core.detector import MOST_PRECISION as MOST
    from bot.detection.verdict import judge

    if not LEAST <= precision <= MOST:  # a range of click's lets NaN pass
        raise WrongUse(f"--precision: give a number from {LEAST} to {MOST}")
    text = _text(text_file)
    if title is None:
        title, _, text = text.lstrip().partition("\n")
        title = title.removeprefix("# ")
    model = _model(owner, model_file)
    verdict = judge(title, text, precision=precision, model=model)
    if as_json:
        print_text(in_json({"is_support": verdict.is_support, "why": [*verdict.why]}))
        return
    taken = (
        "support question" if verdict.is_support else "not taken for a support question"
    )
    print_text("\n".join([f"{taken}:", *(f"  {reason}" for reason in verdict.why)]))


def _text(file: Path) -> str:
    try:
        with opened(file) as source:
            data = source.read(MOST_TEXT + 1)
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise WrongUse(
            f"{file}: {why}: give a text file, or - for standard input"
        ) from None
    if len(data) > MOST_TEXT:
        raise WrongUse(f"{file}: over 1 MB: give the text of one issue")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongUse(f"{file}: not UTF-8: give a text file") from None


def _model(owner: str | None, file: Path | None) -> "Model | None":
    if owner is None:
        return None if file is None else _load(file)
    if file is not None:
        raise WrongUse("--owner, --model: both name a model: give one of them")
    from bot.detection.owners import model_path
    from bot.settings import SettingsError, load_data_dir

    try:
        path = model_path(load_data_dir(os.environ, directory=Path.cwd()), owner)
    except (SettingsError, ValueError) as error:
        raise WrongUse(str(error)) from None
    return _load(path, owner)


def _load(file: Path, owner: str | None = None) -> "Model":
    from bot.detection.owners import load_model

    try:
        return load_model(file, owner)
    except OSError as error:
        why = error.strerror or "cannot be read"
        cure = "train a model with `compass-bot train`, or name another"
        raise WrongUse(f"{file}: {why}: {cure}") from None
    except ValueError as error:
        raise WrongUse(str(error)) from None
