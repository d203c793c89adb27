"""Whether the files with secrets can be read by their owner only."""

from collections.abc import Sequence
from pathlib import Path

from bot.doctor.finding import Finding
from bot.doctor.spoken import listed

SETTINGS = "settings"

_OTHERS = 0o077


def look_at_files(files: Sequence[Path]) -> tuple[Finding, ...]:
    """The files that hold secrets, by who may read them."""
    names = [str(file) for file in files]
    if not names:
        return (Finding(SETTINGS, True, "all from the environment"),)
    open_ones = [file for file in files if file.stat().st_mode & _OTHERS]
    if not open_ones:
        return (Finding(SETTINGS, True, f"{listed(names)}: for their owner only"),)
    return tuple(
        Finding(
            SETTINGS,
            True,
            f"{file} is open to others on this machine (mode"
            f" {file.stat().st_mode & 0o777:04o})",
            f"chmod 600 {file}",
        )
        for file in open_ones
    )
