"""The list of open actions, between what is noted and what people do to it."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.core.open_actions import MOST, ListedAction
from bot.features.minutes.ticks import FULL, ROOM, Actions, merge

WRITE = ListedAction("**Tim:** write the docs")
ASK = ListedAction("**Ada:** ask the organisers about the date")
RELEASE = ListedAction("release kubespawner")


def ticked(action: ListedAction) -> ListedAction:
    return ListedAction(action.line, done=True)


def shown(actions: Actions) -> list[str]:
    return [str(action) for action in actions.listed]


def merged(
    noted: Iterable[ListedAction],
    before: Actions,
    there: Iterable[ListedAction] | None = None,
    carried: Iterable[ListedAction] = (),
) -> Actions:
    """The list anew; `there` is what people left of the one before."""
    left = before.listed if there is None else tuple(there)
    return merge(noted, carried, left, before.ours)


def test_what_is_noted_comes_onto_the_list_below_what_is_carried_over():
    assert shown(merge([WRITE, ASK], [RELEASE], (), {})) == [
        "- [ ] release kubespawner",
        "- [ ] **Tim:** write the docs",
        "- [ ] **Ada:** ask the organisers about the date",
    ]


def test_what_is_done_already_does_not_come():
    assert merge([ticked(WRITE)], [ticked(ASK)], (), {}).listed == ()


def test_what_is_noted_and_carried_over_comes_once():
    assert merge([WRITE], [WRITE], (), {}).listed == (WRITE,)


def test_what_is_noted_again_though_it_was_ticked_on_the_last_list_does_not_come():
    assert merge([WRITE, ASK], [ticked(WRITE)], (), {}).listed == (ASK,)


def test_what_is_ticked_on_the_last_list_later_is_ticked_here():
    first = merge([WRITE], [WRITE], (), {})
    assert merged([WRITE], first, carried=[ticked(WRITE)]).listed == (ticked(WRITE),)


def test_a_tick_of_people_stays():
    first = merge([WRITE, ASK], (), (), {})
    assert merged([WRITE, ASK], first, [ticked(WRITE), ASK]).listed == (
        ticked(WRITE),
        ASK,
    )


def test_a_tick_in_the_notes_comes_onto_the_list():
    first = merge([WRITE], (), (), {})
    assert merged([ticked(WRITE)], first).listed == (ticked(WRITE),)


def test_a_tick_on_the_list_of_the_last_meeting_comes_too():
    first = merge((), [WRITE], (), {})
    assert merged((), first, carried=[ticked(WRITE)]).listed == (ticked(WRITE),)


def test_who_opens_again_what_the_notes_say_is_done_has_the_last_word():
    first = merge([WRITE], (), (), {})
    second = merged([ticked(WRITE)], first)
    third = merged([ticked(WRITE)], second, [WRITE])
    assert third.listed == (WRITE,)
    assert merged([ticked(WRITE)], third).listed == (WRITE,)


def test_notes_that_open_it_again_later_have_it_then():
    first = merge([WRITE], (), (), {})
    second = merged([ticked(WRITE)], first)
    assert merged([WRITE], second).listed == (WRITE,)


def test_a_line_that_people_take_away_does_not_come_back():
    first = merge([WRITE, ASK], (), (), {})
    second = merged([WRITE, ASK], first, [ASK])
    assert second.listed == (ASK,)
    assert merged([WRITE, ASK], second).listed == (ASK,)


def test_a_line_that_people_add_stays():
    first = merge([WRITE], (), (), {})
    second = merged([WRITE, ASK], first, [WRITE, RELEASE])
    assert second.listed == (WRITE, RELEASE, ASK)
    assert merged([ASK], second).listed == (RELEASE, ASK)


def test_the_order_that_people_choose_stays():
    first = merge([WRITE, ASK], (), (), {})
    second = merged([WRITE, ASK], first, [ASK, RELEASE, WRITE])
    assert second.listed == (ASK, RELEASE, WRITE)


def test_what_people_wrote_and_the_notes_say_later_is_one_line():
    second = merged([WRITE], Actions(), [ticked(WRITE)])
    assert second.listed == (ticked(WRITE),)


def test_the_words_that_people_mend_in_the_list_stay():
    mended = ListedAction("**Tim:** write the docs again")
    first = merge([WRITE, ASK], (), (), {})
    second = merged([WRITE, ASK], first, [mended, ASK])
    assert second.listed == (mended, ASK)
    assert merged([ticked(WRITE), ASK], second).listed == (ticked(mended), ASK)


def test_the_words_that_people_mend_in_the_notes_come_with_the_tick():
    mended = ListedAction("**Tim:** write the docs again")
    first = merge([WRITE, ASK], (), (), {})
    second = merged([mended, ASK], first, [ticked(WRITE), ASK])
    assert second.listed == (ticked(mended), ASK)
    assert merged([mended, ASK], second) == second


def test_other_words_are_another_action():
    first = merge([WRITE], (), (), {})
    assert merged([RELEASE], first).listed == (RELEASE,)


def test_what_was_ticked_before_it_went_from_the_notes_stays_ticked():
    first = merge([WRITE, ASK], (), (), {})
    second = merged([], first, [ticked(WRITE), ASK])
    assert second.listed == (ticked(WRITE),)
    assert merged([], second).listed == (ticked(WRITE),)


def test_words_of_one_letter_are_no_likeness():
    assert merge([ListedAction("a")], (), [ListedAction("b")], {}).listed == (
        ListedAction("b"),
        ListedAction("a"),
    )


def test_more_than_there_is_room_for_waits_until_there_is():
    many = [ListedAction(f"number {n} of a hundred and more") for n in range(MOST + 5)]
    first = merge(many, (), (), {})
    assert (len(first.listed), first.left_out) == (MOST, 5)
    second = merged(many, first, first.listed[2:])
    assert (len(second.listed), second.left_out) == (MOST, 3)
    assert many[0] not in second.listed


def test_long_lines_leave_room_for_the_rest_of_the_comment():
    many = [ListedAction(f"{n} {'x' * 400}") for n in range(90)]
    first = merge(many, (), (), {})
    assert sum(len(line) + 1 for line in shown(first)) <= ROOM
    assert len(first.listed) + first.left_out == 90
    theirs = merge((), (), [*many[:80], ListedAction("y" * 30_000)], {})
    assert sum(len(line) + 1 for line in shown(theirs)) <= FULL


lines = st.lists(
    st.builds(
        ListedAction,
        st.sampled_from(["write the docs", "write docs", "ask", "ask Ada", "run", "x"]),
        st.booleans(),
    ),
    max_size=5,
    unique_by=lambda action: action.line,
)


@given(lines, lines, lines, lines, lines)
def test_a_second_look_with_nothing_new_changes_nothing(
    noted, carried, there, one, two
):
    first = merge(one, two, there, {})
    second = merged(noted, first, there, carried)
    assert merged(noted, second, carried=carried) == second


@given(lines, lines, lines, lines)
def test_nothing_that_people_wrote_or_ticked_is_lost(noted, carried, added, first):
    before = merge(first, (), (), {})
    there = {a.fingerprint: a for a in (*before.listed, *added)}
    after = {a.fingerprint: a for a in merged(noted, before, there.values()).listed}
    for action in added:
        if action.fingerprint not in before.ours:
            alike = [a for a in after.values() if a.line == action.line]
            assert alike
            assert action.done <= alike[0].done
