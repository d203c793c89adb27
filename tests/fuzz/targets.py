"""The doors, each as a function of bytes that raises nothing, whatever they are."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from bot.app import FEATURES, sections
from bot.core.agenda_text import parse_agenda_text
from bot.core.commands import ALL_COMMANDS, find_commands, normalized
from bot.core.configuration import ConfigurationError, decode, parse_configuration
from bot.core.delivery import Delivery
from bot.core.forecast import upcoming
from bot.core.mark import find_mark, has_mark
from bot.core.meeting_head import find_head
from bot.core.models import Account, Comment
from bot.core.old_support import is_old_support, parse_old_support
from bot.core.open_actions import listed_actions, with_ticks
from bot.core.pulse_text import parse_memory as parse_pulse
from bot.features.agenda.memory import parse_memory as parse_agenda
from bot.features.agenda.ties import parse_ties
from bot.features.minutes.memory import parse_memory as parse_minutes
from bot.features.releases.commands import parse_commands as parse_release
from bot.features.request_info.state import parse_request
from bot.features.support.commands import parse_commands as parse_support
from bot.features.support.memory import parse_memory as parse_reply
from bot.web.payload import PayloadError, parse_payload
from bot.web.wakes import Wakes
from tests.features.agenda.thread import ME, STARTS, Thread
from tests.fuzz.escaped import check_nothing_escaped
from tests.fuzz.fragments import NEXT_COMMENT

NOW = datetime(2021, 3, 4, 12, tzinfo=UTC)
GUID = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
_WAKES = Wakes(FEATURES)
EVENTS = sorted(_WAKES.events)
_SECTIONS = sections(FEATURES)


def webhook(data: bytes) -> None:
    """A signed delivery: its event by the first byte, the rest is its body.

    Every key that it wakes names a place that it spoke of, in words GitHub uses.
    """
    event = EVENTS[data[0] % len(EVENTS)] if data else "ping"
    try:
        facts = parse_payload(data[1:])
    except PayloadError:
        return
    delivery = Delivery(GUID, event, facts)
    for feature in FEATURES:
        tuple(feature.wakes(delivery))  # `Wakes` would log what goes wrong here
    for wake in _WAKES.of(delivery):
        place = wake.key.place
        assert 0 < wake.installation < 2**63
        assert 0 <= wake.newest_comment < 2**63
        assert place.isprintable()
        assert " " not in place
        assert ".." not in wake.key.repository.split("/")


def commands(data: bytes) -> None:
    """Comments by several people on a meeting's issue, parted by a control character."""
    texts = data.decode("utf-8", "replace").split(NEXT_COMMENT)[:6]
    thread = Thread()
    for number, text in enumerate(texts):
        lines = normalized(text).split("\n")
        for found in find_commands(text, ALL_COMMANDS):
            assert lines[found.line].lstrip(" ").lower().startswith(f"/{found.name}")
        parse_support(text)
        parse_release(text)
        thread.comment(text, by=("ada", "minrk", "manics")[number % 3])
    thread.comment("/agenda The last honest topic (7 min)", by="minrk")
    thread.settle()
    entries = check_nothing_escaped(thread)
    assert any("The last honest topic · minrk · 7 min" in entry for entry in entries)
    assert thread.plan() == ()


def configuration(data: bytes) -> None:
    """A file `.github/team-compass.yml`: it means dates, or says where it is wrong."""
    try:
        text = decode(data, file="team-compass.yml")
        read = parse_configuration(text, file="team-compass.yml", sections=_SECTIONS)
    except ConfigurationError as error:
        text = data.decode("utf-8", "replace")
        last = sum(map(text.count, "\n\r\x85\u2028\u2029")) + 2  # YAML's own line ends
        for problem in error.problems:
            assert 1 <= problem.line <= last
            assert problem.message
            assert problem.message.isprintable()
            assert problem.key.isprintable()
    else:
        upcoming(read, NOW)
    text = data.decode("utf-8", "replace")
    if is_old_support(text, file="support.yml"):
        with suppress(ConfigurationError):
            parse_old_support(text, file="support.yml")


def marks(data: bytes) -> None:
    """A text of the bot's own that people have edited, mark and all."""
    text = data.decode("utf-8", "replace")
    kinds = ("agenda", "minutes", "support", "request-info", "pulse-state", "meeting")
    for kind in kinds:
        mark = find_mark(text, kind)
        assert mark is None or find_mark(f"{mark}\n", kind) == mark
    has_mark(text)
    own = Comment(
        id=101,
        body=text,
        user=Account(ME.login, "Bot"),
        created_at=STARTS,
        updated_at=STARTS,
        html_url="",
    )
    parse_agenda(find_mark(text, "agenda"), text)
    parse_ties(find_mark(text, "agenda"))
    parse_minutes(find_mark(text, "minutes"))
    parse_reply(own)
    parse_request(own)
    parse_pulse(text)
    parse_agenda_text(text)
    find_head(text)
    with_ticks(text, [action.fingerprint for action in listed_actions(text)])
    edited(text)


def edited(text: str) -> None:
    """The agenda comment, when somebody has written this over it."""
    thread = Thread()
    thread.comment("/agenda The last honest topic (7 min)", by="minrk")
    thread.settle()
    (agenda,) = (c.id for c in thread.comments.values() if c.user.login == ME.login)
    thread.edit(agenda, text)
    thread.settle()
    entries = check_nothing_escaped(thread)
    assert any("The last honest topic · minrk · 7 min" in entry for entry in entries)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "webhook": webhook,
    "commands": commands,
    "configuration": configuration,
    "marks": marks,
}
