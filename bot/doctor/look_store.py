"""The store of these settings, looked at from outside."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.doctor.finding import Finding
from bot.doctor.judge_store import judge_store
from bot.doctor.look_sqlite import look_at_file
from bot.settings import Settings


async def look_at_store(
    settings: Settings, now: Callable[[], datetime]
) -> tuple[Finding, ...]:
    """Whether the to-do list can be used, and what is on it."""
    if settings.database_url is None:
        path = settings.data_dir / "todo.sqlite3"
        facts = await asyncio.to_thread(look_at_file, path, now())
    else:
        from bot.doctor.look_postgres import look_at_database

        facts = await look_at_database(settings.database_url, now())
    return judge_store(facts, now())
