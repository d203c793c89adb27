"""Configurations and meeting issues as the pure parts of the feature know them."""

from datetime import UTC, date, datetime

from bot.core.configuration import Configuration, parse_configuration
from bot.core.meeting_course import Meeting
from bot.core.meetings import Meetings
from bot.core.models import Account, Issue

REPOSITORY = "jupyterhub/team-compass"
BOT = Account("team-compass[bot]", "Bot")
STARTS = datetime(2021, 3, 18, 17, tzinfo=UTC)
MONTHLY = {"when": "third thursday", "time": "17:00"}


def configured(**keys: str) -> Configuration:
    """One series, `team`, on third Thursdays at 17:00 UTC unless the keys say else."""
    return several(team=keys)


def several(**series: dict[str, str]) -> Configuration:
    """Series by name, each as above."""
    text = "meetings:\n"
    for name, keys in series.items():
        text += f"  {name}:\n"
        text += "".join(f"    {k}: {v}\n" for k, v in {**MONTHLY, **keys}.items())
    sections = {"meetings": Meetings}
    return parse_configuration(text, file="team-compass.yml", sections=sections)


def meeting(
    day: str,
    number: int = 1,
    state: str = "open",
    name: str = "team",
    *,
    head: str = "",
    opened: datetime = datetime(2020, 1, 1, tzinfo=UTC),
    closed: datetime | None = None,
) -> Meeting:
    """A meeting issue; `head` are the fields of its head's end mark."""
    body = f"<!-- team-compass:meeting id={name} date={day} -->\n"
    body += f"<!-- team-compass:head {head} -->\n" if head else ""
    issue = Issue(
        repository=REPOSITORY,
        number=number,
        title="",
        body=body,
        user=BOT,
        state=state,
        created_at=opened,
        updated_at=opened,
        closed_at=closed,
        node_id=f"I_{number}",
    )
    return Meeting(name, date.fromisoformat(day), issue)
