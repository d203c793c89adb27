"""What a delivery asks for that GitHub's log tells of, though it never came."""

from collections.abc import Sequence

from bot.core.delivery import Delivery
from bot.feature import Feature
from bot.todo.job import Wake
from bot.web.payload import parse_logged
from bot.web.wakes import Wakes


class Logged:
    """The same as `Webhook` would find in it, without a signature: GitHub was asked."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._wakes = Wakes(features)

    @property
    def events(self) -> frozenset[str]:
        """The events that can wake anything."""
        return self._wakes.events

    def wakes(self, guid: str, event: str, answer: bytes) -> Sequence[Wake] | None:
        """What is to be looked at; None where the log holds no payload any more."""
        facts = parse_logged(answer)
        return None if facts is None else self._wakes.of(Delivery(guid, event, facts))
