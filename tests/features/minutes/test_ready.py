"""The document that is offered, and that it reads back as the agenda it was made from."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.agenda_text import AgendaText, parse_agenda_text
from bot.core.open_actions import ListedAction, safe_line
from bot.features.minutes.archive import action_line
from bot.features.minutes.document import parse_notes
from bot.features.minutes.notes import Notes, notes_of_agenda
from bot.features.minutes.ready import render_document
from tests.core.hostile import markdown
from tests.core.rendered import pings, references, render
from tests.features.minutes.known import AGENDA, FRONT, agenda, told, topic

CARRIED = (
    "**Chris:** connect Sarah w/ Jupyter Book folks",
    "**tim:** write",
    "**tim and ada-b:** write",
    "**Adrien/Jérémy:** write",
    "Docs: write it down",
    "ask @\u200btim for it, see [#12](https://github.com/o/r/issues/12)",
    "Tim will ask Brian",
    "`code` and **bold** words",
    "(10 min) of rest",
    "[a link](https://x.y/z) first",
)


def read(text: AgendaText, *carried: str) -> Notes:
    return parse_notes(render_document(FRONT, text, carried))


def test_an_agenda_reads_back_as_it_was():
    text = parse_agenda_text(AGENDA)
    there = notes_of_agenda(text)
    back = read(text)
    assert back.attendees == there.attendees
    assert back.updates == there.updates
    assert [(t.owner, t.minutes) for t in back.topics] == [("Sarah", 10), ("ada", 5)]
    assert back.topics[0].title == there.topics[0].title
    assert back.findings == there.findings
    assert back.others == ()


def test_an_empty_document_says_nothing():
    assert read(AgendaText()) == Notes()


def test_deferred_topics_are_not_in_it():
    text = agenda(topic("Now"), topic("Later", heading="Deferred"))
    assert [t.title for t in read(text).topics] == ["Now"]


@pytest.mark.parametrize(
    ("owner", "shown"),
    [
        ("Sarah", "**Sarah** (5 min): One"),
        ("sgibson91", "**@sgibson91** (5 min): One"),
        ("Adrien/Jérémy", "**Adrien/Jérémy** (5 min): One"),
        ("no_login", "**no_login** (5 min): One"),
    ],
)
def test_owners_that_could_be_words_have_their_at(owner: str, shown: str):
    document = render_document(FRONT, agenda(topic("One", owner=owner)), ())
    assert f"- {shown}\n" in document


def test_what_was_told_has_its_details():
    text = agenda(
        updates=(told("Helm 3", "sgibson91", "- everywhere"), told("x", "a_b"))
    )
    document = render_document(FRONT, text, ())
    assert "- **@sgibson91:** Helm 3\n  - everywhere\n- x\n" in document


@pytest.mark.parametrize("line", CARRIED)
def test_what_is_carried_over_comes_back_as_the_same_action(line: str):
    line = safe_line(line)
    (found,) = read(agenda(topic("The last topic")), line).findings
    back = safe_line(action_line(found, FRONT, Notes()))
    assert ListedAction(back).fingerprint == ListedAction(line).fingerprint
    assert (found.kind, found.done, found.topic) == ("action", False, "")


@given(
    st.lists(markdown, max_size=3),
    st.lists(markdown, max_size=2),
    st.lists(markdown, max_size=2),
)
def test_nothing_of_an_agenda_gets_out_of_its_place(topics, updates, carried):
    text = agenda(
        *(topic(safe_line(t), details=t, link_text=t) for t in topics),
        updates=tuple(told(safe_line(u), details=u) for u in updates),
    )
    lines = [safe_line(line) for line in carried]
    document = render_document(replace(FRONT, title="Meeting"), text, lines)
    tree, comments = render(document)
    assert comments == []
    # its own `@` before logins aside: it stands in code, or where nobody is told
    assert set(pings(tree)) <= {"@ada", " @ada"}
    assert references(tree) == []
    assert [node.text for node in tree.all("h1", "h2")] == [
        "Meeting",
        "Roll call",
        "Quick updates",
        "Reports and celebrations",
        "Agenda",
        *(["Open actions"] if lines else []),
    ]
