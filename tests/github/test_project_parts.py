"""Many repositories are asked about at once; one that cannot be told costs no other."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.core.errors import Refused, RetryLater
from bot.github.project_parts import FAILED, FORBIDDEN, GONE, Asking, Part
from tests.github.scripted import Asked, Reply

NAMES = [f"jupyterhub/r{number}" for number in range(8)]
BROKEN = Reply(status=502)
LIMIT = {
    "type": "RESOURCE_LIMITS_EXCEEDED",
    "path": ["at0"],
    "message": "Resource limits for this query exceeded.",
}
TOO_MUCH = Reply({"data": {"at0": None}, "errors": [LIMIT]})


def part(full_name: str, weight: int = 1) -> Part[str]:
    return Part(
        full_name,
        "    ref(qualifiedName: $tag#) { name }",
        lambda node: node["ref"]["name"],
        {"tag#": ("String!", "refs/tags/1.0")},
        weight,
    )


def page(full_name: str, first: int) -> Part[str]:
    """A part that may be asked for as half of it, down to ten."""
    return Part(
        full_name,
        "    refs(first: $first#) { name }",
        lambda node: f"{first} of {node['ref']['name']}",
        {"first#": ("Int!", first)},
        first,
        (lambda: page(full_name, max(10, first // 2))) if first > 10 else None,
        once=first < 50,
    )


def pages_in(asked: Asked) -> list[int]:
    """How many each part asks for."""
    values = asked.body.get("variables") or {}
    return [many for name, many in values.items() if name.startswith("first")]


def names_in(asked: Asked) -> list[str]:
    values = asked.body.get("variables") or {}
    found = {
        int(alias): f"{values[f'owner_{alias}']}/{values[f'name_{alias}']}"
        for alias in re.findall(r"at(\d+): repository", asked.body["query"])
    }
    return [found[alias] for alias in sorted(found)]


def tells(
    answers: Mapping[str, object] = {}, *errors: object
) -> Callable[[Asked], Reply]:
    """Answers the name of each repository, or what else is told of it."""

    def answer(asked: Asked) -> Reply:
        data: dict[str, Any] = {
            f"at{at}": answers.get(name, {"ref": {"name": name}})
            for at, name in enumerate(names_in(asked))
        }
        if is_probe(asked):
            data["rateLimit"] = {"cost": 1}
        return Reply({"data": data, **({"errors": list(errors)} if errors else {})})

    return answer


def is_probe(asked: Asked) -> bool:
    """Whether it asks only whether GitHub is there."""
    return "rateLimit" in asked.body["query"]


def breaks(when: Callable[[list[str]], bool], reply: Reply = BROKEN):
    return lambda asked: reply if when(names_in(asked)) else tells()(asked)


@pytest.fixture
async def asking(hub) -> Asking:
    return Asking(hub.connect(None))


def asked_for(scripted) -> list[list[str]]:
    return [names_in(one) for one in scripted.asked if one.path == "/graphql"]


async def test_many_are_one_request_and_values_are_no_part_of_its_text(
    asking, scripted
):
    scripted.on("POST", "/graphql", tells())

    assert await asking.each([part(name) for name in NAMES], 10) == NAMES

    (asked,) = (one for one in scripted.asked if one.path == "/graphql")
    assert "jupyterhub" not in asked.body["query"]
    assert "refs/tags" not in asked.body["query"]
    assert asked.body["variables"]["tag_7"] == "refs/tags/1.0"


async def test_what_is_heavy_makes_few(asking, scripted):
    scripted.on("POST", "/graphql", tells())
    parts = [
        part(name, weight)
        for name, weight in zip(NAMES, [1, 5, 6, 9, 20, 1, 1, 1], strict=True)
    ]

    assert await asking.each(parts, 10) == NAMES
    sizes = [len(names) for names in asked_for(scripted)]
    assert sizes == [2, 1, 1, 1, 3]


async def test_nothing_takes_no_request(asking, scripted):
    assert await asking.each([], 10) == []
    assert asked_for(scripted) == []


async def test_one_that_is_not_there_or_hidden_costs_the_others_nothing(
    asking, scripted
):
    gone = {"type": "NOT_FOUND", "path": ["at1"], "message": "Could not resolve"}
    hidden = {"type": "FORBIDDEN", "path": ["at2", "ref"], "message": "Not accessible"}
    scripted.on(
        "POST", "/graphql", tells({NAMES[1]: None, NAMES[2]: None}, gone, hidden)
    )

    told = await asking.each([part(name) for name in NAMES[:4]], 10)

    assert told == [NAMES[0], GONE, FORBIDDEN, NAMES[3]]


async def test_one_that_errs_among_others_is_asked_about_alone(asking, scripted):
    wrong = {"message": "Something went wrong", "path": ["at1", "ref"]}

    def answer(asked: Asked) -> Reply:
        return (tells({}, wrong) if len(names_in(asked)) > 1 else tells())(asked)

    scripted.on("POST", "/graphql", answer)

    assert await asking.each([part(name) for name in NAMES[:3]], 10) == NAMES[:3]
    assert asked_for(scripted) == [NAMES[:3], [NAMES[1]]]


async def test_an_answer_that_cannot_be_read_is_none(asking, scripted, log):
    scripted.on("POST", "/graphql", tells({NAMES[1]: {"ref": "odd"}}))

    told = await asking.each([part(name) for name in NAMES[:3]], 10)

    assert told == [NAMES[0], FAILED, NAMES[2]]
    assert {one["repository"] for one in log} == {NAMES[1]}


@pytest.mark.parametrize("reply", [BROKEN, TOO_MUCH], ids=["502", "limits"])
async def test_what_takes_too_long_is_asked_for_in_halves(asking, scripted, reply):
    scripted.on("POST", "/graphql", breaks(lambda names: len(names) > 2, reply))

    assert await asking.each([part(name) for name in NAMES], 10) == NAMES


async def test_only_what_fails_alone_is_not_told(asking, scripted, log):
    scripted.on("POST", "/graphql", breaks(lambda names: NAMES[5] in names))

    told = await asking.each([part(name) for name in NAMES], 10)

    assert told == [*NAMES[:5], FAILED, *NAMES[6:]]


async def test_one_that_fails_twice_is_not_asked_for_more(asking, scripted, log):
    scripted.on("POST", "/graphql", breaks(lambda names: NAMES[1] in names))

    told = await asking.each([part(NAMES[0]), *[part(NAMES[1])] * 20], 10)

    assert told == [NAMES[0], *[FAILED] * 20]
    alone = {tuple(names) for names in asked_for(scripted) if len(names) == 1}
    assert alone == {(NAMES[0],), (NAMES[1],)}
    tries = 3  # of each request that is answered 502
    assert len(asked_for(scripted)) <= 1 + 6 * tries


async def test_where_github_is_out_of_order_it_is_asked_later(asking, scripted, log):
    scripted.on("POST", "/graphql", BROKEN)

    with pytest.raises(RetryLater, match="502"):
        await asking.each([part(name) for name in NAMES], 10)
    assert [len(names) for names in asked_for(scripted)] == [
        8,
        4,
        2,
        *[1] * 3,
        *[0] * 3,
    ]


@pytest.mark.parametrize("heavy", [NAMES[:3], NAMES[2:7], NAMES[5:]])
async def test_heavy_ones_next_to_each_other_cost_the_others_nothing(
    asking, scripted, log, heavy
):
    scripted.on("POST", "/graphql", breaks(lambda names: {*heavy} & {*names}))

    told = await asking.each([part(name) for name in NAMES], 10)

    assert told == [FAILED if name in heavy else name for name in NAMES]


async def test_the_only_one_may_be_too_heavy_as_well(asking, scripted, log):
    scripted.on("POST", "/graphql", breaks(lambda names: NAMES[0] in names))

    assert await asking.each([part(NAMES[0])], 10) == [FAILED]


@pytest.mark.parametrize(
    ("most", "pages"), [(100, [50]), (30, [50, 25]), (12, [50, 25, 12])]
)
async def test_a_page_that_is_too_long_is_asked_for_as_half_of_it(
    asking, scripted, most, pages
):
    def answer(asked: Asked) -> Reply:
        return BROKEN if sum(pages_in(asked)) > most else tells()(asked)

    scripted.on("POST", "/graphql", answer)

    told = await asking.each([page(NAMES[0], 50)], 150)

    assert told == [f"{pages[-1]} of {NAMES[0]}"]
    asked = [pages_in(one) for one in scripted.asked if one.path == "/graphql"]
    assert asked == [[first] for first in pages]


async def test_so_is_one_that_errs_in_the_answer(asking, scripted):
    wrong = {"message": "Something went wrong", "path": ["at0", "refs"]}

    def answer(asked: Asked) -> Reply:
        errors = [wrong] if pages_in(asked) == [50] else []
        return tells({}, *errors)(asked)

    scripted.on("POST", "/graphql", answer)

    assert await asking.each([page(NAMES[0], 50)], 150) == [f"25 of {NAMES[0]}"]


async def test_one_that_fails_as_ten_is_not_told(asking, scripted, log):
    scripted.on("POST", "/graphql", breaks(lambda names: NAMES[1] in names))

    told = await asking.each([page(name, 50) for name in NAMES[:3]], 150)

    assert told == [f"50 of {NAMES[0]}", FAILED, f"50 of {NAMES[2]}"]
    asked = [pages_in(one) for one in scripted.asked if one.path == "/graphql"]
    alone = [pages[0] for pages in asked if len(pages) == 1]
    assert [first for first in alone if first < 50] == [25, 12, 10]


async def test_where_many_at_once_are_too_much_the_rest_is_not_tried_so(
    asking, scripted
):
    scripted.on("POST", "/graphql", breaks(lambda names: len(names) > 2))

    assert await asking.each([part(name) for name in NAMES * 4], 8) == NAMES * 4

    sizes = [len(names) for names in asked_for(scripted)]
    assert sizes == [8, 4, *[2] * 16]


async def test_so_it_is_if_that_begins_in_the_middle(asking, scripted, log):
    scripted.on("POST", "/graphql", tells(), BROKEN)

    with pytest.raises(RetryLater, match="502"):
        await asking.each([part(name) for name in NAMES * 10], 4)
    assert len(asked_for(scripted)) < 20


async def test_and_if_it_is_the_only_one(asking, scripted, log):
    scripted.on("POST", "/graphql", BROKEN)

    with pytest.raises(RetryLater, match="502"):
        await asking.each([part(NAMES[0])], 10)


async def test_a_limit_is_waited_for_at_once(asking, scripted):
    said = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
    scripted.on("POST", "/graphql", Reply({"data": None, "errors": [said]}))

    with pytest.raises(RetryLater, match="limit exceeded"):
        await asking.each([part(name) for name in NAMES], 10)
    assert len(asked_for(scripted)) == 1


async def test_so_is_what_only_a_person_can_mend(asking, scripted, log):
    scripted.on("POST", "/graphql", Reply({"message": "Suspended"}, status=403))

    with pytest.raises(Refused, match="unsuspend"):
        await asking.each([part(name) for name in NAMES], 10)
