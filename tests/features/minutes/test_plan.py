"""What is said of a meeting's minutes, and what is written; whole texts in golden/."""

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from bot.core.models import Account, File, Repository
from bot.core.notes_server import Note
from bot.core.open_actions import ListedAction, listed_actions
from bot.core.repository_models import PullRequest
from bot.features.minutes.memory import Tried, fingerprint
from bot.features.minutes.plan import MOST_ACTIONS, plan
from bot.features.minutes.pull import Ground, branch_of
from bot.features.minutes.state import (
    LOOKS,
    State,
    is_taken,
    next_look,
    path_of,
    wish,
)
from tests.core.rendered import pings, references, render
from tests.features.minutes.known import (
    AFTER,
    BOT,
    DURING,
    ENDS,
    ME,
    REPOSITORY,
    STARTS,
    URL,
    body,
    comment,
    known,
    said,
)
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")
CHRIS = ListedAction("**Chris:** connect Sarah w/ Jupyter Book folks")
DONE = ListedAction("thank everybody", done=True)
NOTE = Note("KCgyv1Y--Ak4", "Team Meeting", "https://hackmd.io/KCgyv1Y--Ak4")
CONTENT = """\
# Team Meeting - March 2021

## Roll call

- Tim Head / Wild Tree Tech / @betatim

## Agenda

- **Sarah** (10 min): Code of Conduct
  - Result: it is visible
  - **Tim:** TODO: tell @ada about #12

## Open actions

- [x] **Chris:** connect Sarah w/ Jupyter Book folks
"""
PATH = "docs/meetings/2021-03.md"
HACKMD = {"notes": "hackmd"}
FILED = {"minutes": "docs/meetings/{year}-{month:02}.md"}
BARE = Ground(PATH, "team-compass/minutes-team-2021-03-18", "main", base_sha="ba5e")


def pull(**other: object) -> PullRequest:
    made = PullRequest(
        repository=REPOSITORY,
        number=402,
        title="Minutes",
        body="",
        user=BOT,
        state="open",
        merged=False,
        head_ref=BARE.branch,
        head_sha="ca5e",
        head_repository=REPOSITORY,
        base_ref="main",
        html_url=f"{URL}/pull/402",
    )
    return replace(made, **other)  # type: ignore[arg-type]  # test data


def noted(**other: object) -> State:
    """After the meeting, with a note that was made for it."""
    during = known(series=HACKMD | FILED, can_make_notes=True, carried=(CHRIS, DONE))
    linked = said(replace(during, note=NOTE), DURING)
    read = replace(linked, note=replace(NOTE, content=CONTENT))
    return replace(read, **other)  # type: ignore[arg-type]  # test data


def paragraphs(state: State, now=AFTER) -> list[str]:
    """What the comment says before any list or text."""
    text = body(state, now).partition("## Minutes\n\n")[2]
    lines = text.partition("<details>")[0].partition("\n###")[0]
    return lines.strip("\n").split("\n\n")


def test_while_the_meeting_is_on_the_document_is_offered():
    state = known(carried=(CHRIS, DONE))
    assert body(state, DURING) == GOLDEN / "during.md"
    assert plan(said(state, DURING), DURING).comment is None


def test_afterwards_it_says_what_was_decided_and_what_is_to_be_done():
    state = known(carried=(CHRIS, DONE))
    assert body(said(state, DURING), AFTER) == GOLDEN / "afterwards.md"


def test_with_a_note_and_a_pull_request():
    state = noted(ground=replace(BARE, pulls=(pull(),)))
    assert state.minutes
    file = File(PATH, state.minutes.file)
    assert state.ground
    state = replace(state, ground=replace(state.ground, file=file, head="ca5e"))
    assert body(state, AFTER) == GOLDEN / "noted.md"
    assert file.text == GOLDEN / "noted-file.md"


@pytest.mark.parametrize(
    "state",
    [
        known(),
        known(carried=(CHRIS,)),
        known(series=HACKMD),
        noted(),
        noted(ground=BARE),
        known(series=FILED, ground=BARE, refused=frozenset({"pull"})),
    ],
)
@pytest.mark.parametrize("now", [DURING, AFTER])
def test_what_is_said_once_is_not_said_again(state: State, now):
    again = said(replace(state, comments=state.comments[:1]), now)
    assert plan(again, now).comment is None
    assert again.current
    crlf = said(state, now, again.current.body.replace("\n", "\r\n"))
    assert plan(crlf, now).comment is None
    tree, comments = render(again.current.body)
    assert (pings(tree), references(tree), len(comments)) == ([], [], 1)


