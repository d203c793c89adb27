"""Measure everything and print one table."""

import argparse
import os
import tempfile
import time
from pathlib import Path

import uvloop

from bench.agenda import measure_burst, measure_latency, measure_long_thread
from bench.processes import LOAD_CORE
from bench.report import table
from bench.webhook import measure_footprint, measure_rates, stage


def main() -> None:
    """Under four minutes; with `--quick` under one, and rougher."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer, shorter rounds")
    quick = parser.parse_args().quick
    begun = time.perf_counter()
    os.sched_setaffinity(0, {LOAD_CORE})
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        with stage(directory) as github:
            figures = measure_rates(
                github, rounds=2 if quick else 5, seconds=1 if quick else 3
            )
            figures += measure_footprint(
                github, starts=2 if quick else 5, deliveries=20_000
            )
        log, rounds = directory / "log", 2 if quick else 5
        latency = measure_latency(log, commands=rounds * 8)
        long_thread = measure_long_thread(comments=500, rounds=rounds)
        for measuring in (latency, measure_burst(log), long_thread):
            figures += uvloop.run(measuring)
    print(table(figures))
    print(f"\nMeasured in {time.perf_counter() - begun:.0f} s.")


if __name__ == "__main__":
    main()
