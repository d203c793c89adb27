"""Tokens, keys and passwords in what people paste: found, and taken out.

Whoever asks for help pastes a configuration, and with it what opens their hub. On GitHub
they have shown it already; it must not go on to a forum, which search engines read.

What is found is either of a shape that nothing else has (`ghp_…`, a private key), or the
literal value of something that is named like a secret (`cookie_secret = "…"`). A name
without a literal value is no secret, and what stands for one (`<token>`, `$PASSWORD`,
`xxx`) stays: it tells how the thing is configured. That is where this differs from
`bot.logs.redact`, which keeps secrets out of this bot's own logs: nobody has to
understand what a log line lost, so there every word after `token` goes.

Every pattern is linear: it begins with fixed letters, has no open repetition before
them, and repeats possessively or within bounds.
"""

import re

_PRIVATE_KEY = re.compile(
    # whole, or cut off after some lines of it; also where a string escapes the line breaks
    r"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?:(?!-----)[\s\S])*+-----END[ A-Z0-9]{0,60}(?:-----)?"
    r"|(?:\s*+(?:Proc-Type|DEK-Info|Version|Comment): [^\n]*+)*+"
    r"(?:(?:\s|\\[nr]|>)*+[A-Za-z0-9+/=]{16,}+)*+)"
    r"|LS0tLS1CRUdJTi[A-Za-z0-9+/=]{16,}+"  # the same in base64
)

_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a private key", _PRIVATE_KEY),
    (
        "a GitHub token",  # since April 2026 some hold a JWT and have any length
        re.compile(
            r"gh[opsru]_[A-Za-z0-9]{16,}+(?:[._-][A-Za-z0-9_-]++)*+"
            r"|github_pat_[A-Za-z0-9_]{20,}+"
        ),
    ),
    ("an AWS key", re.compile(r"\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}+\b")),
    (
        "a Google key",
        re.compile(r"\bAIza[\w-]{30,}+|\bya29\.[\w-]{20,}+|\bGOCSPX-[\w-]{20,}+"),
    ),
    (
        "a Slack token",
        re.compile(
            r"\bxox[a-z]-[A-Za-z0-9-]{10,}+|\bxapp-[A-Za-z0-9-]{10,}+"
            r"|(?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{20,}+"
        ),
    ),
    ("a GitLab token", re.compile(r"\bgl[a-z]{2,5}-[\w-]{20,}+")),
    ("an npm token", re.compile(r"\bnpm_[A-Za-z0-9]{30,}+")),
    ("a PyPI token", re.compile(r"\bpypi-AgE[\w-]{16,}+")),
    (
        "a token",
        re.compile(
            r"\bdckr_pat_[\w-]{20,}+|\bdop_v1_[a-f0-9]{40,}+|\bhf_[A-Za-z0-9]{30,}+"
            r"|\bsk-(?:proj|ant|svcacct)-[\w-]{20,}+|\bsk-[A-Za-z0-9]{40,}+"
            r"|\b[sr]k_live_[A-Za-z0-9]{20,}+"
        ),
    ),
    ("a JSON web token", re.compile(r"\beyJ[\w-]{8,}+\.[\w-]++(?:\.[\w-]*+){0,3}")),
)
"""Shapes that nothing else has, as their makers publish them for scanners of secrets."""

# group 1 stays, group 2 goes
_HEADERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a token",
        re.compile(
            r"(\bauthorization[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
            r"(?:bearer|token|basic|negotiate)[ \t]{1,4})([^\s\"',;<>$\[{]{6,}+)",
            re.IGNORECASE,
        ),
    ),
    (
        "a token",
        re.compile(r"(\bbearer[ \t]{1,4})([\w.~+/-]{20,}+=*+)", re.IGNORECASE),
    ),
    (
        "a cookie",
        re.compile(r"(\bcookie[\"']?:[ \t]{0,4})([^\n=]{1,80}=[^\n]*+)", re.IGNORECASE),
    ),
    (
        "a password",
        re.compile(
            r"(://[^\s/@:\"'<>]{0,200}:)(?![$<{*\[])([^\s/@\"'<>]{1,500})(?=@)",
        ),
    ),
    (
        "a token",
        re.compile(
            r"([?&#](?:access_|api_|id_|refresh_|auth_)?"
            r"(?:token|key|secret|password|signature|code)=)"
            r"(?![$<{*\[])([\w.~+/%-]{8,}+=*+)",
            re.IGNORECASE,
        ),
    ),
    (
        "a key or secret",
        re.compile(
            r"(\bopenssl rand -(?:hex|base64) \d{1,4}\s{1,8})([A-Za-z0-9+/=]{16,}+)"
        ),
    ),
    (
        "a key or secret",
        re.compile(r"(\"auth\"[ \t]{0,4}:[ \t]{0,4}\")([A-Za-z0-9+/=]{12,}+)(?=\")"),
    ),
    (
        "a password",
        re.compile(r"(\blogin[ \t]{1,4}\S{1,80}[ \t\n]{1,8}password[ \t]{1,4})(\S++)"),
    ),
)

