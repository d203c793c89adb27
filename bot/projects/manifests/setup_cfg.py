"""`setup.cfg`: what setuptools takes from it, as text with lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.models import File
from bot.projects.manifests.names import PYTHON, python_name
from bot.projects.manifests.paths import says_development
from bot.projects.manifests.said import Said, Unreadable

FILE = "file:"


@dataclass(slots=True)
class _Option:
    """Lines of text; `at` is where the key stands, and maybe all of the text."""

    at: int = 0
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.lines).strip()


_Sections = Mapping[str, Mapping[str, _Option]]


def read_setup_cfg(file: File) -> Said:
    """What it is called, and what it needs to run, for its extras and to be built."""
    said = Said(file.path)
    sections = _parse(file.text)
    metadata, options = sections.get("metadata", {}), sections.get("options", {})
    if "name" in metadata:
        said.call(PYTHON, python_name(metadata["name"].text))
    for key, option in options.items():
        if key in ("install_requires", "setup_requires", "tests_require"):
            _need(said, option, runtime=key == "install_requires")
    for extra, option in sections.get("options.extras_require", {}).items():
        _need(said, option, runtime=not says_development(extra))
    if options.get("install_requires", _Option()).text.startswith(FILE):
        said.elsewhere = "leaves its requirements to another file"
    return said


def _need(said: Said, option: _Option, *, runtime: bool) -> None:
    if option.text.startswith(FILE):
        return
    for line, text in option.lines:
        # one line beside the key is a list; below it, a semicolon begins a marker
        beside = len(option.lines) == 1 and line == option.at
        for one in text.split(";") if beside else [text]:
            if one.strip() and not said.need_python(one, line, runtime=runtime):
                said.doubt(f"has no requirement at line {line}")


def _parse(text: str) -> _Sections:
    """Options by section, both in lower case but for sections."""
    sections: dict[str, dict[str, _Option]] = {}
    section: dict[str, _Option] | None = None
    option: _Option | None = None
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        if line[0] in " \t" and option is not None:
            option.lines.append((number, stripped))
        elif stripped.startswith("[") and "]" in stripped:
            section = sections.setdefault(stripped[1 : stripped.index("]")], {})
            option = None
        elif section is None or not (at := _equals(stripped)):
            raise Unreadable(f"cannot be read from line {number} on")
        else:
            option = _Option(number)
            section[stripped[:at].strip().lower()] = option
            value = stripped[at + 1 :].strip()
            if value:
                option.lines.append((number, value))
    return sections


def _equals(line: str) -> int:
    """Where the value begins; 0 where none does."""
    return min((at for sign in "=:" if (at := line.find(sign)) > 0), default=0)
