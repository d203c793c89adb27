"""The command line: `compass-bot …`.

Exit codes: 0 done, 1 something it was asked to do failed, 2 wrong use. What a command
needs is imported inside it, so that each starts fast.
"""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(None, "--version", package_name="team-compass-bot")
def main() -> None:
    """Run the routine of an open source team on GitHub: meetings and agendas."""
