"""The command line: `compass-bot …`.

Exit codes: 0 done, 1 something it was asked to do failed, 2 wrong use. What a command
needs is imported inside it, so that each starts fast.
"""

import sys
from datetime import datetime

import click

from bot.arguments import json_option, now_option, repository_option
from bot.cli_doctor import doctor
from bot.cli_files import check, detect, schema
from bot.cli_replay import replay
from bot.cli_serve import migrate, serve, web, worker
from bot.cli_train import train
from bot.environment import begin_logs, blaming_use, read_settings
from bot.terminal import end, in_json, print_text, progress


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="team-compass-bot", prog_name="compass-bot")
def main() -> None:
    """Run the routine of an open source team: meetings, agendas and minutes on GitHub.

    What it needs to know is in the environment or a file .env: APP_ID, PRIVATE_KEY and
    WEBHOOK_SECRET at least.
    """


for elsewhere in (
    check,
    detect,
    doctor,
    replay,
    schema,
    train,
    serve,
    web,
    worker,
    migrate,
):
    main.add_command(elsewhere)


@main.command()
@now_option
@repository_option
def tick(now: datetime | None, repo: str | None) -> None:
    """Sweep once, finish everything that is due, and end.

    For cron and GitHub Actions. Ends with 1 if something failed.
    """
    settings = read_settings()

    import asyncio

    from bot import tick as ticking
    from bot.app import wall_clock

    with progress("Sweeping"):
        begin_logs(settings)
        with blaming_use():
            failures = asyncio.run(ticking.tick(settings, now or wall_clock(), repo))
    end(failures)


@main.command()
@now_option
@repository_option
@json_option
def plan(now: datetime | None, repo: str | None, *, as_json: bool) -> None:
    """Print every write that the same sweep would make, and make none."""
    settings = read_settings()

    import asyncio

    from bot import tick as ticking
    from bot.app import wall_clock

    with progress("Planning"):
        begin_logs(settings)
        planned = asyncio.run(ticking.plan(settings, now or wall_clock(), repo))
    print_text(in_json(planned.json()) if as_json else str(planned))
    end(planned.failures)


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

    uvloop.run(visit_until_interrupted(port, print_text))
