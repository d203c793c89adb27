"""What the language rules read out of an issue: what speaks for a question, and against.

Signs are weighed: each has points, and of a question there have to be `ENOUGH`. In doubt
the rules say nothing, and there are signs that no question outweighs.
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

ENOUGH = 6
"""Points from which on it is a question.

Of the others among the texts that the rules were tuned on none has more than five, and of
those by somebody who did not know the rules none more than three.
"""

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

        Its text asks for something, and there are `ENOUGH` points: of one kind of
        evidence there are four at most, so that two kinds have to agree.
        """
        if self.vetoes or q.ASKING.isdisjoint(self.asks):
            return False
        return self.points >= ENOUGH

    @property
    def points(self) -> int:
        """What speaks for a question, less what speaks against it."""
        return sum(sign.points for sign in (*self.asks, *self.against))

    @property
    def vetoes(self) -> tuple[Sign, ...]:
        """The signs that no question outweighs."""
        return tuple(sign for sign in self.against if sign.veto or sign.claim)

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
        seen += (
            ["error"] * prose.shows_error
            + ["log"] * prose.shows_log
            + ["code"] * prose.shows_code
        )
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
