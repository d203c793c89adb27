"""The section `request_info`: what a report has to hold, and which forms ask for more.

Also for whoever has to know that an issue came in such a form: it is no question then.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    field_validator,
)

from bot.core.configuration import Configuration
from bot.core.durations import shorter_than
from bot.core.scalars import Duration, Label, Line, at_most, from_text
from bot.core.text_format import Value, render_template, template_pattern

SECTION = "request_info"

REPLY_PLACEHOLDERS: Mapping[str, Value] = {
    "author": "choldgraf",
    "missing": "- [ ] **When?**",
}
"""What `reply` may name, with an example of each."""

SHORTEST_SILENCE = timedelta(days=1)


def _reply(text: str) -> str:
    render_template(text, REPLY_PLACEHOLDERS)
    return text


Reply = Annotated[
    str,
    from_text(str),
    AfterValidator(_reply),
    StringConstraints(max_length=4000),
]

Headings = Annotated[tuple[Line, ...], at_most(50)]


class Form(BaseModel):
    """What is asked for in the issues of one form, by the headings of its answers."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"type": ["object", "null"]},  # a label may stand alone
    )

    required: Headings = Field(
        (), description="Headings of the answers that there have to be."
    )
    lead_time: Duration | None = Field(
        None,
        description="The first of the `dates` has to be this long after the issue was"
        " opened.",
    )
    dates: Headings = Field(
        (), description="Headings of the answers that have to hold a date."
    )


class Forms(RootModel[dict[Label, Form]]):
    """Every form by the label that it puts on its issues."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"additionalProperties": False}
    )

    root: Annotated[dict[Label, Form], at_most(50)] = {}


class RequestInfo(BaseModel):
    """Which issues are asked for more, in which words, and for how long."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Label = Field(
        "needs-more-info", description="Of an issue that waits for its author."
    )
    titles: Annotated[tuple[Line, ...], at_most(200)] = Field(
        (), description="Titles that say nothing: `[update readme.md, updates]`."
    )
    forms: Forms = Field(
        Forms(), description="What is required in a form's issues, by the form's label."
    )
    reply: Reply | None = Field(
        None,
        json_schema_extra={
            "allOf": [{"pattern": template_pattern(REPLY_PLACEHOLDERS)}]
        },
        description="The request in your own words; may hold `{author}` and"
        " `{missing}`, the list of what is missing, which otherwise stands below.",
    )
    closes: Duration | None = Field(
        None,
        json_schema_extra={
            "allOf": [{"not": shorter_than(SHORTEST_SILENCE)}],
        },
        description="Closed after so much silence; otherwise never.",
    )

    @field_validator("closes")
    @classmethod
    def _leaves_time(cls, closes: timedelta | None) -> timedelta | None:
        if closes is not None and closes < SHORTEST_SILENCE:
            raise ValueError("is no time to answer in, allowed is 1d to 366d")
        return closes

    def notices(self) -> Iterator[str]:
        """What in here has no effect, each beginning with its key."""
        for label, form in self.forms.root.items():
            if form.lead_time is not None and not form.dates:
                yield f"forms.{label}.lead_time: has no effect without dates"


def form_labels(configuration: Configuration) -> frozenset[str]:
    """The labels of the configured forms in lower case; none without the section."""
    section = configuration.section(SECTION, RequestInfo)
    return frozenset(label.lower() for label in section.forms.root)
