"""Tokens, keys and passwords in what people paste: found, and taken out.

Whoever asks for help pastes a configuration, and with it what opens their hub. On GitHub
they have shown it already; it must not go on to a forum, which search engines read.

What is found is either known by its shape or place (`secret_shapes`), or the literal value
of something that is named like a secret (`cookie_secret = "…"`), also with Markdown around
either. A name without a literal value is no secret, and what stands for one (`<token>`,
`$PASSWORD`, `xxx`) stays: it tells how the thing is configured. That is where this differs
from `bot.redaction.redact`, which keeps secrets out of this bot's own logs: nobody has to
understand what a log line lost, so there every word after `token` goes.

Every pattern is linear: it begins with fixed letters, has no open repetition before
them, and repeats possessively or within bounds.
"""

import re
from collections.abc import Iterator

from bot.core.secret_shapes import COOKIES, PLACES, PRIVATE_KEY, SHAPES, Shape

_NAME = re.compile(
    r"(?:(?P<password>passw(?:or)?d|passphrase|passcode|pass(?<=_pass)|pwd|bind_?pw|root_?pw|authtok)"
    r"|(?P<keys>crypt_?keeper(?:\.|[\"']?:\s{0,60}+(?:\{\s{0,60}+)?[\"']?|[\"']\]?\[[\"'])keys"
    r"|crypto?_?keys?)"
    r"|secret|token|api[_-]?key|access_?key|account_?key|private_?key|encryption_?key"
    r"|signing_?key|session_?key|master_?key|shared_?key|hmac_?key|key[_-]data"
    r"|dockerconfigjson)"
    r"(?:[_-]?(?:access_?key|key_?base|key|token|value|hex|base64|string|s))?"
    r"(?!-|_*[^\W_])"
)
"""How what holds a secret is named, or how its name ends; in small letters, which takes a
fifth of the time."""

_MARKED = r"(?:\*{1,3}|__|`{1,2}(?!`))?"
"""How emphasis or code may begin, or end, beside a name or value."""

_ASSIGNED = re.compile(
    r"[\"'\]*_`\\]{0,5}[ \t]{0,8}"
    r"(?:=>|:=|(?::[ \t]{0,4}(?:str|bytes)[ \t]{0,4})?=(?!=)|:)"
    rf"{_MARKED}[ \t]{{0,8}}{_MARKED}"
    # an environment variable of Kubernetes
    r"|[\"']?[ \t]{0,8},?[ \t]{0,8}\r?\n?[ \t>]{0,60}[\"']?value[\"']?:[ \t]{0,8}",
)
_OPTION = re.compile(
    r"(?:--[\w-]{0,40}|\b(?:tljh-config set|ENV|ARG|setenv) [\w.]{0,80})\Z"
)
_CALL = re.compile(r"(?:bytes\.fromhex|(?:binascii\.)?(?:a2b_hex|unhexlify))\(")
_QUOTED = re.compile(
    r"[bru]?\\([\"'])([^\"'\n\\]{1,2000}+)(?=\\\1)"
    r"|[bru]?([\"'])((?:(?!\3)[^\n\\]|\\[^\n]){1,2000}+)(?=\3)"
)
_BARE = re.compile(r"[\w+/=~!@%^&*.?-]{3,2000}+")
_BARE_PASSWORD = re.compile(r"[^\s\"'`,;|\\<>()\[\]{}]{3,2000}+")
_MORE_KEYS = re.compile(r"(?:;[\w+/=]{32,200}+){1,50}")
_ENDS = re.compile(r"[ \t]*+(?:[,;}|)\]<\n\\\"'`]|#|\Z)")

_LISTED = re.compile(
    r"[\[{(][\s,]{0,60}|:?[ \t]{0,8}\r?\n[ \t>]{0,40}-[ \t]{1,8}(?=\S)"
)
_NEXT = re.compile(
    r"[\"']?(?:[ \t]{0,8}:[ \t]{0,8}[\"'][^\"'\n]{0,200}+[\"'])?[\s,]{0,60}(?:-[ \t]{1,8})?"
)
_BELOW = r"(?:\r?\n[ \t>]{0,60}){1,3}(?:```\w{0,10}[ \t]{0,8}\n[ \t]{0,8})?"
"""The next line or paragraph, also as code."""

