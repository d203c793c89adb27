"""Every issue judged by a model that was trained without it: what the bot would have done.

An owner's issues are cut into five parts. For each part a model is made of the others,
with everything that belongs to it, its cut-off too, and judges that part as the bot
judges new issues. So nothing is chosen on the issues that it is measured on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.detector import Verdict
from bot.detection import rules
from bot.detection.model import Model
from bot.detection.verdict import verdict_on
from bot.training.examples import Example, Origin, TooFew, check_enough
from bot.training.lessons import Lesson
from bot.training.reading import Past, Reading

NEVER_ASKED = frozenset(
    {
        "written by a bot",
        "written by a member",
        "in a form of its own",
        "labelled as support by another bot",
        "labelled as support by its form alone",
    }
)
"""Issues that the bot does not judge, so that neither does a trial."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An issue and what the rules alone, the model alone and both would have said."""

    past: Past
    rules: bool
    model: bool
    verdict: Verdict

    @property
    def is_support(self) -> bool | None:
        """What people say; None where nobody has."""
        return self.past.said.is_support if isinstance(self.past.said, Lesson) else None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the model of all issues, or why there is none.

    `judged` are the issues that the bot would have been asked about, newest first.
    """

    model: Model | None
    too_few: str
    judged: tuple[Judged, ...]


def try_out(
    reading: Reading, origin: Origin, told: Callable[[str], None] = lambda _doing: None
) -> Trial:
    """Train on all that can be learned from, and on parts of it, to judge the others."""
    texts = {
        _place(one): rules.read(one.issue.title, one.issue.body)
        for one in reading.past
        if isinstance(one.said, Lesson) or one.said not in NEVER_ASKED
    }
    # Oldest first, so that the order does not depend on what came since.
    asked = [one for one in reversed(reading.past) if _place(one) in texts]
    learned = {
        _place(one): _example(said, texts[_place(one)])
        for one in asked
        if isinstance(said := one.said, Lesson) and texts[_place(one)].may_be_scored
    }
    model: Model | None = None
    unseen: Mapping[_Place, Model | None] = {}
    too_few = ""
    try:
        check_enough(tuple(learned.values()))
    except TooFew as error:
        too_few = str(error)
    else:
        model, unseen = _learn(learned, origin, told)
    judged = tuple(
        _judge(one, texts[_place(one)], unseen.get(_place(one), model))
        for one in reversed(asked)
    )
    return Trial(model, too_few, judged)


_Place = tuple[str, int]


def _place(one: Past) -> _Place:
    return one.source.full_name, one.issue.number


def _example(said: Lesson, text: rules.Reading) -> Example:
    return Example(text.words, said.is_support, text.fires, said.author, said.weight)


def _learn(
    learned: Mapping[_Place, Example], origin: Origin, told: Callable[[str], None]
) -> tuple[Model, Mapping[_Place, Model | None]]:
    """The model; and for each example one without it and its author's others."""
    from bot.training.learning import learn, others, split  # a second, for scikit-learn

    told(f"Training on {len(learned):,} issues")
    places, examples = tuple(learned), tuple(learned.values())
    unseen: dict[_Place, Model | None] = {}
    parts = split(examples)
    for number, held in enumerate(parts, 1):
        told(f"Judging part {number} of {len(parts)}")
        rest = [examples[at] for at in others(len(places), held)]
        try:
            part = learn(rest, origin)
        except TooFew:  # with that part it is barely enough
            part = None
        unseen |= {places[at]: part for at in held}
    return learn(examples, origin), unseen


def _judge(past: Past, text: rules.Reading, model: Model | None) -> Judged:
    precision = past.source.precision
    return Judged(
        past,
        rules=text.fires,
        model=model is not None and _speaks(model, text, precision),
        verdict=verdict_on(text, precision=precision, model=model),
    )


def _speaks(model: Model, text: rules.Reading, precision: float) -> bool:
    """Whether the model, without any rules, takes it for a support question."""
    cut_off = model.cut_off(precision) if text.may_be_scored else None
    return cut_off is not None and model.score(text.words) >= cut_off
