"""Who presents a topic: a name in the ways people set one apart from a title."""

import re

# "ask @tim", "culling after 10 min": what follows belongs to the sentence
PREPOSITION = re.compile(
    r"(?:\b(?:about|add|after|and|are|ask|at|by|cc|e\.g\.|eta|every|from|had|in|invite"
    r"|is|just|last|least|length|limits?|members?|most|next|nominate|of|only|over|past"
    r"|per|ping|remove|requests?|takes?|than|thanks?|the|timeout|to|took|under|until|up"
    r"|via|welcome|with|within|you)\b|[>/]):?\s*$",
    re.IGNORECASE,
)
_BEFORE_A_LOGIN = re.compile(rf"{PREPOSITION.pattern}|\bfor\s*$", re.IGNORECASE)
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?"
_AND = r"(?:\s?[/&,+]\s?|\sand\s)"
_NAMES = rf"{_WORD}(?:\s{_WORD}){{0,2}}(?:{_AND}{_WORD}(?:\s{_WORD}){{0,2}}){{0,4}}"
_LOGIN = r"@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:\[bot\])?"
_LOGINS = rf"{_LOGIN}(?:\s?(?:[/&,+]|\band\b)\s?{_LOGIN}){{0,4}}"
_VERB_OR_LINK = (
    r"(?:a|an|and|are|asked|asks|at|can|could|did|does|for|from|had|has|have|in|is|made|may"
    r"|might|needs|of|on|or|proposed|proposes|said|says|should|suggested|suggests|the|to"
    r"|wants|was|were|will|with|would|wrote)"
)
_AFTER_NAME = r"\s*(?:[:–—-](?=\s|$)|:)?\s*"
_BOLD = re.compile(
    rf"^(?P<b>\*\*|__)\s*(?P<name>{_LOGINS}|{_NAMES})\s*(?P<in>:?)\s*(?P=b){_AFTER_NAME}"
)
_NAME_EQUALS = re.compile(r"\[name=(?P<name>[^\]\n]{1,60})\]" + _AFTER_NAME)
# "@tim Docs" names an owner; "@tim is away" and "@tim's idea" are sentences
_LOGIN_FIRST = re.compile(
    rf"^\(?(?P<name>{_LOGINS})\)?(?:\s*[:–—-]\s+|:\s*|\s+(?!{_VERB_OR_LINK}\b))"
)
_LOGIN_LAST = re.compile(rf"\s[\[(]?(?P<name>{_LOGINS})[\])]?\s*[:.]?\s*$")
_SQUARE = re.compile(rf"\[(?P<name>{_LOGINS}|{_NAMES}|[A-Za-z0-9-]{{1,39}})\](?![\[(])")
_COLON = re.compile(
    rf"^(?P<name>{_WORD}(?:{_AND}{_WORD}){{0,4}}|[A-Za-z0-9-]{{1,39}})\s?:\s+"
)

# First words of titles that look like names. Wrong guesses cost little: the title loses
# a word that the owner field shows.
_NO_NAMES = frozenset(
    """
    a about accessibility action actions agenda announcement announcements audit aws
    azure backlog backup berkeley bikeshed binder blocked blocker blog breaking
    budget bug bugs celebrate change chart chartpress christmas ci code community
    conda cool cost costs culler culling curvenote czi dask database date deadline
    december decision decisions demo deployment deprecation design discourse discuss
    discussion dns docker docs documentation draft epic europe event events
    experiment extra feature february feedback final follow-up followup friday fun
    funding fyi general gesis github gitlab gitter gke go goal google governance
    grafana grant grants guide hackmd heads helm help hiring hub idea ideas
    important incident info infra infrastructure ingress input intro issue issues
    january java jitsi julia july jupyter jupytercon jupyterlab kubernetes
    kubespawner later logo mamba march maybe meeting metrics minor misc monday month
    mybinder naming new news next node note notebook notes november npm numfocus
    oauth oauthenticator october onboarding open optional other outage outreach
    outreachy ovh pangeo paris pending planning podcast policy poll postponed pr
    problem problems process project prometheus proposal proposals proxy prs pypi
    python q question questions quick random rbac re read recap refactor related
    release releases reminder report reports request requests research retrospective
    review rfc roadmap roadmapping rust saturday security september short slack
    social sphinx spike sprint ssl status strategy summary sunday support survey
    sustainability sync task tasks team tentative test testing tests thanks thursday
    timeline tljh tls today todo tomorrow topic topics traefik triage tuesday turing
    tutorial ui update updates upgrade upgrades urgent ux vote website wednesday
    week welcome wip workshop year zoom zulip
    """.split()
)
_NO_NAME_ENDINGS = ("tion", "tions", "ment", "ments", "ness", "ship", "ability", "ups")


_LEFT_AT_END = re.compile(r"(?:\s*[:;,]|\s+[–—-])$")
_WORD_AT_END = re.compile(  # "Caf&eacute;" or "Shipped :tada:"
    r"(?:&(?:[a-z][a-z0-9]{1,30}|#[0-9]{1,7}|#x[0-9a-f]{1,6});|:[\w+-]+:)$",
    re.IGNORECASE,
)


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
            before = text[: match.start()]
            if pattern is _LOGIN_LAST and _BEFORE_A_LOGIN.search(before):
                continue
            if pattern is _NAME_EQUALS or is_name(name, author):
                return rest, name
    return text, None


def is_name(name: str, author: str) -> bool:
    """Whether it looks like a person's, or is a login with `@` or the author's."""
    if name.startswith("@") or name.lower() == author.lower():
        return True
    words = [word for word in re.split(r"[\s/&,+]+", name) if word != "and"]
    return all(
        _is_name_word(word) or (n > 0 and len(word) == 2 and word.isupper())  # Min RK
        for n, word in enumerate(words)
    )


def _is_name_word(word: str) -> bool:
    letters = word.rstrip(".")
    lowered = letters.lower()
    return (
        not letters[:1].islower()  # some scripts have no capitals
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
    # "**Docs (5 min)**" has become "**Docs **", and "**[Tim]** Docs" "** ** Docs"
    text = re.sub(r"(\*\*|__|~~)\s*\1\s*", "", text)
    text = re.sub(
        r"(?<![\w*_~])(?P<m>\*\*|__|~~|\*|_)(?!\s)([^*_~]*?)\s+(?P=m)(?=\W|$)",
        r"\1\2\1",
        text,
    )
    text = re.sub(r"^(?!:\w+:)(?:[:;,–—-]+\s+|[:;,]+)+", "", text)
    while not _WORD_AT_END.search(text) and (left := _LEFT_AT_END.search(text)):
        text = text[: left.start()]
    return text.strip()
