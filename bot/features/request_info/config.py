"""The `request_info:` section of `team-compass.yml`.

Its model is in `core/report_forms.py`: who looks for support questions has to know the
forms too, and features do not know each other.
"""

from pydantic import BaseModel

from bot.core.report_forms import SECTION as NAME
from bot.core.report_forms import RequestInfo

SECTION: tuple[str, type[BaseModel]] = (NAME, RequestInfo)
