"""What commands were answered before, and what is to be remembered of it now."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.core.models import Comment
from bot.features.agenda.memory import Memory, Ruling, Verdict


def in_force(
    memory: Memory, comments: Iterable[Comment]
) -> dict[tuple[int, str], Verdict]:
    """What was answered before; a refused comment that was edited since is asked anew."""
    edited = {c.id: int(c.updated_at.timestamp()) for c in comments}
    return {
        key: verdict
        for key, (verdict, at) in memory.rulings.items()
        if verdict != "-" or edited.get(key[0], 0) <= at
    }


def rulings(
    memory: Memory,
    verdicts: Mapping[tuple[int, str], Verdict],
    comments: Iterable[Comment],
) -> Mapping[tuple[int, str], Ruling]:
    """The verdicts, each refusal with the time of its comment then."""
    comments = tuple(comments)
    edited = {c.id: int(c.updated_at.timestamp()) for c in comments}
    known = in_force(memory, comments)
    return MappingProxyType(
        {
            key: memory.rulings[key]
            if known.get(key) == verdict
            else (verdict, edited[key[0]] if verdict == "-" else 0)
            for key, verdict in verdicts.items()
        }
    )
