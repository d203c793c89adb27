"""The minutes file: it pings nobody, and holds what was noted."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.features.minutes.archive import render_archive
from bot.features.minutes.attendees import Attendee
from bot.features.minutes.document import parse_notes
from bot.features.minutes.notes import NotedTopic, Notes, Other, Told
from bot.features.minutes.pieces import LONGEST_DETAILS, LONGEST_LINE, by
from bot.features.minutes.said import Finding
from tests.core.hostile import markdown
from tests.core.rendered import pings, references, render
from tests.features.minutes.known import FRONT, URL


def archived(**parts: object) -> str:
    """The file, from its first heading of a section on."""
    text = render_archive(FRONT, Notes(**parts))  # type: ignore[arg-type]  # test data
    return text.partition("\n\n## ")[2]


def test_where_nothing_was_noted():
    assert archived() == (
        "Attendees\n\nNobody signed in.\n\n## Agenda\n\nNothing was on it.\n\n"
        "## Decisions and actions\n\nNone were noted.\n"
    )


def test_it_begins_with_the_title_as_the_site_and_people_want_it():
    front = replace(
        FRONT, title='The "team" of @ada_l', notes="https://pad.example.org"
    )
    lines = render_archive(front, Notes()).split("\n")
    assert lines[:5] == [
        "---",
        'title: "The \\"team\\" of @\u200bada_l"',
        "---",
        "",
        '# The "team" of @\u200bada_l',
    ]
    assert "- **Notes:** <https://pad.example.org>" in lines
    assert not any("Join" in line for line in lines)


def test_people_are_named_once_and_link_to_their_page():
    people = (
        Attendee("Ada Lovelace", "Engines", "ada"),
        Attendee("bob", "", "bob"),
        Attendee("Cleo"),
    )
    assert archived(attendees=people).startswith(
        "Attendees\n\n"
        "- Ada Lovelace / Engines / [ada](https://github.com/ada)\n"
        "- [bob](https://github.com/bob)\n"
        "- Cleo\n\n"
    )


def test_topics_say_who_and_how_long_and_where_from():
    topics = (
        NotedTopic("One", "Ada", 5, "- a\n- b"),
        NotedTopic("Two", "Bob"),
        NotedTopic("Three", minutes=10, link="[o/r#1](https://x.y)"),
        NotedTopic("Four", deferred=True),
    )
    assert archived(topics=topics).partition("## Agenda\n\n")[2].startswith(
        "- **Ada** (5 min): One\n  - a\n  - b\n"
        "- **Bob:** Two\n"
        "- (10 min): Three ([o/r#1](https://x.y))\n\n"
        "## Deferred\n\n- Four\n\n"
    )  # fmt: skip


def test_boxes_below_a_topic_stay_boxes():
    details = "- [ ] ask\n  - [x] done\n- a [ ] b\n\n1. [X] one"
    text = archived(topics=(NotedTopic("One", details=details),))
    assert "- One\n  - [ ] ask\n    - [x] done\n  - a \\[ ] b\n\n  1. [X] one\n" in text


def test_what_was_told_has_its_headings_only_where_there_is_something():
    text = archived(
        updates=(Told("Ada", "Helm 3"), Told("Bob", "", "- much"), Told("", "", "x")),
        celebrations=(Told("", "Thanks"),),
    )
    assert (
        "\n## Quick updates\n\n- **Ada:** Helm 3\n- **Bob**\n  - much\n- …\n\n  x\n"
        in text
    )
    assert "\n## Reports and celebrations\n\n- Thanks\n" in text


def test_what_stands_elsewhere_is_kept_below_its_heading():
    others = (Other("", "Ended."), Other("Later *on*", "- a"), Other("Later *on*", "b"))
    assert "## Other notes\n\nEnded.\n\n## Later *on*\n\n- a\n\nb\n\n" in archived(
        others=others
    )


def test_decisions_and_actions_say_what_they_were_about():
    found = (
        Finding("decision", "we go", topic="A *topic*"),
        Finding("result", "yes", "Tim"),
        Finding("action", "ask @ada", "Tim", topic="x" * 200),
        Finding("action", "Tim asks", "Tim", done=True),
        Finding("action", "Timing", "Tim"),
    )
    assert archived(findings=found).partition("## Decisions and actions\n\n")[2] == (
        "- **Decision:** we go — *A topic*\n"
        "- **Result:** **Tim:** yes\n"
        f"- [ ] **Tim:** ask @\u200bada — *{'x' * 80}…*\n"
        "- [x] Tim asks\n"
        "- [ ] **Tim:** Timing\n"
    )


def test_it_holds_no_address():
    notes = parse_notes(
        "## Roll call\n\n- Ada / ada@example.org\n\n## Agenda\n\n"
        "- [Ada](mailto:ada@example.org) asks\n  - TODO: write to <bob@example.org>\n"
    )
    text = render_archive(FRONT, notes)
    assert "example.org" not in text.replace(FRONT.video, "")
    assert "Ada asks" in text


def test_what_nobody_reads_is_cut():
    long = Told("", "x" * (LONGEST_LINE + 1), "\n".join(["- line"] * LONGEST_DETAILS))
    text = archived(updates=(long,))
    assert f"- {'x' * LONGEST_LINE}…\n" in text
    assert text.count("- line") < LONGEST_DETAILS / 6
    assert "\n\n  …\n" in text


@pytest.mark.parametrize(
    ("owner", "text", "line"),
    [
        ("Tim", "ask", "**Tim:** ask"),
        ("Tim", "Tim will ask", "Tim will ask"),
        ("Tim", "**Tim** will ask", "**Tim** will ask"),
        ("a-b", "@\u200ba-b", "**a-b:** @\u200ba-b"),
        ("", "ask", "ask"),
        ("Tim", "", "**Tim**"),
    ],
)
def test_who_is_to_do_it_stands_before_it(owner: str, text: str, line: str):
    assert by(owner, text) == line


def test_half_a_letter_in_a_note_can_be_written_to_a_file():
    text = render_archive(FRONT, parse_notes("## Agenda\n\n- a \ud800\n  - b \udfff\n"))
    assert text.encode().decode() == text


@given(markdown)
def test_nothing_of_the_notes_gets_out_of_its_place(text: str):
    below = "\n".join(f"  {line}" for line in text.split("\n"))
    notes = parse_notes(f"## Agenda\n\n- {text}\n{below}\n\n## Else\n\n{text}\n")
    whole = render_archive(FRONT, notes).partition("\n# ")[2]
    tree, comments = render(f"# {whole}")
    assert comments == []
    assert pings(tree) == []
    assert references(tree) == []
    headings = [node.text for node in tree.all("h1", "h2") if node.text]
    assert headings[:2] == [FRONT.title, "Attendees"]
    assert headings[-1] == "Decisions and actions"
    assert not tree.all("script", "details", "img[onerror]", "pre code script")
    assert URL in whole
