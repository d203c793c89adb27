"""Time that several processes share, and that waits for whoever has something to do.

Nothing is patched: an event loop is told its time, and whoever wants to know the date
asks a clock that is handed in, as always. In that time a wait of ten seconds takes no
longer than others need for what they do meanwhile, and what is done takes none of it. So
a story is the same on a slow machine, where it only takes longer to be told.
"""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_PASSED = struct.Struct(">q")
"""As PostgreSQL can read it."""

_OWN = struct.Struct("q")
_PLACES = 256

MILLION = 1_000_000
AWAKE, NEVER = -1, 2**62
"""Until when somebody sleeps that does not sleep, or that waits for no time."""


class CommonTime:
    """Microseconds since 1970, for all processes that have opened the same file.

    `passed` is what of them has passed by itself, so that whoever is there was heard all
    along; all else was passed over. In the file there is also a place for each process,
    that says until when it sleeps.
    """

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(_OWN.size * (2 + _PLACES)))
        self.file = file
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 0)

    @property
    def passed(self) -> int:
        return int(_PASSED.unpack_from(self._shared)[0])

    def micros(self) -> int:
        return self.passed + int(_OWN.unpack_from(self._shared, _OWN.size)[0])

    def seconds(self) -> float:
        return self.micros() / MILLION

    def now(self) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.micros())

    def go_on(self, micros: int) -> None:
        """Let it pass: nobody may be reading it just now."""
        _PASSED.pack_into(self._shared, 0, self.passed + micros)

    def jump(self, micros: int) -> None:
        """Pass that much over."""
        jumped = self.micros() - self.passed + max(0, micros)
        _OWN.pack_into(self._shared, _OWN.size, jumped)

    def sleeps(self, place: int, until: int) -> None:
        """Whoever has that place sleeps until then, or is `AWAKE`."""
        _OWN.pack_into(self._shared, _OWN.size * (2 + place % _PLACES), until)

    def until(self, place: int) -> int:
        (until,) = _OWN.unpack_from(self._shared, _OWN.size * (2 + place % _PLACES))
        return int(until)
