"""What the author of an issue really says, without what is pasted or was there before.

An issue's body is mostly not prose: forms bring their headings and comments, people
paste logs, configurations and tracebacks, with a fence around them or without. Here is
a look at lines, not a parser of Markdown: it takes a few milliseconds for the longest
body that GitHub allows, and where it is wrong about a line, one line is missing.

The headings of forms are no words of the author. That a heading has an answer below it
is kept, since it shows what the author took the trouble to tell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.detection import lines

MOST_CHARACTERS = 65_536
"""GitHub's own limit for a body; what is longer is not looked at."""

_MOST_LINES = 2_000
_MOST_PROSE = 5_000  # characters
_MOST_SAID = 400  # lines
"""What is asked is asked before that, and nothing after it is looked at."""

_CODE = "code"
"""Stands where inline code was, so that the sentence around it stays one."""

_INLINE_CODE = re.compile(r"(`+)[^`\n]{1,300}\1")
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\](?:\([^)\s]{0,400}[^)\n]{0,80}\))?")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^)\s]{1,400}\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<[a-z]{2,8}:[^<>\s]{1,300}>")
_PATH = re.compile(r"(?<!\S)[~.]?/[\w./-]{2,200}")
_MARKUP = re.compile(r"(?<!\w)[*~_]{1,3}(?=\w)|(?<=[\w.!?:])[*~_]{1,3}(?!\w)")
_BLANKS = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")

