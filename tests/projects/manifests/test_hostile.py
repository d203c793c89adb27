"""Whatever text stands in a manifest: it is read, or it is a problem, and soon."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.projects.manifests.said import MOST_CHARACTERS, MOST_REQUIREMENTS
from tests.projects.manifests.said import read

PATHS = [
    "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "package.json",
    "Chart.yaml", "values.yaml", "Dockerfile",
]  # fmt: skip
FRAGMENTS = [
    "[project]\n", "[[tool.poetry.group]]\n", "[tool.poetry.dependencies]\n", "name = ",
    "dependencies = [", "[options]\ninstall_requires =\n  ", "[metadata]\nname: ", "setup(",
    "install_requires=", "**a", "a = ", "a += ", "a.append(", "dict(", "lambda: ", "FROM ",
    "ARG A=", "RUN pip install ", "$A", "${A:-", " AS ", "--platform=", "\\\n", "-r ", "-e git+https://a#egg=",
    "a @ https://b", "git+https://a/b/c@1", "; python_version", "jupyterhub", ">=", "==", "1.0", ".*", "^", "~",
    '{"name": ', '"dependencies": {', "npm:", "dependencies:\n", "  - name: ", "    version: ",
    "image: ", "tag: ", "name: ", "a/b:1@sha256:0", "&a ", "*a", "<<: ", "!!python/name:os ",
    "{{ .Values }}", "---\n", "? ", "|\n", "[", "]", "{", "}", "(", ")", ",", ":", "=", ".",
    '"', "'", '"""', "'''", "#", "\\", "\n", "\n", "\n  ", "\t", "\r\n", "\0", "\ufeff",
    "\ud800", "\u2028", "é", "9" * 5000,
]  # fmt: skip

texts = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=25
).map("".join)


@given(st.dictionaries(st.sampled_from(PATHS), texts, min_size=1))
@settings(max_examples=200, deadline=None)
def test_anything_is_read_or_a_problem(files: dict[str, str]) -> None:
    said = read(files)
    for need in said.requirements:
        assert need.name
        assert need.name == need.name.strip().lower()
        assert 1 <= need.line <= files[need.path].count("\n") + 1
        assert max(len(need.specifier), len(need.condition)) <= MOST_CHARACTERS
    for problem in said.problems:
        path, _, why = problem.partition(": ")
        assert path in files
        assert why.isascii()  # and so nothing but what this project says itself
        assert len(why) < 100


@given(st.sampled_from(PATHS), st.text(), st.integers(0, 20_000))
@settings(max_examples=100, deadline=None)
def test_any_text_again_and_again(path: str, text: str, times: int) -> None:
    read({path: (text * times)[:20_000]})


def many(text: str) -> str:
    """As often as a file may hold it."""
    return text * (199_000 // len(text))


BIG = {
    "requirements.txt": [
        many(text)
        for text in ("\\\n", "a", "a[", " ", "a==1 ", "#", " #", "-e ", "a @ ", "a;", "\n",
                     "a,", "://", "a -", "1.", "a\n", "{{ a }}\n")
    ],
    "Dockerfile": [
        *map(many, ("FROM a\n", "FROM \\\n", "\\\n", "ARG a=$a$a$a\n", "#\n", " ", "${a:-")),
        "FROM " + many("$a"),
        "".join(f"FROM a{n} AS b{n}\n" for n in range(9000)),
        "ARG " + " ".join(f"a{n}=$a{n}" for n in range(40)),
    ],
    "setup.cfg": [*map(many, ("[a]\n", "a=b\n", "[", "=", " a\n", ":")), "[a]\n" + many("a=\n b\n")],
    "package.json": [*map(many, ("[", '{"a":', '"', "\\", " ")), "[" + many('"a",') + "1]"],
    "Chart.yaml": [*map(many, ("- ", "? ", "{", "a:\n", "&a ", "'", "a: b\n", "#", "*a\n"))],
    "values.yaml": [
        *map(many, ("[", "- a\n", "a: |\n", "! ")),
        "a:\n" + many(" - {name: a/b, tag: 1}\n"),
    ],
    "setup.py": [
        *map(many, ("a=", "(", "a.", "-", "[", "a = [a, a]\n", "'", "x = '''", "#", "f'{", "\n")),
        many("a.append(a)\n") + "setup(install_requires=a)",
        "setup(install_requires=[" + many("'a',") + "])",
        "a = {" + many("1:1,")[:99_000] + "}\n" + many("setup(**a)\n")[:99_000],
        "a = {}\n" + many("a['b'] = a\n")[:99_000] + "\n" + many("setup(**a)\n")[:99_000],
    ],
}  # fmt: skip


@pytest.mark.parametrize("path", BIG)
def test_takes_no_time(path: str) -> None:
    for text in BIG[path]:
        began = process_time()
        said = read({path: text})
        assert process_time() - began < 4, text[:20]  # here at most 0.8
        assert len(said.requirements) <= MOST_REQUIREMENTS
