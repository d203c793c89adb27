"""What the doctor says of one thing: that it is well, or what is wrong and the cure.

ok: webhook: https://compass.example.org/api/github/webhooks
not ok: private key: GitHub does not accept SHA256:… → on https://github.com/…
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

LONGEST = 1000
"""Characters of a line's parts: some hold words of strangers."""

Word = Literal["ok", "warning", "not ok", "not checked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What there is to say of a check.

    `ok` is None where it could not be looked at. One that is well and has a cure all
    the same is a warning.
    """

    check: str
    ok: bool | None
    says: str
    cure: str = ""

    @property
    def word(self) -> Word:
        """How it is."""
        if self.ok is None:
            return "not checked"
        if not self.ok:
            return "not ok"
        return "warning" if self.cure else "ok"

    def json(self) -> dict[str, Any]:
        """As `doctor --json` prints it."""
        return {
            "check": self.check,
            "ok": self.ok,
            "says": self.says,
            "cure": self.cure,
        }

    def __str__(self) -> str:
        """On one line."""
        cure = f" → {self.cure}" if self.cure else ""
        return f"{self.word}: {self.check}: {self.says}{cure}"

    def told(self, redact: Callable[[str], str]) -> "Finding":
        """As it may be printed: on one line, of bounded length, without secrets."""

        def plain(text: str) -> str:
            line = "".join(c if c.isprintable() else " " for c in redact(text))
            return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"

        return Finding(plain(self.check), self.ok, plain(self.says), plain(self.cure))


def not_checked(check: str, why: str) -> Finding:
    """It hangs on something else that is not well, and is told there."""
    return Finding(check, None, why)


def summary(findings: tuple[Finding, ...]) -> str:
    """The last line: how it is altogether."""
    words = [finding.word for finding in findings]
    bad, warned = words.count("not ok"), words.count("warning")
    if bad:
        of = "1 line is" if bad == 1 else f"{bad} lines are"
        return f"{of} not ok; what has to be done stands after each arrow."
    if warned:
        of = "one warning" if warned == 1 else f"{warned} warnings"
        return f"All is well, with {of}."
    return "All is well."
