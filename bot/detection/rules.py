"""What the language rules read out of an issue: who asks, and what speaks against it.

They fire only where several kinds of evidence agree, and nothing at all speaks for a bug,
a wish or work on the project. In doubt they say nothing.
"""

from dataclasses import dataclass

from bot.detection import question_signs as q
from bot.detection.hashed import Words, hashed
from bot.detection.language import is_english
from bot.detection.phrases import Row
from bot.detection.prose import Prose, read_prose
from bot.detection.signs import Sign, Told
from bot.detection.trouble_signs import TROUBLES
from bot.detection.wish_signs import WISHES

_ASKS_HOW = frozenset({q.TITLE_ASKS_HOW, q.SAYS_QUESTION})
_NEW_OR_HELPLESS = frozenset({q.IS_NEW, q.ASKS_FOR_HELP})
_FEWEST_WORDS = 6
"""Of prose: below that nothing is told."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An issue as the detection sees it.

    - `nothing`: why there is nothing to judge, in plain words; empty where there is;
    - `english`: whether the signs were looked for at all;
    - `asks`, `against`: the signs that were found.
    """

    prose: Prose
    nothing: str
    english: bool
    asks: tuple[Sign, ...] = ()
    against: tuple[Sign, ...] = ()

    @property
    def fires(self) -> bool:
        """Whether the rules take it for a support question.

        The text asks. Where the title asks how to do something, or the author calls it a
        question, three kinds of evidence are enough, of five points. Where the title asks
        for yes or no, as wishes do, it takes four kinds of six points; where it is a mere
        topic, an author besides who is new or asks for help.
        """
        if self.against or q.BODY_ASKS not in self.asks:
            return False
        kinds, points = len(self.asks), sum(sign.points for sign in self.asks)
        if not _ASKS_HOW.isdisjoint(self.asks):
            return kinds >= 3 and points >= 5
        if kinds < 4 or points < 6:
            return False
        asks_whether = q.TITLE_ASKS_WHETHER in self.asks
        return asks_whether or not _NEW_OR_HELPLESS.isdisjoint(self.asks)

    @property
    def claims(self) -> tuple[Sign, ...]:
        """What its author says that it is, if not a question: no model is asked then."""
        return tuple(sign for sign in self.against if sign.claim)

    @property
    def may_be_scored(self) -> bool:
        """Whether a model is asked about it, and may learn from it."""
        return not (self.nothing or self.claims)

    @property
    def words(self) -> Words:
        """What a model scores: the words, and the signs beside them."""
        prose = self.prose
        seen = [sign.name for sign in (*self.asks, *self.against)]
        seen += ["log"] * prose.shows_log + ["code"] * prose.shows_code
        return hashed(prose.title, prose.text, seen)


def read(title: str, body: str) -> Reading:
    """Read an issue; any text will do, and no text takes long."""
    prose = read_prose(title, body)
    told = Told(Row(prose.title), Row(prose.text), prose)
    words = told.text.words
    if sum(map(_length, words)) < _FEWEST_WORDS:
        return Reading(prose, _why_nothing(prose, body), english=False)
    if not is_english([*told.title.words, *words]):
        return Reading(prose, "", english=False)
    return Reading(
        prose,
        "",
        english=True,
        asks=tuple(sign for sign in q.FOR if sign.found(told)),
        against=tuple(sign for sign in (*TROUBLES, *WISHES) if sign.found(told)),
    )


def _length(word: str) -> int:
    """In words: scripts without blanks have a whole sentence in one."""
    if word.isascii():
        return int(word[0].isalnum())
    return max(1, len(word) // 4)


def _why_nothing(prose: Prose, body: str) -> str:
    if not body.strip():
        return "its text is empty"
    if prose.shows_error or prose.shows_log or prose.shows_code:
        return "besides logs and code its text says next to nothing"
    return "its text says next to nothing"
