"""The `request_info:` section of `team-compass.yml`.

Its model is in `core/report_forms.py`: who looks for support questions has to know the
forms too, and features do not know each other.
"""

from pydantic import BaseModel

from bot.core import report_forms

SECTION: tuple[str, type[BaseModel]] = (
    report_forms.SECTION,
    report_forms.RequestInfo,
)
