"""Results of pure functions that are asked for again and again, in bounded memory."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_OVERHEAD = 300
"""About what an entry takes beside its texts, in characters."""


def remembered(
    *, characters: int
) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Remember what was asked last, up to so many characters.

    Counted is all text, in what was asked as in what was answered: strangers choose
    both. The function takes only positional arguments that can be hashed.
    """

    def decorate(
        function: Callable[Arguments, Result],
    ) -> Callable[Arguments, Result]:
        kept: LRUCache[tuple[Any, ...], tuple[int, Result]] = LRUCache(
            characters, getsizeof=lambda entry: entry[0]
        )

        @wraps(function)
        def answer(*asked: Arguments.args, **named: Arguments.kwargs) -> Result:
            found = kept.get(asked)
            if found is not None:
                return found[1]
            result = function(*asked, **named)
            size = _OVERHEAD + characters_in(asked) + characters_in(result)
            if size <= characters:
                kept[asked] = (size, result)
            return result

        return answer

    return decorate


def characters_in(value: object) -> int:
    """How many characters of text a value of strings, tuples and dataclasses holds."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple):
        return sum(_OVERHEAD // 10 + characters_in(part) for part in value)
    slots: tuple[str, ...] = getattr(value, "__slots__", ())
    return sum(characters_in(getattr(value, slot)) for slot in slots)
