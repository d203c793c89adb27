"""Measure everything and print one table."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from bench.agenda import measure_burst, measure_latency, measure_long_thread
from bench.detection import measure_detection
from bench.minute import measure_minute
from bench.processes import LOAD_CORE
from bench.pulse_cpu import measure_cpu
from bench.pulse_process import measure_process
from bench.pulse_requests import measure_requests
from bench.report import Figure, table
from bench.scale import measure_scale
from bench.support import measure_support
from bench.sweep import measure_sweep, measure_timers
from bench.webhook import measure_footprint, measure_rates, stage


def main() -> None:
    """About five minutes; with `--quick` about two, and rougher."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer, shorter rounds")
    quick = parser.parse_args().quick
    begun = time.perf_counter()
    os.sched_setaffinity(0, {LOAD_CORE})
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "log"
        try:
            figures = measure(Path(name), log, quick=quick)
        except BaseException:
            print(log.read_text(encoding="utf-8")[-5000:], file=sys.stderr)
            raise
    print(table(figures))
    print(f"\nMeasured in {time.perf_counter() - begun:.0f} s.")


def measure(directory: Path, log: Path, *, quick: bool) -> list[Figure]:
    """All figures, one part after the other."""
    rounds = 2 if quick else 5
    with stage(directory / "deliveries", log) as github:
        figures = measure_rates(
            github, rounds=rounds * 4, seconds=0.3 if quick else 0.8
        )
        figures += measure_footprint(github, starts=rounds, deliveries=20_000)
        figures += measure_minute(github, seconds=10 if quick else 60)
        scale = measure_scale(github, quick=quick)
    figures += uvloop.run(measure_latency(log, commands=rounds * 8))
    figures += uvloop.run(measure_burst(log))
    figures += uvloop.run(measure_long_thread(comments=500, rounds=rounds))
    figures += uvloop.run(measure_sweep(rounds=rounds))
    figures += uvloop.run(measure_timers(series=10_000, due=10, rounds=rounds * 4))
    figures += measure_detection(rounds=rounds * 4)
    figures += uvloop.run(measure_support(rounds=rounds))
    figures += uvloop.run(measure_requests(rounds=rounds))
    figures += uvloop.run(measure_process(log, rounds=rounds))
    figures += uvloop.run(measure_cpu(rounds=rounds))
    return figures + scale


if __name__ == "__main__":
    main()
