"""Lines of what stands in TOML and JSON, whatever else stands there."""

import json
import tomllib
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.projects.manifests.places import json_lines, toml_lines
from bot.projects.manifests.said import Unreadable
from tests.projects.manifests.said import needs

TROUBLE = [
    '"',
    "'",
    "#",
    "[",
    "]",
    "{",
    "}",
    "=",
    ":",
    ",",
    ".",
    "\\",
    "é",
    "\t",
    "\U0001f600",
]
words = st.lists(st.sampled_from([*TROUBLE, "x", " "]), max_size=6).map("".join)
scalars = st.one_of(words, st.sampled_from([1, 2.5, True]))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
    ),
    max_leaves=8,
)
documents = st.dictionaries(words, values, max_size=5)


def basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@st.composite
def written(draw: st.DrawFn, value: Any, *, inline: bool = False) -> str:
    """As one of the ways to write it in TOML."""
    if isinstance(value, str):
        ways = [basic(value)]
        if not {"'", "\t"} & set(value):
            ways.append(f"'{value}'")
        if not inline:
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            ways.append(f'"""\n{escaped}"""')
            ways.append(f'"""{escaped}""""')  # which ends with a quote
        return draw(st.sampled_from(ways))
    if isinstance(value, list):
        gap = (
            "" if inline else draw(st.sampled_from(["", "\n", '  # "no", ]\n', "\r\n"]))
        )
        parts = [draw(written(part, inline=inline)) for part in value]
        return "[" + "".join(f"{gap}{part}{gap}," for part in parts) + gap + "]"
    if isinstance(value, dict):
        pairs = [
            f"{basic(k)} = {draw(written(v, inline=True))}" for k, v in value.items()
        ]
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value)


@st.composite
def toml_files(draw: st.DrawFn) -> str:
    """Keys before tables, tables, and lists of tables."""
    lines: list[str] = []
    for place, document in enumerate(draw(st.lists(documents, max_size=4))):
        if place:
            lines.append(
                draw(st.sampled_from([f"[table{place}]", f"[[list . 'x']] #{place}"]))
            )
        for key, value in document.items():
            lines.append(f"{basic(key)}={draw(written(value))}")
            lines.append(draw(st.sampled_from(["", "# [x]", "  # '", '# """'])))
    return "\n".join(lines)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield (*path, key), part
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            if isinstance(part, str):
                yield (*path, place), part
            yield from leaves(part, (*path, place))


class TestToml:
    @given(toml_files())
    @settings(max_examples=50, deadline=None)
    def test_every_key_and_text_has_a_line(self, text: str) -> None:
        data = tomllib.loads(text)
        lines = toml_lines(text)
        count = text.count("\n") + 1
        for path, _ in leaves(data):
            if path not in {("list",), ("list", "x")}:  # no keys of their own
                assert 1 <= lines[path] <= count

    @given(
        st.lists(st.sampled_from(['# "a",', "", "  ", '"x", # "y"', "'''z\n\nz''',"]))
    )
    @settings(max_examples=60, deadline=None)
    def test_the_line_is_where_it_stands(self, filling: list[str]) -> None:
        before = "\n".join(filling)
        text = (
            f'[project]\nkeywords = [\n{before}\n]\ndependencies = [\n{before}\n"here"]'
        )
        line = text.split("\n").index('"here"]') + 1
        assert f"{line} here" in needs("pyproject.toml", text)

    def test_of_a_list_of_tables(self) -> None:
        text = "[[a]]\nb = ['x']\n[[a]]\n[a.c]\nd = 1\n[[a.e]]\n[[a.e]]\nf = 1\n"
        lines = toml_lines(text)
        assert lines["a", 0, "b", 0] == 2
        assert lines["a", 1, "c", "d"] == 5
        assert lines["a", 1, "e", 1, "f"] == 8

    @pytest.mark.parametrize(
        "text",
        [
            "a =", "a", "=", "[a", "[a]]", "[[a]", "a = 'x", 'a = """x', "a = [",
            "a = {b = 1", "a = ]", '"\\q" = 1', "a..b = 1", "a = 1]", "\x00",
        ],
    )  # fmt: skip
    def test_is_lost_where_it_is_none(self, text: str) -> None:
        with pytest.raises(Unreadable, match="cannot be read from line 1 on"):
            toml_lines(text)
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)


class TestJson:
    @given(documents, st.sampled_from([None, 1, "\t"]))
    @settings(max_examples=50, deadline=None)
    def test_every_key_and_text_has_its_line(self, data: Any, indent: Any) -> None:
        text = json.dumps(data, indent=indent)
        lines = json_lines(text)
        physical = text.split("\n")
        for path, part in leaves(data):
            shown = path[-1] if isinstance(path[-1], str) else part
            assert json.dumps(shown) in physical[lines[path] - 1]


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 100_000) + " = 1",
        "[" + ".".join("a" * 90_000) + "]",
        "\n".join(f"[a{n}.b.c.d]" for n in range(15_000)),
        "[[a]]\n" * 30_000,
        "a = [" + "'x'," * 45_000 + "]",
        "a = '" + "x" * 190_000,
        'a = """' + '""\\"' * 48_000,
        "a = '''" + "''x" * 60_000,
        "#" * 190_000,
        " \n" * 95_000,
        "\n".join(f"a{n} = {{b = 1}}" for n in range(12_000)),
    ],
)
def test_takes_no_time(text: str) -> None:
    began = process_time()
    needs("pyproject.toml", text)
    assert process_time() - began < 3  # here at most 0.4
