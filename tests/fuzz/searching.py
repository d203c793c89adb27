"""One search, in a process of its own: `search` reads its target from the arguments."""

import hashlib
import logging
import sys
from pathlib import Path

import atheris


def search(kept: Path) -> None:
    """Give atheris the target that `sys.argv` names, with the options that follow.

    What is too much for it is written into the folder `kept`, and ends the search.
    """
    with atheris.instrument_imports(include=["bot", "markdown_it", "yaml", "mdformat"]):
        from tests.fuzz.targets import TARGETS
    logging.disable(logging.CRITICAL)
    target = TARGETS[sys.argv[1]]

    def tried(data: bytes) -> None:
        try:
            target(data)
        except BaseException:
            (kept / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            raise

    atheris.Setup([sys.argv[0], *sys.argv[2:]], tried)
    atheris.Fuzz()