_APART = re.compile(
    # a table's cell, a dash, a sentence, a line that ends with a colon
    r"[*_`\"']{0,4}(?:(?P<near>[ \t]{0,60}\|[ \t]{0,60}|[ \t](?:->|[→–—-]|is:?|was:?)[ \t]"
    rf"|:[*_]{{0,3}}[ \t]{{0,8}}(?:[|>][+-]?[ \t]{{0,8}})?{_BELOW})|\??[ \t]{{0,8}}{_BELOW}"
    # a space, with more about it or without
    rf"|(?:[ \t]\([^()\n]{{1,40}}\)[*_]{{0,3}}:?)?[ \t]{{1,4}}){_MARKED}[\"']?"
)
_LETTERS = re.compile(r"[^\W_]{8,200}+(?=[*_`\"'.!?,)]{0,4}(?:\s|\Z))")
_RUN = re.compile(r"[A-Za-z0-9]{16,}+")

_WORDS = (
    "a|access|account|actual|api|app|azure|client|cookie|crypt|db|github|gitlab|google|here"
    "|hub|id|jupyterhub|key|ldap|long|new|oauth|own|passw(?:or)?d|private|proxy|random|real"
    "|secret|secure|strong|super|token|user|value|very"
)
"""Words of what is written where a secret goes: `your-client-secret-here`."""

