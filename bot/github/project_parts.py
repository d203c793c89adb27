"""Many small questions about many repositories, in few requests of GraphQL.

    at3: repository(owner: $owner_3, name: $name_3) { …the part's own fields… }

What takes GitHub too long as a whole may pass in halves: first fewer parts, then less of
one. What fails even so costs the others nothing.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import structlog

from bot.core.errors import Gone, Refused, RetryLater
from bot.github.client import Client

ENOUGH = 3
"""So many repositories that fail one after the other: it may not be the repositories."""

PATIENCE = 2
"""So many parts of one repository may fail by themselves; then no others are asked for."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_PROBE = "query { rateLimit { cost } }"
"""What GitHub can tell without any work, if it tells anything at all."""

_Variables = Mapping[str, tuple[str, object]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Part(Generic[T_co]):
    """What is asked of one repository.

    `fields` are what stands between the braces; a `#` in them becomes what tells this
    part from the others of its query. `variables` are those named in them, each with its
    type, and `weight` is how much of a query it takes up. `less` makes one of it that asks
    for less of the same, where that is possible. What is known to take GitHub long is
    tried `once`.
    """

    full_name: str
    fields: str
    parse: Callable[[Mapping[str, Any]], T_co]
    variables: _Variables = field(default_factory=dict)
    weight: int = 1
    less: "Callable[[], Part[T_co]] | None" = None
    once: bool = False

    def text(self, number: int) -> str:
        """It in a query, as the part of that number."""
        names = f"owner: $owner_{number}, name: $name_{number}"
        fields = self.fields.replace("#", f"_{number}")
        return f"  at{number}: repository({names}) {{\n{fields}\n  }}\n"

    def values(self, number: int) -> _Variables:
        """Its variables there."""
        owner, _, name = self.full_name.partition("/")
        both = {"owner#": ("String!", owner), "name#": ("String!", name)}
        return {
            key.replace("#", f"_{number}"): value
            for key, value in {**both, **self.variables}.items()
        }


@dataclass(frozen=True, slots=True)
class Untold:
    """A part that was not told; `why` is the end of a sentence about what is part of it."""

    why: str


GONE = Untold("it changed meanwhile")
FORBIDDEN = Untold("the App may not see it")
FAILED = Untold("GitHub could not tell")


class Asking:
    """Asks GitHub for parts, as many at once as it can tell."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._is_there = False
        self._failing: set[str] = set()
        self._failed: Counter[str] = Counter()

    async def each(
        self, parts: Sequence[Part[T | Untold]], most: int
    ) -> list[T | Untold]:
        """What is told of each part, as `told` tells it, all at once."""
        found = {at: answer async for at, answer in self.told(parts, most)}
        return [found[at] for at in range(len(parts))]

    async def told(
        self, parts: Sequence[Part[T | Untold]], most: int
    ) -> AsyncIterator[tuple[int, T | Untold]]:
        """What is told of each part with its place, as soon as it is, in any order.

        In one request are parts of `most` weight in all. Raises what is wrong where it is
        not the parts: GitHub wants to be left alone, or tells nothing at all. Whoever has
        kept what was told until then needs not ask for that again.
        """
        waiting = _Waiting(list(parts), most)
        while batch := waiting.take():
            spent = [at for at in batch if self._is_spent(parts[at])]
            for at in spent:
                yield at, FAILED
            batch = [at for at in batch if at not in spent]
            if not batch:
                continue
            try:
                answers = await self._ask([waiting.parts[at] for at in batch])
            except (RetryLater, Refused, Gone) as error:
                if isinstance(error, RetryLater) and error.patience:
                    raise
                if len(batch) > 1:
                    waiting.put_back(batch)
                    continue
                if isinstance(error, RetryLater) and waiting.ask_for_less(batch[0]):
                    continue
                await self._note(parts[batch[0]].full_name, error)
                yield batch[0], FAILED
                continue
            for at, answer in zip(batch, answers, strict=True):
                if answer is not FAILED:
                    yield at, answer
                elif len(batch) > 1:
                    waiting.alone.append(at)
                elif not waiting.ask_for_less(at):
                    yield at, answer

    def _is_spent(self, part: Part[object]) -> bool:
        return self._failed[part.full_name] >= PATIENCE

    async def _ask(self, parts: Sequence[Part[T | Untold]]) -> list[T | Untold]:
        """What is told of them; tried once where less may be asked for instead."""
        first, *others = parts
        fields = "".join(part.text(at) for at, part in enumerate(parts))
        variables = {
            name: value
            for at, part in enumerate(parts)
            for name, value in part.values(at).items()
        }
        kinds = ", ".join(f"${name}: {kind}" for name, (kind, _) in variables.items())
        answers = await self.client.query(
            f"query({kinds}) {{\n{fields}}}",
            {name: value for name, (_, value) in variables.items()},
            lambda data: [
                _told(part, data[f"at{at}"]) for at, part in enumerate(parts)
            ],
            once=bool(others or first.less or first.once),
        )
        self._is_there = True
        self._failing.clear()
        return answers

    async def _note(self, full_name: str, error: Exception) -> None:
        """A part fails by itself; raises what is wrong where it is not the part."""
        _log.warning("not_told", repository=full_name, why=str(error))
        self._failed[full_name] += 1
        self._failing.add(full_name)
        if not self._is_there or len(self._failing) >= ENOUGH:
            await self._probe()

    async def _probe(self) -> None:
        """Raises what is wrong if GitHub does not even tell what is no work for it."""
        await self.client.query(_PROBE, {}, lambda data: data["rateLimit"])
        self._is_there = True
        self._failing.clear()


class _Waiting(Generic[T]):
    """The places of parts that are still to be asked for, in their order.

    Those that failed among others are asked for `alone`, and first.
    """

    def __init__(self, parts: list[Part[T]], most: int) -> None:
        self.parts = parts
        self.alone: list[int] = []
        self._many = list(range(len(parts)))[::-1]
        self._most = self._room = most

    def take(self) -> list[int]:
        """The next ones, together as heavy as there is room; a heavy one is alone."""
        if self.alone:
            return [self.alone.pop()]
        batch: list[int] = []
        room = self._room
        while self._many and (not batch or self._weight(self._many[-1]) <= room):
            batch.append(self._many.pop())
            room -= self._weight(batch[-1])
        return batch

    def put_back(self, batch: Sequence[int]) -> None:
        """These were too much together, and so may others be that are as heavy."""
        self._many += batch[::-1]
        self._room = sum(map(self._weight, batch)) // 2

    def ask_for_less(self, at: int) -> bool:
        """This was too much even alone: then it was not that there were many."""
        self._room = self._most
        less = self.parts[at].less
        if less is None:
            return False
        self.parts[at] = less()
        self.alone.append(at)
        return True

    def _weight(self, at: int) -> int:
        return self.parts[at].weight


def _told(part: Part[T | Untold], node: Mapping[str, Any] | None) -> T | Untold:
    if node is None:
        return GONE
    if node.get("forbidden"):
        return FORBIDDEN
    if "error" in node:
        _log.warning("not_told", repository=part.full_name, why=node["error"])
        return FAILED
    try:
        return part.parse(node)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        _log.warning("not_told", repository=part.full_name, why=repr(error))
        return FAILED
