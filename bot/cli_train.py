"""`compass-bot train`: the only command that needs numpy and scikit-learn."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.arguments import FullName, json_option
from bot.environment import begin_logs, read_settings
from bot.terminal import Failure, WrongUse, in_json, print_text, progress

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.training.reading import Reading

_NEEDED = ("numpy", "scipy", "sklearn")


@click.command()
@click.option(
    "--repo",
    "repositories",
    type=FullName(),
    multiple=True,
    required=True,
    help="Whose issues to learn from; several of one owner, each with --repo.",
)
@click.option(
    "--label",
    "labels",
    metavar="NAME",
    multiple=True,
    help="What support questions are labelled with, where the configuration of a"
    " repository does not say.",
)
@click.option("--dry-run", is_flag=True, help="Write no model, only report.")
@json_option
def train(
    repositories: Sequence[str],
    labels: Sequence[str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Train the support detector on the owner's own labelled issues.

    Reports what it is worth and what it would have done to the last 200 issues, and
    writes the model for the bot below DATA_DIR. Nothing on GitHub is changed. Needs the
    extra "train".
    """
    owner = _owner(repositories)
    _check_installed()
    settings = read_settings()

    from bot.app import wall_clock
    from bot.training.train import save, study

    with progress("Reading issues") as told:
        begin_logs(settings)
        reading = _gathered(settings, repositories, labels, told)
        model, report = study(reading, owner, wall_clock().date(), told)
    where = None
    if model is not None and not dry_run:
        try:
            where = save(model, settings.data_dir)
        except OSError as error:
            raise Failure(
                f"DATA_DIR: the model cannot be written ({error.strerror}):"
                " free the place or set another"
            ) from None
    if as_json:
        print_text(in_json({**report.json(), "model": where and str(where)}))
        return
    there = settings.data_dir if model is None else None
    print_text(f"{report}\n\n{_outcome(where, owner, there)}")


def _owner(repositories: Sequence[str]) -> str:
    owners = {name.partition("/")[0].lower() for name in repositories}
    if len(owners) > 1:
        raise WrongUse(
            f"--repo: these are of {len(owners)} owners: each has a model of its own,"
            " train one after the other"
        )
    return repositories[0].partition("/")[0]


def _check_installed() -> None:
    if any(find_spec(name) is None for name in _NEEDED):
        raise WrongUse(
            "training needs numpy and scikit-learn, which the bot does without: run"
            ' pip install "team-compass-bot[train]", or make train in a checkout'
        )


def _gathered(
    settings: "Settings",
    repositories: Sequence[str],
    labels: Sequence[str],
    told: Callable[[str], None],
) -> "Reading":
    import asyncio

    from bot.core.errors import Gone, Refused, RetryLater
    from bot.tick import in_words
    from bot.training.reading import gather

    try:
        return asyncio.run(gather(settings, repositories, labels=labels, told=told))
    except (Gone, Refused) as error:
        raise Failure(str(error)) from None
    except RetryLater as error:
        when = f"in {in_words(error.after)}" if error.after else "later"
        raise Failure(f"{error}: nothing was written, train again {when}") from None


def _outcome(where: Path | None, owner: str, without: Path | None) -> str:
    """What became of the model; `without` one, where an older one may be."""
    if where is not None:
        return (
            f"The model is written to {where}.\n"
            "The bot whose DATA_DIR this is uses it from now on. For one on another"
            " machine, copy\nthe file to the same place below its own DATA_DIR."
        )
    if without is None:
        return "Nothing was written, as it is a dry run."
    from bot.detection.owners import model_path

    old = model_path(without, owner)
    stays = f" The one in {old} stays in use." if old.exists() else ""
    return f"There is no model to write.{stays}"
