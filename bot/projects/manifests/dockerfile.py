"""What a `Dockerfile` builds on, and what it installs with pip or npm.

The values of ARG and ENV are those given in the file; what only a build tells is left
out, and so is what a file or a script installs that it runs.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.core.models import File
from bot.projects.manifests.installs import installed
from bot.projects.manifests.instructions import Instruction, instructions, listed_words
from bot.projects.manifests.names import IMAGE, NPM, PYTHON, image_reference
from bot.projects.manifests.package_json import meant
from bot.projects.manifests.paths import is_for_development
from bot.projects.manifests.requirements_txt import requirement_in
from bot.projects.manifests.said import Said
from bot.projects.manifests.shell import UNKNOWN, Command, commands, docker_words

MOST_VARIABLES = 100
NOTHING = "scratch"

_NAMED = re.compile(r"\w+", re.ASCII)
_OPTIONS = re.compile(r"(?:\s*+--\S++)*+\s*+")

_Values = Mapping[str, str]


def read_dockerfile(file: File) -> Said:
    """Images at the line of their names, requirements at that of each."""
    return _Dockerfile(file).read(instructions(file.text))


class _Scope(NamedTuple):
    """What is known inside a stage: where both have a name, ENV is stronger."""

    arguments: _Values
    environment: _Values

    @property
    def values(self) -> _Values:
        return {**self.arguments, **self.environment}


class _Dockerfile:
    def __init__(self, file: File) -> None:
        self.said = Said(file.path)
        self.runtime = not is_for_development(file.path)
        self.before: _Values = {}  # ARGs that each stage may ask for
        self.stages: dict[str, _Scope] = {}

    def read(self, all_instructions: Iterable[Instruction]) -> Said:
        stage, scope = "", None
        for instruction in all_instructions:
            if instruction.name == "FROM":
                if scope is not None:
                    self.stages[stage] = scope
                stage, scope = self.begin(instruction)
            elif scope is not None:
                scope = self.told(instruction, scope)
                if instruction.name == "RUN":
                    self.run(instruction, scope.values)
            elif instruction.name == "ARG":
                given = _given(instruction, self.before)
                self.before = _changed(self.before, given)
        return self.said

    def begin(self, instruction: Instruction) -> tuple[str, _Scope]:
        """What a stage is called, and what is known in it.

        Notes the image that it builds on, unless that is a stage, or nothing.
        """
        words = [
            word
            for word in docker_words(instruction.text, instruction.at, self.before)
            if not word.text.startswith("--")
        ]
        known = image_reference(words[0].text) if words else None
        base = self.stages.get(known[0]) if known and not known[1] else None
        if known and base is None and known[0] != NOTHING:
            line = instruction.line(words[0].at)
            self.said.need(IMAGE, *known, line, runtime=self.runtime)
        is_named = len(words) == 3 and words[1].text.lower() == "as"
        return words[2].text.lower() if is_named else "", base or _Scope({}, {})

    def told(self, instruction: Instruction, scope: _Scope) -> _Scope:
        """What is known behind an ARG or ENV of a stage."""
        if instruction.name == "ENV":
            given = _given(instruction, scope.values)
            return scope._replace(environment=_changed(scope.environment, given))
        if instruction.name == "ARG":
            given = {
                name: self.before.get(name) if value is None else value
                for name, value in _given(instruction, scope.values).items()
            }
            return scope._replace(arguments=_changed(scope.arguments, given))
        return scope

    def run(self, instruction: Instruction, values: _Values) -> None:
        options = _OPTIONS.match(instruction.text, instruction.at)
        at = options.end() if options else instruction.at
        listed = listed_words(instruction.text, at)
        run = (
            commands(instruction.text, at, values)
            if listed is None
            else [Command(listed, "")]
        )
        for command in run:
            ecosystem, words = installed(command.words)
            for word in words:
                if UNKNOWN not in word.text and "$" not in word.text:
                    line = instruction.line(word.at)
                    self.need(ecosystem, word.text, line, command.condition)

    def need(self, ecosystem: str, text: str, line: int, condition: str) -> None:
        if ecosystem == PYTHON:
            self.said.need_python(
                requirement_in(text), line, runtime=self.runtime, condition=condition
            )
            return
        at = text.find("@", 1)  # the first one may begin the name
        written, specifier = (text[:at], text[at + 1 :]) if at > 0 else (text, "")
        name, specifier = meant(written, specifier)
        if name is not None:
            self.said.need(
                NPM, name, specifier, line, runtime=self.runtime, condition=condition
            )


def _given(instruction: Instruction, values: _Values) -> Mapping[str, str | None]:
    """Names, and their values if they are given any here."""
    known, given = dict(values), dict[str, str | None]()
    is_env = instruction.name == "ENV"
    words = docker_words(instruction.text, instruction.at, known)
    for word in words:
        name, equals, value = word.text.partition("=")
        if is_env and not (equals or given):  # as it was written long ago
            return {name: " ".join(word.text for word in words)}
        if _NAMED.fullmatch(name):
            given[name] = value if equals else None
            if equals and not is_env:  # an ARG is known to those behind it
                known[name] = value
    return given


def _changed(known: _Values, given: Mapping[str, str | None]) -> _Values:
    """What is known then; where no value is given, what it was before."""
    changed = dict(known)
    for name, value in given.items():
        if value is not None and (name in known or len(changed) < MOST_VARIABLES):
            changed[name] = value
    return changed
