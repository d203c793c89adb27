"""Owner and time out of a topic, in all the ways the team writes them.

    **Sarah** (10 mins): Code of Conduct          Code of Conduct · Sarah · 10 min
    Erik: _Release pulses_                        _Release pulses_ · Erik
    Follow-up of support bots [Simon] (5m):       Follow-up of support bots · Simon · 5 min
    **Erik** (5 turned 15 min): Z2JH PR           Z2JH PR · Erik · 15 min
    OVH needs some care [Tim] 10min               OVH needs some care · Tim · 10 min

What was understood is taken out of the title; everything else stays. Links, code and
addresses are never looked into. A time stands in brackets, or at an end of the title.
"""

import re
from dataclasses import dataclass

LONGEST = 8 * 60
"""Minutes; a larger number is no time of a topic (and stays in the title)."""


@dataclass(frozen=True, slots=True)
class TopicText:
    """A topic as its author wrote it: Markdown title, owner's name, minutes or None."""

    title: str
    owner: str | None
    minutes: int | None


_UNIT = r"(?:minutes?|mins?|m|hours?|hrs?|h)"
_NUMBER = r"[0-9]{1,3}(?:[.,][0-9])?"


def _range(n: int) -> str:
    """A time, or several of which the last counts; group names end in `n`."""
    return (
        rf"[~≈<≤]?\s*(?:{_NUMBER}\s*{_UNIT}?\s*(?:-|–|—|→|/|\bto\b|\bor\b|\bturned\b)\s*)*"
        rf"[~≈<≤]?\s*(?P<number{n}>{_NUMBER})\s*(?P<unit{n}>{_UNIT})"
        rf"(?:\s*(?P<rest{n}>[0-9]{{1,2}})\s*(?:minutes?|mins?|m)?)?\b\s*\??"
    )


