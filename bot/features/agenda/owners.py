"""Who presents a topic: a name in the ways people set one apart from a title."""

import re

# "ask @tim", "culling after 10 min": what follows belongs to the sentence
PREPOSITION = re.compile(
    r"\b(?:after|about|at|by|every|from|in|last|least|most|next|of|over|past|per|than|the"
    r"|to|under|until|up|within|with|and|is|are|takes?|took)\s*$",
    re.IGNORECASE,
)
_WORD = r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?"
_NAMES = (
    rf"{_WORD}(?:\s{_WORD}){{0,2}}(?:\s?[/&,+]\s?{_WORD}(?:\s{_WORD}){{0,2}}){{0,4}}"
)
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
_COLON = re.compile(
    rf"^(?P<name>{_WORD}(?:\s?[/&]\s?{_WORD}){{0,4}}|[A-Za-z0-9-]{{1,39}})\s?:\s+"
)

# First words of titles that look like names. Wrong guesses cost little: the title loses
# a word that the owner field shows.
_NO_NAMES = frozenset(
    """
    about action actions agenda announcement announcements bikeshed binder blocker
    breaking bug bugs change chart ci code community cool culling deadline decision
    decisions demo deployment deprecation design discuss discussion docs documentation
    draft epic
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


def take_owner(text: str, author: str) -> tuple[str, str | None]:
    """The text without the name that stands apart in it, and that name (or None).

    A name that was written as `@login` keeps its `@`.
    """
    for pattern in (_NAME_EQUALS, _BOLD, _LOGIN_FIRST, _SQUARE, _LOGIN_LAST, _COLON):
        for match in pattern.finditer(text):
            name = match["name"].strip()
            rest = without(text, match)
            if not tidy(rest):
                continue  # the whole title is no name
            if pattern is _LOGIN_LAST and PREPOSITION.search(text[: match.start()]):
                continue
            if pattern is _NAME_EQUALS or _is_name(name, author):
                return rest, name
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


def without(text: str, match: re.Match[str]) -> str:
    """The text without the match, white space folded."""
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def tidy(text: str) -> str:
    """The text without the punctuation that what was taken out has left behind."""
    text = re.sub(r"\s+([:;,.!?])(?=\s|$)", r"\1", " ".join(text.split()))
    text = re.sub(r"^(?:[:;,–—-]+\s+|[:;,]+)+", "", text)
    return re.sub(r"(?:\s*[:;,]|\s+[–—-])+$", "", text).strip()
