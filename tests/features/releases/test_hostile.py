"""Text of strangers, of any kind and size, stays what it is: text in its own row."""

import re
import shlex
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.markdown import BREAK
from bot.core.models import Account
from bot.core.projects import (
    Change,
    Line,
    Manifests,
    Project,
    Release,
    Requirement,
)
from bot.core.pulse_text import find_pulse_state
from tests.core.hostile import markdown
from tests.core.rendered import Node, pings, references, render
from tests.features.releases.pulse import (
    CHARTS,
    CONFIG,
    HUB,
    ME,
    MEMBERS,
    OPENS,
    SPAWNER,
    Pulse,
    change,
    hub,
    project,
    releases,
)

LIMIT = 65_536
AGO = timedelta(days=200)
HEADINGS = {
    *(f"Stage {number}" for number in range(1, 251)),
    "Not picked up yet",
    "Nothing to ship",
    "Current versions",
}
OURS = ("https://github.com/", "https://redirect.github.com/", "mailto:", "xmpp:")


def last(version: str, tag: str = "") -> Release:
    return Release(tag or version, version, OPENS - AGO, sha="a" * 40)


def spawner(
    *changes: Change,
    branch: str = "main",
    tag: str = "0.15.0",
    in_flight: Release | None = None,
    manifests: Manifests | None = None,
    unknown: tuple[str, ...] = (),
) -> Project:
    """The project in the middle, with whatever strangers have made of it."""
    line = Line(branch, last("0.15.0", tag), changes, in_flight=in_flight)
    return Project(
        SPAWNER,
        SPAWNER,
        last=line.since,
        lines=(line,),
        manifests=manifests or Manifests(),
        unknown=unknown,
    )


def opened(found: Project) -> Pulse:
    return Pulse(projects={**hub(), found.name: found}).opened()


def checked(pulse: Pulse) -> Node:
    """The live comment as GitHub shows it: it is what we have made it, and no more."""
    (comment,) = (
        c for c in pulse.comments if c == find_pulse_state(ME, pulse.comments)
    )
    assert len(comment.body) <= LIMIT
    tree, marks = render(comment.body)
    assert len(marks) == 1
    assert marks[0].startswith(" team-compass:pulse-state ")
    assert pings(tree) == []
    assert references(tree) == []
    assert tree.all("img", "script", "b", "pre", "blockquote", "sup", "h1", "h3") == []
    assert all(a.attrs["href"].startswith(OURS) for a in tree.all("a"))
    assert {heading.text for heading in tree.all("h2")} <= HEADINGS
    tops = [one for one in tree.children if not isinstance(one, str)]
    assert {one.tag for one in tops} <= {"h2", "p", "ul", "details", "table"}
    assert len(tree.all("details")) <= 1
    assert len(tree.all("table")) == 1
    assert len(tree.all("input")) == len(pulse.memory.rows)
    assert all(row_of(tree, row.name) for row in pulse.memory.rows)
    return tree


def plain(node: Node) -> str:
    """What people read there."""
    return node.text.replace(BREAK, "")


def row_of(tree: Node, name: str) -> Node:
    (found,) = (
        item
        for item in tree.all("li")
        if item.all("input") and plain(item.all("strong")[0]) == name
    )
    return found


