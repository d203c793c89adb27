"""Commands as a shell would take them apart, which is asked with its own quoting."""

from shlex import join

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.projects.manifests.shell import UNKNOWN, commands, docker_words

texts = st.text(
    st.one_of(
        st.sampled_from("'\"\\$`#&|;()<>{} \n\tab"), st.characters(codec="utf-8")
    ),
    max_size=12,
)
arguments = st.lists(texts.filter(lambda text: UNKNOWN not in text), max_size=6)


@given(st.lists(arguments, min_size=1, max_size=3))
@example([["it's", '"', "\\", "$A", ""], ["#", "a b"]])
@settings(max_examples=100, deadline=None)
def test_what_is_quoted_is_what_it_is(several: list[list[str]]) -> None:
    text = " && ".join(join(["run", *one]) for one in several)
    found = [[word.text for word in one.words] for one in commands(text, 0, {"A": "b"})]
    assert found == [["run", *one] for one in several]
    words = list(docker_words(text, 0, {"A": "b"}))
    assert [word.text for word in words] == [
        part for one in several for part in ("&&", "run", *one)
    ][1:]


@given(arguments, st.integers(0, 9))
@settings(max_examples=50, deadline=None)
def test_words_say_where_they_begin(several: list[str], gap: int) -> None:
    names = [f"a{number}" for number, _ in enumerate(several)]
    text = (" " * gap).join(
        f" {name}{join([one])}" for name, one in zip(names, several, strict=True)
    )
    for words in (
        [w for c in commands(text, 0, {}) for w in c.words],
        docker_words(text, 0, {}),
    ):
        assert [text[word.at : word.at + 2] for word in words] == [
            name[:2] for name in names
        ]
