"""Answers are what the author says; what others mend for them is no answer, but there."""

import pytest

from bot.core.models import Account
from tests.features.request_info.life import CLOSES, DAY, WORDS, Life, asked
from tests.features.request_info.resources import body, section


def closed_for_silence(life: Life) -> Life:
    life.wait(14 * DAY)
    life.settle()
    assert life.issue.state == "closed"
    return life


def test_who_tidies_up_has_not_answered() -> None:
    life = Life(WORDS, CLOSES)
    said = life.say("Traceback: none")
    life.label()
    life.edit(f"```\n{WORDS}\n```", by="minrk")
    life.amend(said, "`Traceback`: none", by="minrk")
    life.edit(title="Crashes at log in", by="minrk")
    life.settle()
    assert life.labelled


@pytest.mark.parametrize("how", ["body", "comment", "title"])
@pytest.mark.parametrize("by", ["Ada", "minrk"])
def test_only_the_author_opens_by_an_edit_what_silence_closed(
    how: str, by: str
) -> None:
    life = Life(WORDS, CLOSES)
    said = life.say("Traceback: none")
    life.label()
    closed_for_silence(life)
    if how == "body":
        life.edit(f"{WORDS} Twice.", by=by)
    elif how == "title":
        life.edit(title="Crashes at log in", by=by)
    else:
        life.amend(said, "Traceback: see below", by=by)
    life.settle()
    opened = by == "Ada"
    assert (life.issue.state == "open") == opened
    assert life.labelled != opened


def test_what_others_mend_ends_a_request_while_it_is_open() -> None:
    life = asked(body(who=""), section(), labels=("impact",))
    life.edit(body(), by="minrk")
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


@pytest.mark.parametrize("change", [{"body": WORDS}, {"title": "It crashes"}])
def test_what_others_mend_opens_nothing(change: dict[str, str]) -> None:
    life = closed_for_silence(asked("" if "body" in change else WORDS, title="Updates"))
    life.edit(**change, by="minrk")
    assert life.look().actions == ()


def test_an_answer_just_before_the_closing_opens_what_it_closed() -> None:
    """It came between the last look and the closing, and nobody saw it."""
    for life in (asked(), Life(WORDS, CLOSES)):
        if not life.requests:
            life.label()
        life.wait(14 * DAY)
        stale = life.look(steps=0)
        life.say("It is version 4.1.5.")
        life.wait()
        life.carry_out(stale)
        assert life.issue.state == "closed"
        life.settle()
        assert (life.issue.state, life.labelled) == ("open", False)


def test_what_a_bot_edits_is_no_word_of_people() -> None:
    life = asked()
    said = life.say("+1")
    life.wait(13 * DAY)
    life.amend(said, "+1 ", by=Account("tidy[bot]", "Bot"))
    life.wait(DAY)
    assert life.look().closes


def test_of_two_deleted_users_one_does_not_answer_for_the_other() -> None:
    life = Life(WORDS, CLOSES, by=Account("ghost"))
    life.label()
    life.say("Same here.", by="ghost")
    life.edit(f"{WORDS} Twice.", by="ghost")
    life.settle()
    assert life.labelled


def test_who_has_left_github_is_asked_nothing() -> None:
    assert Life("", CLOSES, by=Account("ghost")).look().actions == ()
