"""What a command is told by the environment: its settings, and how to log."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.terminal import WrongUse

if TYPE_CHECKING:
    from bot.settings import Settings


def read_settings() -> "Settings":
    """The settings; what is missing or wrong among them is wrong use."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings(os.environ, directory=Path.cwd())
    except SettingsError as error:
        raise WrongUse(str(error)) from None


def read_secret_files() -> tuple[Path, ...]:
    """The files that the settings' secrets were read from, as seen from here."""
    from bot.settings import secret_files

    return secret_files(os.environ, directory=Path())


def begin_logs(settings: "Settings") -> None:
    """Log from now on as the settings say, and none of their secrets."""
    from bot.logs import configure_logs

    configure_logs(
        level=settings.log_level,
        form=settings.log_format,
        secrets=settings.secrets,
    )
