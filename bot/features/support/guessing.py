"""Which issues the detector may be asked about at all.

New ones of people from outside, that nobody of the team has labelled or answered yet. It
never acts twice on an issue, and never against a person.
"""

from datetime import datetime, timedelta

from bot.core.local_time import later
from bot.core.support import Support
from bot.features.support.signals import Heard
from bot.features.support.state import State

NEW = timedelta(days=2)
"""How long an issue is new: whoever installs the bot has no old ones labelled by it."""


def may_be_guessed(config: Support, heard: Heard, state: State, now: datetime) -> bool:
    """Whether the words of the issue may be asked for what it is."""
    issue = state.issue
    return (
        config.detect != "off"
        and state.memory.told is None
        and not state.is_theirs
        and heard.signal is None
        and now < later(issue.created_at, NEW)
        and issue.state == "open"
        and not issue.locked
        and not issue.is_pull_request
        and not issue.user.is_bot
        and not issue.by_insider
        and not state.forms.intersection(label.lower() for label in issue.labels)
        and not _was_looked_at(config, state)
        and not state.was_deleted(issue.created_at)
    )


def _was_looked_at(config: Support, state: State) -> bool:
    """Whether people have labelled or answered it, or a bot has called it support."""
    author = state.issue.user
    for event in state.thread.events:
        if event.event not in ("labeled", "unlabeled"):
            continue
        if not event.actor.is_bot and not event.actor.is_same(author):
            return True
        # its own label was put on just now, before the reply was written
        just_now = event.event == "labeled" and state.is_ours(event)
        if event.actor.is_bot and config.has_label((event.label,)) and not just_now:
            return True
    return any(
        not c.user.is_bot and not c.user.is_same(author) for c in state.thread.comments
    )
