"""An installation writes as often as GitHub allows, and leaves room for each other."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.pace import (
    MOST_A_MINUTE,
    MOST_AN_HOUR,
    MOST_TO_ONE,
    MOST_TO_REPOSITORY,
    PATIENT_AN_HOUR,
    Held,
    Pace,
    Write,
)

HUB = "/repos/jupyterhub/hub"
THREAD = f"{HUB}/issues/7"
ELSEWHERE = "/repos/jupyterhub/team-compass"
PACE = Pace(1.0)


def writes(count: int, to: str = "", *, every: float = 7.0) -> list[Write]:
    """So many, the last of them made at 0."""
    return [Write(-every * (count - 1 - number), to) for number in range(count)]


def held(past: list[Write], place: str = "", *, patient: bool = False) -> Held:
    with pytest.raises(Held) as told:
        PACE.wait(1.0, past, place, patient=patient)
    assert told.value.patience
    return told.value


def goes(past: list[Write], place: str = "", *, patient: bool = False) -> bool:
    return PACE.wait(1.0, past, place, patient=patient) == 0


def test_the_first_write_waits_for_nothing():
    assert PACE.wait(100.0, [], THREAD, patient=False) == 0


def test_a_second_passes_after_each_write():
    assert PACE.wait(100.2, [Write(100.0, "")], "", patient=False) == pytest.approx(0.8)
    assert PACE.wait(101.0, [Write(100.0, "")], "", patient=False) == 0


def test_without_interval_there_is_no_pace():
    past = [Write(0.0, THREAD)] * 1000
    assert Pace(0).wait(0.0, past, THREAD, patient=True) == 0


def test_the_80th_write_within_a_minute_is_for_later():
    past = writes(MOST_A_MINUTE, every=0.5)
    told = held(past)
    assert (told.reason, told.after) == ("minute", timedelta(seconds=20))
    assert PACE.wait(21.0, past, "", patient=False) == 0


def test_the_500th_write_within_an_hour_is_for_later():
    told = held(writes(MOST_AN_HOUR))
    assert told.reason == "hour"
    assert told.after == timedelta(seconds=3600 - 7 * 498 - 1)


def test_one_thread_takes_no_more_than_so_many_in_an_hour():
    """A quarrel with another bot holds up nobody else."""
    past = writes(MOST_TO_ONE, THREAD, every=10)
    told = held(past, THREAD)
    assert (told.reason, told.place) == ("thread", THREAD)
    assert told.after == timedelta(seconds=3600 - 10 * 239 - 1)
    assert THREAD in str(told)
    for other in (f"{THREAD}0", HUB, ELSEWHERE, ""):
        assert goes(past, other)


def test_what_is_written_to_a_threads_comments_counts_for_the_thread():
    """Five hundred people may comment on one issue, and the bot has a thumb for each."""
    past = [
        Write(-10.0 * (MOST_TO_ONE - 1 - number), f"{THREAD}/comments/{number}")
        for number in range(MOST_TO_ONE)
    ]
    told = held(past, f"{THREAD}/comments/999")
    assert (told.reason, told.place) == ("thread", THREAD)
    assert held(past, THREAD).reason == "thread"
    assert goes(past, f"{HUB}/issues/8/comments/999")


def test_a_comment_of_which_no_thread_is_known_counts_for_itself():
    lost = f"{HUB}/issues/comments"
    past = writes(MOST_TO_ONE, f"{lost}/5", every=10)
    assert held(past, f"{lost}/5").place == f"{lost}/5"
    assert goes(past, f"{lost}/6")


def test_one_repository_leaves_room_for_the_others():
    past = [
        write
        for number in range(MOST_TO_REPOSITORY // 90)
        for write in writes(90, f"{HUB}/issues/{number}", every=10)
    ]
    past.sort()
    told = held(past, THREAD)
    assert (told.reason, told.place) == ("repository", HUB)
    assert held(past, HUB).reason == "repository"
    assert goes(past, f"{ELSEWHERE}/issues/1")
    assert goes(past, f"{HUB}-images/issues/1")


def test_what_nobody_asked_for_leaves_the_rest_to_people():
    past = writes(PATIENT_AN_HOUR)
    assert held(past, patient=True).reason == "patience"
    assert goes(past)


def test_what_nobody_asked_for_leaves_room_in_a_minute_too():
    past = writes(60, every=0.5)
    told = held(past, THREAD, patient=True)
    assert (told.reason, told.after) == ("patience", timedelta(seconds=29.5))
    assert goes(past, THREAD)


def test_of_two_ceilings_the_one_that_lasts_longer_is_told():
    """Whoever waits is not woken in vain."""
    past = writes(MOST_TO_ONE, THREAD, every=0.5)
    told = held(past, THREAD)
    assert (told.reason, told.after) == ("thread", timedelta(seconds=3479.5))


def test_what_was_written_by_a_clock_that_was_ahead_counts_for_nothing():
    """Else nobody would write before it is that late again."""
    past = [Write(4000.0 + number, THREAD) for number in range(MOST_AN_HOUR)]
    assert PACE.wait(400.0, past, THREAD, patient=True) == 0
    assert PACE.wait(400.2, [Write(400.0, ""), *past], "", patient=True) == (
        pytest.approx(0.8)
    )


def test_a_clock_that_was_set_back_by_a_moment_does_not_shorten_the_pause():
    assert PACE.wait(400.0, [Write(400.5, "")], "", patient=False) == 1.0


PLACES = ("", HUB, THREAD, f"{HUB}/issues/8", ELSEWHERE)


@settings(max_examples=40)
@given(
    interval=st.sampled_from([0.05, 0.5, 1.0]),
    steps=st.lists(
        st.tuples(
            st.sampled_from([0, 0, 0, 0.4, 30]),
            st.floats(0, 3),
            st.sampled_from(PLACES),
            st.booleans(),
        ),
        min_size=80,
        max_size=300,
    ),
)
def test_github_never_sees_writes_too_close_or_too_many(interval, steps):
    pace, now = Pace(interval), 1000.0
    arrivals: list[float] = []
    past: list[Write] = []
    for pause, answer_takes, place, patient in steps:
        now += pause
        try:
            now += pace.wait(now, past, place, patient=patient)
        except Held as told:
            after = told.after or timedelta()
            now += after.total_seconds()
            assert pace.wait(now, past, place, patient=patient) <= interval
            continue
        arrivals.append(now + answer_takes / 2)  # somewhere on the way
        now += answer_takes
        past.append(Write(now, place))
    for earlier, later in pairwise(arrivals):
        assert later - earlier >= interval - 1e-6
    for first, eightieth in zip(arrivals, arrivals[79:], strict=False):
        assert eightieth - first >= 60 - 1e-6