# What Git takes for a branch or a file; of tags only what is a version counts.
_never = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock")
branches = (
    st.one_of(markdown, st.text(max_size=40))
    .map(lambda text: _never.sub("", text).strip("/.-")[:200])
    .filter(bool)
)
names = st.one_of(markdown, st.text(max_size=40))
paths = names.map(lambda text: text.replace("\0", ""))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_nothing_of_a_stranger_escapes_its_row(data: st.DataObject) -> None:
    draw = data.draw
    changes = [
        replace(
            change(number, draw(names), by=Account(draw(names))),
            labels=(draw(names),),
            head_ref=draw(branches),
            paths=(draw(names),),
        )
        for number in (0, 41, 42)
    ]
    needs = (
        Requirement("python", "jupyterhub", draw(names), draw(paths), 12),
        Requirement("python", "jupyterhub", "<1.0", draw(paths), 12),
        Requirement("python", "z2jh", "<0.1", draw(paths), 3),
    )
    pulse = opened(
        spawner(
            *changes,
            branch=draw(branches),
            tag=draw(branches),
            in_flight=draw(st.sampled_from([None, last("1.0.0b1")])),
            manifests=Manifests(requirements=needs),
            unknown=(draw(names),),
        )
    )
    for name, known in ((HUB, "jupyterhub"), (CHARTS, "z2jh")):
        called = Manifests(names=(("python", known),))
        pulse.projects[name] = replace(pulse.projects[name], manifests=called)
    pulse.settle()
    tree = checked(pulse)
    assert row_of(tree, HUB).all("li")
    for row in (HUB, SPAWNER):
        codes = [code.text for code in row_of(tree, row).all("code")]
        (line,) = (code for code in codes if code.startswith("github-activity "))
        words = shlex.split(line)
        assert (len(words), words[-1]) == (5, row)
    assert any("been out since" in item.text for item in tree.all("li"))
    assert "The order in after lacks" in tree.text
    pulse.say(f"/release skip kubespawner {draw(names)}", "minrk")
    pulse.say(f"/release {draw(names)}", "manics")
    pulse.settle()
    checked(pulse)
    for note in pulse.notes:
        shown, marks = render(note)
        assert len(marks) == 1
        assert (pings(shown), references(shown)) == ([], [])
    pulse.now = OPENS + timedelta(days=8)
    pulse.settle()
    summary, marks = render(pulse.notes[-1])
    assert marks == [" team-compass:pulse-summary "]
    assert (pings(summary), references(summary)) == ([], [])
    assert [one.tag for one in summary.children if isinstance(one, Node)] == ["p", "ul"]
    assert len(summary.all("li")) == 3


class TestTheLineToPaste:
    @pytest.mark.parametrize(
        "branch",
        [
            "5.x",
            "5.x;reboot",
            "5.x$(reboot)`reboot`",
            "5.x'&&reboot||'",
            '5.x"|reboot>passwd<in"',
            "--repo=evil",
            "5.x!1&#{x}",
            "5.x\u202e\u2028\u3000reboot",
            "5.x```reboot```",
            f"5.x{'`' * 90}reboot",
        ],
    )
    def test_is_one_command_whatever_the_branch_is_called(self, branch: str) -> None:
        first = Line("main", last("0.15.0"), (change(1, "Fix"),))
        found = replace(spawner(), lines=(first, replace(first, branch=branch)))
        tree = checked(opened(found))
        _, line = (
            code.text
            for code in row_of(tree, SPAWNER).all("code")
            if code.text.startswith("github-activity ")
        )
        words = 'github-activity() { printf "%s\\n" "$@"; }\n'
        ran = subprocess.run(
            ["bash", "-c", words + line], capture_output=True, text=True, check=True
        )
        assert ran.stderr == ""
        assert ran.stdout.splitlines() == shlex.split(line)[1:]
        given = ran.stdout.splitlines()
        assert given[:2] == ["--heading-level=2", "--since=0.15.0"]
        assert given[2].startswith(f"--branch={branch[:3]}")
        assert given[3:] == [SPAWNER]

    def test_says_the_branch_as_it_is_called(self) -> None:
        first = Line("main", last("0.15.0"), (change(1, "Fix"),))
        second = replace(first, branch="it`s;5.x")
        tree = checked(opened(replace(spawner(), lines=(first, second))))
        codes = [code.text for code in row_of(tree, SPAWNER).all("code")]
        assert shlex.split(codes[-1])[3] == "--branch=it`s;5.x"


def many(number: int) -> Pulse:
    """A pulse of so many projects, each after some of the others, all of them due."""
    called = [f"jupyterhub/{'n' * 95}{n:04}" for n in range(number)]
    lines = [
        f"    {name}: {{after: [{', '.join(called[max(0, n - 5) : n])}]}}\n"
        for n, name in enumerate(called)
    ]
    config = releases(
        "releases:\n  when: day 1 of january, april, july, october\n  most: 50\n"
        f"  projects:\n{''.join(lines)}"
    )
    titles = ["<" * 300, "&`*_[@x #1](http://a.b)|" * 12, "Fix it"]
    changes = [change(n, titles[n % 3], by="m" * 39) for n in range(1, 13)]
    return Pulse(
        config=config,
        projects={
            name: project(name, "1.0.0", *(changes if n < 50 else changes[:1]))
            for n, name in enumerate(called)
        },
    )


