"""What is said to be a decision, a result or an action, and what is not."""

import pytest

from bot.core.agenda_text import AgendaText, AgendaTopic
from bot.core.markdown import plain_text, quote_blocks
from bot.features.minutes.document import parse_notes
from bot.features.minutes.notes import notes_of_agenda

# a line of notes; kind, who, what
SAID = [
    ("Decision: we go", "decision", "", "we go"),
    ("Decison: we go", "decision", "", "we go"),
    ("**Decision:** we go", "decision", "", "we go"),
    ("**Decision**: we go", "decision", "", "we go"),
    ("__Decision__ - we go", "decision", "", "we go"),
    ("**Decision** we go", "decision", "", "we go"),
    ("*Decision:* we go", "decision", "", "we go"),
    ("**Decision: we go**", "decision", "", "we go"),
    ("**Decision: we** go", "decision", "", "we go"),
    ("DECISION we go", "decision", "", "we go"),
    ("decided: we go", "decision", "", "we go"),
    ("Agreed: we go", "decision", "", "we go"),
    ("Decision (unanimous): we go", "decision", "", "(unanimous) we go"),
    (":white_check_mark: Decision: we go", "decision", "", "we go"),
    ("✅ Decision: we go", "decision", "", "we go"),
    ("=> Decision: we go", "decision", "", "we go"),
    ("**Tim:** Decision: we go", "decision", "Tim", "we go"),
    ("To sum up: Decision: we go", "decision", "", "To sum up: we go"),
    ("Result: Issue https://x.y/1", "result", "", "Issue https://x.y/1"),
    ("Outcome – all agree", "result", "", "all agree"),
    ("Conclusion: all agree", "result", "", "all agree"),
    ("TODO: make an issue", "action", "", "make an issue"),
    ("TODO make an issue", "action", "", "make an issue"),
    ("todo: make an issue", "action", "", "make an issue"),
    ("To-do: make an issue", "action", "", "make an issue"),
    ("TODO @tim make an issue", "action", "tim", "make an issue"),
    ("TODO @tim: make an issue", "action", "tim", "make an issue"),
    ("TODO @tim to make an issue", "action", "tim", "make an issue"),
    ("TODO \\@tim: make an issue", "action", "tim", "make an issue"),
    ("TODO: @tim make an issue", "action", "tim", "make an issue"),
    ("TODO: @tim will make an issue", "action", "tim", "@tim will make an issue"),
    ("TODO @tim and @ada-b: an issue", "action", "tim and ada-b", "an issue"),
    ("TODO [Tim]: make an issue", "action", "Tim", "make an issue"),
    ("TODO (Tim): make an issue", "action", "Tim", "make an issue"),
    ("TODO(@tim): make an issue", "action", "tim", "make an issue"),
    ("TODO: make an issue [Tim]", "action", "Tim", "make an issue"),
    ("TODO: make an issue (@tim)", "action", "tim", "make an issue"),
    ("TODO: Tim: make an issue", "action", "Tim", "make an issue"),
    ("TODO: **Tim** make an issue", "action", "Tim", "make an issue"),
    ("TODO: Docs: make an issue", "action", "", "Docs: make an issue"),
    ("TODO: thank @tim", "action", "", "thank @tim"),
    ("**Chris:** TODO: make an issue", "action", "Chris", "make an issue"),
    ("**Chris**: TODO: make an issue", "action", "Chris", "make an issue"),
    ("Chris: TODO: make an issue", "action", "Chris", "make an issue"),
    ("[Chris] TODO: make an issue", "action", "Chris", "make an issue"),
    ("@chris TODO: make an issue", "action", "chris", "make an issue"),
    ("**Adrien/Jérémy:** TODO: an issue", "action", "Adrien/Jérémy", "an issue"),
    ("Action: make an issue", "action", "", "make an issue"),
    ("Action @tim make an issue", "action", "tim", "make an issue"),
    ("**Action item:** make an issue", "action", "", "make an issue"),
    ("Action item @tim: make an issue", "action", "tim", "make an issue"),
    ("ACTION ITEM make an issue", "action", "", "make an issue"),
    ("Action [Tim] make an issue", "action", "Tim", "make an issue"),
    ("Action [name=Tim] make an issue", "action", "Tim", "make an issue"),
    ("Next step: make an issue", "action", "", "make an issue"),
    ("[ ] make an issue", "action", "", "make an issue"),
    ("[ ] @tim: make an issue", "action", "tim", "make an issue"),
    ("[ ] **Tim:** make an issue", "action", "Tim", "make an issue"),
    ("[ ] TODO: make an issue", "action", "", "make an issue"),
    ("[ ] Decision: we go", "decision", "", "we go"),
]
ABSTAINED = [
    "We took a decision: it was hard",
    "the word decision in running text",
    "Decisions needed",
    "Decision needed: which name?",
    "**Decision** on the date is needed",
    "Decision pending",
    "Result of the survey",
    "RESULTS of the survey are in",
    "Results are in",
    "results",
    "Action required: update",
    "Actions we could take",
    "Potential actions/ thoughts:",
    "Possible actions: none of them",
    "To do this we need help",
    "TODO",
    "TODO:",
    "Decision: TBD",
    "Decision: none yet",
    "Result: ________",
    "Action: n/a",
    "`TODO: in code`",
    "see `Decision: no` there",
    "[TODO: a link](https://x.y)",
    "<!-- TODO: hidden -->",
    "a <!-- \nTODO: hidden\n--> b",
    "~~TODO: given up~~",
    "[ ] ~~given up~~",
    "TODO: ~~given up~~",
    "TODOs are tracked elsewhere",
    "Agreed to disagree",
]  # fmt: skip


