"""What a live comment tells."""

from dataclasses import dataclass

from bot.core.pulse_text import Row
from bot.features.releases.heard import Heard
from bot.features.releases.rows import Rows


@dataclass(frozen=True, slots=True)
class Live:
    """The rows as they stand, how they were found, and what was said of them."""

    rows: tuple[Row, ...]
    found: Rows
    heard: Heard