_STANDS_FOR_ONE = re.compile(
    r"(?:~|\.{0,2})/.*|\w+://.*"  # where it is kept, where it is asked for
    r"|[xX*.•_-]+|[<{(\[].*|\$[A-Za-z_{(].*|%(?:s|\(.*|\w+%)|.*(?:\$\{|\{\{|<\w+>).*"
    r"|(?:none|null|nil|true|false|yes|no|empty|unset|hidden|redacted|removed|secret"
    r"|password|token|string|str|bytes|int|optional|required|example|todo|generated)"
    rf"|(?:your|my|some|the)(?:[-_ ](?:{_WORDS}))+"
    r"|change[-_ ]?(?:me|it|this).*|.*(?:xxx|\*\*\*).*"
    r"|(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"  # the name of an environment variable
    r"|.*\[removed: .*",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(r"[xX*.•_-]+|[<{(\[$%].*|.*(?:\$\{|\{\{|\*\*\*|\[removed: ).*")
_NAME_IN_PROGRAM = re.compile(r"(?:[A-Za-z_]\w*\.)+[A-Za-z_]+")


def blank_secrets(text: str) -> tuple[str, int]:
    """The text with `[removed: a GitHub token]` and the like, and how many there are.

    The rest is as it was, character by character. A private key counts as one.
    """
    signs, count = _lowered(text), 0
    for shape in (PRIVATE_KEY, COOKIES, *SHAPES, *PLACES):
        if any(sign in signs for sign in shape.signs):
            text, found = _without(shape, text)
            count += found
    text, found = _without_named(text)
    return text, count + found


def _lowered(text: str) -> str:
    """In small letters, each where it was (the one letter that would become two aside)."""
    return text.replace("\u0130", "i").lower()


def _without(shape: Shape, text: str) -> tuple[str, int]:
    """The text without all that has the shape, and how many that are."""
    parts: list[str] = []
    done, count = 0, 0
    group = "gone" if "gone" in shape.pattern.groupindex else 0
    for secret in shape.pattern.finditer(text):
        if group and _NO_VALUE.fullmatch(secret["gone"]):
            continue
        start, end = secret.span(group)
        parts += text[done:start], f"[removed: {shape.kind}]"
        done = end
        count += 1
    return "".join((*parts, text[done:])), count


def _without_named(text: str) -> tuple[str, int]:
    """Without the literal values of what is named like a secret."""
    parts: list[str] = []
    done, count = 0, 0
    for name in _NAME.finditer(_lowered(text)):
        if name.start() < done or _is_marker(text, name):
            continue
        kind = "a password" if name["password"] else "a key or secret"
        for start, end in _values_after(text, name):
            parts += text[done:start], f"[removed: {kind}]"
            done = end
            count += 1
    return "".join((*parts, text[done:])), count


def _is_marker(text: str, name: re.Match[str]) -> bool:
    """Whether it is the end of a `[removed: a token]`."""
    before = text[max(0, name.start() - 40) : name.start()]
    return text.startswith("]", name.end()) and "[removed: " in before


def _values_after(text: str, name: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Where the literals are that are assigned to `name`, or stand right beside it."""
    at = name.end()
    assigned = _ASSIGNED.match(text, at)
    if assigned is not None:
        value = _value_at(text, assigned.end(), name, is_pair=":" in assigned[0])
        listed = _LISTED.match(text, assigned.end()) or _LISTED.match(text, at)
        if value is None and listed is not None:
            yield from _listed(text, listed, name)
            return
    elif text.startswith(" ", at) and _OPTION.search(
        text, max(0, name.start() - 100), name.start()
    ):
        value = _value_at(text, at + 1, name, is_pair=False)
    else:
        value = None
    value = value or _beside(text, at)
    if value is not None:
        yield value


def _value_at(
    text: str, at: int, name: re.Match[str], *, is_pair: bool
) -> tuple[int, int] | None:
    """The literal that begins here, or None; of a pair (`name: value`) it ends the line."""
    call = _CALL.match(text, at)
    at = call.end() if call else at
    quoted = _QUOTED.match(text, at)
    if quoted is not None:
        start, end = quoted.span(2 if quoted[2] else 4)
    else:
        bare = (_BARE_PASSWORD if name["password"] else _BARE).match(text, at)
        if bare is None:
            return None
        start, end = bare.span()
        marked = text[start - 1] in "*_`"
        end = start + len(bare[0].rstrip("*_")) if marked else end
        more = _MORE_KEYS.match(text, end) if name["keys"] else None
        end = more.end() if more else end
        word = text[start:end]
        if is_pair and not (
            _ENDS.match(text, max(end, bare.end()))
            or _is_token(word)
            or (name["password"] and _is_odd(word))
        ):
            return None  # more words follow, of which it may be one
        if text.startswith(("(", "["), end) or _NAME_IN_PROGRAM.fullmatch(word):
            return None
        if not (name["password"] or _is_random(word) or _is_full(text, name, word)):
            return None
    return None if _STANDS_FOR_ONE.fullmatch(text, start, end) else (start, end)


def _listed(
    text: str, listed: re.Match[str], name: re.Match[str]
) -> Iterator[tuple[int, int]]:
    """The literals of a list, a mapping by tokens, or entries of YAML."""
    at, is_mapping = listed.end(), listed[0].startswith("{")
    while True:
        quoted = _QUOTED.match(text, at)
        value = _value_at(text, at, name, is_pair=True)
        if value is None:
            return
        word = text[slice(*value)]
        listed_word = quoted and not is_mapping and _is_random(word)
        if not (name["keys"] or _is_token(word) or listed_word):
            return
        yield value
        following = _NEXT.match(text, value[1])
        at = following.end() if following else len(text)
        if not quoted and at == value[1]:
            return


def _beside(text: str, at: int) -> tuple[int, int] | None:
    """What stands beside a name without being assigned, and can be nothing else."""
    apart = _APART.match(text, at)
    if apart is None:
        return None
    if apart["near"]:
        word = _LETTERS.match(text, apart.end())
        if word and _is_mixed(word[0]):
            return word.span()
    word = _BARE.match(text, apart.end())
    if word and _is_token(word[0]) and not _STANDS_FOR_ONE.fullmatch(word[0]):
        return word.start(), word.start() + len(word[0].rstrip("*_.?!"))
    return None


def _is_full(text: str, name: re.Match[str], word: str) -> bool:
    """Whether the name says whose secret it is, so that any word behind it may be one."""
    whole = name[0] if name.start() == 0 else text[name.start() - 1] + name[0]
    return len(word) >= 4 and any(mark in whole for mark in "_-")


def _is_random(word: str) -> bool:
    """Whether a word may be a token: `token: expired` is what a log says of one."""
    return len(word) >= 20 or (len(word) >= 8 and any(c.isdigit() for c in word))


def _is_odd(word: str) -> bool:
    """Whether a word is none of a sentence: letters and digits, and no version."""
    return len(word) >= 6 and "." not in word and _is_mixed(word)


def _is_mixed(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _is_token(word: str) -> bool:
    """Whether a word cannot be but a token: sixteen letters and digits in a row."""
    runs = _RUN.findall(word)
    return any(_is_mixed(run) and sum(c.isdigit() for c in run) > 2 for run in runs)
