"""A pulse as GitHub shows it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.models import Comment, Identity, Issue, Reaction, Thread
from bot.core.pulse_text import PulseMemory, find_pulse_state, parse_memory
from bot.core.pulses import Pulse
from bot.core.releases import Releases
from bot.features.releases.seen import Seen


@dataclass(frozen=True, slots=True)
class State:
    """All that a plan for a pulse's issue is made from.

    `before` is what the last pulse remembers, as far as it was asked for. `roles` are
    by login in lower case, `reactions` by the id of a comment.
    """

    me: Identity
    thread: Thread
    config: Releases
    pulse: Pulse
    seen: Seen
    before: PulseMemory = field(default_factory=PulseMemory)
    roles: Mapping[str, str] = field(default_factory=dict)
    reactions: Mapping[int, tuple[Reaction, ...]] = field(default_factory=dict)

    @property
    def issue(self) -> Issue:
        """The pulse's issue."""
        return self.thread.issue

    @property
    def live(self) -> Comment | None:
        """The live comment, once it is there."""
        return find_pulse_state(self.me, self.thread.comments)

    @property
    def memory(self) -> PulseMemory:
        """What the live comment remembers; before there is one, what the last pulse's."""
        return parse_memory(self.live.body) if self.live else self.before

    @property
    def server_url(self) -> str:
        """GitHub's own address, such as `https://github.com`."""
        return self.issue.html_url.rsplit("/", 4)[0]
