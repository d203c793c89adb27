"""Which keys a delivery wakes: the features' own, and the sweep's on new ground."""

from collections.abc import Iterable, Sequence
from itertools import chain

import structlog

from bot.core.delivery import Delivery, Facts, parse_delivery
from bot.feature import Feature
from bot.github import repo_config
from bot.todo.job import Key, Wake

log = structlog.get_logger(__name__)

GROUND = frozenset({"push", "repository"})
"""Events that are asked for whatever the features are: the ground under a repository."""

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
_NEW_TEXT = frozenset({"created", "edited"})
_MOVED = frozenset({"repository.renamed", "repository.transferred"})


def wakes(
    features: Sequence[Feature], guid: str, event: str, facts: Facts
) -> tuple[Wake, ...]:
    """What is to be looked at because of a delivery; empty where it asks for nothing.

    A delivery without an installation was not sent to an App: nobody could act on it.
    """
    delivery = parse_delivery(guid, event, facts)
    if not delivery.installation:
        return ()
    newest = delivery.comment if delivery.action in _NEW_TEXT else 0
    keys = dict.fromkeys(_woken(features, delivery))
    for repository in _unsettled(delivery, facts):
        keys.update(dict.fromkeys(_swept(features, repository)))
    return tuple(Wake(key, delivery.installation, newest) for key in keys)


def _woken(features: Sequence[Feature], delivery: Delivery) -> Iterable[Key]:
    for feature in features:
        try:
            yield from tuple(feature.wakes(delivery))
        except Exception:  # one feature's mistake must not cost another its delivery
            log.exception(
                "delivery not understood",
                feature=feature.name,
                delivery=delivery.guid,
                what=delivery.name,
            )
            if delivery.repository:
                yield from feature.sweep(delivery.repository)


def _swept(features: Sequence[Feature], repository: str) -> Iterable[Key]:
    return (key for feature in features for key in feature.sweep(repository))


def _unsettled(delivery: Delivery, facts: Facts) -> Iterable[str]:
    """The repositories in which anything may have to be done afresh."""
    if delivery.name in _GRANTED:
        listed = chain(facts["repositories"], facts["repositories_added"])
        return (granted["full_name"] for granted in listed if granted["full_name"])
    if delivery.repository and (
        delivery.name in _MOVED or _changes_configuration(delivery)
    ):
        return (delivery.repository,)
    return ()


def _changes_configuration(delivery: Delivery) -> bool:
    return (
        delivery.event == "push"
        and delivery.ref == f"refs/heads/{delivery.default_branch}"
        and repo_config.PATH in delivery.paths
    )
