"""What the inputs are put together from, and whole ones to begin with."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.core.hostile import FRAGMENTS
from tests.features.agenda.thread import ME, Thread
from tests.web.hub import comment

NEXT_COMMENT = "\x1e"
EXAMPLE = Path(__file__).parents[2] / "examples/team-compass.yml"

COMMANDS = [
    "/agenda ", "/agenda add ", "/agenda\n- ", "/agenda remove A", "/agenda edit A1 ",
    "/agenda time A1 ", "/agenda owner A1 @", "/agenda move A1 before A", "/agenda defer A",
    "/agenda done A", "/meeting ", "/meeting move 2021-03-", "/meeting cancel", "/update ",
    "/celebrate ", "/here ", "/support ", "/not-support", "/release claim ", "/release skip ",
    "/release snooze ", "\n/AGENDA ", "\n   /agenda ", "```\n", "> ", NEXT_COMMENT,
]  # fmt: skip
YAML = [
    "meetings:\n", "  team:\n", "    when: ", "third thursday\n", "every 2 weeks on monday\n",
    "day 31 of february\n", "FREQ=MONTHLY;BYDAY=3TH\n", "FREQ=SECONDLY\n", "    time: ", "17:00\n",
    '"17:00"\n', "    slots: {odd: 17:00 UTC, even: 09:00 Europe/London}\n", "    skip: [2020-12, ",
    "    move: {2020-10-15: 2020-10-22}\n", "    start: ", "2021-01-01\n", "9999-12-31\n",
    "support:\n", "  forum: https://discourse.jupyter.org\n", "  grace: ", "30s\n", "P14D\n",
    "1000000000w\n", "-1d\n", "  precision: .nan\n", "releases:\n", "  projects:\n",
    "    a/b: {after: [c/d]}\n", "    c/d: {after: [a/b]}\n", "request_info:\n", "  titles: [no, 1]\n",
    "    minutes: docs/{year}-{month:02}.md\n", "    minutes: ../../{x.__class__}\n", "&a ", "*a", "!!python/object:os.system ",
    "<<: *a\n", "? ", "- ", "[", "]", "{", "}", ": ", "\n", "  ", "\t", "'", '"', "#", "|\n", ">\n",
    "%YAML 1.2\n---\n", "---\n", "...\n", "\ufeff", "\u2028", "\x85", "\x00", "1e999", "0x10", "1_0", "~",
    "timezone: ", "Europe/London\n", "../../etc/passwd\n",
]  # fmt: skip
FIELDS = [
    "<!-- team-compass:agenda v=1 id=team date=2021-03-18", "<!-- team-compass:minutes v=1",
    "<!-- team-compass:pulse-state date=2021-04-01", "<!-- team-compass:support v=1",
    "<!-- team-compass:request-info", "<!-- team-compass:meeting id=team date=2021-03-18",
    "<!-- team-compass:head starts=2021-03-18T17:00Z", " next=", " t=", " k=", " r=", " prev=",
    " then=", " by=", " own=", " asked=", " off=", " ed=", " a=", "1", "101", "999999999999999999999",
    "-1", ".", ":", ",", "+", "?", "c", "0", "٣", " -->", " -->\n", "--", ">", "\n", "## Agenda\n",
    "1. Topic · `A1`\n", "- [ ] ", "- [x] ", "### Open actions\n", "**a/b** 1.2.3", " ",
]  # fmt: skip
PAYLOAD = [
    '"installation"', '"id"', '"repository"', '"full_name"', '"o/r"', '"action"', '"created"',
    '"edited"', '"issue"', '"number"', '"comment"', '"body"', '"/agenda x"', '"sender"', '"login"',
    '"type"', '"Bot"', '"commits"', '"added"', '".github/team-compass.yml"', '"ref"', "{", "}", "[",
    "]", ":", ",", "null", "1e999", "-1", "9223372036854775808",
]  # fmt: skip
WORDS: Mapping[str, list[str]] = {
    "webhook": PAYLOAD,
    "commands": [*COMMANDS, *FRAGMENTS],
    "configuration": YAML,
    "marks": [*FIELDS, *FRAGMENTS],
}


def beginnings(name: str) -> Iterator[bytes]:
    """Whole inputs of a target, as they might really come."""
    if name == "webhook":
        for event in range(12):
            yield bytes([event]) + json.dumps(comment("/agenda Docs")).encode()
    elif name == "configuration":
        yield EXAMPLE.read_bytes()
    thread = Thread()
    for text in (
        "/agenda Docs (5 min)\nmore",
        "/agenda\n- One\n  - two\n- Three [Tim]",
    ):
        thread.comment(text, by="ada")
    thread.comment("/agenda move A2 first\n/agenda defer A1\n/update News", by="minrk")
    thread.settle()
    if name == "commands":
        yield NEXT_COMMENT.join(c.body for c in thread.comments.values()).encode()
    elif name == "marks":
        ours = (c for c in thread.comments.values() if c.user.login == ME.login)
        yield from (one.body.encode() for one in ours)


def dictionary(name: str) -> str:
    """The words as libFuzzer reads them, each a line."""
    return "".join(
        '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n'
        for word in WORDS[name]
    )
