"""Who is asked for what, and what becomes of it, in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import Account
from bot.core.report_forms import RequestInfo
from bot.features.request_info.plan import may_matter, wants_templates
from tests.features.request_info.life import (
    CLOSES,
    DAY,
    LABEL,
    TEMPLATES,
    WORDS,
    Life,
    asked,
)
from tests.features.request_info.resources import body, section


@pytest.mark.parametrize(
    ("changed", "is_asked"),
    [
        ({}, True),
        ({"body": " \r\n<!-- nothing -->\r\n"}, True),
        ({"body": "### What is wrong?\r\n"}, True),
        ({"body": WORDS}, False),
        ({"body": WORDS, "title": "updates…"}, True),
        ({"body": WORDS, "title": "updates of the guide"}, False),
        ({"association": "FIRST_TIME_CONTRIBUTOR"}, True),
        ({"association": "CONTRIBUTOR", "title": "Updates"}, True),
        ({"association": "MEMBER", "title": "Updates"}, False),
        ({"association": "OWNER"}, False),
        ({"association": "COLLABORATOR"}, False),
        ({"by": Account("renovate[bot]", "Bot")}, False),
        ({"labels": (LABEL,)}, False),
    ],
)
def test_who_is_asked(changed: dict[str, object], is_asked: bool) -> None:
    life = Life(**{"body": "", "config": CLOSES, "templates": TEMPLATES, **changed})  # type: ignore[arg-type]  # as of Life
    life.settle()
    assert bool(life.requests) == is_asked


@pytest.mark.parametrize(
    "change",
    [
        {"is_pull_request": True},
        {"locked": True},
        {"state": "closed"},
    ],
)
def test_what_is_left_alone(change: dict[str, object]) -> None:
    life = Life("", CLOSES)
    life.issue = replace(life.issue, **change)  # type: ignore[arg-type]  # of the table
    assert life.look().actions == ()


def test_only_what_is_new_is_asked_for() -> None:
    life = Life("", CLOSES)
    life.wait(7 * DAY)
    assert life.look(steps=0).actions
    life.wait()
    assert life.look().actions == ()


def test_who_has_said_it_in_a_comment_is_not_asked() -> None:
    life = Life("", CLOSES, title="Updates")
    life.say("> quoted\n\n/agenda something\n+1")
    assert life.look(steps=0).actions
    life.say(WORDS)
    assert life.look().actions == ()


def test_nothing_is_done_where_not_all_is_known() -> None:
    life = asked()
    life.edit(WORDS)
    life.is_complete = False
    assert life.look().actions == ()
    assert may_matter(life.state, life.now)
    old = Life(WORDS, CLOSES)
    old.wait(8 * DAY)
    assert not may_matter(old.state, old.now)


def test_templates_are_wanted_only_where_they_decide() -> None:
    def wanted(life: Life) -> bool:
        return wants_templates(life.state, life.now)

    assert wanted(Life(WORDS, CLOSES))
    assert not wanted(Life("", CLOSES))
    assert not wanted(Life(WORDS, CLOSES, association="MEMBER"))
    form = Life(body(), section(), labels=("impact",), association="MEMBER")
    assert wanted(form)
    assert not wanted(Life("", section(), labels=("impact",)))
    for heading in ("Who you are", "About the event", "Does money change hands?"):
        form.edit(f"### {heading}\n\nsomething")
        form.say(f"{heading}: something")
    assert not wanted(form)
    life = asked()
    life.edit("### What is wrong?")
    assert wanted(life)
    life.unlabel()
    life.settle()
    assert not wanted(life)


def test_an_empty_body_that_becomes_the_template_is_still_missing() -> None:
    life = asked(templates=TEMPLATES)
    life.edit("### What is wrong?")
    life.settle()
    assert life.items == [
        "- [ ] what the template asks for: nothing of it is filled in yet"
    ]


def test_both_are_ticked_one_by_one() -> None:
    life = asked(title="updates")
    life.edit(title="Crashes")
    life.settle()
    assert life.items == [
        "- [ ] what this is about: there is no description yet",
        "- [x] a title that says what this is about",
    ]
    life.edit(WORDS)
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_words_of_the_team_take_the_place_of_ours() -> None:
    reply = "@{author}: {{please}} mend this.\n\n{missing}\n\nThank you!"
    life = asked(config=RequestInfo(reply=reply))
    text = life.requests[0].partition("\n")[2]
    assert text == (
        "@ada: {please} mend this.\n\n"
        "- [ ] what this is about: there is no description yet\n\nThank you!\n"
    )
    life = asked(config=RequestInfo(reply="Tell us more."))
    assert life.requests[0].splitlines()[1:4] == ["Tell us more.", "", life.items[0]]


def test_one_who_never_closes_promises_nothing() -> None:
    life = asked(config=RequestInfo())
    assert "closed" not in life.requests[0]
    assert life.look().look is None
    life.wait(300 * DAY)
    assert life.look().actions == ()


def test_two_requests_become_the_one_that_was_there_first() -> None:
    """Of two processes, neither of which saw what the other was writing."""
    life = asked()
    first = life.comments[0]
    life.comments.append(replace(first, id=first.id + 1))
    life.unlabel()
    life.label()  # by hand now, which still waits for an answer
    life.settle()
    assert life.comments == [first]

    life.comments.append(replace(first, id=first.id + 1))
    life.close()
    life.settle()
    assert life.comments == [first]


def test_two_closings_are_told_of_once() -> None:
    life = Life(WORDS, CLOSES)
    life.label()
    life.wait(14 * DAY)
    life.settle()
    (told,) = life.comments
    life.comments.append(replace(told, id=told.id + 1))
    life.settle()
    assert (life.issue.state, life.comments) == ("closed", [told])


def test_a_talk_of_others_is_no_silence() -> None:
    life = asked()
    life.wait(10 * DAY)
    life.say("Ada, are you there?", by="minrk")
    made = life.look()
    assert made.look == life.now + 14 * DAY
    life.wait(14 * DAY - timedelta(seconds=1))
    assert not life.look().closes
    life.wait(timedelta(seconds=1))
    assert life.look().closes


def test_a_reopened_issue_has_its_time_again() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    assert life.issue.state == "closed"
    life.reopen()
    life.settle()
    assert life.issue.state == "open"
    assert "closed for now" not in life.requests[0]
    life.wait(13 * DAY)
    assert life.look().actions == ()
    life.wait(DAY)
    assert life.look().closes


def test_an_issue_that_another_bot_reopens_is_closed_once_and_no_more() -> None:
    """They would open and close it in turn for ever."""
    other = Account("keep-open[bot]", "Bot")
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.reopen(by=other)
    life.settle()
    life.wait(99 * DAY)
    assert life.look().actions == ()
    life.say("Any news?", by="minrk")  # a person's word counts again
    assert life.look().look == life.now + 14 * DAY


def test_what_others_say_opens_nothing() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.say("I have the same.", by="grace")
    life.say("+1")
    assert life.look().actions == ()


def test_an_item_that_is_mended_opens_what_was_closed() -> None:
    life = asked(title="Updates")
    life.wait(14 * DAY)
    life.settle()
    life.edit(title="It crashes")  # of which GitHub tells no time
    life.settle()
    assert life.issue.state == "open"
    assert life.items[1] == "- [x] a title that says what this is about"


def test_a_config_that_asks_for_less_ends_the_request() -> None:
    life = asked(body(who=""), section(), labels=("impact",))
    life.config = RequestInfo(forms=section().forms.model_copy(update={"root": {}}))
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_a_closed_request_stays_as_it_is_when_more_is_asked_for() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    before = life.requests
    life.issue = replace(life.issue, title="updates")  # as if it had been all along
    assert life.look().actions == ()
    assert life.requests == before
