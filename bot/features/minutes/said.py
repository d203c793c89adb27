"""One line of notes: is it said to be a decision, a result or an action?"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from bot.core.owners import is_name

Kind = Literal["decision", "result", "action"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A decision, a result or an action: one line of Markdown, not yet quoted.

    `owner` is plain text, "" where nobody is named; `done` only of actions; `topic` is
    the title under which it was noted (Markdown, not yet quoted).
    """

    kind: Kind
    text: str
    owner: str = ""
    done: bool = False
    topic: str = ""


_DECISION = r"de[cs]+i[sc]+i?ons?|decided|agreed|resolution"
_RESULT = r"results?|outcomes?|conclusions?"
_ACTION = r"to[- ]?dos?|action[- ](?:items?|points?)|actions?|next[- ]steps?"
_WHO = (
    r"\s*(?:\((?P<who>[^()\n]{1,60})\)|\[(?:name=)?(?P<name>[^\[\]\n]{1,60})\](?!\())"
)
_WORD = (
    rf"(?:(?P<decision>{_DECISION})|(?P<result>{_RESULT})|(?P<action>{_ACTION}))(?![A-Za-z0-9])"
    rf"(?:{_WHO})?"
)
_APART = r"(?:\s*:|\s+[-–—](?=\s))"
_SAID = re.compile(
    rf"(?P<bold>\*\*|__|\*|_|){_WORD}(?P<colon>{_APART})?(?P=bold)"
    rf"(?P<after>{_APART})?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BOLD_THROUGHOUT = re.compile(  # "**Decision: we go**"
    rf"(?P<bold>\*\*|__){_WORD}(?P<colon>{_APART})(?P<after>)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LOGIN = r"@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
_BEFORE = re.compile(
    r"(?:(?P<bold>\*\*|__)\s*(?P<a>[^*_\n]{1,60}?)\s*:?\s*(?P=bold)\s*:?\s*"
    rf"|(?P<b>{_LOGIN})\s+|\[(?:name=)?(?P<c>[^\[\]\n]{{1,60}})\]\s*:?\s+"
    r"|(?P<d>[^\s:*_`\[<(][^:*_`\[<(\n]{0,59}):\s+)(?=\S)"
)
_LEAD = re.compile(r"\s+|:[a-z0-9_+-]{1,40}:|[-=]{1,2}>|(?:[-+*]|[0-9]{1,9}[.)])\s")
_FOLLOWS = re.compile(  # "**Decision** on the date is needed", "RESULTS of the survey"
    r"\s*(?:about|for|from|in|is|are|of|on|that|was|were|would|will|needed|required)\b",
    re.IGNORECASE,
)


def said(line: str) -> Finding | None:
    """What a line says it is: its first word must say so, or its second after a name."""
    words = _without_lead(line)
    found = _read(words)
    if found is not None:
        return found
    before = _BEFORE.match(words)
    if before is None:
        return None
    found = _read(words[before.end() :])
    if found is None:
        return None
    name = before["a"] or before["b"] or before["c"] or before["d"]
    owner = _person(name)
    text = found.text if owner else f"{name}: {found.text}"
    return Finding(found.kind, text, owner or found.owner)


def _without_lead(line: str) -> str:
    """The line without the bullets, arrows and pictures before its words."""
    while line:
        if lead := _LEAD.match(line):
            line = line[lead.end() :]
        elif unicodedata.category(line[0]) in ("So", "Mn", "Cf") or line[0] in "→⇒":
            line = line[1:]
        else:
            break
    return line


def _read(words: str) -> Finding | None:
    match = _SAID.match(words) or _BOLD_THROUGHOUT.match(words)
    if match is None:
        return None
    rest = match["rest"]
    kind: Kind = "action"
    if match["decision"]:
        kind = "decision"
    elif match["result"]:
        kind = "result"
    if match.re is _BOLD_THROUGHOUT:
        rest = rest.replace(match["bold"], "", 1)
    beside = match["who"] or match["name"] or ""
    owner = _person(beside)
    if not (match["colon"] or match["after"]) and not _is_meant(match, kind, owner):
        return None
    text = rest.strip()
    if beside and not owner:
        text = f"({beside}) {text}"
    return Finding(kind, text, owner)


def _is_meant(match: re.Match[str], kind: Kind, owner: str) -> bool:
    """Whether a word that no colon sets apart is more than the first of a sentence."""
    rest = match["rest"]
    if not rest.strip() or rest[0] not in " \t" or _FOLLOWS.match(rest):
        return False
    word = match["decision"] or match["result"] or match["action"]
    addressed = re.match(r"\s*@[A-Za-z0-9]", rest) is not None
    return (
        word.isupper()
        or match["bold"] in ("**", "__")
        or (kind == "action" and (addressed or owner != ""))
    )


def _person(name: str) -> str:
    """The name without `@` and colon, or "" where it is no person's."""
    name = name.strip().removesuffix(":").strip()
    names = re.split(r"\s*(?:[/&,+]|\band\b)\s*", name)
    are_logins = all(re.fullmatch(_LOGIN, one) for one in names)
    if are_logins or (name and is_name(name, "")):
        return name.replace("@", "")
    return ""
