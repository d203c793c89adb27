"""A look that ends early, by a crash or for a newer one, leaves nothing half done."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.agenda.test_properties import shape
from tests.features.agenda.thread import Thread

DEEDS = (
    ("say", "one", "/agenda One", "ada"),
    ("say", "two", "/agenda move A9 first", "ada"),
    ("say", "three", "/agenda\n- Two\n- Three", "minrk"),
    ("edit", "two", "/agenda move A2 first", ""),
    ("edit", "two", "/agenda One more", ""),
    ("edit", "one", "never mind", ""),
    ("say", "four", "/agenda help", "grace"),
    ("edit", "one", "/agenda One, after all", ""),
    ("delete", "four", "", ""),
    ("edit", "three", "/agenda\n- Two\n- Three (10 min)", ""),
    ("say", "five", "/agenda remove A1", "grace"),
)


def play(looks: list[int]) -> tuple[str, dict[str, list[str]]]:
    """The end; at each deed the bot makes so many writes of those it plans."""
    thread, comments = Thread(), {}
    thread.settle()
    for (what, name, text, by), most in zip(DEEDS, looks, strict=True):
        if what == "say":
            comments[name] = thread.comment(text, by=by)
        elif what == "edit":
            thread.edit(comments[name], text)
        else:
            thread.delete(comments.pop(name))
        for action in thread.plan()[:most]:
            thread.apply(action)
    thread.settle()
    return shape(thread), {n: thread.reaction(c) for n, c in comments.items()}


CALM = play([99] * len(DEEDS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=len(DEEDS), max_size=len(DEEDS)))
def test_wherever_each_look_ends_the_end_is_the_same(looks):
    assert play(looks) == CALM