class TestTheNote:
    def test_is_made_after_the_comment_has_offered_the_document(self):
        state = known(series=HACKMD, can_make_notes=True, carried=(CHRIS, DONE))
        assert paragraphs(state, DURING) == [
            "A note at HackMD is being made and will be linked here. Until then the"
            " document for notes is below, ready to be copied."
        ]
        note = plan(said(state, DURING), DURING).note
        assert note
        assert note.title == f"Team Meeting - March 2021 ({REPOSITORY}#378)"
        heading, *_ = note.content.split("\n")
        assert heading.replace("\u200b", "") == f"# {note.title}"
        assert f"- [ ] {CHRIS.line}\n" in note.content
        assert DONE.line not in note.content
        assert not note.private

    def test_is_private_where_the_repository_is(self):
        private = Repository(REPOSITORY, private=True)
        state = known(series=HACKMD, can_make_notes=True, repository=private)
        note = plan(state, DURING).note
        assert note
        assert note.private

    def test_is_linked_instead_of_the_document(self):
        state = known(series=HACKMD, can_make_notes=True)
        linked = said(replace(said(state, DURING), note=NOTE), DURING)
        assert paragraphs(replace(linked, note=None, carried=(CHRIS,)), DURING) == [
            "Notes are taken together [in HackMD](https://hackmd.io/KCgyv1Y--Ak4)."
        ]
        assert linked.current
        assert "<details>" not in linked.current.body
        assert linked.memory.note == NOTE.id
        assert plan(linked, DURING).note is None

    def test_is_not_made_when_the_meeting_is_over(self):
        state = known(series=HACKMD, can_make_notes=True)
        assert plan(state, AFTER).note is None

    @pytest.mark.parametrize(
        ("state", "text"),
        [
            (
                known(series=HACKMD),
                "This bot has no account at HackMD, so the document for notes is below,"
                " ready to be copied.",
            ),
            (
                known(series=HACKMD, can_make_notes=True, refused=frozenset({"note"})),
                "HackMD does not let this bot make a note, so the document for notes is"
                " below, ready to be copied.",
            ),
            (
                known(series={"notes": "https://pad.example.org/hub"}),
                "The document for notes is below, ready to be copied to [where notes are"
                " taken](https://pad.example.org/hub).",
            ),
        ],
    )
    def test_is_not_made_and_why(self, state: State, text: str):
        assert paragraphs(state, DURING) == [text]
        again = said(state, DURING)
        assert again.memory.refused == state.refused

    def test_that_is_gone_leaves_what_was_made_from_it(self):
        made = said(noted(), AFTER)
        gone = replace(made, note=None, ground=BARE)
        assert plan(gone, AFTER).comment is None
        assert plan(gone, AFTER).file == ()

    def test_that_is_gone_before_anything_was_made_from_it_leaves_the_agenda(self):
        assert paragraphs(noted(note=None)) == [
            "The note of this meeting cannot be read. Made from the agenda above: 2"
            " people · 2 topics · 1 decision · 1 action."
        ]

    def test_that_can_be_read_again_counts_again(self):
        read = noted()
        unread = said(replace(read, note=None), AFTER)
        assert "1 person" in body(replace(unread, note=read.note), AFTER)


