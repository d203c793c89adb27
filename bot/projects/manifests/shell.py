"""Commands of a shell, as far as they stand there as text; none is ever run.

Quotes, comments, redirections and variables whose values are known are understood. What
only a shell can tell leaves `UNKNOWN` in its word: `$(…)`, a variable that nobody gave a
value, one that would be several words.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import NamedTuple

UNKNOWN = "\0"
LONGEST = 1000
"""Characters of a word; what is beyond them is unknown."""

_COMMON = r"""
    | \$(?:(?P<bare>\w++)|\{(?P<braced>\w++)(?:(?P<if>:?-)(?P<else>[^${}"'`\\]*+))?\})
    | (?P<lost>.)
"""
_BESIDE_QUOTES = (
    r"(?P<gap>\s++) | '(?P<single>[^']*+)' | (?P<quote>\") | \\(?P<escaped>.)"
)
_FLAGS = re.VERBOSE | re.DOTALL | re.ASCII

_SHELL = re.compile(
    _BESIDE_QUOTES
    + r"""
    | (?P<plain>[^\s\\'"$`&|;()<>]++)
    | (?P<into>&>>?|<<<|<<-?|[<>]&|>>|>\||<>|[<>])
    | (?P<operator>&&|\|\||;;|[|;&()])
    | (?P<code>\$\(|`)"""
    + _COMMON,
    _FLAGS,
)
_DOCKER = re.compile(_BESIDE_QUOTES + r"| (?P<plain>[^\s\\'\"$]++)" + _COMMON, _FLAGS)
_QUOTED = re.compile(
    r"""(?P<quote>") | \\(?P<escaped>["\\$`]) | (?P<plain>[^"\\$`]++|\\)
    | (?P<code>\$\(|`)"""
    + _COMMON,
    _FLAGS,
)
_CODE = re.compile(r"""\\. | '[^']*+' | "(?:[^"\\]|\\.)*+" | [()]""", _FLAGS)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*+=", re.ASCII)

_OPENING = frozenset({"if", "case"})
_CLOSING = frozenset({"fi", "esac"})
_KEYWORDS = frozenset({"then", "else", "elif", "while", "until", "do", "!"})
_TESTS = frozenset({"[", "[[", "test"})
_ASSIGNING = frozenset({"export", "readonly", "local"})


class Word(NamedTuple):
    """What a program is given, and where in the text it begins."""

    text: str
    at: int


class Command(NamedTuple):
    """A program and what it is given; `condition` is "" where it runs in any case."""

    words: Sequence[Word]
    condition: str


def docker_words(text: str, at: int, values: Mapping[str, str]) -> Iterator[Word]:
    """The words of an instruction of Docker's, which knows no operators."""
    for token in _Scan(text, at, values, _DOCKER).tokens():
        if isinstance(token, Word):
            yield token


def commands(text: str, at: int, values: Mapping[str, str]) -> Iterator[Command]:
    """What is run, in the order in which it stands there."""
    known = dict(values)
    blocks = _Blocks()
    words: list[Word] = []
    before = ""
    for token in _Scan(text, at, known, _SHELL).tokens():
        if isinstance(token, Word):
            words.append(token)
            continue
        own = words[blocks.enter(words, before) :]
        condition = blocks.condition(before)
        # before the next word is read, as that may name a variable that is set here
        if not _assign(own, known, certain=not condition) and own:
            yield Command(own, condition)
        blocks.meet(token, before, own)
        words, before = [], token


def _assign(
    words: Sequence[Word], known: MutableMapping[str, str], *, certain: bool
) -> bool:
    """Whether a command does nothing but give variables their values."""
    if words and words[0].text == "for":
        known["".join(word.text for word in words[1:2])] = UNKNOWN
        return True
    given = words[1:] if words and words[0].text in _ASSIGNING else words
    if not all(_ASSIGNMENT.match(word.text) for word in given):
        return False
    for word in given:
        name, _, value = word.text.partition("=")
        known[name] = value if certain else UNKNOWN
    return True


class _Blocks:
    """Which `if`, `case`, `( … )` and `{ … }` are open, outermost first.

    Each is a pair: whether it is a group, and the condition under which all in it runs.
    What follows a test by `&&` is guarded by it.
    """

    def __init__(self) -> None:
        self.open: list[tuple[bool, str]] = []
        self.is_guarded = False

    def condition(self, before: str) -> str:
        inner = self.open[-1][1] if self.open else ""
        own = before == "||" or (before == "&&" and self.is_guarded)
        return inner or (before if own else "")

    def enter(self, words: Sequence[Word], before: str) -> int:
        """How many words are keywords of the shell, and no program."""
        for count, word in enumerate(words):
            if word.text in _OPENING:
                self.open.append((False, self.condition(before) or word.text))
            elif word.text == "{":
                self.open.append((True, self.condition(before)))
            elif word.text in _CLOSING or word.text == "}":
                self.close(is_group=word.text == "}")
            elif word.text not in _KEYWORDS:
                return count
        return len(words)

    def meet(self, operator: str, before: str, words: Sequence[Word]) -> None:
        """Go on behind an operator, and what stands in front of it."""
        is_test = bool(words) and words[0].text in _TESTS
        self.is_guarded = operator == "&&" and (is_test or self.is_guarded)
        if operator == "(":
            self.open.append((True, self.condition(before)))
        elif operator == ")":
            self.close(is_group=True)

    def close(self, *, is_group: bool) -> None:
        """The last one, unless it is another: what a `case` is about ends with `)`."""
        if self.open and self.open[-1][0] == is_group:
            self.open.pop()


class _Scan:
    """One way through a text, from left to right."""

    def __init__(
        self, text: str, at: int, values: Mapping[str, str], rules: re.Pattern[str]
    ) -> None:
        self.text = text
        self.at = at
        self.values = values
        self.rules = rules
        self.parts: list[str] = []
        self.length = 0
        self.began: int | None = None
        self.is_target = False

    def tokens(self) -> Iterator[Word | str]:
        """Words and operators, with an empty one at the end.

        Where a quote is never closed, nothing of what it began in is told.
        """
        rules = self.rules
        while self.at < len(self.text) and not self.is_comment():
            found = rules.match(self.text, self.at)
            if found is None or found["lost"] == "'":  # which nothing closes
                return
            begins, self.at = self.at, found.end()
            match found.lastgroup:
                case "gap":
                    yield from self.word()
                case "operator":
                    yield from self.word()
                    self.is_target = False
                    yield found[0]
                case "into":
                    yield from self.word(before_redirection=True)
                    self.is_target = True
                case "quote":
                    self.add("", begins)
                    rules = self.rules if rules is _QUOTED else _QUOTED
                case "code":
                    self.add(UNKNOWN, begins)
                    if not self.leave_code(found[0]):
                        return
                case "single" | "plain" | "escaped" as kind:
                    self.add(found[kind], begins)
                case _:
                    self.add(self.value(found, rules), begins)
        if rules is not _QUOTED:
            yield from self.word()
            yield ""

    def is_comment(self) -> bool:
        """Whether all the rest is one."""
        begins_word = self.rules is _SHELL and self.began is None
        return begins_word and self.text[self.at] == "#"

    def add(self, part: str, begins: int) -> None:
        if self.began is None:
            self.began = begins
        self.length += len(part)
        self.parts.append(part if self.length <= LONGEST else UNKNOWN)

    def word(self, *, before_redirection: bool = False) -> Iterator[Word]:
        """The word that ends here, if any, but for what belongs to a redirection."""
        if self.began is None:
            return
        word = Word("".join(self.parts), self.began)
        is_word = not self.is_target
        self.parts, self.length, self.began, self.is_target = [], 0, None, False
        if is_word and not (before_redirection and word.text.isdigit()):
            yield word

    def value(self, found: re.Match[str], rules: re.Pattern[str]) -> str:
        """That of a variable; UNKNOWN is also what is no name, such as `$?`."""
        value = self.values.get(found["bare"] or found["braced"] or "")
        if found["if"] and (value is None or (not value and found["if"] == ":-")):
            value = found["else"]
        if value is None or (rules is _SHELL and len(value.split()) > 1):
            return UNKNOWN
        return value

    def leave_code(self, opening: str) -> bool:
        """Whether what is run inside a word ends somewhere."""
        if opening == "`":
            self.at = self.text.find("`", self.at) + 1
            return self.at > 0
        depth = 1
        for found in _CODE.finditer(self.text, self.at):
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            if not depth:
                self.at = found.end()
                return True
        return False
