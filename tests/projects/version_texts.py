"""Versions as Hypothesis makes them up, valid in the one scheme or the other."""

from hypothesis import strategies as st

NUMBERS = st.integers(0, 12) | st.sampled_from([2026, 10**9])
LETTERS = st.sampled_from("a b rc alpha beta c pre preview A RC".split())
SEPARATORS = st.sampled_from(["", ".", "-", "_"])


@st.composite
def pep_440(draw: st.DrawFn) -> str:
    """What PEP 440 takes, in whatever form."""
    text = draw(st.sampled_from(["", "", "", "0!", "1!"]))
    text += ".".join(map(str, draw(st.lists(NUMBERS, min_size=1, max_size=4))))
    if draw(st.booleans()):
        text += draw(SEPARATORS) + draw(LETTERS) + draw(SEPARATORS) + str(draw(NUMBERS))
    if draw(st.booleans()):
        text += draw(SEPARATORS) + draw(st.sampled_from("post rev r".split()))
        text += str(draw(NUMBERS))
    if draw(st.booleans()):
        text += draw(SEPARATORS) + "dev" + str(draw(NUMBERS))
    if draw(st.booleans()):
        text += "+" + draw(
            st.from_regex(r"[a-z0-9]{1,3}(\.[a-z0-9]{1,3})?", fullmatch=True)
        )
    return text


IDENTIFIERS = (
    NUMBERS.map(str)
    | st.from_regex(r"[0-9A-Za-z-]{0,3}[A-Za-z-][0-9A-Za-z-]{0,3}", fullmatch=True)
    | st.sampled_from("alpha beta rc dev beta9 beta10 Beta".split())
)


@st.composite
def semver(draw: st.DrawFn) -> str:
    text = ".".join(str(draw(NUMBERS)) for _ in range(3))
    if before := draw(st.lists(IDENTIFIERS, max_size=3)):
        text += "-" + ".".join(before)
    if build := draw(st.lists(IDENTIFIERS | st.just("007"), max_size=2)):
        text += "+" + ".".join(build)
    return text
