"""What puts a pulse off, and until when."""

from datetime import datetime

from bot.core.pulses import Pulse
from bot.core.text_format import render_date
from bot.features.releases.heard import Heard


def put_off_until(heard: Heard, now: datetime) -> datetime | None:
    """Until when all of the pulse is put off; None where it is not, or no more."""
    resting = heard.resting
    until = resting.until if resting else None
    return until if until is not None and until > now else None


def render_until(until: datetime, pulse: Pulse) -> str:
    """The day on which something goes on, where the team is."""
    return render_date(until.astimezone(pulse.opens.tzinfo).date(), "%A %e %B %Y")
