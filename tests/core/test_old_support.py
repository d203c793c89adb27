"""Files of the retired app, as they lie about in repositories, and as ours reads them."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.configuration import ConfigurationError, parse_configuration
from bot.core.forecast import check
from bot.core.old_support import (
    LONGEST,
    REPLY,
    Base,
    OldSupport,
    is_old_support,
    parse_old_support,
)
from bot.core.support import PLACEHOLDERS, Support
from bot.core.support_migration import UNKNOWN_FORUM, render_as_ours
from bot.core.text_format import render_template

FILE = ".github/support.yml"
ORGANISATION = """\
# Settings of https://github.com/dessant/support-requests

supportLabel: support

supportComment: |
  Hello there @{issue-author} :wave:!

  This issue was labelled as a support question, so it is closed here. You reach far more
  people at [our forum](https://discourse.jupyter.org/t/good-answers/1825), and whoever
  wonders about the same finds it there.

  Thanks a lot! :heart:

close: true
lock: false
# setLockReason: true
# _extends: repository
"""


def parse(text: str, base: OldSupport | None = None) -> OldSupport:
    return parse_old_support(text, file=FILE, base=base)


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    return [line.removeprefix(FILE) for line in str(caught.value).splitlines()]


def ours(old: OldSupport) -> Support:
    """What the section says that it is rendered as."""
    parsed = parse_configuration(
        render_as_ours(old), file="f", sections={"support": Support}
    )
    section = parsed.sections["support"]
    assert isinstance(section, Support)
    return section


class TestAFile:
    def test_of_an_organisation_is_read_as_it_is(self) -> None:
        old = parse(ORGANISATION)
        assert old.labels == ("support",)
        assert old.reply.startswith("Hello there {author} :wave:!\n\nThis issue")
        assert old.reply.endswith("Thanks a lot! :heart:\n")
        assert (old.close, old.lock, old.lock_reason) == (True, False, "off-topic")
        assert (old.forum, old.detect, old.similar) == ("", "off", False)

    @pytest.mark.parametrize("text", ["", "# nothing\n", "close:\n", "---\n{}\n"])
    def test_may_be_empty_and_is_that_apps_defaults(self, text: str) -> None:
        old = parse(text)
        assert old == OldSupport()
        assert (old.labels, old.reply, old.close) == (("support",), REPLY, True)
        assert old.perform

    def test_may_want_no_comment_no_closing_and_no_reason(self) -> None:
        old = parse(
            "supportComment: false\nclose: False\nlock: true\nsetLockReason: no"
        )
        assert (old.reply, old.close, old.lock) == ("", False, True)
        assert old.lock_reason is None

    def test_may_want_nothing_done(self) -> None:
        assert not parse("perform: false").perform

    def test_in_folded_lines_and_with_windows_line_ends_is_read(self) -> None:
        text = (
            "supportComment: >\r\n  One\r\n  line,\r\n\r\n  another.\r\nclose: yes\r\n"
        )
        assert parse(text).reply == "One line,\nanother.\n"


class TestTheAuthor:
    @pytest.mark.parametrize(
        ("written", "reply"),
        [
            (
                "Hi @{issue-author}, and bye {issue-author}.",
                "Hi octocat, and bye octocat.",
            ),
            ("@{issue-author}@{issue-author}", "octocatoctocat"),
            ("{{issue-author}} {author} {link} {x", "{octocat} {author} {link} {x"),
            ("} {issue-Author} {0.__class__}", "} {issue-Author} {0.__class__}"),
        ],
    )
    def test_is_the_only_placeholder_everywhere_and_pinged_nowhere(
        self, written: str, reply: str
    ) -> None:
        old = parse(f"supportComment: '{written}'")
        assert render_template(old.reply, PLACEHOLDERS) == f"{reply}\n"


class TestExtending:
    def test_fills_in_what_the_file_does_not_say(self) -> None:
        base = parse(ORGANISATION + "setLockReason: false")
        old = parse("_extends: .github\nsupportLabel: question\nlock: true", base)
        assert (old.labels, old.reply) == (("question",), base.reply)
        assert (old.lock, old.lock_reason) == (True, None)
        assert parse("supportLabel: a", base).extends is None

    @pytest.mark.parametrize(
        ("written", "owner", "name", "path"),
        [
            (".github", "", ".github", ""),
            ("jupyterhub/.github", "jupyterhub", ".github", ""),
            ("team-compass:old/support.yaml", "", "team-compass", "old/support.yaml"),
            ("a-b/c.d_e:x.yml", "a-b", "c.d_e", "x.yml"),
        ],
    )
    def test_names_a_repository_as_probot_does(
        self, written: str, owner: str, name: str, path: str
    ) -> None:
        base = parse(f"close: no\n_extends: {written}").extends
        assert base == Base(owner, name, path, written, 2, 11)

    @pytest.mark.parametrize(
        "written",
        ["a/b/c", "a/", "-a/b", "a--b/c", "b:", "b:../x.txt", "https://github.com/a/b"],
    )
    def test_of_what_is_no_repository_is_a_mistake(self, written: str) -> None:
        (line,) = mistakes(f"close: no\n_extends: '{written}'")
        assert line.startswith(
            f':2: _extends: "{written}" names no repository, allowed'
        )


class TestMistakes:
    def test_are_told_by_line_and_key_with_what_is_allowed(self) -> None:
        text = (
            "supportLabels: a\nsupportComment: true\nclose: maybe\nlock: [1]\n"
            f"supportLabel: {'x' * 51}\nclose: no\n"
        )
        assert mistakes(text) == [
            ":1: supportLabels: is an unknown key, did you mean supportLabel? allowed are"
            " _extends, close, lock, perform, setLockReason, supportComment, supportLabel",
            ':2: supportComment: "true" is no comment, allowed is Markdown, or false for'
            " none",
            ':3: close: "maybe" is neither yes nor no, allowed are true and false',
            ":4: lock: is neither yes nor no, allowed are true and false",
            f':5: supportLabel: "{"x" * 51}" is too long, allowed are at most 50'
            " characters",
            ":6: close: stands here again after line 3, remove one",
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "- support",
                ":1: the file has to be a mapping, allowed are lines such as",
            ),
            ("close: no\nlock: a: b", ":2: a colon followed by a space stands inside"),
            ("supportComment: ' '", ':1: supportComment: " " is no comment'),
            (f"supportComment: '{'{' * LONGEST}'", "is too long, allowed are at most"),
            (
                f"supportComment: '{'{issue-author}' * 101}'",
                "too often, allowed is 100",
            ),
            ("supportLabel: &a [*a]", "names the anchor a, which is not there"),
        ],
    )
    def test_of_other_kinds_are_told_too(self, text: str, said: str) -> None:
        assert said in mistakes(text)[0]

    def test_without_end_are_counted(self) -> None:
        lines = mistakes("".join(f"a{n}: 1\n" for n in range(200)))
        assert len(lines) == 51
        assert "and 150 more after this one" in lines[-1]


class TestInOurs:
    def test_it_says_the_same(self) -> None:
        old = parse(ORGANISATION)
        section = ours(old)
        assert section.forum == "https://discourse.jupyter.org"
        same = ("labels", "reply", "close", "reason", "lock", "detect", "similar")
        assert [getattr(section, n) for n in same] == [getattr(old, n) for n in same]

    @pytest.mark.parametrize(
        ("comment", "forum"),
        [
            ("See https://hub.example.org/docs, or https://discuss.example.org/c/1.",
             "https://discuss.example.org"),
            ("See (https://example.org/forum)!", "https://example.org/forum"),
            ("Ask at **https://example.org/ask**.", "https://example.org/ask"),
            ("See https://example.org/?q=1 or https://talk.example.org/x",
             "https://talk.example.org"),
            ("See https://example.org/?q=1 only.", UNKNOWN_FORUM),
            ("See http://example.org.", UNKNOWN_FORUM),
        ],
    )  # fmt: skip
    def test_the_forum_is_what_looks_most_like_one(
        self, comment: str, forum: str
    ) -> None:
        old = parse(f'supportComment: "{comment}"')
        assert ours(old).forum == forum
        asks = "fill in where" in render_as_ours(old)
        assert asks == (forum == UNKNOWN_FORUM)

    def test_what_ours_cannot_say_is_told(self) -> None:
        rendered = render_as_ours(parse("supportComment: false\nlock: true"))
        assert "reply:" not in rendered
        assert "  close: true  # the reply is ours: it cannot be left out" in rendered
        assert "  lock: true  # its reason is: resolved" in rendered

    def test_a_file_that_wants_nothing_done_is_no_section(self) -> None:
        rendered = render_as_ours(parse("perform: false"))
        parsed = parse_configuration(rendered, file="f", sections={"support": Support})
        assert parsed.sections == {}

    @given(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(
            lambda text: text.strip()
        ),
        st.sampled_from(["no", "support", "a: b", "#1", "needs, info", "'", "*x"]),
    )
    @example("lines end\x85", "no")
    @settings(max_examples=60, deadline=None)
    def test_any_comment_and_label_come_through(self, reply: str, label: str) -> None:
        escaped = reply.replace("{", "{{").replace("}", "}}")
        old = OldSupport(labels=(label,), reply=f"{escaped}\n")
        section = ours(old)
        assert section.labels == (label,)
        assert section.reply == old.reply


class TestTellingItFromOurs:
    @pytest.mark.parametrize(
        ("text", "file", "is_old"),
        [
            ("", "a/.github/support.yml", True),
            ("meetings: {}", "support.yml", True),
            ("supportLabel: a\nclose: no", "-", True),
            ("supportLabel: a\nmeetings: {}", "-", False),
            ("supportLabel: a", ".github/team-compass.yml", False),
            ("", "-", False),
            ("a: b: c", "other.yml", False),
        ],
    )
    def test_goes_by_its_name_or_else_its_keys(
        self, text: str, file: str, is_old: bool
    ) -> None:
        assert is_old_support(text, file=file) == is_old


def test_what_is_checked_offline_says_what_it_cannot_read() -> None:
    report = check(
        b"_extends: .github",
        file=FILE,
        sections={},
        now=datetime(2021, 3, 1, tzinfo=UTC),
    )
    assert str(report).splitlines()[:2] == [
        f"{FILE}:1: _extends: what .github says besides is not read offline",
        f"{FILE}: ok",
    ]
