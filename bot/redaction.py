"""What must be in no log, page, error or metric, and how it is blanked.

There are two ways to know it. Credentials have shapes, whoever's they are. And the
secrets that this process was given are known, in whatever form they come back: escaped,
encoded, or with an end cut off.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, quote_plus

REDACTED = "[redacted]"

SHORTEST = 4
"""A secret that is shorter is not looked for: every word would hold it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What credentials of a kind look like; without one of the `signs` there is none.

    Most texts have no sign, in lower case, and are not looked at any further.
    """

    signs: tuple[str, ...]
    looks: re.Pattern[str]
    blank: str = REDACTED


SHAPES = (
    # a private key, as it is, escaped into one line, cut off, in base64, or its middle
    Shape(
        ("-----begin",),
        re.compile(
            r"-----BEGIN[ A-Z]*PRIVATE KEY-----.*?(?:-----END[ A-Z]*-----|\Z)",
            re.DOTALL,
        ),
    ),
    Shape(("ls0tls1crudjti",), re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]+")),
    Shape(("mii",), re.compile(r"MII[A-Za-z0-9+/=]{40,}")),
    # GitHub's tokens; since April 2026 some hold a JWT and have any length
    Shape(
        ("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_"),
        re.compile(r"gh[opsru]_[A-Za-z0-9._-]{10,}|github_pat_\w{10,}"),
    ),
    # `ghs_` or a JWT's beginning in the middle of something in base64
    Shape(
        ("z2hzx", "nahnf", "doc1", "zxlkagjhy2lpa", "v5smhir2npt2", "leupoykdjau9p"),
        re.compile(
            r"(?<![\w+/-])[\w+/-]*?(?:Z2hzX|naHNf|doc1"
            r"|ZXlKaGJHY2lPa|V5SmhiR2NpT2|leUpoYkdjaU9p)[\w+/-]{14,}=*"
        ),
    ),
    # a JWT, also one that is cut off
    Shape(("eyj",), re.compile(r"eyJ[\w-]{17,}(?:\.[\w-]*){0,2}")),
    # an address with a password, and a password among its parameters
    Shape(
        ("://",),
        re.compile(r"(?<=://)(?!user:password@)[^/@\s:]*:[^/@\s]+(?=@)"),  # not ours
    ),
    Shape(
        ("_token=", "_secret=", "key=", "password="),
        re.compile(
            r"\b((?:access_token|client_secret|api_?key|password)=)"
            r"(?:'[^'\n]*'|[^\s&'\",;]+)",
            re.IGNORECASE,
        ),
        rf"\1{REDACTED}",
    ),
    Shape(
        ("bearer ", "token ", "basic "),
        re.compile(
            r"(?<=\bbearer )[^\s\"',;\\<>]+|(?<=\btoken )[\w.~+/=-]{16,}"
            r"|(?<=\bbasic )[a-z0-9+/=]{8,}",
            re.IGNORECASE,
        ),
    ),
    # headers, also as a mapping or a list of pairs shows them
    Shape(
        ("authorization", "cookie"),
        re.compile(
            r"\b(authorization|cookie)(\\?[\"']?\s?[:=]\s?|\\?[\"'],\s?)"
            r"(b?\\?\"[^\"\n]*\\?\"|b?\\?'[^'\n]*\\?'|[^\n\"']+)",
            re.IGNORECASE,
        ),
        rf"\1\2{REDACTED}",
    ),
)

_SHORTEST_SHAPE = len("ghs_1234567890")
"""No shorter text has one of the shapes: most log values are not even looked at."""


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without `secrets`, those that are hidden, and what looks like one."""
    for known in (_hidden, known_as(tuple(secrets))):
        text = known.blanked(text)
    if len(text) < _SHORTEST_SHAPE:
        return text
    lowered = text.lower()
    for shape in SHAPES:
        if any(map(lowered.__contains__, shape.signs)):
            text = shape.looks.sub(shape.blank, text)
    return text


