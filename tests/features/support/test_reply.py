"""The reply as people read it, and what strangers cannot make of it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.core.forum import Topic
from bot.core.models import Account
from tests.core.hostile import markdown
from tests.core.rendered import pings, references, render
from tests.detection.hostile import TITLES
from tests.features.support.issue import CONFIG, YES, Asked
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")
SIMILAR = (
    Topic(
        "Adding users to a *running* hub", "https://discourse.example.org/t/adding/12"
    ),
    Topic("@minrk <b>asks</b>", "https://discourse.example.org/t/asks/13"),
)


def reply(**more: object) -> str:
    issue = Asked(similar=SIMILAR, **more)  # type: ignore[arg-type]  # a table's row
    issue.label().settle()
    return shown(issue)


def shown(issue: Asked) -> str:
    """The one reply, without what its link carries."""
    (comment,) = issue.replies
    return re.sub(r"(?<=new-topic\?)[^)]*", "…", comment.body)


def test_of_a_question_that_is_closed():
    assert reply() == GOLDEN / "closed.md"


def test_of_one_that_stays_open():
    config = CONFIG.model_copy(update={"close": False, "similar": False})
    assert reply(config=config) == GOLDEN / "open.md"


def test_of_one_that_is_locked():
    config = CONFIG.model_copy(update={"lock": True, "similar": False})
    assert reply(config=config) == GOLDEN / "locked.md"


def test_of_a_long_one_with_a_key_in_it():
    body = "How?\n\ntoken = ghp_abcdefghijklmnopqrstuvwxyz0123456789\n" + "word " * 3000
    text = reply(body=body)
    assert "The link cannot carry all of it" in text
    assert "looks like a password or a key" in text
    assert "ghp_" not in text


def test_of_a_private_question_asks_the_forum_nothing_and_says_who_reads_along():
    body = "How?\n\ntoken = ghp_abcdefghijklmnopqrstuvwxyz0123456789"
    text = reply(is_private=True, body=body)
    assert "**This repository is private, and the forum is public**" in text
    assert "read here by everybody who may see this repository" in text
    assert "one of these topics" not in text
    assert "is private" not in reply(body=body)
    silent = CONFIG.model_copy(update={"forum": "", "reply": "Not here, please."})
    assert "is private" not in reply(is_private=True, config=silent)


def test_of_a_likely_one_and_of_what_is_none():
    issue = Asked(verdict=YES)
    issue.settle()
    assert shown(issue) == GOLDEN / "guess.md"
    issue.say("/not-support")
    issue.settle()
    assert shown(issue) == GOLDEN / "declined.md"
    labelled = Asked().label()
    labelled.settle()
    labelled.unlabel().settle()
    assert shown(labelled) == GOLDEN / "undone.md"


def test_in_the_teams_own_words_has_the_link_all_the_same():
    config = CONFIG.model_copy(update={"reply": "{author}: see {forum}, {title}."})
    text = reply(config=config, title="`How` do @minrk #12 [x](y)")
    first = text.splitlines()[1]
    assert first.startswith("newcomer: see https://discourse.example.org, ")
    assert "@minrk" not in first
    assert "**[Ask it there](https://discourse.example.org/new-topic?" in text


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_whatever_the_title_is(title):
    _holds(title, "")


@settings(max_examples=60, deadline=None)
@given(markdown, markdown)
def test_whatever_they_write(title, body):
    _holds(" ".join(title.split())[:256] or "x", body)


def _holds(title: str, body: str) -> None:
    config = CONFIG.model_copy(update={"reply": "{author}: {title} {link}"})
    issue = Asked(config=config, title=title, body=body, author=Account("new_comer"))
    issue.label().settle()
    text = issue.replies[0].body
    tree, comments = render(text)
    assert pings(tree) == []
    assert references(tree) == []
    assert len(comments) == 1
    assert tree.all("h1", "h2", "h3", "ul", "ol", "img", "blockquote", "pre") == []
    assert len(text) < 65_536
    assert issue.state == "closed"
