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

from bot.core.owners import PREPOSITION, is_name, take_owner, tidy, without

LONGEST = 8 * 60
"""Minutes; a larger number is no time of a topic (and stays in the title)."""


@dataclass(frozen=True, slots=True)
class TopicText:
    """A topic as its author wrote it: Markdown title, owner's name, minutes or None.

    `by_login` tells that the owner was named as `@login`: a name alone proves nobody.
    """

    title: str
    owner: str | None
    minutes: int | None
    by_login: bool = False


_UNIT = r"(?:minutes?|mins?|m|hours?|hrs?|h)"
_NUMBER = r"[0-9]{1,3}(?:[.,][0-9])?"


def _range(n: int) -> str:
    """A time, or several of which the last counts; group names end in `n`."""
    return (
        rf"[~≈<≤]?\s*(?:{_NUMBER}\s*{_UNIT}?\s*(?:->|-|–|—|→|/|\bto\b|\bor\b|\bturned\b)\s*)*"
        rf"[~≈<≤]?\s*(?P<number{n}>{_NUMBER})\s*(?P<unit{n}>{_UNIT})"
        rf"(?:\s*(?P<rest{n}>[0-9]{{1,2}})\s*(?:minutes?|mins?|m)?)?\b\s*\??"
    )


_ABOUT = r"(?:(?:about|approx\.?|around|ca\.?|max\.?|up\sto)\s+)?"
_AND_SO_ON = r"\.?(?:\s+(?:each|max\.?|or\sso|total))?"
_BRACKETED = re.compile(
    rf"\(\s*{_ABOUT}{_range(1)}{_AND_SO_ON}\s*\)|\[\s*{_ABOUT}{_range(2)}{_AND_SO_ON}\s*\]",
    re.IGNORECASE,
)
_WITH_NAME = re.compile(
    rf"[(\[]\s*(?:(?P<before>[^()\[\],;]{{1,60}})[,;]\s*{_range(1)}"
    rf"|{_range(2)}\s*[,;]\s*(?P<after>[^()\[\],;]{{1,60}}))\s*[)\]]",
    re.IGNORECASE,
)
_AT_END = re.compile(rf"(?:^|(?<=\s)){_range(1)}\s*[:.]?\s*$", re.IGNORECASE)
# "10 min: docs" and "10 min Docs" name a time, "30 min culling is short" does not
_AT_START = re.compile(
    rf"^{_range(1)}(?:\s*[:–]|\s+-\s|(?-i:(?=\s+[^a-z\s]))|$)", re.IGNORECASE
)
_FOR = re.compile(r"\s+for\s*$", re.IGNORECASE)

# Nothing is looked for in code, images, links and addresses.
_OPAQUE = re.compile(
    r"(?P<t>`+)(?!`).+?(?<!`)(?P=t)(?!`)|!?\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*"
    r"(?:\s[^()]*)?\)|<[^<>\s]+>|https?://[^\s<>]+"
)
_HOLE = "\ue0f2"
_MILLI = 100  # "CPU requests 100m" are no minutes
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
    whole = text
    text, minutes = _take_time(text, author)
    text, owner = take_owner(text, author)
    if minutes is None:  # it may have stood behind the owner
        text, minutes = _take_time(text, author)
    title = tidy(text) if text != whole else text
    title = re.sub(_HOLE, lambda _: opaque.pop(0), title)
    if owner is None:
        return TopicText(title, None, minutes)
    return TopicText(title, owner.replace("@", ""), minutes, owner.startswith("@"))


def parse_minutes(text: str) -> int | None:
    """The minutes of `15m`, `1h`, `5-10 min` and the like, or None."""
    match = re.fullmatch(rf"\s*{_range(1)}\s*", text, re.IGNORECASE)
    return _minutes(match) if match else None


def _take_time(text: str, author: str) -> tuple[str, int | None]:
    for match in _WITH_NAME.finditer(text):
        name = (match["before"] or match["after"]).strip()
        minutes = _minutes(match)
        if minutes is not None and is_name(name, author):
            return f"{text[: match.start()]}[{name}]{text[match.end() :]}", minutes
    for match in _BRACKETED.finditer(text):
        minutes = _minutes(match)
        if minutes is not None:
            return without(text, match), minutes
    for pattern in (_AT_END, _AT_START):
        found = pattern.search(text)
        if found is None or PREPOSITION.search(text[: found.start()]):
            continue
        minutes = _minutes(found)
        if found["unit1"] == "m" and (minutes or 0) >= _MILLI:
            continue
        if minutes is not None:
            return _FOR.sub("", without(text, found)), minutes
    return text, None


def _minutes(match: re.Match[str]) -> int | None:
    named = {k: v for k, v in match.groupdict().items() if k[-1] in "12" and v}
    groups = {name[:-1]: value for name, value in named.items()}
    number = float(groups["number"].replace(",", "."))
    if groups["unit"].lower().startswith("h"):
        number = number * 60 + int(groups.get("rest", 0))
    elif "rest" in groups:
        return None
    minutes = round(number)
    return minutes if 1 <= minutes <= LONGEST else None
