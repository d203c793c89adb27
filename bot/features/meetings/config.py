"""The `meetings:` section of `team-compass.yml`.

Its model is in `core/meetings.py`: the agenda needs the series too, and features do not
know each other.
"""

from pydantic import BaseModel

from bot.core.meetings import Meetings

SECTION: tuple[str, type[BaseModel]] = ("meetings", Meetings)
