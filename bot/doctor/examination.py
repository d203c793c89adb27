"""Everything looked at once, and what there is to say of it, in order."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from platform import python_version

from bot import __version__
from bot.app import FEATURES
from bot.doctor.finding import Finding
from bot.doctor.judge_hook import judge_secrets
from bot.doctor.judge_reach import GITHUB
from bot.doctor.judge_store import STORE
from bot.doctor.look_elsewhere import NOTES, look_at_notes
from bot.doctor.look_files import SETTINGS, look_at_files
from bot.doctor.look_github import look_at_github
from bot.doctor.look_store import look_at_store
from bot.doctor.safely import safely
from bot.feature import Feature
from bot.redaction import redact
from bot.settings import Settings

BOT = "bot"

PATIENCE = timedelta(seconds=30)
"""For each thing that is asked of GitHub: its client gives up before that."""


async def examine(
    settings: Settings,
    *,
    now: Callable[[], datetime],
    zone: tzinfo,
    files: Sequence[Path] = (),
    features: Sequence[Feature] = FEATURES,
    patience: timedelta = PATIENCE,
    told: Callable[[str], None] = lambda _doing: None,
) -> tuple[Finding, ...]:
    """What there is to say of this bot; nothing is raised, and nothing changed.

    `zone` is that of the clock by which whoever reads it lives, `files` are those with
    secrets. `told` hears what is being looked at.
    """

    async def secrets() -> tuple[Finding, ...]:
        given = len(settings.webhook_secrets)
        return (*look_at_files(files), *judge_secrets(given, settings.guessable))

    github = partial(look_at_github, now=now, zone=zone, patience=patience, told=told)
    parts = await asyncio.gather(
        safely(SETTINGS, secrets),
        safely(GITHUB, partial(github, settings, features)),
        safely(STORE, partial(look_at_store, settings, now)),
        safely(NOTES, partial(look_at_notes, settings, now)),
    )
    known = [secret for secret in settings.secrets if len(secret) >= 4]
    us = f"compass-bot {__version__}, Python {python_version()}"
    found = [Finding(BOT, True, us), *(one for part in parts for one in part)]
    return tuple(one.told(lambda text: redact(text, known)) for one in found)