_BRACKETED = re.compile(
    rf"\(\s*{_range(1)}\s*\)|\[\s*{_range(2)}\s*\]", re.IGNORECASE
)
_AT_END = re.compile(rf"(?:^|(?<=\s)){_range(1)}\s*[:.]?\s*$", re.IGNORECASE)
_AT_START = re.compile(rf"^{_range(1)}(?=\s|:|-|–|$)\s*[:–-]?", re.IGNORECASE)
# "culling after 10 min" tells of ten minutes, it does not ask for them
_PREPOSITION = re.compile(
    r"\b(?:after|about|at|by|every|from|in|last|least|most|next|of|over|past|per|than|the"
    r"|to|under|until|up|within|with|and|a|is|are|takes?|took)\s*$",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s+for\s*$", re.IGNORECASE)

_WORD = r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?"
_NAMES = rf"{_WORD}(?:\s{_WORD}){{0,2}}(?:\s?[/&,+]\s?{_WORD}(?:\s{_WORD}){{0,2}}){{0,4}}"
_LOGIN = r"@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:\[bot\])?"
_LOGINS = rf"{_LOGIN}(?:\s?(?:[/&,+]|\band\b)\s?{_LOGIN}){{0,4}}"
_AFTER_NAME = r"\s*(?:[:–—-](?=\s|$)|:)?\s*"
_BOLD = re.compile(
    rf"^(?P<b>\*\*|__)\s*(?P<name>{_LOGINS}|{_NAMES})\s*(?P<in>:?)\s*(?P=b){_AFTER_NAME}"
)
_NAME_EQUALS = re.compile(r"\[name=(?P<name>[^\]\n]{1,60})\]" + _AFTER_NAME)
_LOGIN_FIRST = re.compile(rf"^\(?(?P<name>{_LOGINS})\)?(?:{_AFTER_NAME}|\s+)")
_LOGIN_LAST = re.compile(rf"\s[\[(]?(?P<name>{_LOGINS})[\])]?\s*[:.]?\s*$")
_SQUARE = re.compile(rf"\[(?P<name>{_LOGINS}|{_NAMES}|[A-Za-z0-9-]{{1,39}})\](?![\[(])")
_COLON = re.compile(rf"^(?P<name>{_WORD}(?:\s?[/&]\s?{_WORD}){{0,4}}|[A-Za-z0-9-]{{1,39}})\s?:\s+")

# First words of titles that look like names. Wrong guesses cost little: the title loses
# a word that the owner field shows.
_NO_NAMES = frozenset(
    """
    about action actions agenda announcement announcements bikeshed binder blocker
    breaking bug bugs change chart ci code community cool culling deadline decision decisions
    demo deployment deprecation design discuss discussion docs documentation draft epic
    event events experiment extra feature feedback final followup fun funding fyi general
    goal governance grant grants guide heads help hub idea ideas important incident info
    infra infrastructure input intro issue issues jupyter jupytercon kubernetes later
    maybe meeting metrics minor misc naming new news next note notes open optional other
    outreach outreachy pending planning policy poll postponed pr problem problems
    process project proposal proposals prs quick question questions random recap
    refactor related release releases reminder report reports request requests research
    review rfc roadmap security short social spike sprint status strategy summary support
    survey sustainability sync task tasks team test testing tests thanks topic topics
    triage tutorial update updates upgrade upgrades urgent welcome wip workshop
    """.split()
)
_NO_NAME_ENDINGS = ("tion", "tions", "ment", "ments", "ness", "ship", "ability", "ups")

# Nothing is looked for in code, images, links and addresses.
_OPAQUE = re.compile(
    r"(?P<t>`+)(?!`).+?(?<!`)(?P=t)(?!`)|!?\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*"
    r"(?:\s[^()]*)?\)|<[^<>\s]+>|https?://[^\s<>]+"
)
_HOLE = "\ue0f2"
_LONGEST_TITLE = 1000  # characters; nobody names a time behind more


def parse_topic(source: str, author: str) -> TopicText:
    """The title without what tells owner and time; `author` is the author's login.

    Of a range the last number counts; `owner` is None where none is named. The title is
    empty where nothing else was written.
    """
    if len(source) > _LONGEST_TITLE:
        return TopicText(source.strip(), None, None)
    opaque: list[str] = []

    def hide(match: re.Match[str]) -> str:
        opaque.append(match[0])
        return _HOLE

    text = _OPAQUE.sub(hide, " ".join(source.replace(_HOLE, "").split()))
    text, minutes = _take_time(text)
    text, owner = _take_owner(text, author)
    if minutes is None:  # it may have stood behind the owner
        text, minutes = _take_time(text)
    title = _tidy(text)
    return TopicText(re.sub(_HOLE, lambda _: opaque.pop(0), title), owner, minutes)


def parse_minutes(text: str) -> int | None:
    """The minutes of `15m`, `1h`, `5-10 min` and the like, or None."""
    match = re.fullmatch(rf"\s*{_range(1)}\s*", text, re.IGNORECASE)
    return _minutes(match) if match else None


def _take_time(text: str) -> tuple[str, int | None]:
    for match in _BRACKETED.finditer(text):
        minutes = _minutes(match)
        if minutes is not None:
            return _without(text, match), minutes
    for pattern in (_AT_END, _AT_START):
        match = pattern.search(text)
        if match is None or _PREPOSITION.search(text[: match.start()]):
            continue
        minutes = _minutes(match)
        if minutes is not None:
            rest = _without(text, match)
            return (_FOR.sub("", rest.rstrip()), minutes)
    return text, None


def _minutes(match: re.Match[str]) -> int | None:
    groups = {k.rstrip("12"): v for k, v in match.groupdict().items() if v is not None}
    number = float(groups["number"].replace(",", "."))
    if groups["unit"].lower().startswith("h"):
        number = number * 60 + int(groups.get("rest", 0))
    elif "rest" in groups:
        return None
    minutes = round(number)
    return minutes if 1 <= minutes <= LONGEST else None


def _take_owner(text: str, author: str) -> tuple[str, str | None]:
    for pattern in (_NAME_EQUALS, _BOLD, _LOGIN_FIRST, _SQUARE, _LOGIN_LAST, _COLON):
        for match in pattern.finditer(text):
            name = match["name"].strip()
            rest = _without(text, match)
            if not _tidy(rest):
                continue  # the whole title is no name
            if pattern is _LOGIN_LAST and _PREPOSITION.search(text[: match.start()]):
                continue
            if pattern is _NAME_EQUALS or _is_name(name, author):
                return rest, name.replace("@", "")
    return text, None


def _is_name(name: str, author: str) -> bool:
    if name.startswith("@") or name.lower() == author.lower():
        return True
    words = re.split(r"[\s/&,+]+", name)
    return all(
        _is_name_word(word) or (n > 0 and len(word) == 2 and word.isupper())  # Min RK
        for n, word in enumerate(words)
    )


def _is_name_word(word: str) -> bool:
    letters = word.rstrip(".")
    lowered = letters.lower()
    return (
        letters[:1].isupper()
        and not (len(letters) > 1 and letters.isupper())  # WIP, RFC, CI
        and not re.search(r"[^\W\d_][a-z]+[A-Z]", letters)  # JupyterHub
        and lowered not in _NO_NAMES
        and not lowered.endswith(_NO_NAME_ENDINGS)
        and not re.search(r"\d", letters)
    )


def _without(text: str, match: re.Match[str]) -> str:
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def _tidy(text: str) -> str:
    text = re.sub(r"\s+([:;,.!?])(?=\s|$)", r"\1", " ".join(text.split()))
    text = re.sub(r"^(?:[:;,–—-]+\s+|[:;,]+)+", "", text)
    return re.sub(r"(?:\s*[:;,]|\s+[–—-])+$", "", text).strip()
