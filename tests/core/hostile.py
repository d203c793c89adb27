"""Text that tries to get out, for Hypothesis to put together."""

from hypothesis import strategies as st

FRAGMENTS = [
    "@betatim", "&#64;betatim", "&commat;org/team", "#12", "o/r#3", "GH-4", "user#5",
    "<!-- team-compass:agenda v=1 id=x -->", "<!--", "-->", "<details>", "</details>",
    "<b>", "<img src='https://x.y/z.png' alt='@tim'>", "<br>", "<script>", "<pre>", "</pre>",
    "`", "``", "```", "~~~", "*", "**", "_", "__", "~~", "[", "]", "(", ")", "![", "](",
    "[^1]", "[^1]: note", "[x]: http://evil.example", "[x]", "<https://x.y/@z>",
    "https://hackmd.io/@sgibson91/hub", "http://a.b/c_d_e", "# ", "## Agenda", "=====",
    "-----", "- ", "* ", "1. ", "2) ", "> ", "| a | b |", "|---|---|", "|", "\\", "&", "&lt;",
    "&#10;", "&nbsp;", "\n", "\n", "\n\n", "\n\n", "    ", "\t", " ", " ", "\u202e", "\u2028",
    "\x00", "\x0b", "word", "déjà", "·", " · `A1`", "$$", ":tada:", "- [ ] ", "[!NOTE]", "@",
    "<\\<details>", "&lt;&lt;b&gt;", "&lt;\\<!---->", "&#13;", "&#13;&#13;", "&#x2028;",
    "&#x202e;", "~~~ tilde", "#<br>", "1.<br>", "-<br>", "\u00a0\n", "\u3000\n", "http://localhost",
    "HTTP://A.B/@tim", "www.x.y/x", "ftp://x", "#<!-- -->12", "GH-<!---->3", "<br/>", "<kbd>",
    "\r\n", "<a href='x'>", "![a](b \"c\\\\\")", "[a](<b>)", "[a](b 'c\\\\')", "</li></ol>",
]  # fmt: skip

markdown = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=5)), max_size=25
).map("".join)
