"""Rows of release pulses on an agenda, and the pulses at whose time nothing waited."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.agenda_text import parse_agenda_text
from bot.core.configuration import Configuration, parse_configuration
from bot.core.mark import Mark, find_mark
from bot.core.meetings import Meetings
from bot.core.models import Account, Comment, Issue, Repository
from bot.core.neighbours import Neighbour
from bot.core.pulse_text import PulseMemory, Row, Standing, state_mark
from bot.core.releases import Releases
from bot.features.agenda.carried import Around, Previous
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.memory import parse_memory
from bot.features.agenda.pulse_looks import MOST_HOMES, homes_of_pulses
from bot.features.agenda.pulses import (
    Quiet,
    is_row_link,
    mark_quiet,
    parse_quiet,
    rows_to_take,
)
from bot.features.agenda.ties import parse_ties, render_ties
from bot.features.agenda.values import Source
from tests.core.rendered import pings, references, render
from tests.features.agenda.life import DAY, ENDS, say
from tests.features.agenda.test_around import break_mark, entries, labelled
from tests.features.agenda.thread import ME, STARTS, Thread
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")
BOT = Account(ME.login, "Bot")
OPENED = STARTS - timedelta(days=10)
WEEK = timedelta(days=7)
SPAWNER, OAUTH = "jupyterhub/kubespawner", "jupyterhub/oauthenticator"
CHARTS = "jupyterhub/zero_to-jupyterhub_k8s"
NAMES = (SPAWNER, OAUTH, CHARTS)
RELEASES = f"releases:\n  when: day 8 of march\n  projects: {{{', '.join(NAMES)}}}\n"
QUIET = Quiet(date(2021, 3, 8))


def configured(text: str) -> Configuration:
    sections = {"meetings": Meetings, "releases": Releases}
    return parse_configuration(text, file="f", sections=sections)


def config() -> Releases:
    found = configured(RELEASES).sections["releases"]
    assert isinstance(found, Releases)
    return found


def live(number: int, memory: PulseMemory) -> tuple[Issue, Comment]:
    """A pulse's issue with its live comment."""
    where = f"https://github.com/jupyterhub/team-compass/issues/{number}"
    issue = Issue("o/r", number, "", "", BOT, "open", OPENED, OPENED, html_url=where)
    link = f"{where}#issuecomment-{number}01"
    text = f"{state_mark(memory)}\n"
    return issue, Comment(number * 100 + 1, text, BOT, OPENED, OPENED, link)


def rows(*names: str, where: str = "", number: int = 390) -> tuple[Source, ...]:
    """What a pulse makes topics of in which nobody has taken these."""
    standings: dict[str, Standing] = dict.fromkeys(names, "open")
    held = tuple(Row(n, "1.0.0", standings.get(n, "claimed")) for n in NAMES)
    pulse = live(number, PulseMemory(held))
    return tuple(rows_to_take(config(), where, [pulse]))


def take(thread: Thread, *names: str) -> None:
    """In the pulse these are the ones that are still to be taken."""
    thread.around = replace(thread.around, rows=rows(*names))
    thread.settle()


def ids(thread: Thread) -> list[str]:
    return [line.split("`")[-2] for line in entries(thread)]


def done(thread: Thread) -> str:
    return thread.agenda.partition("## Done")[2]


@pytest.fixture
def thread() -> Thread:
    """Three rows are to be taken, and people have proposed a topic before and after."""
    thread = Thread()
    thread.now = OPENED - timedelta(days=1)
    say(thread, "/agenda Before the pulse")
    thread.now = OPENED
    take(thread, *NAMES)
    say(thread, "/agenda After it")
    assert ids(thread) == ["A1", "A2", "A3", "A4", "A5"]
    return thread


def test_an_agenda_with_a_pulse():
    thread = Thread(config=AgendaConfig(most=1))
    elsewhere = Quiet(date(2021, 3, 1), "jupyter-server/team_compass")
    thread.around = Around(
        rows=(
            *rows(SPAWNER, CHARTS),
            *rows(OAUTH, where="jupyter-server/team_compass"),
        ),
        outside=(labelled(12, "Builds hang"),),
        quiet=frozenset({QUIET, elsewhere}),
    )
    say(thread, "/agenda One of ours\n/update Helm 3 everywhere")
    assert thread.agenda == GOLDEN / "pulse.md"
    tree, _ = render(thread.agenda)
    assert (pings(tree), references(tree)) == ([], [])