def found(notes: str) -> list[tuple[str, str, str, bool]]:
    return [(f.kind, f.owner, f.text, f.done) for f in parse_notes(notes).findings]


@pytest.mark.parametrize(
    "place",
    [
        "## Agenda\n\n- A topic\n  - {}\n  - Something else",
        "## Agenda\n\n* A topic\n    1. A sub-topic\n        - {}\n        - and more",
        "## Agenda\n\n- A topic\n\n  Some words.\n\n  - {}",
        "## Agenda\n\n### A topic\n\n- {}",
        "## Quick updates\n\n- Tim: a lot\n  - {}",
        "## Anything\n\n- {}\n- or not",
        "- {}",
        "## Agenda\r\n\r\n- A topic\r\n  - {}\r\n",
    ],
)
@pytest.mark.parametrize(("line", "kind", "owner", "text"), SAID)
def test_in_a_list(place: str, line: str, kind: str, owner: str, text: str):
    assert found(place.replace("{}", line)) == [(kind, owner, text, False)]


@pytest.mark.parametrize(
    "place",
    [
        "## Agenda\n\n- A topic\n\n  {}",
        "## Agenda\n\n- A topic\n  goes on\n  {}",
        "## Agenda\n\n### A topic\n\nSome words.\n{}\n\nMore words.",
        "{}",
    ],
)
@pytest.mark.parametrize(
    ("line", "kind", "owner", "text"), [s for s in SAID if s[0][0] != "["]
)
def test_in_a_paragraph(place: str, line: str, kind: str, owner: str, text: str):
    assert found(place.replace("{}", line)) == [(kind, owner, text, False)]


@pytest.mark.parametrize("line", ABSTAINED)
@pytest.mark.parametrize(
    "place", ["## Agenda\n\n- A topic\n  - {}\n  - x", "## Agenda\n\n{}", "- {}", "{}"]
)
def test_what_is_not_said_to_be_one_is_none(place: str, line: str):
    assert found(place.replace("{}", line)) == []


