"""What there is to say of the file as it is at one commit, line by line.

    line 7, meetings.team.wen: is an unknown key, did you mean when? allowed are …

A mistake is a `failure`: such a file changes nothing. What the file names and the
repository lacks is a `warning`, what has no effect a `notice`: the rest is in force.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.configuration import Configuration, ConfigurationError
from bot.core.old_support import OLD_PATH
from bot.core.problems import clip, place_of
from bot.core.repository_actions import Level
from bot.core.text_format import PLACEHOLDERS, render_template
from bot.core.yaml_source import Node, compose

LONGEST = 1000
"""Characters of a key or message: both hold words of the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say; lines count from 1, `key` is dotted and may be empty."""

    line: int
    level: Level
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text that the file names; `why` says why there is none, if so."""

    text: str = ""
    why: str = ""


def mistakes_of(error: ConfigurationError) -> tuple[Finding, ...]:
    """What is wrong, in the order in which it is to be told."""
    return tuple(
        Finding(p.line, "failure", clip(p.key, LONGEST), clip(p.message, LONGEST))
        for p in error.problems
    )


def old_findings_of(error: ConfigurationError, *, wrong: bool) -> tuple[Finding, ...]:
    """What is to be said of an old `support.yml`; unless `wrong`, the rest is in force.

    What is wrong in another file, which it extends, is said of where it names that.
    """
    level: Level = "failure" if wrong else "warning"
    own = error.file == OLD_PATH
    return tuple(
        Finding(p.line, level, clip(p.key, LONGEST), clip(p.message, LONGEST))
        if own
        else Finding(1, level, "_extends", clip(said, LONGEST))
        for p, said in zip(error.problems, str(error).splitlines(), strict=True)
    )


def templates_of(configuration: Configuration) -> tuple[str, ...]:
    """The paths of the templates that the configuration names, each once."""
    paths = (series.template for series in configuration.series.values())
    return tuple(dict.fromkeys(path for path in paths if path))


def findings_of(
    configuration: Configuration, text: str, templates: Mapping[str, Template]
) -> tuple[Finding, ...]:
    """What is to be said of a file that is right; `text` is the file's own.

    `templates` has each one that the configuration names.
    """
    said = [*_of_templates(configuration, templates), *_of_notices(configuration)]
    root = compose(text)[0] if said else Node(1, 1, {})
    return tuple(
        Finding(place_of(root, key)[0], level, key, clip(message, LONGEST))
        for level, key, message in said
    )


_Said = tuple[Level, str, str]


def _of_templates(
    configuration: Configuration, templates: Mapping[str, Template]
) -> Iterator[_Said]:
    for series in configuration.series.values():
        if series.template:
            why = _why_not(templates[series.template])
            if why:
                message = f"{series.template} {why}; the usual text is used instead"
                yield "warning", f"meetings.{series.id}.template", message


def _why_not(template: Template) -> str:
    if template.why:
        return template.why
    try:
        render_template(template.text, PLACEHOLDERS)
    except ValueError as error:
        return str(error)
    return ""


def _of_notices(configuration: Configuration) -> Iterator[_Said]:
    for notice in configuration.notices:
        key, _, message = notice.partition(": ")
        yield "notice", key, message
