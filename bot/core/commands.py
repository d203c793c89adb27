"""Slash commands as data: how they are shown in help, docs and refusals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """One form of a command: what to type, who may, and what holds afterwards."""

    form: str
    where: str
    who: str
    effect: str
    example: str = ""
