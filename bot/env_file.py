"""Lines that are added to a file `.env`: all of them or none, and read by nobody else."""

import errno
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_BESIDE = re.compile(r"\.env-[0-9a-f]{16}")
_ROOM = 8192
"""Bytes that what is added takes at most: a key of 4096 bits has 4,400 in base64."""


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


def try_out(path: Path) -> None:
    """Raise the OSError that adding lines would, as far as that can be known before.

    A file that is mounted by itself, as containers have it, can be written to, but not be
    replaced.
    """
    target = path.resolve()
    beside = _beside(target)
    try:
        with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as file:
            file.write(bytes(_ROOM))
    finally:
        beside.unlink(missing_ok=True)
    if _is_mounted(target):
        raise OSError(errno.EBUSY, "It is mounted by itself and cannot be replaced")


def left_behind(path: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Files that were to take its place when the process was killed, and have it all."""
    found = []
    for file in sorted(path.resolve().parent.glob(".env-*")):
        if not (_BESIDE.fullmatch(file.name) and file.is_file()):
            continue
        try:
            lines = file.read_bytes().splitlines(keepends=True)
        except OSError:  # somebody else's
            continue
        starts = [f"{name}=".encode() for name in names]
        if all(any(_is_whole(line, start) for line in lines) for start in starts):
            found.append(file)
    return tuple(found)


def _is_whole(line: bytes, start: bytes) -> bool:
    return line.startswith(start) and line.endswith(b"\n")


def _is_mounted(target: Path) -> bool:
    if os.path.ismount(target):
        return True
    try:  # where it is on the same file system as its folder, Linux tells only here
        known = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    escaped = re.sub(
        rb"[\s\\]", lambda found: b"\\%03o" % found[0][0], os.fsencode(target)
    )
    return any(line.split()[4:5] == [escaped] for line in known.splitlines())


def _beside(target: Path) -> Path:
    return target.with_name(f".env-{secrets.token_hex(8)}")


def _replace(target: Path, text: bytes, owner: os.stat_result | None) -> None:
    beside = _beside(target)
    try:
        with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as file:
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
