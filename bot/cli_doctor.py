"""`compass-bot doctor`: what is wrong with this bot, and how it is mended."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from bot.arguments import json_option
from bot.environment import read_secret_files, read_settings
from bot.terminal import in_json, print_text, progress

if TYPE_CHECKING:
    from rich.table import Table

    from bot.doctor.finding import Finding
    from bot.settings import Settings

_SIGNS = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "not ok": ("✗", "bold red"),
    "not checked": ("–", "dim"),
}


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Look at everything that the bot needs: each line is ok, or says its cure.

    Credentials, permissions, webhook and deliveries, clock, store, the configuration of
    every repository, requests left. Nothing is changed anywhere. Ends with 1 if a line
    is not ok; a warning is no failure.
    """
    settings = read_settings()

    import asyncio
    from datetime import datetime

    from bot.app import wall_clock
    from bot.doctor.examination import examine
    from bot.doctor.finding import summary

    _keep_quiet(settings)
    zone = datetime.now().astimezone().tzinfo
    assert zone is not None  # noqa: S101 - an aware time has one
    with progress("Looking") as told:
        findings = asyncio.run(
            examine(
                settings,
                now=wall_clock,
                zone=zone,
                files=read_secret_files(),
                told=told,
            )
        )
    if as_json:
        print_text(in_json([finding.json() for finding in findings]))
    elif sys.stdout.isatty():
        _show(findings, summary(findings))
    else:
        print_text("\n".join([*map(str, findings), summary(findings)]))
    if any(finding.ok is False for finding in findings):
        sys.exit(1)


def _keep_quiet(settings: "Settings") -> None:
    """Log only what nobody has foreseen, or everything if that is asked for.

    What the bot logs otherwise while it works is what the lines say.
    """
    from bot.logs import configure_logs

    level = "debug" if settings.log_level == "debug" else "critical"
    configure_logs(level=level, form=settings.log_format)


def _show(findings: Sequence["Finding"], last: str) -> None:
    """On a terminal: a sign for each line, and the cures below."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    console.print(_table(findings))
    console.print(f"\n{last}")


def _table(findings: Sequence["Finding"]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for sign, style, check, says, cure in _rows(findings):
        text = Text(says)
        if cure:
            text.append(f"\n→ {cure}", style=style)
        table.add_row(Text(sign, style=style), Text(check, style="bold"), text)
    return table


def _rows(
    findings: Sequence["Finding"],
) -> Iterator[tuple[str, str, str, str, str]]:
    """Sign, style, check, what there is to say, and the cure.

    What has one cure stands together, and so does what could not be looked at.
    """
    for (word, check, cure), alike in groupby(findings, key=_kind):
        sign, style = _SIGNS[word]
        together = [*alike]
        if word == "not checked":
            names = ", ".join(one.check for one in together)
            yield sign, style, "", f"not checked: {names} ({check})", ""
        elif cure:
            yield sign, style, check, "\n".join(one.says for one in together), cure
        else:
            yield from ((sign, style, check, one.says, "") for one in together)


def _kind(finding: "Finding") -> tuple[str, str, str]:
    """What stands together on a terminal: of what is not checked, by the reason."""
    if finding.ok is None:
        return finding.word, finding.says, ""
    return finding.word, finding.check, finding.cure