def test_what_is_taken_goes_and_comes_back_as_what_it_was(thread):
    take(thread, OAUTH)
    assert ids(thread) == ["A1", "A3", "A5"]
    take(thread)
    assert ids(thread) == ["A1", "A5"]
    take(thread, OAUTH, CHARTS)
    assert ids(thread) == ["A1", "A3", "A4", "A5"]
    say(thread, "/agenda One more")
    assert ids(thread)[-1] == "A6"


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("/agenda remove A2", ["A1", "A3", "A4", "A5"]),
        ("/agenda done A2", ["A1", "A3", "A4", "A5", "A2"]),
        ("/agenda defer A2", ["A1", "A3", "A4", "A5", "A2"]),
        ("/agenda move A2 last", ["A1", "A3", "A4", "A5", "A2"]),
        ("/agenda time A2 10m", ["A1", "A2", "A3", "A4", "A5"]),
    ],
)
def test_commands_hold_also_when_it_comes_back(thread, command, left):
    say(thread, command, by="manics")
    assert ids(thread) == left
    text = thread.agenda
    take(thread, OAUTH, CHARTS)
    take(thread, *NAMES)
    assert thread.agenda == text
    assert thread.notes == []


def test_only_the_team_takes_it_off(thread):
    say(thread, "/agenda remove A2", by="ada")
    assert "A2" in ids(thread)
    assert "only its proposer, the facilitator, or people" in thread.notes[0]


def test_an_owner_may_be_found_at_the_meeting(thread):
    say(thread, "/agenda owner A2 @ada", by="manics")
    assert "Who releases jupyterhub/kubespawner? · ada · 2 min" in thread.agenda


def test_what_is_done_stays_done_when_somebody_takes_it(thread):
    command = say(thread, "/agenda done A2", by="manics")
    take(thread, OAUTH, CHARTS)
    assert "jupyterhub/kubespawner" in done(thread)
    thread.delete(command)
    thread.apply(*thread.plan())
    assert "jupyterhub/kubespawner" not in thread.agenda
    assert thread.plan() == ()


def test_at_the_end_all_stays_as_it_is(thread):
    say(thread, "/agenda done A2", by="manics")
    text = thread.agenda
    thread.around = replace(thread.around, rows=(), over=ENDS)
    thread.now = ENDS
    thread.settle()
    assert (thread.agenda, thread.settle()) == (text, [])
    command = say(thread, "/agenda done A3", by="manics")
    assert "jupyterhub/oauthenticator" in done(thread)
    thread.delete(command)
    thread.settle()
    assert thread.agenda == text


def test_where_nobody_looked_it_is_as_it_was(thread):
    text = thread.agenda
    thread.around = Around()
    assert (thread.settle(), thread.agenda) == ([], text)


def next_one(thread: Thread, *names: str) -> Thread:
    """The meeting of a week later, with these rows still to be taken."""
    (body,) = [body for body in thread.mine if "team-compass:agenda" in body[:40]]
    mark = find_mark(body, "agenda")
    later = Thread()
    later.now = STARTS - timedelta(days=5)
    say(later, "/agenda One of next week", by="ada")
    before = Previous(
        371,
        parse_agenda_text(body),
        over=STARTS - timedelta(days=4),
        ties=parse_ties(mark),
        fingerprints={
            topic.number: topic.fingerprint
            for topic in parse_memory(mark, body).topics
            if not topic.comment
        },
    )
    later.around = Around(known_previous=371, previous=before, rows=rows(*names))
    later.now = STARTS - timedelta(days=3)
    later.settle()
    return later


