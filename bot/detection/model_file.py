"""A model as a file: JSON with its weights in base64, about 90 KB.

Only whoever reads or writes one imports this, as it brings pydantic.
"""

import base64
import binascii
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.core.problems import clip
from bot.detection.calibration import Step
from bot.detection.hashed import BUCKETS
from bot.detection.model import FEATURES, Model

MOST_CHARACTERS = 200_000
"""Of a file; what is longer is none of ours."""

_AGAIN = "train it again with `compass-bot train`"

_Count = Annotated[int, Field(ge=0)]
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    fired: _Count
    right: _Count

    @model_validator(mode="after")
    def _right_are_fired(self) -> Self:
        if self.right > self.fired:
            raise ValueError("more verdicts were right than there were")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    kind: Literal["team-compass support detector"]
    features: int
    owner: _Text
    repositories: Annotated[list[_Text], Field(max_length=1_000)]
    trained: Annotated[date, Field(strict=False)]
    issues: _Count
    support: _Count
    rules: _Rules
    intercept: float
    scale: Annotated[float, Field(gt=0)]
    steps: Annotated[list[tuple[float, int, int]], Field(max_length=200)]
    weights: str

    @model_validator(mode="after")
    def _counts_fit(self) -> Self:
        if self.support > self.issues:
            raise ValueError("more support questions than issues")
        for _, taken, right in self.steps:
            if not 0 <= right <= taken <= self.issues:
                raise ValueError("a step has more issues than there are")
        return self


def parse_model(text: str, *, file: str = "model") -> Model:
    """The model in a file; ValueError says where, what is wrong and the cure.

    `file` is its name for people.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"{file}: longer than any model: {_AGAIN}")
    try:
        read = _File.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(clip(str(part), 40) for part in first["loc"])
        at = f"{file}: {where}" if where else file
        raise ValueError(f"{at}: {clip(first['msg'], 120)}: {_AGAIN}") from None
    if read.features != FEATURES:
        raise ValueError(
            f"{file}: features: made by another version of the bot"
            f" ({read.features}, this one has {FEATURES}): {_AGAIN}"
        )
    return Model(
        owner=read.owner,
        repositories=tuple(read.repositories),
        trained=read.trained,
        issues=read.issues,
        support=read.support,
        weights=_weights(read.weights, file),
        scale=read.scale,
        intercept=read.intercept,
        steps=tuple(Step(*step) for step in read.steps),
        rules_fired=read.rules.fired,
        rules_right=read.rules.right,
    )


def _weights(text: str, file: str) -> bytes:
    try:
        weights = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{file}: weights: not base64: {_AGAIN}") from None
    if len(weights) != BUCKETS:
        raise ValueError(
            f"{file}: weights: {len(weights)} of them, not {BUCKETS}: {_AGAIN}"
        )
    return weights


def render_model(model: Model) -> str:
    """The file's text; `parse_model` of it is the same model."""
    return (
        _File(
            kind="team-compass support detector",
            features=FEATURES,
            owner=model.owner,
            repositories=list(model.repositories),
            trained=model.trained,
            issues=model.issues,
            support=model.support,
            rules=_Rules(fired=model.rules_fired, right=model.rules_right),
            intercept=model.intercept,
            scale=model.scale,
            steps=[(step.score, step.taken, step.right) for step in model.steps],
            weights=base64.b64encode(model.weights).decode(),
        ).model_dump_json(indent=1)
        + "\n"
    )
