"""Servers beside GitHub that the bot asks: HackMD, and the forums that are named."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.core.configuration import Configuration
from bot.core.support import Support
from bot.doctor.finding import Finding
from bot.outside import forums, notes_server
from bot.settings import Settings

NOTES, FORUM = "HackMD", "forum"

MOST_FORUMS = 10
"""So many are asked: an App for everybody may be told of any number."""

_TITLE = "Is this token good?"
"""Of a note that nobody has."""


async def look_at_notes(
    settings: Settings, now: Callable[[], datetime]
) -> tuple[Finding, ...]:
    """Whether HackMD takes the token, where there is one; raises what it says."""
    server = notes_server(settings, now)
    if server is None:
        return ()
    try:
        await server.find_note(_TITLE)
    finally:
        await server.close()
    return (Finding(NOTES, True, f"{settings.hackmd_api_url} takes HACKMD_TOKEN"),)


async def look_at_forums(
    settings: Settings,
    configurations: Iterable[Configuration],
    now: Callable[[], datetime],
) -> tuple[Finding, ...]:
    """Whether the forums that are configured can be asked for similar topics."""
    sections = (one.sections.get("support") for one in configurations)
    sites = dict.fromkeys(
        section.forum
        for section in sections
        if isinstance(section, Support) and section.forum and section.similar
    )
    forum = forums(settings, now)
    try:
        asked = [*sites][:MOST_FORUMS]
        told = await asyncio.gather(*(forum.why_not(site) for site in asked))
    finally:
        await forum.close()
    return tuple(
        Finding(FORUM, True, f"{site} answers")
        if not why
        else Finding(
            FORUM,
            True,
            f"{site} cannot be asked for similar topics ({why})",
            "let everybody search there, or set `similar: false`; people are pointed to"
            " it all the same",
        )
        for site, why in zip(asked, told, strict=True)
    )
