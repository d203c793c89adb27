"""A version as people write it, and its place among all others.

    1.9 · 1.10 · 1.10.post1 · 2026.04.0        Python's, by PEP 440
    1.2.3.dev4 · 1.2.3b1 · 1.2.3rc1 · 1.2.3    what comes before a final version
    1.2.3-beta.1 · 4.3.3-0.dev.git.7137.h1b2   npm's and Helm's, by SemVer

Most texts mean the same to both. Three numbers and a hyphen are SemVer's: to PEP 440
`1.2.3-1` would come after 1.2.3, but nobody who means that writes it so (PEP 440's own
form is `1.2.3.post1`), while to npm and Helm it is how a prerelease is written. Who takes
it for a prerelease also errs on the safe side: those never hide a stable version.

What follows the hyphen may say something else than how final a version is: 1.2.3-alpine is
for another system, 1.2.3-doc another thing. Only SemVer takes those for prereleases.
"""

import re
from dataclasses import dataclass, field

LONGEST = 100
"""Characters of a version, at most: numbers in it stay cheap, whatever they are."""

_DIGITS = "0123456789"
_IDENTIFIER = _DIGITS + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_PHASES = {"a": "alpha", "b": "beta", "rc": "rc"}
_SAY_HOW_FINAL = frozenset(
    """
    a alpha b beta c rc pre preview dev next canary nightly snapshot m ea git n
    """.split()
)
"""The last two are of descriptions by Git: `0.dev.git.7137.h1b2`, `n155.h1b2c3d`."""

_SHA = re.compile(r"[gh](?=[a-f]*[0-9])[0-9a-f]+|[gh]?[0-9a-f]{7,}")
"""The name of a commit, as they have it."""

Step = tuple[int, int, str]
"""What follows the numbers, bit by bit: first of which sort it is, then which of them."""

_DEV, _END, _NUMBER, _WORD, _POST, _FINAL = range(6)
_END_STEP, _FINAL_STEP = (_END, 0, ""), (_FINAL, 0, "")
_FINAL_STEPS = (_FINAL_STEP, _END_STEP)

Order = tuple[int, tuple[int, ...], tuple[Step, ...], tuple[Step, ...]]
"""The epoch, the numbers without zeros at their end, what follows, and the build."""


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """A version; equal to another where both schemes know no difference (1.0 and 1.0.0).

    `text` is as people write it, without a `v`; `numbers` are those of the release. A
    `variant` says after them what it is for, and not only how final it is.
    """

    order: Order = field(repr=False)
    text: str = field(compare=False)
    numbers: tuple[int, ...] = field(compare=False, repr=False)
    prerelease: bool = field(compare=False, repr=False)
    variant: bool = field(default=False, compare=False, repr=False)

    @property
    def epoch(self) -> int:
        """PEP 440's: 0 but for projects that began to count anew."""
        return self.order[0]

    @property
    def written(self) -> tuple[str, ...]:
        """The numbers with the zeros before them that people wrote: 2026, 04, 0."""
        rest = self.text.rpartition("!")[2]
        numbers = rest[: len(rest) - len(rest.lstrip(_DIGITS + "."))]
        return tuple(numbers.rstrip(".").split("."))


def parse_version(text: str) -> Version | None:
    """The version that a text is; None where it is none, or only begins like one."""
    if not (0 < len(text) <= LONGEST and text.isascii()):
        return None
    if text[0] not in _DIGITS or text != text.strip():
        return None
    if not text.strip(_DIGITS + "."):
        return _of_numbers(text)
    if "-" in text.partition("+")[0] and (found := _by_semver(text)):
        return found
    return _by_pep_440(text) or _by_semver(text)


def _of_numbers(text: str) -> Version | None:
    """Most versions: the schemes agree on them, and no library is needed."""
    numbers = text.split(".")
    if "" in numbers:
        return None
    release = tuple(map(int, numbers))
    return Version((0, _without_zeros(release), _FINAL_STEPS, ()), text, release, False)


def _by_pep_440(text: str) -> Version | None:
    from packaging.version import InvalidVersion
    from packaging.version import Version as PythonVersion

    try:
        read = PythonVersion(text)
    except InvalidVersion:
        return None
    steps: list[Step] = []
    if read.pre is not None:
        phase, number = read.pre
        steps += ((_WORD, 0, _PHASES[phase]), (_NUMBER, number, ""))
    elif read.dev is None or read.post is not None:
        steps.append(_FINAL_STEP)
    if read.post is not None:
        steps.append((_POST, read.post, ""))
    if read.dev is not None:
        steps.append((_DEV, read.dev, ""))
    steps.append(_END_STEP)
    build = _build(read.local.split(".")) if read.local else ()
    order = (read.epoch, _without_zeros(read.release), tuple(steps), build)
    return Version(order, text, read.release, read.is_prerelease)


def _by_semver(text: str) -> Version | None:
    rest, plus, build = text.partition("+")
    core, hyphen, before = rest.partition("-")
    numbers = core.split(".")
    identifiers = before.split(".") if hyphen else []
    builds = build.split(".") if plus else []
    if len(numbers) != 3 or not all(map(_is_number, numbers)):
        return None
    if not all(map(_is_identifier, identifiers + builds)):
        return None
    if any(one[0] == "0" and len(one) > 1 and one.isdigit() for one in identifiers):
        return None
    release = tuple(map(int, numbers))
    steps = (*map(_step, identifiers), _END_STEP) if hyphen else _FINAL_STEPS
    order = (0, _without_zeros(release), steps, _build(build.lower().split(".")))
    variant = not all(map(_says_how_final, before.lower().replace(".", "-").split("-")))
    return Version(order, text, release, bool(hyphen), variant)


def _says_how_final(part: str) -> bool:
    """Whether it is a word of prereleases, a number, or the name of a commit."""
    word = part.strip(_DIGITS)
    return not word or word in _SAY_HOW_FINAL or bool(_SHA.fullmatch(part))


def _is_number(text: str) -> bool:
    return text.isdigit() and (text == "0" or text[0] != "0")


def _is_identifier(text: str) -> bool:
    return bool(text) and not text.strip(_IDENTIFIER)


def _step(identifier: str) -> Step:
    if identifier.isdigit():
        return _NUMBER, int(identifier), ""
    return _WORD, 0, identifier


def _build(parts: list[str]) -> tuple[Step, ...]:
    """What tells builds of one version apart; to SemVer they are all the same."""
    return tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts if part
    )


def _without_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    end = len(numbers)
    while end and not numbers[end - 1]:
        end -= 1
    return numbers[:end]
