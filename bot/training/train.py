"""From an owner's issues to a model in a file, and a report of what it is worth."""

import math
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.detection.calibration import wilson_lower
from bot.detection.model import Model
from bot.detection.model_file import render_model
from bot.detection.owners import model_path
from bot.detection.verdict import rules_silent
from bot.training.examples import Origin
from bot.training.reading import Reading
from bot.training.report import Report
from bot.training.trial import Trial, try_out


def study(
    reading: Reading, owner: str, today: date, told: Callable[[str], None]
) -> tuple[Model | None, Report]:
    """The model, or None where there is too little to learn from; and the report."""
    names = tuple(source.full_name for source in reading.sources)
    trial = try_out(reading, Origin(owner, names, today), told)
    asked = {source.full_name: source.precision for source in reading.sources}
    return trial.model, Report(
        owner,
        reading,
        trial.judged,
        trial.model.issues if trial.model else 0,
        off={name: _off(trial, precision) for name, precision in asked.items()},
        rules_off={
            name: rules_silent(precision, trial.model)
            for name, precision in asked.items()
        },
    )


def _off(trial: Trial, precision: float) -> str:
    """Why the model says nothing at this precision; empty where it speaks."""
    model = trial.model
    if model is None:
        return trial.too_few
    if model.cut_off(precision) is not None:
        return ""
    best = max(wilson_lower(step.right, step.taken) for step in model.steps)
    least = math.floor(best * 100) / 100
    return f"{precision} is reached by none; the best it can expect is {least:.2f}"


def save(model: Model, data_dir: Path) -> Path:
    """Write the owner's model where the bot looks for it, at once or not at all.

    Returns where. Raises OSError.
    """
    path = model_path(data_dir, model.owner)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        new = Path(file.name)
        try:
            file.write(render_model(model))
            file.flush()
            os.fsync(file.fileno())
            new.chmod(0o644)  # the bot may run as another user
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
    return path