def test_a_pulse_of_250_projects_with_the_longest_texts_fits() -> None:
    pulse = many(250).opened()
    tree = checked(pulse)
    assert len(pulse.memory.rows) == 50
    assert "more" in tree.text
    names = " ".join(row.name for row in pulse.memory.rows)
    for member in MEMBERS:
        pulse.say(f"/release claim {names}", member)
    half = [row.name for row in pulse.memory.rows][:30]
    pulse.say("\n".join(f"/release skip {name} {'<' * 300}" for name in half))
    pulse.say("\n".join(f"/release claim nothing{number}" for number in range(40)))
    pulse.settle()
    checked(pulse)
    assert sum(row.standing == "skipped" for row in pulse.memory.rows) == 30
    (note,) = pulse.notes
    assert len(note) <= LIMIT
    pulse.now = OPENS + timedelta(days=7)
    pulse.settle()
    assert pulse.issue.state == "closed"
    assert len(pulse.notes[-1]) <= LIMIT
    shown = render(pulse.notes[-1])[0].text
    assert all(name in shown for name in pulse.memory.unclaimed + tuple(half))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rows=", "rows=a--b,"),
        ("rows=", "rows=:,%,a:b:c:d,%00:%:op:1,"),
        ("rows=", f"rows={'x/y:1.0:op:1,' * 2_000}"),
        (":1.3.0:", ":nothing:"),
        (":op:1", ":op:999999999999"),
        ("past=", f"past={SPAWNER}:sn:999999999999,{HUB}:sk:0"),
        ("past=", "past=<!-- team-compass:pulse -->"),
        ("<!-- team", "A word before\n<!-- team"),
    ],
)
def test_a_mark_that_people_have_edited_breaks_nothing(before: str, after: str) -> None:
    pulse = Pulse().opened()
    found = find_pulse_state(ME, pulse.comments)
    assert found
    assert before in found.body
    pulse.edit(found, found.body.replace(before, after, 1))
    pulse.settle()
    checked(pulse)
    assert [row.name for row in pulse.memory.rows] == [HUB, SPAWNER, CHARTS]
    assert pulse.look() == []


def test_what_the_file_has_no_more_is_forgotten() -> None:
    """Else the mark would grow until it fills the comment."""
    pulse = Pulse().opened()
    pulse.say("/release skip kubespawner not now")
    pulse.settle()
    assert [one.name for one in pulse.memory.past] == [SPAWNER]
    lines = [line for line in CONFIG.splitlines() if SPAWNER not in line]
    after = "      after: [jupyterhub/oauthenticator]"
    pulse.config = releases("\n".join([*lines[:6], lines[6], after, *lines[7:]]))
    pulse.settle()
    checked(pulse)
    assert pulse.memory.past == ()
    assert [row.name for row in pulse.memory.rows] == [HUB, CHARTS]


def test_a_name_is_shown_as_it_is_called() -> None:
    """GitHub takes names that Markdown takes for more, or for an issue of ours."""
    odd = ("o/__init__", "o/_a_", "gh-12/gh-13", "o/www.example.org")
    rows = "".join(
        f"    {name}: {{after: {[*odd[:n]]}}}\n" for n, name in enumerate(odd)
    )
    text = CONFIG.partition("    jupyterhub")[0].replace("  proj", "  most: 3\n  proj")
    config = releases(text + rows)
    pulse = Pulse(config, {name: project(name, "1.0", change(1, "x")) for name in odd})
    needs = (Requirement("python", "b", "<1", "setup.py", 1),)
    first, last_one = odd[0], odd[2]
    called = Manifests((("python", "b"),), needs)
    for name in (first, last_one):
        pulse.projects[name] = replace(pulse.projects[name], manifests=called)
    pulse.opened()
    pulse.say("/release claim nothing")
    pulse.say("/release skip gh-13 not now")
    pulse.settle()
    tree = checked(pulse)
    for name in odd:
        assert name in plain(tree)
    shown, _ = render(pulse.notes[0])
    assert "there are __init__, _a_, gh-13" in plain(shown)
    pulse.now = OPENS + timedelta(days=8)
    pulse.settle()
    summary, _ = render(pulse.notes[-1])
    assert references(shown) == references(summary) == []
    assert "Skipped: gh-12/gh-13 (minrk: not now)" in plain(summary)
    assert "Carried over: o/__init__, o/_a_" in plain(summary)
