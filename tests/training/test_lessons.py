"""What people said of an issue, by what is on its record."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.models import Account, Comment, Identity, Issue, IssueEvent, Thread
from bot.training.lessons import Labels, Lesson, lacks_reply, lesson

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ME = Identity(1, "team-compass")
LABELS = Labels(
    support=frozenset({"support", "question"}),
    forms=frozenset({"impact"}),
    unsaid=frozenset({"needs-more-info"}),
)
AUTHOR = "ada"


def thread(*record: str, state: str = "open", association: str = "NONE", by=AUTHOR):
    """An issue with the record `+LABEL WHO`, `-LABEL WHO`, `closed WHO`."""
    events, on = [], []
    for number, line in enumerate(record):
        what, who = line.split(maxsplit=1)
        actor = Account(who, "Bot" if who.endswith("[bot]") else "User")
        label = what[1:] if what[0] in "+-" else ""
        name = {"+": "labeled", "-": "unlabeled"}.get(what[0], what)
        events.append(IssueEvent(number, name, actor, NOW, label))
        if name == "labeled":
            on.append(label)
        elif name == "unlabeled":
            on.remove(label)
        else:
            state = "closed"
    issue = Issue(
        "imaginary/hub",
        7,
        "Title",
        "Body",
        Account(by),
        state,
        NOW,
        NOW,
        labels=tuple(on),
        author_association=association,
    )
    return Thread(issue, events=tuple(events))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (["+support mira"], "labelled as support"),
        (["+Support mira"], "labelled as support"),
        (["+question ada", "+support mira"], "labelled as support"),
        (["+support mira", "+question helper[bot]"], "labelled as support"),
        (["+bug ada", "+support mira", "-bug mira"], "labelled as support"),
        (
            ["+support team-compass[bot]", "-support mira", "+support mira"],
            "labelled as support",
        ),
        (["+support team-compass[bot]", "-support mira"], "corrected: no support"),
        (
            ["+support team-compass[bot]", "-support team-compass[bot]"],
            "corrected: no support",
        ),
        (["+support mira", "-support mira", "+bug mira"], "corrected: no support"),
        (["+bug mira"], "given other labels"),
        (["+bug ada", "+proxy mira"], "given other labels"),
        (["+bug ada", "closed mira"], "closed with its form's labels"),
    ],
)
def test_people_have_said_it(record, said):
    learned = lesson(thread(*record), LABELS, ME)
    assert isinstance(learned, Lesson)
    assert learned.said == said
    assert learned.is_support == (said == "labelled as support")
    assert learned.weight == (2 if said == "corrected: no support" else 1)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (["+support team-compass[bot]"], "labelled as support by this bot alone"),
        (
            ["+support team-compass[bot]", "+proxy mira"],
            "labelled as support by this bot alone",
        ),
        (["+support helper[bot]"], "labelled as support by another bot"),
        (["+support ada", "closed mira"], "labelled as support by its form alone"),
        (["+support helper[bot]", "-support helper[bot]"], "open without a word on it"),
        (["+bug mira", "+impact ada"], "in a form of its own"),
        ([], "open without a word on it"),
        (["+bug ada"], "open without a word on it"),
        (["+stale helper[bot]"], "open without a word on it"),
        (["+needs-more-info mira"], "open without a word on it"),
        (["+bug mira", "-bug mira"], "open without a word on it"),
        (["closed mira"], "closed without a word on it"),
        (["+bug ada", "closed ada"], "closed without a word on it"),
        (["+bug ada", "closed helper[bot]"], "closed without a word on it"),
        (["+needs-more-info mira", "closed mira"], "closed without a word on it"),
    ],
)
def test_nobody_has_said_it(record, why):
    assert lesson(thread(*record), LABELS, ME) == why


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_members_are_never_judged_and_so_teach_nothing(association):
    written = thread("+bug mira", association=association)
    assert lesson(written, LABELS, ME) == "written by a member"


def test_bots_ask_no_questions():
    assert lesson(thread("+bug mira", by="helper[bot]"), LABELS, ME) == (
        "written by a bot"
    )


def replied(state: str, *record: str, by: str = "team-compass[bot]") -> Thread:
    """The same, with the bot's reply among its comments."""
    mark = f"<!-- team-compass:support state={state} -->\nHello"
    said = Comment(1, mark, Account(by), NOW, NOW)
    return replace(thread(*record), comments=(said,))


@pytest.mark.parametrize("state", ["open", "closed", "locked"])
def test_the_bots_own_label_counts_once_somebody_has_agreed(state):
    """`/support`: the label was there already, so that only the reply tells."""
    guessed = ["+support team-compass[bot]"]
    assert lesson(replied(state, *guessed), LABELS, ME).said == "labelled as support"
    alone = "labelled as support by this bot alone"
    assert lesson(replied("guess", *guessed), LABELS, ME) == alone
    assert lesson(replied(state, *guessed, by="ada"), LABELS, ME) == alone


def test_an_objection_to_a_mere_pointer_is_a_correction():
    assert lesson(replied("declined"), LABELS, ME).said == "corrected: no support"
    assert lesson(replied("guess"), LABELS, ME) == "open without a word on it"


def test_the_rest_of_a_thread_is_read_only_where_the_reply_is_lacking():
    guessed = thread("+support team-compass[bot]")
    assert not lacks_reply(guessed, LABELS, ME)
    assert lacks_reply(replace(guessed, complete=False), LABELS, ME)
    told = replace(replied("guess", "+support team-compass[bot]"), complete=False)
    assert not lacks_reply(told, LABELS, ME)
    others = replace(thread("+bug mira"), complete=False)
    assert not lacks_reply(others, LABELS, ME)


def test_deleted_users_are_not_one_author():
    one, other = (
        lesson(thread("+bug mira", by=by), LABELS, ME) for by in ("ghost", "Ada")
    )
    assert (one.author, other.author) == ("ghost of imaginary/hub#7", "ada")


def test_a_label_of_a_deleted_user_on_the_report_of_one_may_be_its_authors_own():
    teaches = "labelled as support by its form alone"
    assert lesson(thread("+support ghost", by="ghost"), LABELS, ME) == teaches
    assert lesson(thread("+support ghost"), LABELS, ME).said == "labelled as support"
