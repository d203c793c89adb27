"""Lines that are added to a file `.env`: all of them or none, and read by nobody else."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def add_variables(path: Path, note: str, values: Mapping[str, str]) -> None:
    """Add lines below a comment; what is there stays as it is, to the byte.

    The file is whole at any instant, and nobody but its owner may ever read what is added.
    Raises OSError where it cannot be written; then nothing has changed.
    """
    target = path.resolve()  # a link stays one
    try:
        before, owner = target.read_bytes(), target.stat()
    except FileNotFoundError:
        before, owner = b"", None
    end = b"\r\n" if b"\r\n" in before else b"\n"
    lines = [f"# {note}", *(f"{name}={_value(text)}" for name, text in values.items())]
    gap = b"" if not before else end if before.endswith((b"\n", b"\r")) else end * 2
    text = before + gap + b"".join(line.encode() + end for line in lines)
    _replace(target, text, owner)


def _replace(target: Path, text: bytes, owner: os.stat_result | None) -> None:
    beside = target.with_name(f".env-{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            if owner is not None:
                with suppress(PermissionError):  # only root gives files away
                    os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # not every file system can: the file is there all the same
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _value(text: str) -> str:
    """As `.env` files have it: quoted where a reader would take it for something else."""
    if all(char.isalnum() or char in "_.~+/=:@%-" for char in text):
        return text
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{quoted}'"
