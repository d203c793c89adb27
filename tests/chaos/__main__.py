"""Play more seeds than `make test` does: `python -m tests.chaos 100 101 …`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.logs import configure_logs
from tests.chaos.alone import play_alone
from tests.chaos.calm import play_calmly
from tests.chaos.picture import differences
from tests.chaos.told import script


def main(seeds: list[int]) -> int:
    """Print of each seed how it ended; how many ended otherwise than calmly."""
    configure_logs(level="error")
    failed = 0
    for seed in seeds:
        told = script(seed)
        with tempfile.TemporaryDirectory() as folder:
            calm = asyncio.run(play_calmly(told, Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            chaos = play_alone(told, Path(folder))
        wrong = [
            differences(calm.picture, chaos.picture),
            *chaos.twice,
            *chaos.broken,
            *(str(line) for line in chaos.log if line["level"] == "error"),
        ]
        told_wrong = [text for text in wrong if text]
        failed += bool(told_wrong)
        print(f"seed {seed}: {'as calm' if not told_wrong else 'WRONG'}")
        print(f"  {dict(chaos.figures)}")
        print("\n".join(told_wrong)[:5000])
    return failed


if __name__ == "__main__":  # the processes that it starts import it too
    sys.exit(main([int(word) for word in sys.argv[1:]]) and 1)
