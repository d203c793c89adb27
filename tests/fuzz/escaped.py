"""Whether text of people has got out of the entry in which the bot quotes it."""

from tests.core.rendered import pings, references, render
from tests.features.agenda.thread import Thread

HEADINGS = {
    "Agenda",
    "If time permits",
    "Late topics",
    "Quick updates",
    "Reports and celebrations",
    "Roll call",
    "Done",
    "Deferred",
    "Open actions",
}


def check_nothing_escaped(thread: Thread) -> list[str]:
    """The texts of the agenda's entries; AssertionError where one is more than that."""
    tree, marks = render(thread.agenda)
    assert marks == []
    assert pings(tree) == []
    assert references(tree) == []
    assert {h.text for h in tree.all("h1", "h2", "h3", "h4", "h5", "h6")} <= HEADINGS
    tops = [node for node in tree.children if not isinstance(node, str)]
    assert {node.tag for node in tops} <= {"h2", "p", "ol", "ul"}
    entries = [
        entry.text
        for node in tops
        if node.tag == "ol"
        for entry in node.children
        if not isinstance(entry, str)
    ]
    assert len(entries) == len(thread.ids)
    for note in thread.notes:
        tree, marks = render(note)
        assert len(marks) == 1
        assert pings(tree) == []
        assert references(tree) == []
    return entries
