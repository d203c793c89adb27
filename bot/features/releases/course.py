"""How long a pulse goes on: its window, and what puts it off."""

from datetime import datetime

from bot.core.local_time import later
from bot.core.pulses import Pulse
from bot.core.releases import Releases
from bot.core.text_format import render_date
from bot.features.releases.heard import Heard


def put_off_until(heard: Heard, now: datetime) -> datetime | None:
    """Until when all of the pulse is put off; None where it is not, or no more."""
    resting = heard.resting
    until = resting.until if resting else None
    return until if until is not None and until > now else None


def closing_time(pulse: Pulse, config: Releases, heard: Heard) -> datetime:
    """When the issue is closed: a whole window is left after what puts it off."""
    resting = heard.resting
    if resting is None or resting.until is None:
        return pulse.closes
    until = resting.until.astimezone(pulse.closes.tzinfo)
    return max(pulse.closes, later(until, config.window))


def render_until(until: datetime, pulse: Pulse) -> str:
    """The day on which something goes on, where the team is."""
    return render_date(until.astimezone(pulse.opens.tzinfo).date(), "%A %e %B %Y")
