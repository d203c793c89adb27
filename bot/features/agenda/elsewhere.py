"""What an agenda tells of other meetings, and other threads of it.

Beside a command that comes when the meeting's issue is closed for topics:

    <!-- team-compass:pointer comment=1617 -->
    danlester, this comes too late for this meeting. It is proposed for the next one,
    Thursday 15 April 2021, 17:00 UTC: #390.

and once, for topics that have been carried over three times:

    <!-- team-compass:carried topics=A1.A5 -->
    Carried over three times, and still not discussed:

    - `A1` Code of Conduct · Sarah
    …

A thread that is done, or was taken off, loses the label that brought it here, and has it
again where that is taken back. An action
that is ticked in the agenda is ticked in the minutes that it comes from.
"""

from collections import defaultdict
from collections.abc import Iterator

from bot.core.actions import (
    Action,
    AddLabels,
    CreateComment,
    RemoveLabel,
    UpdateComment,
)
from bot.core.mark import Mark
from bot.core.markdown import quote_text
from bot.core.meeting_words import render_moment
from bot.core.models import Comment
from bot.core.open_actions import listed_actions, with_ticks
from bot.core.reacting import MOST_NOTES
from bot.features.agenda.answers import commented_on, one_comment
from bot.features.agenda.carried import OFF, Following, taker
from bot.features.agenda.entries import Room, topic_title
from bot.features.agenda.reading import Reading, State, ticked_actions
from bot.features.agenda.ties import render_ids

_ROOM = Room(0, 120, 0)


def plan_pointers(reading: Reading, state: State) -> Iterator[Action]:
    """One comment beside each that proposes a topic too late, as long as it does."""
    by_id = {comment.id: comment for comment in state.comments}
    pointed = commented_on(state, "pointer")
    told: dict[str, int] = defaultdict(int)
    for number in sorted(pointed | reading.too_late):
        mark = Mark("pointer", {"comment": str(number)})
        body = None
        if number in reading.too_late:
            comment = by_id[number]
            told[comment.user.login] += 1
            meeting = taker(comment, state.around)
            if meeting is not None and told[comment.user.login] <= MOST_NOTES:
                body = _render_pointer(mark, comment, meeting)
        why = "it is proposed for the next meeting" if body else "it is no longer so"
        yield from one_comment(state, mark, body, why)


def _render_pointer(mark: Mark, comment: Comment, meeting: Following) -> str:
    number = f": #{meeting.number}" if meeting.number else ", once its issue is open"
    return (
        f"{mark}\n{quote_text(comment.user.login)}, this comes too late for this meeting."
        f" It is proposed for the next one, {render_moment(meeting.starts)}{number}.\n"
    )


def plan_questions(reading: Reading, state: State) -> Iterator[Action]:
    """Asks, once, whether what was carried over so often is still wanted."""
    topics, issue = reading.questions, state.issue
    if not topics or issue.locked:
        return
    url = reading.agenda.repository_url
    mark = Mark("carried", {"topics": render_ids(frozenset(t.number for t in topics))})
    lines = "\n".join(
        f"- `{topic.id}` {topic_title(url, topic, _ROOM)} · {quote_text(topic.owner)}"
        for topic in topics
    )
    some = topics[0].id
    yield CreateComment(
        repository=issue.repository,
        why="they were carried over three times",
        issue_number=issue.number,
        body=(
            f"{mark}\nCarried over three times, and still not discussed:\n\n{lines}\n\n"
            f"Is this still wanted? A comment with `/agenda remove {some}` takes it off;"
            " without a word it stays on the agenda.\n"
        ),
    )


def plan_ticks(reading: Reading, state: State) -> Iterator[Action]:
    """What is ticked in the agenda is done in the minutes."""
    minutes = state.around.minutes
    if minutes is None or reading.current is None:
        return
    ticked = ticked_actions(reading.current.body)
    waiting = {a.fingerprint for a in listed_actions(minutes.body) if not a.done}
    if ticked & waiting:
        yield UpdateComment(
            repository=state.issue.repository,
            why="it is ticked in the agenda",
            comment_id=minutes.id,
            body=with_ticks(minutes.body, ticked & waiting),
            seen=minutes.body,  # people tick there too
        )


def plan_labels(label: str, reading: Reading, state: State) -> Iterator[Action]:
    """What is done or taken off is no topic of the next meeting."""
    for topic in reading.agenda.topics:
        source = topic.source
        over = topic.standing in OFF
        if over and source is not None and source.thread and source.labelled:
            repository, number = source.thread
            yield RemoveLabel(
                repository=repository,
                why=f"{topic.id} of #{state.issue.number} is {topic.standing}",
                issue_number=number,
                name=label,
            )


def plan_undoing(label: str, reading: Reading, state: State) -> Iterator[Action]:
    """What is done no more, nor taken off, has its label again."""
    for repository, number in reading.undone:
        yield AddLabels(
            repository=repository,
            why=f"what was said of it at #{state.issue.number} is taken back",
            issue_number=number,
            labels=(label,),
        )
