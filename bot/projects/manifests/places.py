"""Where in a TOML or JSON file each key and each text of a list stands.

The standard library's parsers keep no lines. This one keeps nothing else: it finds its
way through the structure alone, left to right and once. It is also the guard before
`tomllib`, which takes a minute for a key of 50,000 parts.
"""

import json
import re
import tomllib
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Mapping
from typing import Never

from bot.projects.manifests.said import TOO_DEEP, Unreadable

MOST_DEPTH = 20

Path = tuple[str | int, ...]
"""Keys and places (from 0) that lead from the top to a value."""

_TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?!"")(?:[^"\\\n]|\\.)*+"'
    r"|'(?!'')[^'\n]*'",
    re.DOTALL,
)
_SPACE = re.compile(r"[ \t]*")
_TOML_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_JSON_GAP = re.compile(r"[ \t\r\n]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_OTHER = re.compile(r"[^,\[\]{}#\"'\n]+")


def toml_lines(text: str) -> Mapping[Path, int]:
    """Lines, from 1, of a TOML file's keys, tables and texts in lists."""
    return _Toml(text).document()


def json_lines(text: str) -> Mapping[Path, int]:
    """Lines, from 1, of a JSON file's keys and texts in lists; it has to be JSON."""
    return _Json(text).document()


class _Walk(ABC):
    gap = _JSON_GAP
    gap_behind_equals = _JSON_GAP
    equals = ":"

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    @property
    def line(self) -> int:
        return bisect_right(self.starts, self.at)

    def lost(self) -> Never:
        raise Unreadable(f"cannot be read from line {self.line} on")

    def skip(self, gap: re.Pattern[str]) -> str:
        """The character behind the gap, "" at the end."""
        found = gap.match(self.text, self.at)
        if found:
            self.at = found.end()
        return self.text[self.at : self.at + 1]

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if not found:
            self.lost()
        self.at = found.end()
        return found[0]

    def expect(self, character: str) -> None:
        if self.text[self.at : self.at + 1] != character:
            self.lost()
        self.at += 1

    @abstractmethod
    def key(self) -> Path:
        """The key that begins here, as the way that it is."""

    def value(self, path: Path) -> None:
        if len(path) > MOST_DEPTH:
            raise Unreadable(TOO_DEEP)
        character = self.text[self.at : self.at + 1]
        if character in ('"', "'"):
            self.lines.setdefault(path, self.line)
            self.take(_TEXT)
        elif character == "[":
            self.list(path)
        elif character == "{":
            self.table(path)
        else:
            self.take(_OTHER)

    def list(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self.skip(self.gap) != "]":
            self.value((*path, place))
            place += 1
            if self.skip(self.gap) != "]":
                self.expect(",")
        self.at += 1

    def table(self, path: Path) -> None:
        self.at += 1
        while self.skip(self.gap) != "}":
            self.pair(path)
            if self.skip(self.gap) != "}":
                self.expect(",")
        self.at += 1

    def pair(self, path: Path) -> None:
        line = self.line
        path = (*path, *self.key())
        self.skip(_SPACE)
        self.expect(self.equals)
        self.lines[path] = line
        self.skip(self.gap_behind_equals)
        self.value(path)


class _Json(_Walk):
    def document(self) -> Mapping[Path, int]:
        self.skip(self.gap)
        self.value(())
        return self.lines

    def key(self) -> Path:
        key = json.loads(self.take(_TEXT))
        self.skip(self.gap)
        return (str(key),)


class _Toml(_Walk):
    gap = _TOML_GAP
    gap_behind_equals = _SPACE
    equals = "="

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.last: dict[Path, int] = {}

    def document(self) -> Mapping[Path, int]:
        table: Path = ()
        while character := self.skip(self.gap):
            if character == "[":
                table = self.header()
            else:
                self.pair(table)
            if self.skip(_SPACE) not in ("", "\r", "\n", "#"):
                self.lost()
        return self.lines

    def header(self) -> Path:
        line = self.line
        self.at += 1
        is_list = self.text[self.at : self.at + 1] == "["
        self.at += is_list
        table: Path = ()
        for part in self.key():
            if table in self.last:
                table = (*table, self.last[table])
            table = (*table, part)
        if is_list:
            self.last[table] = self.last.get(table, -1) + 1
            self.expect("]")
        if table in self.last:
            table = (*table, self.last[table])
        self.expect("]")
        self.lines.setdefault(table, line)
        return table

    def key(self) -> Path:
        parts: list[str] = []
        while True:
            if self.skip(_SPACE) in ('"', "'"):
                parts.append(self.quoted())
            else:
                parts.append(self.take(_BARE_KEY))
            if len(parts) > MOST_DEPTH:
                raise Unreadable(TOO_DEEP)
            if self.skip(_SPACE) != ".":
                return tuple(parts)
            self.at += 1

    def quoted(self) -> str:
        token = self.take(_TEXT)
        try:
            return str(tomllib.loads(f"key = {token}")["key"])
        except tomllib.TOMLDecodeError:
            self.lost()
