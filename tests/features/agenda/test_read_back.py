"""What the agenda comment says is what is read back of it, whatever strangers wrote."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.agenda_text import AgendaText, parse_agenda_text
from bot.core.mark import Mark
from bot.core.markdown import BREAK, quote_blocks, quote_line, visible
from bot.core.models import Account, Comment
from bot.features.agenda.commands import AddTopic, Note, parse_commands
from bot.features.agenda.render import Agenda, Entry, render_agenda
from bot.features.agenda.values import Source, Topic
from tests.core.hostile import markdown
from tests.features.agenda.test_minutes import EXPECTED, agenda_of
from tests.features.agenda.thread import OCCURRENCE, STARTS, URL, Thread

REPOSITORY = URL.rpartition("/issues/")[0]
HEADINGS = {"open": "Agenda", "done": "Done", "deferred": "Deferred"}


@dataclass(frozen=True)
class Said:
    """What somebody wrote, and what became of it."""

    title: str
    details: str
    owner: str
    minutes: int
    standing: str


entries = st.builds(
    Said,
    title=markdown,
    details=markdown,
    owner=st.one_of(st.sampled_from(["Sarah", "Adrien/Jérémy"]), markdown),
    minutes=st.integers(1, 9),
    standing=st.sampled_from(["open", "done", "deferred"]),
)


def comment_of(number: int) -> Comment:
    return Comment(
        id=number,
        body="",
        user=Account("ada"),
        created_at=STARTS,
        updated_at=STARTS,
        html_url=f"{URL}#issuecomment-{number}",
    )


def owner_as_shown(owner: str) -> str:
    return " ".join(visible(owner).split()).replace(BREAK, "")


@settings(max_examples=150, deadline=None)
@given(st.lists(entries, max_size=4), st.lists(st.tuples(markdown, markdown)))
@example([Said("a · · b", "", "· c · · d ·", 5, "open")], [("· ·", "")])
@example([Said("`a · b · 5 min", "` · 6 min", "` · `A9`", 5, "deferred")], [])
@example([Said("x", "```\n    \n", "y", 5, "done"), Said("z", "", "", 1, "done")], [])
def test_whatever_strangers_wrote(topics: list[Said], notes: list[tuple[str, str]]):
    agenda = Agenda(
        meeting=OCCURRENCE,
        topics=tuple(
            Topic(
                number=n,
                comment=comment_of(n),
                title=said.title,
                details=said.details,
                owner=said.owner,
                owner_login="",
                minutes=said.minutes,
                late=False,
                standing=said.standing,
            )
            for n, said in enumerate(topics, start=1)
        ),
        entries=tuple(
            Entry(Note("update", title or "…", details), comment_of(n))
            for n, (title, details) in enumerate(notes, start=1)
        ),
        minutes=5,
        repository_url=REPOSITORY,
    )
    read = parse_agenda_text(render_agenda(Mark("agenda"), agenda))
    order = sorted(topics, key=lambda said: list(HEADINGS).index(said.standing))
    assert [
        (t.title, t.owner, t.minutes, t.details, t.heading) for t in read.topics
    ] == [
        (
            quote_line(said.title, REPOSITORY),
            owner_as_shown(said.owner),
            said.minutes,
            quote_blocks(said.details, REPOSITORY) if said.details.strip() else "",
            HEADINGS[said.standing],
        )
        for said in order
    ]
    assert {t.link for t in read.topics} == {
        f"{URL}#issuecomment-{n}" for n in range(1, len(topics) + 1)
    }
    assert {t.id for t in read.topics} == {f"A{n + 1}" for n in range(len(topics))}
    assert [(e.text, e.details, e.who) for e in read.updates] == [
        (
            quote_line(title or "…", REPOSITORY),
            quote_blocks(details, REPOSITORY) if details.strip() else "",
            "ada",
        )
        for title, details in notes
    ]


def carried(said: Said, number: int, times: int, link_text: str) -> Topic:
    """A topic from elsewhere: what it shows was quoted before."""
    source = Source(
        fingerprint="abcdef",
        arrived=0,
        title=quote_line(said.title, REPOSITORY),
        details=quote_blocks(said.details, REPOSITORY),
        owner=said.owner,
        link=f"{URL}#issuecomment-{number}",
        link_text=link_text,
        times=times,
    )
    return Topic(
        number=number,
        comment=None,
        title=source.title,
        details=source.details,
        owner=source.owner,
        owner_login="",
        minutes=said.minutes,
        late=False,
        source=source,
    )


names = st.from_regex(
    r"[a-z0-9][a-z0-9-]{0,8}/[\w.-]{1,12}#[1-9][0-9]{0,4}", fullmatch=True
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(entries, st.integers(1, 130), st.one_of(st.just("comment"), names)),
        max_size=4,
    )
)
@example([(Said("x", "", "y", 5, "open"), 112, "o/_x_#1")])
def test_what_came_from_elsewhere_goes_on_as_it_is(topics: list[tuple[Said, int, str]]):
    agenda = Agenda(
        meeting=OCCURRENCE,
        topics=tuple(carried(t, n, *more) for n, (t, *more) in enumerate(topics, 1)),
        entries=(),
        minutes=5,
        repository_url=REPOSITORY,
    )
    read = parse_agenda_text(render_agenda(Mark("agenda"), agenda))
    assert [
        (t.title, t.details, t.owner, t.times, t.link, t.link_text) for t in read.topics
    ] == [
        (
            topic.source.title,
            topic.source.details,
            owner_as_shown(topic.owner),
            topic.source.times,
            topic.source.link,
            topic.source.link_text,
        )
        for topic in agenda.topics
    ]


@pytest.mark.parametrize("month", EXPECTED)
def test_agendas_that_the_team_really_had(month: str):
    thread = Thread()
    source = f"/agenda\n{agenda_of(month)}"
    thread.comment(source)
    thread.comment("/here Sarah Gibson / The Alan Turing Institute")
    thread.settle()
    read = parse_agenda_text(thread.mine[0])
    written = [
        t for t in parse_commands(source, "sgibson91") if isinstance(t, AddTopic)
    ]
    assert [(t.title, t.owner, t.minutes, t.details) for t in read.topics] == [
        (
            quote_line(t.text.title, REPOSITORY, t.links),
            t.text.owner or "sgibson91",
            t.text.minutes or 5,
            quote_blocks(t.details, REPOSITORY, t.links),
        )
        for t in written
    ]
    minutes = [t.minutes for t in read.topics]
    assert read.taken == sum(minutes)
    assert read.length == OCCURRENCE.length // timedelta(minutes=1)
    clock = [STARTS + timedelta(minutes=sum(minutes[:n])) for n in range(len(minutes))]
    assert [t.starts for t in read.topics] == [f"{at:%H:%M}" for at in clock]
    (sarah,) = read.roll_call
    assert sarah.text == "Sarah Gibson / The Alan Turing Institute / sgibson91"


def test_an_empty_agenda_has_its_length():
    thread = Thread()
    thread.settle()
    assert parse_agenda_text(thread.mine[0]) == AgendaText(taken=0, length=60)