_NAME = re.compile(
    r"(?:(?P<password>passw(?:or)?d|passphrase|(?<=_)pass|pwd)"
    r"|secret|token|crypt_?key|api[_-]?key|access_?key|account_?key"
    r"|private_?key|encryption_?key|signing_?key)"
    r"(?:[_-]?(?:access_?key|key_?base|key|token|value|hex|base64|string|s))?"
    r"(?![\w-])",
    re.IGNORECASE,
)
"""How what holds a secret is named, or how its name ends."""

_ASSIGNED = re.compile(
    r"[\"'\]]{0,3}[ \t]{0,8}(?:=>|:=|=(?!=)|:)[ \t]{0,8}"
    # an environment variable of Kubernetes
    r"|[\"']?[ \t]{0,8}\r?\n[ \t>]{0,60}[\"']?value[\"']?:[ \t]{0,8}",
)
_OPTION = re.compile(r"--[\w-]{0,40}\Z")
_CALL = re.compile(r"(?:bytes\.fromhex|(?:binascii\.)?(?:a2b_hex|unhexlify))\(")
_QUOTED = re.compile(r"b?\\?([\"'])([^\"'\n\\]{1,2000}+)(?=\\?\1)")
_BARE = re.compile(r"()([\w+/=~!@%^&*.?-]{3,2000}+)")
_ENDS = re.compile(r"[ \t]*+(?:[,;}|)\n\\\"'`]|#|\Z)")

_STANDS_FOR_ONE = re.compile(
    r"[xX*.•_-]+|[<$%{(\[].*|.*(?:\$\{|\{\{|<\w+>).*"
    r"|(?:none|null|nil|true|false|yes|no|empty|unset|hidden|redacted|removed|secret"
    r"|password|token|string|str|bytes|int|optional|required|example|todo|generated)"
    r"|(?:your|my|some)[-_ ].*|change[-_ ]?(?:me|it|this).*|.*(?:xxx|\*\*\*).*"
    r"|(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"  # the name of an environment variable
    r"|(?:~|\.{0,2})/.*|\w+://.*",  # where it is kept, where it is asked for
    re.IGNORECASE,
)
_NAME_IN_PROGRAM = re.compile(r"(?:[A-Za-z_]\w*\.)+[A-Za-z_]+")


def blank_secrets(text: str) -> tuple[str, int]:
    """The text with `[removed: a GitHub token]` and the like, and how many there are.

    The rest is as it was, character by character. A private key counts as one.
    """
    count = 0
    for kind, shape in _SHAPES:
        text, found = shape.subn(f"[removed: {kind}]", text)
        count += found
    for kind, header in _HEADERS:
        text, found = header.subn(rf"\g<1>[removed: {kind}]", text)
        count += found
    text, found = _without_named(text)
    return text, count + found


def _without_named(text: str) -> tuple[str, int]:
    """Without the literal values of what is named like a secret."""
    parts: list[str] = []
    done, count = 0, 0
    for name in _NAME.finditer(text):
        if name.start() < done:
            continue
        value = _value_after(text, name)
        if value is not None:
            kind = "a password" if name["password"] else "a key or secret"
            parts += text[done : value.start(2)], f"[removed: {kind}]"
            done = value.end(2)
            count += 1
    return "".join((*parts, text[done:])), count


def _value_after(text: str, name: re.Match[str]) -> re.Match[str] | None:
    """The literal that is assigned to `name`, or None."""
    at = name.end()
    assigned = _ASSIGNED.match(text, at)
    if assigned is not None:
        at = assigned.end()
    elif text.startswith(" ", at) and _OPTION.search(
        text, max(0, name.start() - 42), name.start()
    ):
        at += 1
    else:
        return None
    call = _CALL.match(text, at)
    at = call.end() if call else at
    value = _QUOTED.match(text, at)
    if value is None:
        value = _BARE.match(text, at)
        if value is None or not _is_literal(value, name, assigned):
            return None
    return None if _STANDS_FOR_ONE.fullmatch(value[2]) else value


def _is_literal(
    value: re.Match[str], name: re.Match[str], assigned: re.Match[str] | None
) -> bool:
    """Whether words without quotes may be a value: no prose, no expression."""
    text, end = value.string, value.end()
    if assigned is not None and ":" in assigned[0] and not _ENDS.match(text, end):
        return False  # more words follow
    if text.startswith(("(", "["), end) or _NAME_IN_PROGRAM.fullmatch(value[2]):
        return False
    return bool(name["password"]) or _is_random(value[2])


def _is_random(word: str) -> bool:
    """Whether a word may be a token: `token: expired` is what a log says of one."""
    return len(word) >= 20 or (len(word) >= 8 and any(c.isdigit() for c in word))
