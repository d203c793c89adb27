"""Search for inputs that are too much: `python -m tests.fuzz [TARGET …] [--seconds N]`.

Needs atheris, which is no dependency of the tests. What it finds is written below
`tests/fuzz/cases`, where the tests play it from then on.
"""

import subprocess
import sys
from pathlib import Path

import click

from tests.fuzz.fragments import WORDS, beginnings, dictionary

HERE = Path(__file__).parent
NAMES = tuple(WORDS)


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice(NAMES))
@click.option("--seconds", default=300, show_default=True, help="For each target.")
@click.option("--corpus", type=Path, default=Path(".cache/fuzz"), show_default=True)
def main(targets: tuple[str, ...], seconds: int, corpus: Path) -> None:
    """Search at each target, one after the other, and print what was seen."""
    failed = 0
    for name in targets or NAMES:
        seen, kept = corpus / name, HERE / "cases" / name
        seen.mkdir(parents=True, exist_ok=True)
        kept.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(beginnings(name)):
            (seen / f"beginning-{number}").write_bytes(data)
        words = corpus / f"{name}.dict"
        words.write_text(dictionary(name), encoding="utf-8")
        options = [
            f"-max_total_time={seconds}",
            f"-artifact_prefix={seen}/",
            f"-dict={words}",
            "-max_len=4096",
            "-timeout=10",
            "-print_final_stats=1",
            str(seen),
            str(kept),
        ]
        search = (
            "from pathlib import Path; from tests.fuzz.searching import search;"
            f" search(Path({str(kept)!r}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", search, name, *options], check=False
        )
        failed += done.returncode != 0
        click.echo(
            f"{name}: {'found something' if done.returncode else 'found nothing'}"
        )
    sys.exit(failed and 1)


main()
