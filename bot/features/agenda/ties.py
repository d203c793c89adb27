"""What ties an agenda to other meetings and threads, remembered in its comment's mark.

- `prev`: the number of the issue of the meeting before (0: there is none);
- `then`: the number of the next one's, once this one is over and that is there;
- `by`: who proposed a topic that no comment here proposes (`3.ada`: A3, ada);
- `own`: who was named as a topic's owner by their login, in the same way;
- `asked`: the topics about which people were asked whether they are still wanted;
- `off`: the threads that lost their label since they are done or taken off here
  (`3.jupyterhub/binderhub#12`: as A3), to have it again if that is taken back;
- `ed`: the topics from elsewhere that commands here have changed;
- `quiet`: the release pulses at whose time nothing waited (`pulses.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote

from bot.core.mark import Mark
from bot.features.agenda.pulses import Quiet, mark_quiet, parse_quiet

_BY = re.compile(r"([0-9]{1,6})\.([A-Za-z0-9][A-Za-z0-9_\[\]-]{0,99})")
_OFF = re.compile(r"([0-9]{1,6})\.([\w.-]{1,100}/[\w.-]{1,100})#([0-9]{1,9})", re.ASCII)
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Ties:
    """What the mark remembers; `previous` is None where nobody has looked yet."""

    previous: int | None = None
    following: int = 0
    proposers: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    owners: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    asked: frozenset[int] = frozenset()
    off: Mapping[int, tuple[str, int]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    edited: frozenset[int] = frozenset()
    quiet: frozenset[Quiet] = frozenset()


def parse_ties(mark: Mark | None) -> Ties:
    """What the mark remembers; what people broke in it is forgotten."""
    fields = mark.fields if mark is not None else {}
    following = fields.get("then", "")
    off = (_OFF.fullmatch(unquote(item)) for item in fields.get("off", "").split(","))
    previous = fields.get("prev", "")
    return Ties(
        int(previous) if _NUMBER.fullmatch(previous) else None,
        int(following) if _NUMBER.fullmatch(following) else 0,
        _parse_people(fields.get("by", "")),
        _parse_people(fields.get("own", "")),
        parse_ids(fields.get("asked", "")),
        MappingProxyType({int(m[1]): (m[2], int(m[3])) for m in off if m}),
        parse_ids(fields.get("ed", "")),
        parse_quiet(fields.get("quiet", "")),
    )


def render_ties(ties: Ties) -> dict[str, str]:
    """The fields of the mark, in a fixed order; empty ones are left out."""
    fields = {
        "prev": "" if ties.previous is None else str(ties.previous),
        "then": str(ties.following or ""),
        "by": _render_people(ties.proposers),
        "own": _render_people(ties.owners),
        "asked": render_ids(ties.asked),
        "off": ",".join(
            # two dashes in a row would end the HTML comment of a mark
            f"{number}.{repository}#{thread}".replace("--", "%2D%2D")
            for number, (repository, thread) in sorted(ties.off.items())
        ),
        "ed": render_ids(ties.edited),
        "quiet": mark_quiet(ties.quiet),
    }
    return {name: value for name, value in fields.items() if value}


def _parse_people(text: str) -> Mapping[int, str]:
    found = (_BY.fullmatch(item) for item in text.split(","))
    return MappingProxyType({int(one[1]): one[2] for one in found if one})


def _render_people(people: Mapping[int, str]) -> str:
    return ",".join(
        f"{number}.{login}"
        for number, login in sorted(people.items())
        if _BY.fullmatch(f"{number}.{login}") and "--" not in login
    )


def parse_ids(text: str) -> frozenset[int]:
    """The numbers of `A1.A5`."""
    return frozenset(int(n) for n in re.findall(r"\bA([0-9]{1,6})\b", text))


def render_ids(numbers: frozenset[int]) -> str:
    """`A1.A5`, as it stands in a mark."""
    return ".".join(f"A{number}" for number in sorted(numbers))
