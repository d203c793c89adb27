"""The `releases:` section of `team-compass.yml`.

Its model is in `core/releases.py`: the agenda needs to know when a pulse is too, and
features do not know each other.
"""

from pydantic import BaseModel

from bot.core import releases

SECTION: tuple[str, type[BaseModel]] = (releases.SECTION, releases.Releases)
