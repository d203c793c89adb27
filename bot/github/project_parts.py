"""Many small questions about many repositories, in few requests of GraphQL.

    at3: repository(owner: $owner_3, name: $name_3) { …the part's own fields… }

What takes GitHub too long as a whole may pass in halves; what fails even by itself costs
the others nothing.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import structlog

from bot.core.errors import Gone, Refused, RetryLater
from bot.github.client import Client

ENOUGH = 3
"""So many repositories that fail one after the other: it is not the repositories."""

PATIENCE = 2
"""So many parts of one repository may fail by themselves; then no others are asked for."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_Variables = Mapping[str, tuple[str, object]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Part(Generic[T_co]):
    """What is asked of one repository.

    `fields` are what stands between the braces; a `#` in them becomes what tells this
    part from the others of its query. `variables` are those named in them, each with its
    type, and `weight` is how much of a query it takes up.
    """

    full_name: str
    fields: str
    parse: Callable[[Mapping[str, Any]], T_co]
    variables: _Variables = field(default_factory=dict)
    weight: int = 1

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
        self.requests = 0
        self._told_any = False
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
        waiting = _batches(parts, most)[::-1]
        while waiting:
            batch = []
            for at in waiting.pop():
                if self._failed[parts[at].full_name] < PATIENCE:
                    batch.append(at)
                else:
                    yield at, FAILED
            if not batch:
                continue
            try:
                answers = await self._ask([parts[at] for at in batch])
            except (RetryLater, Refused, Gone) as error:
                if isinstance(error, RetryLater) and error.patience:
                    raise
                if len(batch) > 1:
                    half = len(batch) // 2
                    waiting += [batch[half:], batch[:half]]
                    continue
                self._note(parts[batch[0]].full_name, error)
                answers = [FAILED]
                if not waiting and not self._told_any:
                    raise
            for at, answer in zip(batch, answers, strict=True):
                if answer is FAILED and len(batch) > 1:
                    waiting.append([at])
                else:
                    yield at, answer

    async def _ask(self, parts: Sequence[Part[T | Untold]]) -> list[T | Untold]:
        self.requests += 1
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
        )
        self._told_any = True
        self._failing.clear()
        return answers

    def _note(self, full_name: str, error: Exception) -> None:
        """A part fails by itself; raises the error once it is clearly not the part."""
        _log.warning("not_told", repository=full_name, why=str(error))
        self._failed[full_name] += 1
        self._failing.add(full_name)
        if len(self._failing) == ENOUGH:
            raise error


def _batches(parts: Iterable[Part[object]], most: int) -> list[list[int]]:
    """The places of the parts, together up to that weight; a heavy one is alone."""
    batches: list[list[int]] = []
    room = 0
    for at, part in enumerate(parts):
        if part.weight > room or not batches:
            batches.append([])
            room = most
        batches[-1].append(at)
        room -= part.weight
    return batches


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