class TestTheFile:
    @pytest.mark.parametrize(
        ("ground", "text"),
        [
            (BARE, f"A pull request with {PATH} is on its way."),
            (
                replace(BARE, pulls=(pull(),), head="ca5e"),
                f"People have changed {PATH} in [#402]({URL}/pull/402), so it is left to"
                " them.",
            ),
            (
                replace(BARE, head="ca5e", file=File(PATH, "theirs")),
                f"People have changed {PATH} in the branch `{BARE.branch}`, so it is left"
                " to them.",
            ),
            (
                replace(BARE, pulls=(pull(state="closed", merged=True),)),
                f"Kept in [{PATH}]({URL}/blob/main/{PATH}), with"
                f" [#402]({URL}/pull/402).",
            ),
            (
                replace(BARE, pulls=(pull(state="closed"),)),
                f"[#402]({URL}/pull/402) was closed, so {PATH} is not made, and not asked"
                " for again.",
            ),
            (
                replace(BARE, there=File(PATH, "by hand")),
                f"[{PATH}]({URL}/blob/main/{PATH}) is there already and stays as it is.",
            ),
            (
                replace(BARE, obstacle="is a folder, allowed is a file"),
                f"There can be no {PATH}: it is a folder, allowed is a file.",
            ),
        ],
    )
    def test_and_what_has_become_of_it(self, ground: Ground, text: str):
        state = said(known(series=FILED, ground=ground), AFTER)
        assert paragraphs(replace(state, comments=state.comments[:1])) == [
            "Made from the agenda above: 2 people · 2 topics · 1 decision · 1 action.",
            text,
        ]
        assert state.current
        assert ("<details>" in state.current.body) == ("can be no" in text)

    def test_is_made_from_what_was_noted(self):
        state = said(noted(ground=BARE), AFTER)
        ref, file, request = plan(state, AFTER).file
        assert ref.request() == {
            "ref": "refs/heads/team-compass/minutes-team-2021-03-18",
            "sha": "ba5e",
        }
        assert state.minutes
        assert file.request()["content"] == state.minutes.file
        assert state.memory.file == (fingerprint(state.minutes.file),)
        assert request.request()["title"] == "Minutes: Team meeting - 18 March 2021"
        assert request.request()["body"] == GOLDEN / "pull.md"

    def test_closes_no_issue_whatever_people_call_the_meeting(self):
        state = known(series=FILED, ground=BARE, issue={"title": "Fixes #12"})
        ref, file, request = plan(state, AFTER).file
        for action in (ref, file, request):
            asked = {**action.request(), "content": ""}
            assert "Fixes" not in str(asked)

    def test_is_not_asked_for_where_nothing_was_noted(self):
        empty = comment(1, "<!-- team-compass:agenda v=1 -->\n## Agenda\n")
        state = known(series=FILED, ground=BARE)
        state = replace(state, comments=(empty,))
        assert paragraphs(state) == [
            "Made from the agenda above: nothing was noted yet.",
            f"There is no {PATH} until something is noted.",
        ]
        assert plan(state, AFTER).file == ()
        assert "<details>" not in body(state, AFTER)

    def test_is_made_of_words_that_are_not_counted_too(self):
        note = replace(NOTE, content="## Agenda\n\nWe only sang.\n")
        state = said(noted(note=note, ground=BARE), AFTER)
        assert paragraphs(replace(state, comments=state.comments[:1]))[0] == (
            "Made from [the notes](https://hackmd.io/KCgyv1Y--Ak4)."
        )
        assert "made from [its notes]" in str(plan(state, AFTER).file[-1].request())

    def test_is_offered_as_text_where_github_refuses_it(self):
        refused = frozenset({"pull"})
        state = known(series=FILED, ground=BARE, refused=refused)
        assert paragraphs(state)[1] == (
            f"GitHub does not let this bot bring in {PATH}: its text is below."
        )
        assert "<summary>The minutes as a file</summary>" in body(state, AFTER)

    def test_is_not_tried_again_for_a_day_where_github_refuses_it(self):
        state = known(series=FILED, ground=BARE, refused=frozenset({"pull"}))
        state = said(replace(state, tried=Tried(AFTER, wish(state))), AFTER)
        made = plan(state, AFTER + timedelta(hours=23))
        assert (made.comment, made.file, made.rests) == (None, (), True)
        for later, other in (
            (timedelta(days=1), {}),
            (timedelta(), {"ground": replace(BARE, path="docs/other.md")}),
            (timedelta(), {"ground": replace(BARE, base="trunk")}),
        ):
            made = plan(replace(state, **other), AFTER + later)
            assert made.file
            assert not made.rests
        made = plan(replace(state, refused=frozenset()), AFTER)
        assert made.comment
        assert "tried=" not in made.comment.body

    def test_keeps_its_path_when_a_command_moves_the_meeting(self):
        state = known(series={"minutes": "docs/{date}.md"})
        later = replace(state.occurrence, starts=STARTS + timedelta(days=30))
        assert path_of(replace(state, occurrence=later)) == "docs/2021-03-18.md"
        assert branch_of(later) == branch_of(state.occurrence) == BARE.branch
        assert path_of(known()) == ""

    def test_is_not_looked_for_in_notes_elsewhere(self):
        state = known(series={"notes": "https://pad.example.org/hub"})
        assert paragraphs(state) == [
            "Made from the agenda above, as notes elsewhere are not read: 2 people · 2"
            " topics · 1 decision · 1 action."
        ]


