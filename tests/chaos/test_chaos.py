"""Whatever goes wrong on the way, the end is that of a calm run."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.chaos.alone import play_alone
from tests.chaos.calm import play_calmly
from tests.chaos.picture import differences
from tests.chaos.told import script

pytestmark = pytest.mark.unmeasured

SEEDS = {4: (0.67, 40), 11: (0.5, 24)}
"""How much of the story is played, and how often the bot is killed at least;
`python -m tests.chaos` plays more seeds, and all of it."""

FAULTS = ("500", "502 after effect", "resets", "10 s")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_end_is_that_of_a_calm_run(seed, tmp_path, shown):
    whole, (share, kills) = script(seed), SEEDS[seed]
    told = whole.first(int(len(whole.moments) * share))
    calm = asyncio.run(play_calmly(told, tmp_path))

    chaos = play_alone(told, tmp_path, kills)

    assert differences(calm.picture, chaos.picture) == ""
    assert chaos.twice == []
    assert chaos.broken == []
    assert [line for line in chaos.log if line["level"] == "error"] == []
    figures = chaos.figures
    assert figures["kills"] >= kills
    for fault in FAULTS:
        assert 0.03 < figures[fault] / figures["requests"] < 0.07
    shown(f"1. Chaos, seed {seed}: {in_words(figures)}")


def in_words(figures: Mapping[str, int]) -> str:
    return (
        f"20 repositories, {figures['requests']:,} requests of which"
        f" {figures['500']} were 500, {figures['502 after effect']} 502 after the effect,"
        f" {figures['resets']} resets and {figures['10 s']} took 10 s;"
        f" {figures['kills']} times kill -9; {figures['deliveries']} deliveries came,"
        f" {figures['lost']} were lost, {figures['doubled']} doubled,"
        f" {figures['delayed']} late: the same text, no write twice, no rule broken"
    )
