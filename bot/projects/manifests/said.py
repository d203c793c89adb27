"""What one manifest says, while it is read."""

from dataclasses import dataclass, field

from bot.core.projects import Requirement
from bot.projects.manifests.pep508 import parse_requirement

MOST_NAMES = 20
MOST_REQUIREMENTS = 2000
MOST_CHARACTERS = 500
"""Of a version or condition that is worth repeating."""

TOO_DEEP = "is nested too deep"


class Unreadable(Exception):
    """Why nothing can be said of a file, as the end of a sentence."""


@dataclass(slots=True)
class Said:
    """Names by ecosystem, requirements, and what of the file could not be read.

    `elsewhere` says, where a file leaves its Python requirements to another or to code
    that is not run, how it does; "" otherwise.
    """

    path: str
    names: list[tuple[str, str]] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    elsewhere: str = ""

    def call(self, ecosystem: str, name: str | None) -> None:
        """Note what the project is called, if it is a name."""
        if name is not None and len(self.names) < MOST_NAMES:
            self.names.append((ecosystem, name))

    def need(
        self,
        ecosystem: str,
        name: str,
        specifier: str,
        line: int,
        *,
        runtime: bool = True,
        condition: str = "",
    ) -> None:
        """Note that something is needed, unless it is too long to be meant."""
        if len(self.requirements) >= MOST_REQUIREMENTS:
            raise Unreadable(f"needs more than {MOST_REQUIREMENTS} things")
        if max(len(specifier), len(condition)) <= MOST_CHARACTERS:
            self.requirements.append(
                Requirement(
                    ecosystem=ecosystem,
                    name=name,
                    specifier=specifier,
                    path=self.path,
                    line=line,
                    runtime=runtime,
                    condition=condition,
                )
            )

    def need_python(
        self, text: str, line: int, *, runtime: bool = True, condition: str = ""
    ) -> bool:
        """Note what a requirement of Python's (PEP 508) says; False where it is none.

        `condition` is that of the place where it stands, besides its own.
        """
        needed = parse_requirement(text)
        if needed is None:
            return False
        self.need(
            needed.ecosystem,
            needed.name,
            needed.specifier,
            line,
            runtime=runtime,
            condition=" and ".join(filter(None, (needed.condition, condition))),
        )
        return True

    def doubt(self, problem: str) -> None:
        """Note the first thing that could not be read; more of one file help nobody."""
        if not self.problems:
            self.problems.append(problem)
