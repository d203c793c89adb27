"""What the rules see in a text, and when they are silent."""

import pytest

from bot.detection import question_signs as q
from bot.detection.rules import read
from bot.detection.trouble_signs import TROUBLES
from bot.detection.wish_signs import WISHES
from tests.detection.tuned import named

TITLE = "How to limit the memory of each user?"
BODY = """\
I am new to JupyterHub, and I want to limit the memory of my students. How can I do that?
"""
AGAINST = (*TROUBLES, *WISHES)


def test_several_signs_at_once_are_a_question():
    reading = read(TITLE, BODY)
    assert reading.fires
    assert reading.asks == (q.TITLE_ASKS_HOW, q.BODY_ASKS, q.IS_NEW, q.HAS_AN_AIM)
    assert reading.against == ()


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            TITLE,
            "I am new to JupyterHub, and my students need much memory, all of them.",
        ),
        (TITLE, "How can I do that with the chart of last week?"),
        ("Can I limit the memory?", "How can I do that? I want to do it for a class."),
        ("Memory", "How can I limit it? I am new to this, and we run a hub."),
        ("Memory", "How can I limit it? I'm not sure what to set, and I want to ask."),
    ],
    ids=[
        "the text asks nothing",
        "nothing but the two questions",
        "yes or no, and little more",
        "a topic, and little more",
        "a topic, and neither new nor helpless",
    ],
)
def test_few_signs_are_none(title, body):
    reading = read(title, body)
    assert reading.asks
    assert not reading.against
    assert not reading.fires


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Can I limit the memory?", f"{BODY} Thanks in advance!"),
        ("Memory of each user", f"{BODY} Thanks in advance!"),
        ("Memory of each user", f"This is a newbie question about memory. {BODY}"),
    ],
)
def test_a_title_that_says_less_takes_more_signs(title, body):
    assert read(title, body).fires


TELLING = {
    "error": (TITLE, "Error: the hub cannot be reached at all"),
    "steps": (TITLE, "### How to reproduce\n\nStart two servers at once, and wait."),
    "title-fails": ("How to get rid of the wrong limit?", ""),
    "why": ("Why is there a limit?", ""),
    "narrates": (TITLE, "The spawner ignores what I set."),
    "worked-before": (TITLE, "This used to work until last week."),
    "upgrade": (TITLE, "I see this after upgrading to 4.0."),
    "bug": (TITLE, "This looks like a bug to me."),
    "trouble": (TITLE, "I set it and it does not work."),
    "source": (TITLE, "I saw in the source code that it is optional."),
    "title-tells": ("Memory of servers is used up", ""),
    "proposal": (TITLE, "### Proposed change\n\nA setting for each of the users."),
    "wish": (TITLE, "It would be nice if there was a page for this."),
    "title-kind": ("Feature: how to limit memory", ""),
    "title-tells-to": ("Make it clear how to limit the memory", ""),
    "docs": (TITLE, "The documentation is outdated."),
    "security": (TITLE, "An attacker could use this."),
    "work": (TITLE, "I need this for my pull request."),
}


@pytest.mark.parametrize("name", TELLING)
def test_one_sign_against_it_is_enough(name):
    title, told = TELLING[name]
    reading = read(title, f"{BODY}\n\n{told}\n")
    assert [sign.name for sign in reading.against] == [name]
    assert not reading.fires


def test_each_sign_against_it_is_told_of():
    assert {sign.name for sign in AGAINST} == {*TELLING}


@pytest.mark.parametrize("sign", [*q.FOR, *AGAINST], ids=lambda sign: sign.name)
def test_a_reason_completes_a_sentence_about_the_issue(sign):
    assert sign.says.split()[0] in ("it", "its", "the")


def test_what_its_author_says_that_it_is_keeps_a_model_off_too():
    assert not read(TITLE, f"{BODY} It would be nice if it was shown.").may_be_scored
    assert read(TITLE, f"{BODY} It does not work.").may_be_scored


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("other-empty", "its text is empty"),
        ("other-form-untouched", "its text says next to nothing"),
        ("other-logs-only", "besides logs and code its text says next to nothing"),
    ],
)
def test_nothing_is_judged_where_nothing_is_told(name, why):
    reading = read(*named(name))
    assert reading.nothing == why
    assert not reading.fires
    assert not reading.may_be_scored


@pytest.mark.parametrize(
    "name", ["other-german", "other-french", "other-japanese", "other-portuguese"]
)
def test_other_languages_are_left_to_a_model(name):
    reading = read(*named(name))
    assert (reading.english, reading.nothing, reading.asks) == (False, "", ())
    assert reading.may_be_scored


def test_a_form_is_no_evidence_of_what_was_meant():
    form = "### Bug description\n\n{}\n\n### How to reproduce\n\n_No response_\n"
    assert read(TITLE, form.format(BODY)).asks == read(TITLE, BODY).asks
    assert read(TITLE, form.format(BODY)).fires


def test_a_model_is_shown_the_signs_beside_the_words():
    told = read(TITLE, f"{BODY}\n\n```\na\n```\n[I 2023-03-01 10:01:22 app] Hi\n")
    untold = read(TITLE, BODY)
    assert len(told.words) == len(untold.words) + 2
