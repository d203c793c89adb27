"""The `support:` section of `team-compass.yml`.

Its model is in `core/support.py`: an old `support.yml` is read into it too, and other
features keep away from support questions.
"""

from pydantic import BaseModel

from bot.core.configuration import Configuration
from bot.core.support import Support

SECTION: tuple[str, type[BaseModel]] = ("support", Support)
"""The section `support`."""


def support_in(configuration: Configuration | None) -> Support | None:
    """What a repository asks for, or None where it asks for nothing."""
    found = configuration.sections.get("support") if configuration else None
    return found if isinstance(found, Support) else None
