"""Which keys a delivery wakes: the features' own, and the sweep's on new ground."""

from collections.abc import Iterable, Sequence

import structlog

from bot.core.delivery import Delivery
from bot.core.old_support import OLD_PATH
from bot.feature import GROUND, Feature
from bot.github import repo_config
from bot.todo.job import Key, Wake

log = structlog.get_logger(__name__)

ALWAYS_SENT = frozenset({"installation", "installation_repositories", "ping"})
"""Events that GitHub sends to an App without being asked to."""

_GRANTED = frozenset(
    {
        "installation.created",
        "installation.new_permissions_accepted",
        "installation.unsuspend",
        "installation_repositories.added",
    }
)
_FILES = frozenset({repo_config.PATH, OLD_PATH})
_UNSETTLING = GROUND | ALWAYS_SENT
_NEW_TEXT = frozenset({"created", "edited"})
_MOVED = frozenset({"repository.renamed", "repository.transferred"})


class Wakes:
    """What these features want to look at, by delivery."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = tuple(features)
        subscribed = {event for feature in features for event in feature.events}
        self.events = frozenset(subscribed | GROUND | ALWAYS_SENT)
        """The events that can wake anything."""
        self._listening = {
            event: tuple(feature for feature in features if event in feature.events)
            for event in self.events
        }

    def of(self, delivery: Delivery) -> Sequence[Wake]:
        """What is to be looked at because of a delivery; empty where it asks nothing.

        One without an installation was not sent to an App: nobody could act on it.
        """
        listening = self._listening.get(delivery.event)
        if listening is None or not delivery.installation:
            return ()
        keys = [key for feature in listening for key in _woken(feature, delivery)]
        if delivery.event in _UNSETTLING:
            for repository in _unsettled(delivery):
                keys += self._swept(repository)
        if not keys:
            return ()
        newest = delivery.comment if delivery.action in _NEW_TEXT else 0
        installation = delivery.installation
        return [Wake(key, installation, newest) for key in dict.fromkeys(keys)]

    def _swept(self, repository: str) -> Iterable[Key]:
        return (key for feature in self._features for key in feature.sweep(repository))


def _woken(feature: Feature, delivery: Delivery) -> Iterable[Key]:
    try:
        return tuple(feature.wakes(delivery))
    except Exception:  # one feature's mistake must not cost another its delivery
        log.exception(
            "delivery not understood",
            feature=feature.name,
            delivery=delivery.guid,
            what=delivery.name,
        )
        return feature.sweep(delivery.repository) if delivery.repository else ()


def _unsettled(delivery: Delivery) -> Iterable[str]:
    """The repositories in which anything may have to be done afresh."""
    if delivery.name in _GRANTED:
        return delivery.granted
    if delivery.repository and (
        delivery.name in _MOVED or _changes_configuration(delivery)
    ):
        return (delivery.repository,)
    return ()


def _changes_configuration(delivery: Delivery) -> bool:
    return (
        delivery.event == "push"
        and delivery.on_default_branch
        and not _FILES.isdisjoint(delivery.paths)
    )
