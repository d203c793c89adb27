"""A command whose standard error is a terminal, where something moves."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path


async def run_on_terminal(
    *words: str, folder: Path, environ: Mapping[str, str]
) -> tuple[int | None, str, str]:
    """Exit code, standard output, and all that was shown, however long it took."""
    ours, theirs = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env={**environ, "TERM": "xterm"},
        stdout=PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    (out, _), shown = await asyncio.gather(
        process.communicate(), asyncio.to_thread(read_all, ours)
    )
    os.close(ours)
    return process.returncode, out.decode(), shown


def read_all(number: int) -> str:
    """What is written there until nobody writes any more."""
    found = b""
    while True:
        try:
            some = os.read(number, 65536)
        except OSError:  # nobody writes on that terminal any more
            some = b""
        if not some:
            return found.decode()
        found += some
