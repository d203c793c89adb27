"""The instructions of a `Dockerfile`, which may go on over several lines."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.projects.manifests.shell import Word, docker_words

_NAME = re.compile(r"\s*([A-Za-z]+)\s*")
_HEREDOC = re.compile(r"[0-9]*<<-?([^<\s]+)")
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"')
_WITH_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})


class Instruction(NamedTuple):
    """Its name in upper case, and its lines as one text, in which `at` is behind that.

    `starts` says where in the text each of its lines begins, and `numbers` which of the
    file it is.
    """

    name: str
    text: str
    at: int
    starts: Sequence[int]
    numbers: Sequence[int]

    def line(self, at: int) -> int:
        """Which line of the file that is."""
        return self.numbers[bisect_right(self.starts, at) - 1]


def instructions(text: str) -> Iterator[Instruction]:
    """All there are, without the files that some of them hold (`<<EOF`)."""
    lines = [line.rstrip() for line in text.split("\n")]
    last = {line.strip(): number for number, line in enumerate(lines)}
    number = 0
    while number < len(lines):
        starts, numbers, parts, length = [0], list[int](), list[str](), 0
        while number < len(lines):
            line = lines[number]
            number += 1
            if line and not line.lstrip().startswith("#"):
                numbers.append(number)
                parts.append(line.removesuffix("\\"))
                length += len(parts[-1])
                starts.append(length)
                if not line.endswith("\\"):
                    break
        whole = "".join(parts)
        name = _NAME.match(whole)
        if name:
            known = name[1].upper()
            one = Instruction(known, whole, name.end(), starts[:-1], numbers)
            yield one
            number = _behind_heredocs(one, lines, last, number)


def listed_words(text: str, at: int) -> Sequence[Word] | None:
    """What is run without a shell, as a list of texts; None where it is none."""
    if not text.startswith("[", at):
        return None
    try:
        parts = json.loads(text[at:])
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(part, str) for part in parts):
        return None
    places = (found.start() for found in _JSON_TEXT.finditer(text, at))
    return [Word(part, place) for part, place in zip(parts, places, strict=True)]


def _behind_heredocs(
    instruction: Instruction,
    lines: Sequence[str],
    last: Mapping[str, int],
    number: int,
) -> int:
    """The line behind the files that it holds; one without an end is none."""
    if instruction.name not in _WITH_HEREDOCS or "<<" not in instruction.text:
        return number
    for word in docker_words(instruction.text, instruction.at, {}):
        found = _HEREDOC.fullmatch(word.text)
        if found and last.get(found[1], -1) >= number:
            while lines[number].strip() != found[1]:
                number += 1
            number += 1
    return number