_REPRODUCTION = re.compile(
    r"reproduc|steps|expected|actual|observed|current behaviou?r", re.IGNORECASE
)
_PROPOSAL = re.compile(
    r"propos|alternative|who would use|suggest|solution|feature|motivation|use case",
    re.IGNORECASE,
)
_FOLD = re.compile(r"<(/?)details\b", re.IGNORECASE)
_PRE = re.compile(r"<(/?)pre\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prose:
    """The author's own words, and what stood beside them.

    - `text`: paragraphs, one a line, of about 8,000 characters at most;
    - `shows_error`: a traceback or an error that a program printed is in it, in code or
      pasted as it is; `shows_traceback`: lines of a traceback are;
    - `shows_log`, `shows_code`: so is a log or the like, so is code in a fence;
    - `shows_settings`: so are, in code, several lines of a configuration;
    - `tells_steps`: the part of a form about reproducing, what was expected or what
      happened is filled in; `proposes`: that about a proposal or its alternatives.
    """

    title: str
    text: str
    shows_error: bool = False
    shows_traceback: bool = False
    shows_log: bool = False
    shows_code: bool = False
    shows_settings: bool = False
    tells_steps: bool = False
    proposes: bool = False


def read_prose(title: str, body: str) -> Prose:
    """The prose of an issue, whatever its texts hold; of a long one its beginning."""
    reader = _Reader()
    text = _LINE_END.sub("\n", body[:MOST_CHARACTERS])
    for line in _without_front_matter(text.split("\n", _MOST_LINES)[:_MOST_LINES]):
        if reader.full:
            break
        reader.read(line[:_MOST_PROSE].rstrip())
    return Prose(
        _in_words(title[:1000]),
        "\n".join(_paragraphs(reader.said)),
        shows_error=reader.shows_error or lines.is_error(title.strip()),
        shows_traceback=reader.shows_traceback,
        shows_log=reader.shows_log,
        shows_code=reader.shows_code,
        shows_settings=reader.settings >= _SETTINGS,
        tells_steps=_answers(reader.answers, _REPRODUCTION) >= _ANSWER,
        proposes=_answers(reader.answers, _PROPOSAL) >= _ANSWER,
    )


_SETTINGS = 2
"""Lines: a single one may be anything with a colon."""

_ANSWER = 4
"""Words: `None`, `see above` or `I don't know` tell nothing."""


def _answers(answers: dict[str, int], kind: re.Pattern[str]) -> int:
    """How many words stand below headings of this kind."""
    return sum(words for heading, words in answers.items() if kind.search(heading))


def _without_front_matter(every: list[str]) -> Iterable[str]:
    """Issue templates of old left theirs in what people sent."""
    if every and every[0].rstrip() == "---":
        for number, line in enumerate(every[1:40], 2):
            if line.rstrip() == "---":
                return every[number:]
    return every


@dataclass(slots=True)
class _Reader:
    """Reads line after line; `said` has those of prose, an empty one between blocks."""

    said: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    shows_error: bool = False
    shows_log: bool = False
    shows_code: bool = False
    shows_traceback: bool = False
    settings: int = 0
    _characters: int = 0
    _heading: str = ""
    _fence: str = ""
    _comment: bool = False
    _folds: int = 0
    _pre: bool = False
    _blank: bool = True
    _indented: bool = False
    _traceback: bool = False
    _listed: bool = False

    @property
    def full(self) -> bool:
        """Whether more has been said than is looked at."""
        return self._characters >= _MOST_PROSE or len(self.said) >= _MOST_SAID

    def read(self, line: str) -> None:
        """The next line, without blanks at its end."""
        if self._fence:
            self._read_code(line)
            return
        if self._comment or "<!--" in line:
            line = self._without_comments(line)
        fence = lines.FENCE.match(line[:300])
        if fence:
            self._fence, self.shows_code = fence[1], True
            self.said.append("")
        elif self._folded(line):
            self._see_pasted(line)
        elif not line:
            self._end_block()
        else:
            self._read_line(line)
            self._blank = False

    def _read_code(self, line: str) -> None:
        end = line.strip()
        if end.startswith(self._fence) and not end.strip(self._fence[0]):
            self._fence = ""
        else:
            self._see_pasted(line)

    def _see_pasted(self, line: str) -> None:
        if lines.is_error(line):
            self.shows_error = True
            self.shows_traceback |= lines.is_traceback(line)
        else:
            self.settings += lines.is_setting(line)

    def _without_comments(self, line: str) -> str:
        shown = []
        while line:
            if self._comment:
                _, end, line = line.partition("-->")
                self._comment = not end
            else:
                before, start, line = line.partition("<!--")
                shown.append(before)
                self._comment = bool(start)
        return "".join(shown).rstrip()

    def _folded(self, line: str) -> bool:
        """Whether it is in what unfolds at a click, or in HTML's own code."""
        inside = bool(self._folds or self._pre)
        if "<" in line:
            for end in _FOLD.findall(line):
                self._folds = max(0, self._folds + (-1 if end else 1))
                inside = True
            for end in _PRE.findall(line):
                self._pre, inside, self.shows_code = not end, True, True
        return inside

    def _end_block(self) -> None:
        self._blank, self._traceback = True, False
        if self.said and self.said[-1]:
            self.said.append("")

    def _read_line(self, line: str) -> None:
        if self._is_indented(line):
            self.shows_code = True
            self._see_pasted(line)
        elif line.lstrip().startswith(">"):
            pass  # somebody else's words
        elif label := _label(line):
            self._heading = label
            self._end_block()
        elif self._is_error(line):
            self.shows_error = True
            self.shows_traceback |= lines.is_traceback(line)
        elif lines.is_pasted(line):
            self.shows_log = self.shows_log or lines.LOG.match(line[:300]) is not None
        else:
            self._say(line)

    def _is_indented(self, line: str) -> bool:
        """Code by its indentation, which in a list is none."""
        deep = line.startswith(("    ", "\t"))
        self._indented = deep and (self._indented or (self._blank and not self._listed))
        if not deep:
            self._listed = lines.LIST_ENTRY.match(line) is not None
        return self._indented

    def _is_error(self, line: str) -> bool:
        """Also what is indented between a traceback's first line and its last."""
        if lines.is_error(line):
            self._traceback = True
            return True
        self._traceback = self._traceback and line[0] in " \t"
        return self._traceback

    def _say(self, line: str) -> None:
        words = _in_words(line)
        if words:
            self._characters += len(words)
            if lines.LIST_ENTRY.match(line):
                self.said.append("")
            self.said.append(words)
            if self._heading:
                known = self.answers.get(self._heading, 0)
                self.answers[self._heading] = known + words.count(" ") + 1


def _label(line: str) -> str:
    """The heading that a line is, or empty."""
    if heading := lines.HEADING.match(line):
        return line[heading.end() :][:120] or "#"
    bold = lines.BOLD_LINE.match(line)
    return bold[1] if bold else ""


def _in_words(line: str) -> str:
    """One line as text: no markup, addresses, images or code."""
    entry = lines.LIST_ENTRY.match(line)
    text = line[entry.end() :] if entry else line
    text = _INLINE_CODE.sub(f" {_CODE} ", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = _TAG.sub(" ", _ADDRESS.sub(" link ", text))
    text = _MARKUP.sub("", _PATH.sub(f" {_CODE} ", text))
    return _BLANKS.sub(" ", text).strip()


def _paragraphs(said: list[str]) -> Iterator[str]:
    """Lines that belong together as one, so that no sentence is torn."""
    together: list[str] = []
    for line in [*said, ""]:
        if line:
            together.append(line)
        elif together:
            yield " ".join(together)
            together = []
