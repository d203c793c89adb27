"""What the mark of the minutes comment remembers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mark import Mark, find_mark
from bot.features.minutes.memory import (
    STEPS,
    Memory,
    Tried,
    fingerprint,
    parse_memory,
    render_memory,
)

hexadecimal = "0123456789abcdef"


@given(
    st.builds(
        Memory,
        lines=st.dictionaries(
            st.text(hexadecimal, min_size=6, max_size=6), st.booleans(), max_size=5
        ),
        note=st.text("aZ9_-.", max_size=8),
        link=st.one_of(
            st.just(""),
            st.text("aZ9_-./@%?=&#", max_size=8).map("https://h.md/".__add__),
        ),
        source=st.sampled_from(["", "note", "agenda"]),
        file=st.lists(st.text(hexadecimal, min_size=12, max_size=12), max_size=2).map(
            tuple
        ),
        refused=st.frozensets(st.sampled_from(STEPS)),
        tried=st.none()
        | st.builds(
            Tried,
            st.integers(0, 4_000_000_000).map(lambda n: datetime.fromtimestamp(n, UTC)),
            st.text(hexadecimal, min_size=12, max_size=12),
        ),
    )
)
def test_it_is_read_as_it_was_written(memory: Memory):
    text = f"{Mark('minutes', render_memory(memory))}\n## Minutes\n"
    read = parse_memory(find_mark(text, "minutes"))
    assert read == Memory(
        dict(memory.lines), memory.note, memory.link, memory.source, memory.file,
        memory.refused, memory.tried,
    )  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["a", "note", "link", "from", "file", "no", "tried"]), st.text()
    )
)
def test_whatever_people_make_of_it_is_read(fields: dict[str, str]):
    pairs = "".join(
        f" {name}={''.join(value.split())}" for name, value in fields.items()
    )
    memory = parse_memory(
        find_mark(f"<!-- team-compass:minutes{pairs} -->\n", "minutes")
    )
    assert all(len(mark) == 6 for mark in memory.lines)
    assert memory.link == "" or memory.link.startswith("http")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://x.y/)[", "https://x.y/`", "ftp://x.y/"]
)
def test_no_link_is_believed_that_would_break_the_text(link: str):
    assert parse_memory(Mark("minutes", {"link": link})).link == ""


@pytest.mark.parametrize(
    "tried",
    ["yesterday", "2021-03-18T18:00:00Z", "2021-02-30T18:00:00Z,0123456789ab"],
)
def test_no_try_is_believed_that_cannot_have_been(tried: str):
    assert parse_memory(Mark("minutes", {"tried": tried})).tried is None


def test_nothing_is_remembered_without_a_mark():
    assert parse_memory(None) == Memory()
    assert render_memory(Memory()) == {}


def test_a_file_is_the_same_whatever_its_line_ends():
    assert fingerprint("a\r\nb\n") == fingerprint("a\nb\n") != fingerprint("a\nb")
