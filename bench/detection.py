"""How long it takes to tell whether an issue is a support question."""

import random
import time
from datetime import date

from bench.report import Figure
from bot.detection.calibration import Step
from bot.detection.hashed import BUCKETS
from bot.detection.model import Model
from bot.detection.verdict import judge

TITLE = "How can I give each of my users more memory?"
PARAGRAPH = """\
We are running a hub for the students of {} courses, and some of them need more memory
than others. I have read what there is about profiles, and I am not sure which of the
settings in `config.yaml` I should change for that, or whether there is another way.

"""
LOG = "[I 2024-05-01 10:{:02}:00.000 JupyterHub log:191] 200 GET /hub/api (ada@::1) 3.1ms\n"
CODE = "```yaml\nsingleuser:\n  memory:\n    limit: 1G\n    guarantee: 1G\n```\n\n"

TYPICAL = "**support question or not, the verdict on an issue of 2 KB**"


def bodies() -> dict[str, str]:
    """Issues by what is said of them: one as they come, and the longest there are."""
    prose = "".join(PARAGRAPH.format(number) for number in range(400))
    logs = "".join(LOG.format(number % 60) for number in range(1_000))
    typical = prose[:1_000] + "\n\n" + CODE + logs[:700] + "\n\nHow should I do this?\n"
    return {
        TYPICAL: typical,
        "… on one with 60 KB of prose": prose[: 60 * 1024],
        "… on one with 60 KB of logs": logs[: 60 * 1024],
    }


def measure_detection(rounds: int) -> list[Figure]:
    """The verdict by rules and a model with a weight in each bucket."""
    model = _model()
    judge(TITLE, "", precision=0.95, model=model)  # the patterns are ready then
    figures = []
    for what, body in bodies().items():
        limit = 5.0 if what == TYPICAL else None
        taken = []
        for _ in range(rounds):
            begun = time.perf_counter()
            for _ in range(10):
                judge(TITLE, body, precision=0.96, model=model)
            taken.append((time.perf_counter() - begun) * 100)
        figures.append(Figure(what, taken, "ms", 1, at_most=limit))
    return figures


def _model() -> Model:
    drawn = random.Random(1)
    return Model(
        owner="jupyterhub",
        repositories=("jupyterhub/jupyterhub",),
        trained=date(2026, 11, 28),
        issues=1_000,
        support=400,
        weights=drawn.randbytes(BUCKETS),
        scale=0.01,
        intercept=-0.5,
        steps=tuple(Step(1.0 - n / 40, 5 * n, 5 * n) for n in range(1, 40)),
        rules_fired=50,
        rules_right=50,
    )
