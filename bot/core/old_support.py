"""`.github/support.yml` of the retired app Support Requests, read as our `support:`.

Keys, defaults and bounds are those of its last version as a hosted app (2021,
github.com/dessant/support-requests, `src/schema.js` before version 2); it knew no forum
and detected nothing, so neither does a file of its kind here.

    supportLabel: support
    supportComment: >
      :wave: @{issue-author}, please ask at https://discourse.example.org.
    close: true
    lock: false
    setLockReason: true
    _extends: .github
"""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.actions import LockReason
from bot.core.problems import (
    ConfigurationError,
    Problem,
    first_of,
    from_pydantic,
    from_source,
)
from bot.core.scalars import Label, from_text
from bot.core.support import Support
from bot.core.yaml_source import SourceError, compose

OLD_PATH = ".github/support.yml"
LONGEST = 10_000
"""Characters of a comment, for the old app as for ours."""
MOST_AUTHORS = 100
"""How often a comment may name the author, so that it stays far below GitHub's limit."""

REPLY = """\
👋 {author}, this is the place for bug reports and feature requests, and this looks like a \
request for support. Please ask where the project answers questions.
"""
"""What is said where the file leaves it to the app: what the old one said, in our words."""

_AUTHOR = re.compile(r"@*\{issue-author\}")
_BASE = re.compile(
    r"(?:([a-z0-9](?:-?[a-z0-9]){0,38})/)?([a-z0-9._-]{1,100})"
    r"(?::([a-z0-9_./-]+\.ya?ml))?",
    re.ASCII | re.IGNORECASE,
)
"""`repo`, `owner/repo`, `repo:path.yml`: as Probot reads `_extends`."""


@dataclass(frozen=True, slots=True)
class Base:
    """The file that another extends; "" is the owner, or the path, of that other one.

    `written` is how the other names it, on its `line` and `column`.
    """

    owner: str
    name: str
    path: str
    written: str
    line: int = 1
    column: int = 1


class OldSupport(Support):
    """What an old file asks for, in our terms.

    No forum is known: where to ask stands in the reply itself. An empty reply means that
    none is written. Without `perform` nothing at all is done.
    """

    forum: str = ""
    reply: str = REPLY
    detect: Literal["off", "suggest", "label"] = "off"
    similar: bool = False
    perform: bool = True
    gives_lock_reason: bool = True
    extends: Base | None = None

    @property
    def lock_reason(self) -> LockReason | None:
        """The only one that the old app knew, or none."""
        return "off-topic" if self.gives_lock_reason else None


def is_old_support(text: str, *, file: str) -> bool:
    """Whether it is a file of the old app, by its name or by its keys."""
    name = PurePath(file).name
    if name in ("support.yml", "team-compass.yml"):
        return name == "support.yml"
    try:
        keys = compose(text)[0].keys.keys()
    except SourceError:
        return False
    return bool(keys) and keys <= _KEYS


def parse_old_support(
    text: str, *, file: str, base: OldSupport | None = None
) -> OldSupport:
    """What the file asks for; `base` says what it says nothing of, if it extends one.

    ConfigurationError says all that is wrong in it, by line and key.
    """
    given = _given(text, file)
    found: dict[str, Any] = {
        "labels": (given.label,) if given.label else None,
        "reply": given.comment,
        "close": given.close,
        "lock": given.lock,
        "gives_lock_reason": given.gives_lock_reason,
        "perform": given.perform,
    }
    said = {name: value for name, value in found.items() if value is not None}
    return (base or OldSupport()).model_copy(update={**said, "extends": given.extends})


def _given(text: str, file: str) -> "_File":
    try:
        root, unreadable = compose(text)
    except SourceError as error:
        raise ConfigurationError(file, [from_source(error)]) from None
    if not isinstance(root.value, dict | None):
        message = "the file has to be a mapping, allowed are lines such as close: true"
        raise ConfigurationError(file, [Problem(root.line, root.column, "", message)])
    problems = [from_source(error) for error in unreadable]
    given = _File()
    try:
        given = _File.model_validate(root.plain or {})
    except ValidationError as error:
        problems += from_pydantic(error, (), _File, root)
    if problems:
        raise ConfigurationError(file, first_of(problems))
    if given.extends and isinstance(root.value, dict):
        at = root.value["_extends"]
        extends = replace(given.extends, line=at.line, column=at.column)
        return given.model_copy(update={"extends": extends})
    return given


def _comment(text: str) -> str:
    """Our reply of the same words, which calls nobody; "" where none is wanted.

    A name that people would be called by in each reply, for ever, is only shown.
    """
    if text.strip().lower() == "false":
        return ""
    if not text.strip() or text.strip().lower() == "true":
        raise ValueError("is no comment, allowed is Markdown, or false for none")
    text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if "@" in text or "&" in text:
        from bot.core.mentions import unmentioned  # a parser, where there may be any

        text = unmentioned(text[: LONGEST + 1])
    pieces = _AUTHOR.split(text)
    if len(pieces) > MOST_AUTHORS + 1:
        raise ValueError(
            f"names the author too often, allowed is {MOST_AUTHORS} times at most"
        )
    reply = "{author}".join(p.replace("{", "{{").replace("}", "}}") for p in pieces)
    if len(reply) > LONGEST:
        raise ValueError(f"is too long, allowed are at most {LONGEST} characters")
    return f"{reply}\n"


def _base(text: str) -> Base:
    found = _BASE.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            "names no repository, allowed is one such as .github,"
            " jupyterhub/.github or .github:.github/support.yml"
        )
    owner, name, path = (part or "" for part in found.groups())
    return Base(owner, name, path, text.strip())


class _File(BaseModel):
    """The file's own keys; None is what it does not say."""

    model_config = ConfigDict(extra="forbid")

    label: Label | None = Field(None, alias="supportLabel")
    comment: Annotated[str, from_text(_comment)] | None = Field(
        None, alias="supportComment"
    )
    close: bool | None = None
    lock: bool | None = None
    gives_lock_reason: bool | None = Field(None, alias="setLockReason")
    perform: bool | None = None
    extends: Annotated[Base, from_text(_base)] | None = Field(None, alias="_extends")


_KEYS = frozenset(field.alias or name for name, field in _File.model_fields.items())
