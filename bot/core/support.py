"""The `support:` section of `team-compass.yml`.

Its model is here, and not with the feature that acts on it, since an old `support.yml` is
read into it as well, and other features keep away from what is labelled as support.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_validator,
)
from pydantic.config import JsonDict

from bot.core.actions import LockReason
from bot.core.detector import LEAST_PRECISION, MOST_PRECISION
from bot.core.durations import longer_than
from bot.core.editor_schema import TEXT, any_case
from bot.core.scalars import Duration, Label, Line, Url, at_most, from_text
from bot.core.text_format import render_template, template_pattern

PLACEHOLDERS = {
    "author": "octocat",
    "forum": "https://discourse.example.org",
    "link": "https://discourse.example.org/new-topic?title=…",
    "title": "How do I add users?",
}
"""What a reply may name, with an example of each."""

_AT_WORST = {
    "author": "x" * 100, "forum": "x" * 2000, "link": "x" * 4000, "title": "x" * 2000,
}  # fmt: skip
_MOST = 50_000
"""Characters: a comment has at most 65,536, and more stands below the reply."""

REPLY = """\
{author}, this looks like a question about using or setting up the project, and there is a \
better place for those: [the forum]({forum}). More people read it who have run into the \
same, and whoever searches for the answer later finds it there.

**[Ask it there]({link})** – your title and text are filled in already; please add what \
you have tried so far.
"""
"""What is said where the team says nothing else."""

_SOMETHING = r"[^ \t\r\n]"
_KNOWN: JsonDict = {
    "allOf": [{"pattern": template_pattern(PLACEHOLDERS)}, {"pattern": _SOMETHING}]
}
_LONGEST_GRACE = timedelta(days=7)
_OFF = ("off", "no", "false")
"""What YAML 1.1 takes for false, as many an editor does."""


def _detect(text: str) -> str:
    return "off" if text.lower() in _OFF else text


Detect = Annotated[
    Literal["off", "suggest", "label"],
    from_text(_detect),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["off", "suggest", "label", False]},
                {"type": "string", "pattern": f"^(?:{any_case(_OFF)})$"},
            ]
        }
    ),
]
"""What becomes of an issue that is likely a support question."""


def _reply(text: str) -> str:
    render_template(text, PLACEHOLDERS)
    if not text.strip():
        raise ValueError("is empty, allowed is Markdown such as {author}, see {link}")
    if len(render_template(text, _AT_WORST)) > _MOST:
        raise ValueError("names a placeholder too often, allowed is each a few times")
    return text


def _tag(text: str) -> str:
    if 0 < len(text) <= 100 and text.isprintable() and not set(text) & set(" ,"):
        return text
    raise ValueError("is no tag, allowed is one word without commas")


Reply = Annotated[str, from_text(_reply), StringConstraints(max_length=10_000)]
Tag = Annotated[
    str,
    from_text(_tag),
    WithJsonSchema({"type": list(TEXT), "pattern": "^[^ ,]{1,100}$"}),
]


class Support(BaseModel):
    """What becomes of an issue that is a support question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: Annotated[tuple[Label, ...], Field(min_length=1), at_most(20)] = Field(
        ("support",),
        description="An issue with one of these is a support question; the first is the"
        " one that the bot itself puts on.",
    )
    forum: Url = Field(
        json_schema_extra={"not": {"type": "string", "pattern": "[?#@]"}},
        description="The address of the Discourse to ask at.",
    )
    category: Line | None = Field(
        None, description="Of the new topic there: its slug, parent/child, or its id."
    )
    tags: Annotated[tuple[Tag, ...], at_most(5)] = Field(
        (), description="Of the new topic there."
    )
    reply: Reply = Field(
        REPLY,
        json_schema_extra=_KNOWN,
        description="What is said; may hold {author} {forum} {link} {title}.",
    )
    close: bool = Field(True, description="Close the issue.")
    reason: Literal["not_planned", "completed"] = Field(
        "not_planned", description="Why, in GitHub's word."
    )
    lock: bool = Field(
        False, description="Lock it as well: its author cannot object then."
    )
    grace: Duration = Field(
        timedelta(seconds=30),
        json_schema_extra={"not": longer_than(_LONGEST_GRACE)},
        description="Wait so long, then read the labels again before anything is done.",
    )
    detect: Detect = Field(
        "label",
        description="What becomes of a new issue that is likely a support question:"
        " nothing, a pointer to the forum, or the label and the pointer. It stays open.",
    )
    precision: float = Field(
        0.95,
        ge=LEAST_PRECISION,
        le=MOST_PRECISION,
        description="Detection is silent where it cannot expect to be right this often.",
    )
    similar: bool = Field(
        True,
        description="Show up to three similar topics of the forum; never asked for from a"
        " private repository.",
    )

    @field_validator("grace")
    @classmethod
    def _is_short(cls, grace: timedelta) -> timedelta:
        if grace > _LONGEST_GRACE:
            raise ValueError("is too long, allowed is at most 7d")
        return grace

    @field_validator("forum")
    @classmethod
    def _is_an_address(cls, forum: str) -> str:
        if set(forum) & set("?#@"):
            raise ValueError(
                "is more than an address, allowed is one such as"
                " https://discourse.example.org"
            )
        return forum.rstrip("/")

    @property
    def lock_reason(self) -> LockReason | None:
        """Why a locked issue is locked, in GitHub's word."""
        return "resolved"

    def has_label(self, labels: tuple[str, ...]) -> bool:
        """Whether one of an issue's labels says that it is a support question."""
        known = {label.casefold() for label in self.labels}
        return any(label.casefold() in known for label in labels)
