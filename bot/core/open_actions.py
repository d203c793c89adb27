"""Actions that are still open: the list that people tick in a minutes comment.

    <!-- team-compass:minutes v=1 id=team date=2021-03-18 … -->
    ## Minutes
    …
    ### Open actions

    - [ ] **Chris:** connect Sarah w/ Jupyter Book folks about a proposal
    - [x] add a minimum lead time to the template

The next meeting's agenda shows what is not ticked, below `## Open actions`, to be ticked
there as well. Whoever may edit others' comments ticks them, or adds one, also without a
box. So each line is quoted anew when it is read: it is Markdown that is safe wherever it
is shown.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from bot.core.mark import find_mark, has_mark
from bot.core.markdown import BREAK, plain_text, quote_line, quote_text
from bot.core.models import Comment, Identity

HEADING = "### Open actions"
MOST = 100
"""Lines of one list that are read and shown."""

LONGEST = 500
"""Characters of a line; a longer one is shortened where it is read."""

_LONGEST_QUOTED = 5 * LONGEST  # what escapes can make of it, addresses included
_ROUNDS = 5
_ENTRY = re.compile(r" {0,3}[-*+] +(?:\[(?P<box>[ xX])\] +)?(?P<line>\S.*)")
_OURS = re.compile(rf"^(?:## Minutes|{HEADING})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action as a list shows it: one line of safe Markdown, and whether it is done."""

    line: str
    done: bool = False

    @property
    def fingerprint(self) -> str:
        """Its words in six letters: the same however they are dressed."""
        words = " ".join(plain_text(self.line).replace(BREAK, "").casefold().split())
        return sha256(words.encode()).hexdigest()[:6]

    def __str__(self) -> str:
        return f"- [{'x' if self.done else ' '}] {self.line}"


def find_minutes(me: Identity, comments: Iterable[Comment]) -> Comment | None:
    """The App's minutes comment: by its mark, else one of its own whose mark is broken."""
    mine = [comment for comment in comments if me.wrote(comment)]
    by_mark = (comment for comment in mine if find_mark(comment.body, "minutes"))
    broken = (c for c in mine if not has_mark(c.body) and _OURS.search(c.body))
    return next(by_mark, None) or next(broken, None)


def listed_actions(body: str, heading: str = HEADING) -> tuple[ListedAction, ...]:
    """The list below that heading of a comment, as people left it; each once."""
    found = {action.fingerprint: action for action in _listed(body, heading)}
    return tuple(found.values())[:MOST]


def with_ticks(body: str, fingerprints: Collection[str]) -> str:
    """The text of a minutes comment in which these actions are done."""
    begin, heading, below = body.partition(f"{HEADING}")
    lines = below.split("\n")
    for n, line in enumerate(lines):
        if n and line.startswith(("#", "<details")):
            break
        entry = _ENTRY.fullmatch(line.rstrip())
        if entry and ListedAction(safe_line(entry["line"])).fingerprint in fingerprints:
            ending = "\r" if line.endswith("\r") else ""
            lines[n] = f"- [x] {entry['line']}{ending}"
    return begin + heading + "\n".join(lines)


def _listed(body: str, heading: str) -> Iterator[ListedAction]:
    _, _, below = body.replace("\r\n", "\n").partition(f"\n{heading}\n")
    for line in below.split("\n"):
        if line.startswith(("#", "<details")):
            break
        if entry := _ENTRY.fullmatch(line.rstrip()):
            yield ListedAction(safe_line(entry["line"]), entry["box"] in ("x", "X"))


def safe_line(line: str) -> str:
    """One line of anybody's Markdown, quoted, and shortened if it is long.

    What is made of such a line again is the line itself, so that it is known again.
    """
    for _ in range(_ROUNDS):
        before, line = line, _quoted(line[:_LONGEST_QUOTED])
        if line == before:
            break
    return line


def _quoted(line: str) -> str:
    quoted = quote_line(line, "")
    words = plain_text(quoted).replace(BREAK, "")
    if len(words) <= LONGEST and len(quoted) <= _LONGEST_QUOTED:
        return quoted
    return f"{quote_text(words[: LONGEST - 1].rstrip(' …'))}…"
