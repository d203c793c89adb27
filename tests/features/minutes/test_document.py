"""Documents of notes as teams write them: what stands where, and what is kept."""

import pytest
from hypothesis import given

from bot.features.minutes.document import parse_notes
from bot.features.minutes.notes import NotedTopic, Other, Told
from bot.features.minutes.outline import LONGEST
from tests.core.hostile import markdown


def topics(source: str) -> list[str]:
    return [topic.title for topic in parse_notes(source).topics]


@pytest.mark.parametrize(
    "heading",
    [
        "## Agenda",
        "## Agenda items",
        "## 📋 Agenda",
        "## :clipboard: Proposed agenda topics (60 min)",
        "## **Topics**",
        "# Discussion items:",
        "### Meeting agenda",
    ],
)
def test_an_agenda_by_any_of_its_names(heading: str):
    assert topics(f"# Meeting\n\n{heading}\n\n- One\n- Two\n") == ["One", "Two"]


def test_topics_may_be_headings_of_their_own():
    notes = parse_notes(
        "## Agenda\n\n### One [Tim] 5 min\n\nWords.\n\n- TODO: ask\n\n### Two\n\n## Else\n"
    )
    assert notes.topics == (
        NotedTopic("One", "Tim", 5, "Words.\n\n- TODO: ask"),
        NotedTopic("Two"),
    )
    assert [(f.text, f.topic) for f in notes.findings] == [("ask", "One")]


def test_decisions_below_a_topics_own_heading_are_about_it():
    notes = parse_notes(
        "## Agenda\n\n### One\n\n#### Decisions\n\n- yes\n\n## Actions\n\n- ask\n"
    )
    assert [(f.kind, f.text, f.topic) for f in notes.findings] == [
        ("decision", "yes", "One"),
        ("action", "ask", ""),
    ]


def test_actions_are_an_agenda_where_there_is_no_other():
    assert topics("## Actions\n\n- One\n") == ["One"]
    assert topics("## Agenda\n\n- One\n\n## Actions\n\n- Two\n") == ["One"]


def test_what_stands_between_topics_belongs_to_the_one_before():
    notes = parse_notes("## Agenda\n\nFirst words.\n\n- One\n\nWords.\n\n> quoted\n")
    assert notes.topics == (NotedTopic("One", details="Words.\n\n> quoted"),)
    assert notes.others == (Other("", "First words."),)


def test_a_list_below_its_own_heading_is_no_topics():
    notes = parse_notes("## Agenda\n\n- One\n\n**Decisions:**\n\n- we go\n")
    assert [t.title for t in notes.topics] == ["One"]
    assert [(f.kind, f.text, f.topic) for f in notes.findings] == [
        ("decision", "we go", "One")
    ]
    assert notes.topics[0].details == "**Decisions:**\n\n- we go"


def test_what_a_document_says_of_itself_is_not_kept():
    notes = parse_notes(
        "---\ntitle: March\n---\n\n# Meeting\n\n- **Date:** today\n- Video: <https://x.y>\n"
        "- A word\n  - more\n\nWelcome to all!\n\nSome words.\n\n## Agenda\n"
    )
    assert notes.others == (Other("", "- A word\n  - more"), Other("", "Some words."))


def test_sections_that_nobody_knows_are_kept_as_they_are():
    notes = parse_notes(
        "## Agenda\n\n- One\n\n## Parking lot\n\n- a\n\nb\n\n### Sub\n\nc\n"
    )
    assert notes.others == (
        Other("Parking lot", "- a"),
        Other("", "b"),
        Other("Sub", "c"),
    )


def test_a_section_of_actions_keeps_what_is_no_action():
    notes = parse_notes("## Agenda\n\n- One\n\n## Actions\n\nSee also.\n\n- ask\n")
    assert [f.text for f in notes.findings] == ["ask"]
    assert notes.others == (Other("Actions", "See also.\n\n- ask"),)


def test_updates_with_and_without_names():
    notes = parse_notes(
        "## Quick updates\n\n- **Tim:** Helm 3\n- **Ada**\n  - much\n- Tim: words\n"
        "- **@ada-b** more\n\n## Shout-outs and thanks\n\n- to all\n"
    )
    assert notes.updates == (
        Told("Tim", "Helm 3"),
        Told("Ada", "", "- much"),
        Told("", "Tim: words"),
        Told("ada-b", "more"),
    )
    assert notes.celebrations == (Told("", "to all"),)


def test_entries_without_words_of_their_own_keep_what_is_below():
    notes = parse_notes("## Agenda\n\n- > quoted\n- ```\n  code\n  ```\n-\n")
    assert [topic.details for topic in notes.topics] == ["> quoted", "```\ncode\n```"]


def test_links_that_are_defined_elsewhere_are_known():
    assert parse_notes("[a]: https://x.y\n").links == (("A", "https://x.y"),)


def test_no_more_is_read_than_anybody_writes():
    notes = parse_notes("## Agenda\n\n- One\n" + " " * LONGEST + "\n- Two\n")
    assert [topic.title for topic in notes.topics] == ["One"]


@given(markdown)
def test_whatever_people_write_is_read(text: str):
    parse_notes(text)
    parse_notes(
        f"## Roll call\n\n{text}\n\n## Agenda\n\n- {text}\n\n## Actions\n\n{text}"
    )