def test_it_comes_again_only_if_it_is_still_to_be_taken(thread):
    say(thread, "/agenda defer A2\n/agenda remove A4", by="manics")
    later = next_one(thread, SPAWNER, CHARTS)
    assert [line.split(" · ")[0].split(". ")[1] for line in entries(later)] == [
        "Before the pulse",
        "After it",
        "One of next week",
        "Who releases jupyterhub/kubespawner?",
        "Who releases jupyterhub/zero_to-jupyterhub_k8s?",
    ]
    again, anew = entries(later)[-2:]
    assert again.endswith("390#issuecomment-39001) · 2nd time · `A4`")
    assert anew.endswith("390#issuecomment-39001) · `A5`")  # it had been taken off
    over, text = later.now + DAY, later.agenda
    later.around = replace(later.around, rows=(), over=over)
    later.settle()
    assert later.agenda == text


def test_what_a_command_made_of_it_goes_on(thread):
    say(thread, "/agenda edit A2 Shall we release it at all? (15 min)", by="manics")
    later = next_one(thread, SPAWNER)
    (entry,) = [line for line in entries(later) if "#39001" in line or "390#" in line]
    assert "Shall we release it at all? · nobody yet · 15 min" in entry
    assert "2nd time" in entry


@pytest.mark.parametrize("broken", ["<!-- hello", "", "<!-- team-compass:agenda t=x"])
def test_a_broken_mark_changes_no_id(thread, broken):
    before = entries(thread)
    break_mark(thread, broken)
    thread.settle()
    assert entries(thread) == before
    assert thread.settle() == []


def test_rows_are_nobodys_share():
    thread = Thread(config=AgendaConfig(most=1))
    take(thread, *NAMES)
    assert len(entries(thread)) == 3
    assert "no place on this agenda" not in thread.agenda


def test_a_project_in_two_pulses_is_asked_about_once():
    newer = live(391, PulseMemory((Row(SPAWNER, "", "claimed"), Row(OAUTH, ""))))
    older = live(390, PulseMemory((Row(SPAWNER, ""), Row(OAUTH, ""), Row(CHARTS, ""))))
    found = rows_to_take(config(), "", [newer, older])
    assert [(s.title.split()[-1], s.link_text) for s in found] == [
        (f"{OAUTH}?", "pulse #391"),
        (f"{CHARTS}?", "pulse #390"),
    ]


@pytest.mark.parametrize(
    "memory",
    [
        PulseMemory((Row(SPAWNER, ""),), resting=True),
        PulseMemory((Row(SPAWNER, "", "released"), Row(OAUTH, "", "skipped"))),
        PulseMemory((Row(SPAWNER, "", "snoozed"),)),
        PulseMemory((Row("a](x) **@all** #1", ""), Row("jupyterhub/else", ""))),
    ],
)
def test_what_cannot_be_taken_or_is_no_project_is_no_topic(memory):
    assert [*rows_to_take(config(), "", [live(390, memory)])] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pulse #12", True),
        ("jupyterhub/team-compass pulse #12", True),
        ("jupyterhub/.github pulse #12", True),
        ("jupyterhub/binderhub#12", False),
        ("comment", False),
        ("", False),
        ("pulse #", False),
        ("my pulse #12", False),
    ],
)
def test_a_row_is_known_by_its_link(text, expected):
    assert is_row_link(text) is expected


names = st.from_regex(r"[a-z][a-z0-9-]{0,9}/[A-Za-z0-9_.-]{1,12}", fullmatch=True)
quiet = st.builds(Quiet, st.dates(), st.one_of(st.just(""), names))


@settings(max_examples=20)
@given(st.frozensets(quiet, max_size=4))
@example(frozenset({Quiet(date(2021, 3, 8), "a--b/c---d")}))
def test_what_was_quiet_is_remembered(found: frozenset[Quiet]):
    mark = Mark("agenda", {"quiet": mark_quiet(found)})
    read = find_mark(f"{mark}\n", "agenda")
    assert read is not None
    assert parse_ties(read).quiet == found
    assert render_ties(parse_ties(read)).get("quiet", "") == mark_quiet(found)


@pytest.mark.parametrize("text", ["", "2021-02-30", "x,2021-03-08.o", "2021-3-8,,"])
def test_what_people_broke_is_forgotten(text):
    assert parse_quiet(text) == frozenset()


