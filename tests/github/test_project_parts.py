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


def names_in(asked: Asked) -> list[str]:
    values = asked.body["variables"]
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
        return Reply({"data": data, **({"errors": list(errors)} if errors else {})})

    return answer


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
    assert len([names for names in asked_for(scripted) if len(names) == 1]) == 3 * 3


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
