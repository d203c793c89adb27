"""What people think of an issue or comment, in one of eight pictures."""

from dataclasses import dataclass
from datetime import datetime

from bot.playground.accounts import Account

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One account's reaction to an issue or comment."""

    id: int
    content: str
    user: Account
    created_at: datetime
