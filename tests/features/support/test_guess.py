"""What the detector's word does, and what it never does."""

import pytest

from bot.core.models import Account
from tests.features.support.issue import ASKER, BOT, CONFIG, NO, OTHER_BOT, YES, Asked


def guessed(**more: object) -> Asked:
    return Asked(verdict=YES, **more)  # type: ignore[arg-type]  # a table's row


def test_a_likely_question_gets_label_and_pointer_and_stays_open():
    issue = guessed()
    assert issue.look() == []  # whoever opened it may still label it
    assert issue.settle() == ["add_labels", "create_comment"]
    assert (issue.state, issue.labels, issue.told) == ("open", ["support"], "guess")
    (reply,) = issue.replies
    assert "its title asks how to do something and its author asks for help" in (
        reply.body
    )
    assert "This issue is closed" not in reply.body
    assert issue.settle() == []


def test_a_suggestion_is_a_pointer_only():
    issue = guessed(config=CONFIG.model_copy(update={"detect": "suggest"}))
    assert issue.settle() == ["create_comment"]
    assert issue.labels == []


@pytest.mark.parametrize(
    "issue",
    [
        guessed(config=CONFIG.model_copy(update={"detect": "off"})),
        Asked(verdict=NO),
        guessed(association="MEMBER"),
        guessed(association="COLLABORATOR"),
        guessed(association="OWNER"),
        guessed(author=Account("minrk")),  # a member whose membership nobody sees
        guessed(author=OTHER_BOT),
        guessed(is_pull_request=True),
        guessed(labels=["impact"], forms=frozenset({"impact"})),
        guessed().label("bug"),
        guessed().label(by=OTHER_BOT),
        guessed().label().unlabel(),
        guessed().close(),
        guessed().lock(),
        guessed().wait(days=2),
    ],
)
def test_detection_is_silent(issue: Asked):
    done = [name for name in issue.settle() if name != "create_reaction"]
    assert done == []


def test_labels_of_the_form_do_not_silence_it():
    issue = guessed()
    issue.label("bug", by=ASKER)
    assert issue.settle() == ["add_labels", "create_comment"]


def test_it_is_silent_where_somebody_has_answered_already():
    issue = guessed()
    issue.say("Have a look at the log?", "passerby")
    assert issue.settle() == []


def test_the_authors_own_second_thought_is_no_answer():
    issue = guessed()
    issue.say("I forgot to say: it is version 1.4.")
    assert issue.settle() == ["add_labels", "create_comment"]


def test_what_was_interrupted_is_finished():
    issue = guessed()
    issue.wait(minutes=1)
    assert issue.look(most=1) == ["add_labels"]
    assert issue.settle() == ["create_comment"]


def test_a_person_confirms_it_by_command():
    issue = guessed()
    issue.settle()
    issue.say("/support", "manics")
    assert issue.settle() == ["update_comment", "update_issue", "create_reaction"]
    assert (issue.state, issue.told, len(issue.replies)) == ("closed", "closed", 1)


def test_a_person_confirms_a_suggestion_by_the_label():
    issue = guessed(config=CONFIG.model_copy(update={"detect": "suggest"}))
    issue.settle()
    issue.label()
    assert issue.settle() == ["update_comment", "update_issue"]


def test_a_person_who_closes_it_ends_it():
    issue = guessed()
    issue.settle()
    assert issue.close().settle() == []


def test_a_label_that_people_take_off_is_never_put_on_again():
    issue = guessed()
    issue.settle()
    issue.unlabel()
    assert issue.settle() == ["update_comment"]
    assert (issue.told, issue.labels) == ("undone", [])
    assert issue.settle() == []


def test_its_author_says_that_it_is_none():
    issue = guessed()
    issue.settle()
    issue.say("/not-support")
    assert issue.settle() == ["remove_label", "update_comment", "create_reaction"]
    assert (issue.told, issue.labels, issue.state) == ("declined", [], "open")


def test_its_own_label_is_no_word_of_people():
    issue = guessed()
    issue.settle()
    assert [e.actor for e in issue.events if e.event == "labeled"] == [BOT]
    assert issue.wait(days=3).settle() == []


@pytest.mark.parametrize("detect", ["suggest", "label"])
def test_its_reply_that_people_delete_does_not_come_back(detect):
    issue = guessed(config=CONFIG.model_copy(update={"detect": detect}))
    issue.settle()
    issue.delete(issue.replies[0])
    assert issue.settle() == []
