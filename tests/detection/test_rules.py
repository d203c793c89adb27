"""What the rules see in a text, and when they are silent."""

import re
from pathlib import Path

import pytest

from bot.detection import question_signs as q
from bot.detection.rules import ENOUGH, read
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
    assert [sign.name for sign in reading.asks] == [
        "title-how",
        "asks-what-to-do",
        "new",
        "aim",
        "own-installation",
    ]
    assert reading.against == ()
    assert reading.points == 7


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            TITLE,
            "I am new to JupyterHub. We run a hub, and its users need much memory.",
        ),
        (TITLE, "How can I do that with the chart of last week?"),
        ("Can I limit the memory?", "How can I do that? I want to do it for a class."),
        ("Memory", "How can I limit it? I am new to this, and we run a hub."),
    ],
    ids=[
        "the text asks nothing",
        "nothing but the two questions",
        "yes or no, and little more",
        "a topic, and little more",
    ],
)
def test_few_signs_are_none(title, body):
    reading = read(title, body)
    assert reading.asks
    assert not reading.against
    assert not reading.fires


def test_what_is_never_asked_is_no_question_however_much_is_told():
    told = (
        "I want to limit it for my class. I am new to this, and found nothing in there."
    )
    shown = "\n\n```yaml\nsingleuser:\n  memory:\n    limit: 1G\n```\n"
    reading = read("How to limit the memory", told + shown)
    assert reading.points >= ENOUGH
    assert not reading.fires


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Can I limit the memory?", f"{BODY} Thanks in advance!"),
        ("Memory of each user", f"{BODY} Thanks in advance!"),
        ("Memory of each user", f"This is a newbie question about memory. {BODY}"),
        ("Memory", "Which value should we set? I don't know where it is in our chart."),
        ("Our hub does not start", "What am I doing wrong? Please help my class!"),
    ],
    ids=[
        "a title for yes or no",
        "a topic, and thanks",
        "a topic that is called a question",
        "an author who does not know",
        "trouble that its author takes for their own",
    ],
)
def test_a_title_that_says_less_takes_more_signs(title, body):
    assert read(title, body).fires


KEEPS_OFF = {
    "steps": (TITLE, "### How to reproduce\n\nStart two servers at once, and wait."),
    "worked-before": (TITLE, "This used to work until last week."),
    "upgrade": (TITLE, "I see this after upgrading to 4.0."),
    "bug": (TITLE, "This looks like a bug to me."),
    "source": (TITLE, "I saw in the source code that it is optional."),
    "proposal": (TITLE, "### Proposed change\n\nA setting for each of the users."),
    "wish": (TITLE, "It would be nice if there was a page for this."),
    "title-kind": ("Feature: how to limit memory", ""),
    "docs": (TITLE, "The documentation is outdated."),
    "security": (TITLE, "An attacker could use this."),
    "work": (TITLE, "I need this for my pull request."),
}
WEIGHS = {
    "trouble": (TITLE, "I set it and it does not work."),
    "traceback": (TITLE, "```\nTraceback (most recent call last)\n```"),
    "why": ("Why is there a limit?", ""),
    "narrates": (TITLE, "The spawner ignores what I set."),
    "title-tells-to": ("Make it clear how to limit the memory", ""),
}
INSISTS = "What am I doing wrong? I don't know what to set. Any help is appreciated."


@pytest.mark.parametrize("name", KEEPS_OFF)
def test_there_are_signs_that_no_question_outweighs(name):
    title, told = KEEPS_OFF[name]
    reading = read(title, f"{BODY}\n\n{INSISTS}\n\n{told}\n")
    assert [sign.name for sign in reading.vetoes] == [name]
    assert reading.points >= 2 * ENOUGH
    assert not reading.fires


@pytest.mark.parametrize("name", WEIGHS)
def test_others_weigh_against_it(name):
    title, told = WEIGHS[name]
    reading = read(title, f"{BODY}\n\n{told}\n")
    assert [sign.name for sign in reading.against] == [name]
    assert reading.fires == (name == "trouble")
    assert read(title, f"{BODY}\n\n{INSISTS}\n\n{told}\n").fires


def test_each_sign_against_it_is_told_of():
    assert {sign.name for sign in AGAINST} == {*KEEPS_OFF, *WEIGHS}


def test_each_sign_has_points_of_its_side_or_keeps_the_rules_off():
    assert all(sign.points > 0 for sign in q.FOR)
    assert max(sign.points for sign in q.FOR) < ENOUGH
    for sign in AGAINST:
        assert (sign.points < 0) != (sign.veto or sign.claim), sign.name


def test_the_page_about_it_tells_of_each_sign_what_it_weighs():
    page = Path("docs/explanation/detection.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (it.*|the.*) \| (\S+) \|$", page, re.MULTILINE)
    assert sorted(told) == sorted(
        (sign.says, f"{sign.points:+}".replace("-", "−") if sign.points else "never")
        for sign in (*q.FOR, *AGAINST)
    )


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