class TestTheList:
    def test_is_ticked_by_people_without_another_word(self):
        state = said(known(carried=(CHRIS,)), AFTER)
        assert state.current
        for now in (DURING, AFTER):
            state = said(known(carried=(CHRIS,)), now)
            assert state.current
            text = state.current.body
            assert f"- [ ] {CHRIS.line}" in text
            text = text.replace(f"- [ ] {CHRIS.line}", f"- [x] {CHRIS.line}", 1)
            assert plan(said(state, now, text), now).comment is None

    def test_is_ticked_where_the_notes_are(self):
        lines = [str(action) for action in listed_actions(body(noted(), AFTER))]
        assert lines == [
            "- [x] **Chris:** connect Sarah w/ Jupyter Book folks",
            f"- [ ] **Tim:** tell @\u200bada about [#12]({URL}/issues/12)",
        ]

    def test_is_made_anew_where_people_broke_its_heading(self):
        state = said(known(carried=(CHRIS,)), AFTER)
        assert state.current
        broken = state.current.body.replace("### Open actions", "### To do")
        assert "### Open actions\n\n- [ ] **Chris" in body(
            said(state, AFTER, broken), AFTER
        )

    def test_stays_empty_where_people_emptied_it(self):
        state = said(known(carried=(CHRIS,)), AFTER)
        assert state.current
        head, _, tail = state.current.body.partition("### Open actions\n")
        emptied = f"{head}### Open actions\n{tail[tail.index('<details>') :]}"
        again = body(said(state, AFTER, emptied), AFTER)
        assert "### Open actions\n\nNone are left.\n" in again
        assert plan(said(state, AFTER, again), AFTER).comment is None

    def test_takes_no_more_actions_than_can_be_looked_at(self):
        lines = "".join(f"- TODO: number {n}\n" for n in range(MOST_ACTIONS + 50))
        note = replace(NOTE, content=f"## Agenda\n\n- Topic\n\n{lines}")
        text = body(noted(note=note), AFTER)
        left = MOST_ACTIONS - 99
        assert f"_And {left} more, for which there is no room here._" in text


class TestWhen:
    def test_minutes_are_taken_from_the_start_until_forty_days_after_the_end(self):
        state = known()
        last = ENDS + timedelta(days=40)
        for now, taken in (
            (STARTS - timedelta(seconds=1), False),
            (STARTS, True),
            (last - timedelta(seconds=1), True),
            (last, False),
        ):
            assert is_taken(state.occurrence, state.issue, now) is taken

    def test_none_are_taken_of_a_meeting_that_does_not_take_place(self):
        state = known()
        cancelled = replace(state.occurrence, cancelled=True)
        assert not is_taken(cancelled, state.issue, DURING)
        assert next_look(cancelled, DURING) is None

    @pytest.mark.parametrize(
        ("closed", "taken"),
        [(STARTS - timedelta(minutes=1), False), (STARTS, True), (None, True)],
    )
    def test_none_are_taken_where_people_closed_the_issue_before(self, closed, taken):
        state = known(issue={"state": "closed", "closed_at": closed})
        assert is_taken(state.occurrence, state.issue, AFTER) is taken

    def test_they_are_looked_at_at_the_start_the_end_and_now_and_then(self):
        occurrence = known().occurrence
        looks, now = [], STARTS - timedelta(days=3)
        while moment := next_look(occurrence, now):
            looks.append(moment.astimezone(UTC))
            now = moment
        assert looks == [STARTS, *(ENDS + after for after in LOOKS)]

    def test_a_locked_issue_gets_no_comment_but_one_that_is_there_goes_on(self):
        locked = known(issue={"locked": True}, series=FILED | HACKMD, ground=BARE)
        locked = replace(locked, can_make_notes=True)
        for now in (DURING, AFTER):
            assert plan(locked, now) == plan(replace(locked, ground=None), now)
            assert plan(locked, now).comment is None
            assert plan(locked, now).note is None
        there = said(replace(locked, issue=known().issue), DURING)
        assert plan(replace(there, issue=locked.issue), AFTER).comment


def test_only_the_bots_own_comments_count():
    state = known(carried=(CHRIS,))
    text = body(state, AFTER)
    forged = replace(
        state, comments=(*state.comments, comment(3, text, Account("mallory")))
    )
    assert forged.current is None
    assert forged.me == ME
