"""A look that ends anywhere, after whatever happened; and texts that nobody wishes for."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.actions import UpdateIssue
from bot.features.request_info.plan import plan
from tests.detection.hostile import HOSTILE
from tests.features.request_info.life import (
    BOT,
    CLOSES,
    DAY,
    TEMPLATES,
    WORDS,
    Life,
    asked,
)
from tests.features.request_info.resources import body, section


def test_each_step_that_was_interrupted_is_finished() -> None:
    life = Life("", CLOSES)
    life.look(steps=1)
    assert (len(life.requests), life.labelled) == (1, False)
    life.settle()
    assert life.labelled

    life.wait(14 * DAY)
    life.look(steps=1)
    assert life.issue.state == "closed"
    assert "closed for now" not in life.requests[0]
    life.settle()
    assert "closed for now" in life.requests[0]

    life.say(WORDS)
    life.look(steps=1)
    assert (life.issue.state, life.labelled) == ("open", True)
    life.look(steps=1)
    assert (len(life.requests), life.labelled) == (1, False)
    life.settle()
    assert life.requests == []


def test_a_request_that_was_answered_before_its_label_came_goes() -> None:
    life = Life("", CLOSES)
    life.look(steps=1)
    life.say(WORDS)
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_a_closing_by_hand_that_was_interrupted_is_finished() -> None:
    life = Life(WORDS, CLOSES)
    life.label()
    life.wait(14 * DAY)
    life.look(steps=1)
    assert (len(life.requests), life.issue.state) == (1, "open")
    life.settle()
    assert (len(life.requests), life.issue.state) == (1, "closed")


def test_a_second_request_goes() -> None:
    life = asked()
    life.comments.append(replace(life.comments[0], id=999))
    life.settle()
    assert [c.id for c in life.comments] == [life.comments[0].id] != [999]


@pytest.mark.parametrize(("title", "text"), HOSTILE.values(), ids=HOSTILE)
def test_no_text_of_a_stranger_breaks_anything(title: str, text: str) -> None:
    form = section("request_info: {forms: {impact: {required: [Who], dates: [When]}}}")
    for config, labels in ((CLOSES, ()), (form, ("impact",))):
        life = Life(text, config, title=title, labels=labels, templates=TEMPLATES)
        life.say(text)
        life.settle()
        assert all(len(request) < 2000 for request in life.requests)


DEEDS = {
    "answers": lambda life: life.say("Who you are: Ada"),
    "says something": lambda life: life.say("Eighty"),
    "says a date": lambda life: life.say("It is on 2021-04-18"),
    "thanks": lambda life: life.say("+1"),
    "others talk": lambda life: life.say("Hm.", by="grace"),
    "edits": lambda life: life.edit(body(number="", dates="soon")),
    "mends": lambda life: life.edit(body()),
    "labels": lambda life: life.label(),
    "takes the label off": lambda life: life.unlabel(),
    "closes": lambda life: life.close(),
    "opens": lambda life: life.reopen(),
    "a week passes": lambda life: life.wait(7 * DAY),
    "three weeks pass": lambda life: life.wait(21 * DAY),
}


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 4), st.booleans()),
        max_size=9,
    )
)
def test_whatever_happens_and_wherever_it_is_interrupted(
    story: list[tuple[str, int, bool]],
) -> None:
    """Each look may die after some steps, or not take place at all."""
    life = Life(body(who="", number="", dates="soon"), section(), labels=("impact",))
    for deed, steps, looks in story:
        closed_by_people = life.issue.state == "closed" and any(
            event.actor != BOT
            for event in [e for e in life.events if e.event == "closed"][-1:]
        )
        if looks:
            made = life.look(steps=steps)
            opens = any(
                isinstance(a, UpdateIssue) and a.state == "open" for a in made.actions
            )
            assert not (opens and closed_by_people)
        DEEDS[deed](life)
    life.settle()
    assert plan(life.state, life.now).actions == ()
    assert len(life.requests) <= 1
    mine = [e.event for e in life.events if e.actor == BOT]
    assert mine.count("labeled") <= 1
    if life.issue.state == "open":
        assert life.labelled or not life.requests
