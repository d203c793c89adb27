"""What every look at GitHub needs: the App, the settings, and how long to wait."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from bot.feature import Feature
from bot.github.app import App
from bot.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """One examination of GitHub; requests keep to its limits.

    `now` is this machine's time, `zone` that of whoever reads it, and `patience` how
    many seconds a request may take. `told` hears what is being looked at.
    """

    app: App
    settings: Settings
    features: Sequence[Feature]
    now: Callable[[], datetime]
    zone: tzinfo
    patience: float
    told: Callable[[str], None]

    async def asked(self, asking: Awaitable[T]) -> T:
        """What is answered; TimeoutError after the patience there is."""
        async with asyncio.timeout(self.patience):
            return await asking
