"""The detector of a running bot: the rules, and each owner's own model where one is.

Models are files below `DATA_DIR`, and whoever trains one anew needs no restart.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from cachetools import LRUCache

from bot.core.detector import Verdict

if TYPE_CHECKING:
    from bot.detection.model import Model

log = structlog.get_logger(__name__)

MOST_OWNERS = 8
"""Whose models are kept in memory, at 70 KB each; others are read again when needed."""

_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,100}(?:\[bot\])?", re.ASCII)

_Version = tuple[int, int]


def model_path(data_dir: Path, owner: str) -> Path:
    """Where an owner's model is; ValueError where that is no login."""
    if not _LOGIN.fullmatch(owner):
        raise ValueError("an owner's login has letters, digits and hyphens only")
    return data_dir / "detector" / f"{owner.lower()}.json"


def load_model(path: Path, owner: str | None) -> "Model":
    """The model in the file, made for this owner, or for whomever where that is None.

    OSError where it cannot be read, ValueError where it is none: where, what, cure.
    """
    from bot.detection.model_file import MOST_CHARACTERS, parse_model

    with path.open("rb") as file:
        data = file.read(MOST_CHARACTERS + 1)
    try:
        model = parse_model(data.decode("utf-8"), file=str(path))
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not a text file: train the model again") from None
    if owner is not None and model.owner.lower() != owner.lower():
        raise ValueError(
            f"{path}: owner: it was trained for another owner: train one for this owner"
        )
    return model


class OwnersDetector:
    """A `bot.core.detector.Detector` with the models below a directory.

    A file is read when an owner is first asked for, and again when it has changed. One
    that is broken is logged once for the operator, and the rules are left.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._known: LRUCache[str, tuple[_Version, Model | None]]
        self._known = LRUCache(MOST_OWNERS)

    def judge(self, owner: str, title: str, body: str, *, precision: float) -> Verdict:
        """What an issue of the owner's repositories is taken for, and why."""
        from bot.detection.verdict import judge  # 1 MB, where a bot detects at all

        return judge(title, body, precision=precision, model=self._model(owner))

    def _model(self, owner: str) -> "Model | None":
        try:
            path = model_path(self._data_dir, owner)
            found = path.stat()
        except (OSError, ValueError):
            return None
        version = (found.st_mtime_ns, found.st_size)
        known = self._known.get(path.name)
        if known is None or known[0] != version:
            known = (version, _read(path, owner))
            self._known[path.name] = known
        return known[1]


def _read(path: Path, owner: str) -> "Model | None":
    try:
        return load_model(path, owner)
    except (OSError, ValueError) as error:
        log.warning("the detector's model cannot be used", why=str(error))
        return None
