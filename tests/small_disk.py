"""A disk that gets full, and has room again."""

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = 6 * 1024 * 1024


class Disk:
    """A small file system of its own, with `folder` on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, leaving: int = 0) -> None:
        """Leave room for about so many bytes, beside what is free in the files."""
        with self._ballast.open("ab", buffering=0) as file:
            with suppress(OSError):
                while file.write(bytes(4096)):
                    pass
            file.truncate(max(0, file.tell() - leaving))

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)


class Limit(Disk):
    """No such, but a quota: no file of this process may grow beyond what is there."""

    _hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    def fill(self, *, leaving: int = 0) -> None:
        """Let no file become longer by more than that than the longest one is."""
        longest = max(
            (p.stat().st_size for p in self.folder.rglob("*") if p.is_file()), default=0
        )
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest + leaving, self._hard))

    def free(self) -> None:
        """Let files grow again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._hard, self._hard))


@contextmanager
def limited(folder: Path) -> Iterator[Disk]:
    """A quota for what is in this folder."""
    disk = Limit(folder)
    try:
        yield disk
    finally:
        disk.free()


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A file system of its own, where one may be mounted; else a quota."""
    # Not in a test's own directory: what is left of one that was killed could not be
    # removed there.
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    words = ["-t", "tmpfs", "-o", f"size={SIZE},mode=700", "small-disk", str(folder)]
    mounted = os.geteuid() == 0 and _done("mount", *words)
    disk = Disk(folder) if mounted else Limit(folder)
    try:
        yield disk
    finally:
        disk.free()
        if mounted:
            _done("umount", "--lazy", str(folder))
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def _done(*words: str) -> bool:
    with suppress(FileNotFoundError):
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    return False