def test_what_was_quiet_is_told_until_there_is_a_pulse():
    thread = Thread()
    thread.around = Around(quiet=frozenset({QUIET}))
    thread.settle()
    line = "- Release pulse of 8 March 2021: nothing waits to be released"
    assert thread.agenda.endswith(f"## Quick updates\n\n{line}\n")
    thread.around = Around()  # nobody looked
    assert thread.settle() == []
    thread.around = Around(quiet=frozenset())
    thread.settle()
    assert "Quick updates" not in thread.agenda
    assert thread.settle() == []


NOW = datetime(2021, 3, 8, 12, tzinfo=UTC)
MEETS = "meetings:\n  team: {when: third thursday, time: '17:00'}\n"


def there(name: str, text: str, **facts: bool) -> Neighbour:
    return Neighbour(Repository(f"o/{name}", **facts), configured(text))


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        (MEETS, [], []),
        (MEETS + RELEASES, [], [""]),
        (MEETS, [there("hub", RELEASES)], ["o/hub"]),
        (MEETS + RELEASES, [there("hub", RELEASES)], ["", "o/hub"]),
        (MEETS, [there("hub", RELEASES, private=True)], []),
        (MEETS, [there("hub", RELEASES, has_issues=False)], []),
        (MEETS, [there("hub", MEETS + RELEASES)], []),
        (MEETS, [there("hub", MEETS)], []),
        (
            MEETS,
            [there(f"hub{n:02}", RELEASES) for n in range(20, 0, -1)],
            [f"o/hub{n:02}" for n in range(1, 1 + MOST_HOMES)],
        ),
    ],
)
def test_whose_pulses_meet_here(own, others, expected):
    neighbours = [there("team", own), *others]
    found = homes_of_pulses("O/team", configured(own), neighbours, NOW)
    assert [home.where for home in found] == expected


def test_a_private_pulse_meets_in_private():
    board = there("board", MEETS, private=True)
    secret = there("secret", RELEASES, private=True)
    team = there("team", MEETS)
    for own, expected in ((board, ["o/secret"]), (team, [])):
        assert own.configuration is not None
        found = homes_of_pulses(
            own.repository.full_name, own.configuration, [team, board, secret], NOW
        )
        assert [home.where for home in found] == expected


@dataclass(frozen=True)
class Step:
    """What somebody does next: in the pulse, or on the meeting's issue."""

    what: str
    number: int
    look: bool


steps = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(
            [
                "take",
                "give back",
                "topic",
                "remove",
                "done",
                "defer",
                "first",
                "retract",
            ]
        ),
        number=st.integers(0, 2),
        look=st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=20)
@given(steps)
def test_a_row_is_one_topic_under_one_id_whatever_happens(history: list[Step]):
    thread, free = Thread(), {*NAMES}
    thread.around = Around(rows=rows(*NAMES))
    thread.settle()
    first = {name: f"A{n}" for n, name in enumerate(NAMES, 1)}
    said: list[int] = []
    for step in history:
        name, id_ = NAMES[step.number], f"A{step.number + 1}"
        if step.what == "take":
            free.discard(name)
        elif step.what == "give back":
            free.add(name)
        elif step.what == "topic":
            thread.comment("/agenda One more", by="ada")
        elif step.what == "retract":
            if said:
                thread.delete(said.pop())
        else:
            verb = "move {} first" if step.what == "first" else f"{step.what} {{}}"
            said.append(thread.comment(f"/agenda {verb.format(id_)}", by="manics"))
        thread.around = replace(thread.around, rows=rows(*free))
        if step.look:
            thread.settle()
            shown = {line.split("`")[-2]: line for line in entries(thread)}
            assert len(shown) == len(entries(thread))
            for name, id_ in first.items():
                holders = [i for i, line in shown.items() if f"{name}?" in line]
                assert holders in ([], [id_])
                gone = name not in free and f"{name}?" not in done(thread)
                assert not (gone and holders)
    thread.settle()
    assert thread.plan() == ()
    quoted = " ".join(thread.comments[n].body for n in said)
    for name, id_ in first.items():
        if name in free and f"remove {id_}" not in quoted:
            assert id_ in ids(thread)


def test_in_whatever_order_pulses_are_found_the_agenda_is_the_same(thread):
    text = thread.agenda
    thread.around = Around(rows=rows(*NAMES)[::-1])
    thread.settle()
    assert (thread.agenda, thread.settle()) == (text, [])
