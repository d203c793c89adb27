"""The verdict on an issue: what the rules and a model say, and what they may be trusted in.

In doubt there is none: a question that nobody labels costs a maintainer a click, a bug
that is answered as a question costs a reporter.
"""

from bot.core.detector import Verdict
from bot.detection.calibration import fewest, wilson_lower
from bot.detection.model import Model
from bot.detection.rules import Reading, read

RULES_PRECISION = 0.95
"""How often the rules alone are taken to be right, where no owner's issues say more.

It is a judgement, and rests on this: over 1,500 issues of five projects other than
JupyterHub, a mere conjunction (title asks, text asks, no words of a bug form) was right
in .90, and these rules leave alone most of what that took wrongly. Of 60 texts that they
were not tuned on they took 6, all of them questions, which shows .79 and no more; that of
the 229 which they were written with or tuned on they take 67, all rightly, shows less than
it seems to. It is for issues as they come: of 36 bugs and wishes made up to look like
questions an earlier form took 14. Training on the owner's own issues replaces this figure.
"""

_HANDFUL = 5
"""Verdicts of the rules on the owner's issues below which the constant counts."""


def judge(
    title: str, body: str, *, precision: float, model: Model | None = None
) -> Verdict:
    """What an issue is taken for, and why; no text makes it fail.

    The rules act where `precision` is no more than they may be trusted in, see
    `rules_silent`; a model, where the score is above its cut-off for `precision`. Either
    is enough. Neither acts against what the author says that it is: a wish, work on the
    project, something that worked before.
    """
    return verdict_on(read(title, body), precision=precision, model=model)


def verdict_on(
    reading: Reading, *, precision: float, model: Model | None = None
) -> Verdict:
    """The same of what was read already."""
    if reading.nothing:
        return Verdict(is_support=False, why=(reading.nothing,))
    asks = tuple(sign.says for sign in reading.asks)
    silent = ""
    if reading.fires:
        silent = rules_silent(precision, model)
        if not silent:
            return Verdict(is_support=True, why=asks)
        silent = f"the rules take it for one, but {silent}"
    if reading.claims or model is None:
        return Verdict(is_support=False, why=_why_not(reading, silent))
    cut_off = model.cut_off(precision)
    if cut_off is None:
        mute = f"the trained model says nothing: {model.why_silent(precision)}"
        return Verdict(is_support=False, why=(*_why_not(reading, silent), mute))
    if model.score(reading.words) >= cut_off:
        like = f"it reads like the support questions among {model.issues} issues here"
        return Verdict(is_support=True, why=(like, *asks))
    unlike = "it does not read enough like the support questions here"
    return Verdict(is_support=False, why=(*_why_not(reading, silent), unlike))


def rules_silent(precision: float, model: Model | None) -> str:
    """Why the rules must not act alone, in plain words; empty where they may.

    Where a model brings their record on the owner's issues, that counts: with as many
    verdicts as it takes to show the precision, its lower bound must reach it; with
    fewer, but a handful, a single mistake is one too many.
    """
    fired, right = (model.rules_fired, model.rules_right) if model else (0, 0)
    record = f"here they were right in {right} of {fired} verdicts"
    needed = fewest(precision)
    if needed is not None and fired >= needed:
        return "" if wilson_lower(right, fired) >= precision else record
    if fired >= _HANDFUL and right < fired:
        return record
    if precision > RULES_PRECISION:
        return f"they are trusted in {RULES_PRECISION:.0%} of their verdicts at most"
    return ""


def _why_not(reading: Reading, silent: str) -> tuple[str, ...]:
    if silent:
        return (silent,)
    if not reading.english:
        return ("its language is none that the rules understand",)
    if reading.vetoes:
        return tuple(sign.says for sign in reading.vetoes)
    few = "too little speaks for a question" if reading.asks else "nothing in it asks"
    return (few, *(sign.says for sign in (*reading.asks, *reading.against)))
