"""Who tells whether a text is a support question: what a feature may ask."""

from dataclasses import dataclass
from typing import Protocol

LEAST_PRECISION, MOST_PRECISION = 0.5, 0.999
"""What may be asked of a detector: more often right than a coin, and not always."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text is taken for a support question, and the reasons, for people.

    `why` are short plain sentences without the text's own words, such as `its title asks
    how to do something`; where it is taken for none they say what kept it from that.
    """

    is_support: bool
    why: tuple[str, ...] = ()


class Detector(Protocol):
    """Looks at texts with the language rules, and the owner's own model if there is one."""

    def judge(self, owner: str, title: str, body: str, *, precision: float) -> Verdict:
        """What an issue of the owner's repositories is taken for.

        A support question only where that may be expected to be right in at least
        `precision` (0 to 1) of all such verdicts.
        """
        ...