@pytest.mark.parametrize("line", [line for line, *_ in SAID])
@pytest.mark.parametrize(
    "place",
    [
        "- A topic\n\n  ```\n  {}\n  ```",
        "- A topic\n\n  > {}\n  > - {}",
        "- A topic\n\n      - {}\n      - {}",
        "~~~ markdown\n- {}\n~~~",
        "> - {}",
        "<!--\n- {}\n-->",
        "<pre>\n{}\n</pre>",
    ],
)
def test_code_quotes_and_comments_say_nothing(place: str, line: str):
    assert found(f"## Agenda\n\n{place.replace('{}', line)}\n") == []


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Decisions", "decision"),
        ("**Decisions made:**", "decision"),
        ("Results:", "result"),
        ("Action items", "action"),
        ("Next actions (team)", "action"),
        ("Next steps", "action"),
        ("TODO:", "action"),
        ("To-dos", "action"),
    ],
)
@pytest.mark.parametrize(
    "place",
    ["- {}\n  - One\n  - Two [Tim]\n", "{}\n\n- One\n- Two [Tim]\n",
     "## Agenda\n\n- A topic\n  - {}\n    - One\n    - Two [Tim]\n",
     "## Agenda\n\n- A topic\n\n## {}\n\n- One\n- Two [Tim]\n"],
)  # fmt: skip
def test_what_stands_below_a_heading(heading: str, kind: str, place: str):
    expected = [(kind, "", "One", False), (kind, "", "Two [Tim]", False)]
    if kind == "action":
        expected[1] = (kind, "Tim", "Two", False)
    assert found(place.replace("{}", heading)) == expected


def test_below_a_heading_of_actions_stand_other_things_as_well():
    notes = """\
- Next actions (team)
    - concrete actions
    - Heads up re: JupyterCon, two talks at once
    - Should we ask the organisers?
        - Tim will ask Brian
        - They will likely say no
        - TODO: write it down
    - https://x.y/?z what is its status? Added a comment.
    - Release kubespawner (see https://x.y/?z)
"""
    assert [(owner, text) for _, owner, text, _ in found(notes)] == [
        ("Tim", "Tim will ask Brian"),
        ("", "write it down"),
        ("", "Release kubespawner (see https://x.y/?z)"),
    ]


def test_boxes_that_are_ticked_are_done():
    notes = (
        "- Topic\n  - [x] one\n  - [X] TODO: two\n  - [ ] three\n  - [x] Result: four"
    )
    assert [(kind, text, done) for kind, _, text, done in found(notes)] == [
        ("action", "one", True),
        ("action", "two", True),
        ("action", "three", False),
        ("result", "four", False),
    ]


def test_boxes_of_an_agenda_are_its_topics_where_all_have_one():
    notes = parse_notes("## Agenda\n\n- [x] Security\n  - TODO: scan\n- [ ] Costs\n")
    assert [topic.title for topic in notes.topics] == ["Security", "Costs"]
    assert [(f.text, f.topic) for f in notes.findings] == [("scan", "Security")]
    notes = parse_notes("## Agenda\n\n- Security\n- [ ] scan\n- Decision: yes\n")
    assert [topic.title for topic in notes.topics] == ["Security"]
    assert [f.text for f in notes.findings] == ["scan", "yes"]


def test_lines_that_go_on_belong_together():
    notes = "- Topic\n  - TODO: write to\n    everybody\n    Decision: and\n    all\n"
    assert [text for _, _, text, _ in found(notes)] == ["write to everybody", "and all"]
    assert [t for _, _, t, _ in found("TODO: write\nto all\n\nNot this.\n")] == [
        "write to all"
    ]
    assert [t for _, _, t, _ in found("TODO: one\nTODO: two\nmore\n")] == [
        "one",
        "two more",
    ]


def test_what_stands_below_one_is_looked_through_as_well():
    notes = "- Topic\n  - Decision: yes\n    - **Tim:** TODO: tell them\n"
    assert [(kind, owner) for kind, owner, _, _ in found(notes)] == [
        ("decision", ""),
        ("action", "Tim"),
    ]


@pytest.mark.parametrize(("line", "kind", "owner", "text"), SAID)
def test_as_the_agenda_comment_has_them_quoted(
    line: str, kind: str, owner: str, text: str
):
    """Brackets and mentions are escaped there: they are what they were."""
    topic = AgendaTopic(
        id="A1",
        title="A topic",
        owner="ada",
        minutes=5,
        starts="",
        link="",
        link_text="",
        times=1,
        details=quote_blocks(f"- {line}", ""),
        heading="Agenda",
    )
    (one,) = notes_of_agenda(AgendaText(topics=(topic,))).findings
    assert (one.kind, one.owner) == (kind, owner)
    assert plain_text(one.text) == plain_text(text)


def test_code_keeps_its_backslashes():
    assert found("- Topic\n  - TODO: run `a\\[0\\]` on \\[x\\]\n") == [
        ("action", "", "run `a\\[0\\]` on [x]", False)
    ]
