"""The `meetings:` section of `team-compass.yml`.

Its model is in `core/series.py`: the agenda needs the series too, and features do not
know each other.
"""

from pydantic import BaseModel

from bot.core.series import Meetings

SECTION: tuple[str, type[BaseModel]] = ("meetings", Meetings)
