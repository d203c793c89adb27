"""Whatever waits for whatever: who is released first, and who waits for whom."""

from collections.abc import Mapping
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.release_order import stages, waits_for, walk
from bot.core.releases import Releases

JUPYTERHUB = {
    "jupyterhub/zero-to-jupyterhub-k8s": [
        "jupyterhub/jupyterhub",
        "jupyterhub/kubespawner",
        "jupyterhub/jupyterhub-idle-culler",
    ],
    "jupyterhub/kubespawner": ["jupyterhub/jupyterhub"],
    "jupyterhub/jupyterhub": ["jupyterhub/configurable-http-proxy"],
    "jupyterhub/configurable-http-proxy": [],
    "jupyterhub/jupyterhub-idle-culler": [],
    "jupyterhub/binderhub": ["jupyterhub/zero-to-jupyterhub-k8s"],
}


def releases(after: Mapping[str, list[str]]) -> Releases:
    projects = {name: {"after": before} for name, before in after.items()}
    return Releases.model_validate({"when": "day 1", "projects": projects})


def test_a_stage_is_one_more_than_any_that_it_waits_for() -> None:
    assert stages(releases(JUPYTERHUB)) == {
        "jupyterhub/zero-to-jupyterhub-k8s": 4,
        "jupyterhub/kubespawner": 3,
        "jupyterhub/jupyterhub": 2,
        "jupyterhub/configurable-http-proxy": 1,
        "jupyterhub/jupyterhub-idle-culler": 1,
        "jupyterhub/binderhub": 5,
    }


def test_a_project_waits_also_for_what_others_wait_for() -> None:
    config = releases(JUPYTERHUB)
    assert waits_for(config, "JupyterHub/KubeSpawner") == {
        "jupyterhub/jupyterhub",
        "jupyterhub/configurable-http-proxy",
    }
    assert waits_for(config, "jupyterhub/binderhub") == {*JUPYTERHUB} - {
        "jupyterhub/binderhub"
    }
    assert waits_for(config, "jupyterhub/configurable-http-proxy") == frozenset()
    assert waits_for(config, "jupyterhub/nowhere") == frozenset()
    several = ("jupyterhub/jupyterhub", "jupyterhub/jupyterhub-idle-culler")
    assert waits_for(config, *several) == {"jupyterhub/configurable-http-proxy"}


@pytest.mark.parametrize(
    ("after", "cycles"),
    [
        ({"a": ["a"]}, [("a", "a")]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, [("b", "c", "b")]),
        ({"c": ["b"], "b": ["a"], "a": ["c"]}, [("c", "b", "a", "c")]),
        ({"a": ["b", "c"], "b": ["a"], "c": ["a"]}, [("a", "b", "a")]),
        (
            {"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c", "a"]},
            [("a", "b", "a"), ("c", "d", "c")],
        ),
        ({"a": ["b", "c", "d"], "b": ["d"], "c": ["d"], "d": []}, []),
    ],
)
def test_cycles_begin_with_their_first_project_and_share_none(
    after: dict[str, list[str]], cycles: list[tuple[str, ...]]
) -> None:
    assert list(walk(after).cycles) == cycles


names = st.integers(0, 7).map(lambda n: f"o/p{n}")
graphs = st.dictionaries(names, st.sets(names, max_size=3), min_size=1).map(
    lambda drawn: {
        name: sorted(before & drawn.keys() - {name}) for name, before in drawn.items()
    }
)


@settings(max_examples=150, deadline=None)
@given(graphs)
def test_any_graph_has_an_order_or_cycles(after: dict[str, list[str]]) -> None:
    walked = walk(after)
    assert sorted(walked.order) == sorted(after)
    for cycle in walked.cycles:
        assert cycle[0] == cycle[-1]
        assert all(before in after[name] for name, before in pairwise(cycle))
    inside = [name for cycle in walked.cycles for name in cycle[1:]]
    assert len(inside) == len({*inside})
    if walked.cycles:
        return
    places = {name: place for place, name in enumerate(walked.order)}
    found = stages(releases(after))
    assert list(found) == list(after)
    for name, before in after.items():
        assert all(places[one] < places[name] for one in before)
        assert found[name] == 1 + max((found[one] for one in before), default=0)
        waited = waits_for(releases(after), name)
        assert waited == {*before}.union(
            *(waits_for(releases(after), one) for one in before)
        )
        assert name not in waited


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_a_cycle_is_found_exactly_where_nobody_could_begin(
    after: dict[str, list[str]],
) -> None:
    left = dict(after)
    while ready := [n for n, before in left.items() if not left.keys() & {*before}]:
        for name in ready:
            del left[name]
    assert bool(walk(after).cycles) == bool(left)


def test_hundreds_that_wait_for_each_other_cost_no_time() -> None:
    every = [f"o/p{n}" for n in range(250)]
    config = releases({n: every[max(0, i - 50) : i] for i, n in enumerate(every)})
    begun = process_time()
    assert stages(config)["o/p249"] == 250
    assert [len(waits_for(config, name)) for name in every] == list(range(250))
    assert process_time() - begun < 1
