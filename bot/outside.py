"""What a process talks to outside, as its settings say: GitHub, notes and forums."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.app import permissions, wall_clock
from bot.core.points import PurseOf
from bot.core.turns import TurnsOf
from bot.discourse.client import Discourse
from bot.discourse.reach import is_open_to_all
from bot.feature import Feature
from bot.github.app import AT_ONCE
from bot.github.tokens import load_key
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.hackmd.client import HackMD


AMONG_MACHINES = 8
"""Requests at once where several processes share a list: twelve have 96 of GitHub's 100.

A worker does six jobs, of which each makes one request after the other.
"""


class AppArguments(TypedDict):
    """What `bot.github.app.App` is made of."""

    app_id: str
    private_key: RSAPrivateKey
    api_url: str
    graphql_url: str
    permissions: Mapping[str, str]
    now: Callable[[], datetime]
    write_interval: float
    turns: TurnsOf | None
    purses: PurseOf | None
    at_once: int


def app_arguments(
    settings: Settings,
    features: Sequence[Feature],
    now: Callable[[], datetime] = wall_clock,
    turns: TurnsOf | None = None,
    purses: PurseOf | None = None,
) -> AppArguments:
    """The App of these settings, with no more rights than the features need.

    `now` is the time by which tokens end and GitHub's limits are waited for, whatever
    time the plans are for; `turns` and `purses` are those that several machines share.
    """
    return AppArguments(
        app_id=settings.app_id,
        private_key=load_key(settings.private_key, checked=True),
        api_url=settings.api_url,
        graphql_url=settings.graphql_url,
        permissions=permissions(features),
        now=now,
        write_interval=settings.write_interval.total_seconds(),
        turns=turns,
        purses=purses,
        at_once=AT_ONCE if settings.database_url is None else AMONG_MACHINES,
    )


def notes_server(
    settings: Settings, now: Callable[[], datetime] = wall_clock
) -> "HackMD | None":
    """The HackMD of these settings, or None where they have no token for it.

    `now` is the time by which its limits are waited for.
    """
    if settings.hackmd_token is None:
        return None

    from bot.hackmd.client import HackMD

    return HackMD(settings.hackmd_token, settings.hackmd_api_url, now=now)


def forums(settings: Settings, now: Callable[[], datetime] = wall_clock) -> Discourse:
    """The way to the forums that repositories name.

    Where anybody may install the App, they are those on the public internet only. `now`
    is the time by which their limits are kept.
    """
    return Discourse(public_only=is_open_to_all(settings.api_url), now=now)