def hide(secrets: Iterable[str]) -> None:
    """From now on these are what `redact` knows in this process, and no others."""
    global _hidden  # noqa: PLW0603 - as a process has one log, it has one list of these
    _hidden = known_as(tuple(secrets))


@dataclass(frozen=True, slots=True)
class Known:
    """The forms of secrets by how they begin, and backwards by how they end.

    A long one may lack an end, so that it is known by a few letters of the other.
    """

    heads: Mapping[str, Sequence[str]]
    tails: Mapping[str, Sequence[str]]
    signs: frozenset[str]

    def blanked(self, text: str) -> str:
        """The text without them, and without what is there of a long one."""
        if not any(map(text.__contains__, self.signs)):
            return text
        text = _without(text, self.heads, REDACTED)
        return _without(text[::-1], self.tails, REDACTED[::-1])[::-1]


def _without(text: str, heads: Mapping[str, Sequence[str]], blank: str) -> str:
    """Blank all that begins as one of the forms does, as far as any goes on so."""
    for head, forms in heads.items():
        pieces, at = [], 0
        while (found := text.find(head, at)) >= 0:
            length = max(_in_common(text, found, form) for form in forms)
            if length:
                pieces += [text[at:found], blank]
                at = found + length
            else:  # a word that it begins with, as others do
                pieces.append(text[at : found + 1])
                at = found + 1
        if pieces:
            text = "".join((*pieces, text[at:]))
    return text


def _in_common(text: str, at: int, form: str) -> int:
    """How much of the form is there: enough that it is no word, or all there is room for.

    A secret may begin with the name of what it is for.
    """
    there = text[at : at + len(form)]
    if there == form:
        return len(form)
    pairs = enumerate(zip(there, form, strict=False))
    length = next((n for n, (one, other) in pairs if one != other), len(there))
    rest = text[at + length : at + length + 3]
    is_cut_off = not rest or rest.startswith(("…", " …", "..."))
    return length if is_cut_off or length >= min(_NO_WORD, len(form) // 2) else 0


_NO_WORD = 24
"""Letters in a row that are no word, nor a repository's name."""

_CUT_FROM, _END = 16, 12
"""A form of so many characters is known by so many at either end."""


@lru_cache(maxsize=8)
def known_as(secrets: tuple[str, ...]) -> Known:
    """All ways in which the secrets may come back."""
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) >= SHORTEST:
            data = secret.encode(errors="surrogateescape")
            forms.update(_escaped(secret, data), _in_base64(data))
            if "\n" in secret:  # a key: of its lines each is a secret
                for line in secret.split("\n"):
                    if len(line) >= _CUT_FROM:
                        forms.update(
                            _escaped(line, line.encode(errors="surrogateescape"))
                        )
    heads: dict[str, list[str]] = {}
    tails: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        end = _END if len(form) >= _CUT_FROM else len(form)
        heads.setdefault(form[:end], []).append(form)
        tails.setdefault(form[: -end - 1 : -1], []).append(form[::-1])
    signs = frozenset((*heads, *(tail[::-1] for tail in tails)))
    return Known(heads, tails, signs)


def _escaped(text: str, data: bytes) -> Iterator[str]:
    yield text
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield repr(text)[1:-1]
    yield repr(data)[2:-1]
    for escaped in (quote(data, safe=""), quote(data), quote_plus(data)):
        yield escaped
        yield re.sub("%..", lambda found: found[0].lower(), escaped)
    yield _in_html(text, "&#39;", "&#34;")
    yield _in_html(text, "&#x27;", "&quot;")


def _in_html(text: str, single: str, double: str) -> str:
    for char, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(char, name)
    return text.replace("'", single).replace('"', double)


def _in_base64(data: bytes) -> Iterator[str]:
    """As it looks in base64, alone or in the middle of something else."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + data).decode()
        inner = whole.rstrip("=")[(0, 2, 3)[before] :]
        if (before + len(data)) % 3:
            inner = inner[:-1]  # it depends on what follows
        if len(inner) >= 2 * SHORTEST:
            yield inner
            yield inner.replace("+", "-").replace("/", "_")


_hidden = Known({}, {}, frozenset())
