"""What a command is told by the environment: its settings, and how to log."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.terminal import WrongUse

if TYPE_CHECKING:
    from bot.settings import Settings


def read_settings() -> "Settings":
    """The settings; what is missing or wrong among them is wrong use.

    From now on nothing that is logged or told of a failure has a secret of theirs.
    """
    from bot.crashes import tell_without_secrets
    from bot.redaction import hide
    from bot.settings import SettingsError, given_secrets, load_settings

    tell_without_secrets()
    folder = Path.cwd()
    try:
        given = given_secrets(os.environ, directory=folder)
        hide(given)
        settings = load_settings(os.environ, directory=folder)
    except SettingsError as error:
        raise WrongUse(str(error), ours=True) from None
    hide({*given, *settings.secrets})
    return settings


def read_settings_without_app() -> "Settings | None":
    """The settings where there is no App to work as yet; None where there may be one.

    What is wrong with them is wrong use.
    """
    from bot.crashes import tell_without_secrets
    from bot.redaction import hide
    from bot.settings import SettingsError, given_secrets, load_without_app

    tell_without_secrets()
    folder = Path.cwd()
    try:
        hide(given_secrets(os.environ, directory=folder))
        return load_without_app(os.environ, directory=folder)
    except SettingsError as error:
        raise WrongUse(str(error), ours=True) from None


def read_secret_files() -> tuple[Path, ...]:
    """The files that the settings' secrets were read from, as seen from here."""
    from bot.settings import secret_files

    return secret_files(os.environ, directory=Path())


def begin_logs(settings: "Settings") -> None:
    """Log from now on as the settings say, and none of their secrets."""
    from bot.logs import configure_logs

    configure_logs(level=settings.log_level, form=settings.log_format)


@contextmanager
def blaming_use() -> Iterator[None]:
    """What is wrong with the settings ends the command, in a line without secrets."""
    from bot.settings import SettingsError

    try:
        yield
    except SettingsError as error:
        raise WrongUse(str(error)) from None
