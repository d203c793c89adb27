"""The list of features, what they need together, and the wall clock.

Nothing else knows what time it really is or which features there are. Nothing that
speaks HTTP is imported here, so that a file is checked in half a second.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel

from bot.feature import GROUND, Feature
from bot.features.agenda.feature import FEATURE as AGENDA
from bot.features.configuration.feature import FEATURE as CONFIGURATION
from bot.features.meetings.feature import FEATURE as MEETINGS
from bot.features.minutes.feature import FEATURE as MINUTES
from bot.features.releases.feature import FEATURE as RELEASES
from bot.features.request_info.feature import FEATURE as REQUEST_INFO
from bot.features.support.feature import FEATURE as SUPPORT

FEATURES: tuple[Feature, ...] = (
    AGENDA,
    MEETINGS,
    MINUTES,
    SUPPORT,
    REQUEST_INFO,
    RELEASES,
    CONFIGURATION,
)


def wall_clock() -> datetime:
    """What time it really is, aware and in UTC."""
    return datetime.now(UTC)


def permissions(features: Sequence[Feature]) -> dict[str, str]:
    """What the App must be allowed for all these features together."""
    wanted: dict[str, str] = {}
    for feature in features:
        for name, level in feature.permissions.items():
            wanted[name] = max(level, wanted.get(name, ""), key=_LEVELS.index)
    return wanted


def events(features: Sequence[Feature]) -> frozenset[str]:
    """What the App must be told of for all these features together."""
    return GROUND.union(*(feature.events for feature in features))


_LEVELS = ("", "read", "write", "admin")


def sections(features: Sequence[Feature]) -> dict[str, type[BaseModel]]:
    """The parts of `team-compass.yml`: a key at its top level, and what is under it."""
    return dict(feature.section for feature in features if feature.section)
