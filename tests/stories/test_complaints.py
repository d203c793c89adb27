"""What people complained of at other bots, replayed here, where each ends well.

Each story names the thread where somebody had that trouble.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.faults import Fault
from tests.stories.asked import (
    BUG,
    SUPPORT,
    ask,
    asked,
    deeds,
    link,
    look,
    replies,
    reply,
    told,
)
from tests.stories.team import FILE, Team, mine, reactions

pytestmark = pytest.mark.unmeasured

DAY = timedelta(days=1)
REQUEST = """\
request_info:
  label: needs-more-info
  closes: 14d
"""


@pytest.fixture
async def people(clock: Clock, tmp_path: Path) -> AsyncIterator[Team]:
    async with asked(clock, tmp_path, SUPPORT + REQUEST) as team:
        yield team


async def test_the_bot_was_down_when_it_was_labelled(people):
    """dessant/support-requests#5: "label it again"."""
    issue = ask(people, body=BUG)
    await look(people)
    issue.add_label("support", by="manics")
    people.github.pending.clear()  # nobody hears of it
    people.github.clock.advance(timedelta(hours=1))
    await people.sweep()
    assert told(issue) == "closed"


async def test_another_label_means_the_same(people):
    """dessant/support-requests#2: there is a label `question` as well."""
    people.repo.commit(FILE, f"{SUPPORT}  labels: [support, question]\n")
    issue = ask(people, body=BUG)
    issue.add_label("question", by="manics")
    await look(people)
    assert told(issue) == "closed"


async def test_support_that_was_filed_as_a_bug(people):
    """kubernetes/community#5435, kubernetes-sigs/prow#64: one label that does it all."""
    issue = ask(people, "Hub broken", BUG, labels=("bug",))
    await look(people)
    issue.remove_label("bug", by="manics")
    issue.add_label("support", by="manics")
    await look(people)
    assert (issue.state, len(mine(issue))) == ("closed", 1)
    assert link(issue)


async def test_authors_cannot_open_again_what_a_bot_has_closed(people):
    """i3/i3#2399, home-assistant/core#37779: "re-open if this is wrong"."""
    issue = ask(people, body=BUG, labels=("support",))
    await look(people)
    assert "/not-support" in reply(issue).body
    issue.comment("It's a bug, I am sure.\n\n/not-support", by="newcomer")
    await people.settle()
    assert (issue.state, issue.label_names) == ("open", [])


async def test_it_was_closed_as_support_and_is_a_bug(people):
    """jupyterhub/kubespawner#577."""
    issue = ask(people, body=BUG, labels=("support",))
    await look(people)
    issue.remove_label("support", by="minrk")
    issue.add_label("bug", by="minrk")
    await look(people)
    assert (issue.state, issue.label_names) == ("open", ["bug"])
    people.github.clock.advance(30 * DAY)
    await people.sweep()
    assert (issue.state, issue.label_names) == ("open", ["bug"])


async def test_it_opened_what_a_person_had_closed_for_good(people):
    """probot/no-response#32, flutter/flutter#18401."""
    asked_back = ask(people, "Broken", "", by="newcomer")
    question = ask(people, body=BUG, labels=("support",))
    await look(people)
    assert asked_back.label_names == ["needs-more-info"]
    asked_back.close(by="minrk")
    question.reopen(by="minrk")
    question.close(by="minrk")
    asked_back.comment("It does not start, version 4.1.5.", by="newcomer")
    question.comment("Please look at it again.", by="newcomer")
    question.remove_label("support", by="minrk")
    await look(people)
    assert (asked_back.state, question.state) == ("closed", "closed")


async def test_it_closed_an_answered_issue_since_it_missed_the_answer(people):
    """probot/no-response#116."""
    issue = ask(people, "Broken", "")
    await look(people)
    people.github.clock.advance(13 * DAY)
    issue.comment(
        "It does not start with version 4.1.5, the log is empty.", by="newcomer"
    )
    people.github.pending.clear()  # nobody hears of the answer
    people.github.clock.advance(2 * DAY)
    await people.sweep()
    assert (issue.state, issue.label_names) == ("open", [])


async def test_it_said_comment_to_keep_it_open_and_closed_it_all_the_same(people):
    """actions/stale, NixOS/nixpkgs#100477."""
    issue = ask(people, "Broken", "")
    await look(people)
    people.github.clock.advance(15 * DAY)
    await people.sweep()
    assert issue.state == "closed"
    issue.comment("Sorry, I was away. It does not start at all.", by="newcomer")
    await look(people)
    assert (issue.state, issue.label_names) == ("open", [])
    people.github.clock.advance(40 * DAY)
    await people.sweep()
    assert issue.state == "open"


async def test_valid_reports_are_closed_by_nobody_but_people(people):
    """home-assistant/frontend#14188: anger at bots that close valid reports."""
    issues = [ask(people, "Hub crashes on dots in names", BUG), ask(people)]
    await look(people)
    people.github.clock.advance(60 * DAY)
    await people.sweep()
    assert [issue.state for issue in issues] == ["open", "open"]


async def test_labels_that_people_set_are_theirs(people):
    """github/issue-labeler#12, #46: it took off what people had put on."""
    issue = ask(people)
    issue.add_label("bug", by="manics")
    await look(people)
    assert (deeds(issue), issue.label_names) == ([], ["bug"])
    taken_off = ask(people)
    await look(people)
    taken_off.remove_label("support", by="manics")
    await look(people)
    people.github.clock.advance(timedelta(hours=1))
    await people.sweep()
    assert taken_off.label_names == []


async def test_a_word_in_a_log_is_no_question(people):
    """pharo-project/pharo#8703, brndnmtthws/conky#2058: regexes matched any word."""
    log = "ERROR how to configure support: question? help wanted, is it possible?\n"
    issue = ask(people, "Hub stops", f"It stops after this:\n\n```\n{log * 20}```\n")
    await look(people)
    assert deeds(issue) == []


async def test_one_author_is_not_labelled_wrongly_again_and_again(people):
    """microsoft/vscode#74136: wrong for everything that one person files."""
    titles = ("Proxy 502 after upgrade", "Spawner ignores limits", "Docs link is dead")
    issues = [ask(people, title, BUG, by="ada") for title in titles]
    await look(people)
    assert [deeds(issue) for issue in issues] == [[], [], []]


async def test_it_commented_on_everything_it_labelled_and_did_so_twice(people):
    """machine-learning-apps/Issue-Label-Bot#85."""
    issue = ask(people)
    await look(people)
    for _ in range(3):
        issue.remove_label("support", by="manics")
        await look(people)
        issue.add_label("support", by="manics")
        await look(people)
    assert len(replies(issue)) == 1


async def test_a_maintainer_asks_and_the_label_goes_with_the_answer(people):
    """microsoft/pvscbot#16."""
    issue = ask(people, "Hub crashes on dots in names", BUG)
    await look(people)
    issue.comment("Which version of the proxy is it?", by="minrk")
    issue.add_label("needs-more-info", by="minrk")
    await look(people)
    assert issue.label_names == ["needs-more-info"]
    issue.comment("It is 4.6.1.", by="newcomer")
    await look(people)
    assert issue.label_names == []


async def test_what_is_asked_depends_on_the_form(people):
    """eslint/eslint-github-bot#62: the text should fit the issue's other labels."""
    forms = '  forms:\n    impact: {required: ["When?", "Who are you?"]}\n'
    people.repo.commit(FILE, SUPPORT + REQUEST + forms)
    form = ask(people, "Workshop", "### Who are you?\n\nAda\n", labels=("impact",))
    empty = ask(people, "Broken", "")
    await look(people)
    assert "When?" in mine(form)[0].body
    assert "When?" not in mine(empty)[0].body


async def test_other_languages_are_met_with_silence_not_with_a_verdict(people):
    """home-assistant/core#148521: a language check that failed noisily."""
    issue = ask(
        people,
        "Wie füge ich Benutzer hinzu?",
        "Hallo, ich habe JupyterHub nach der Anleitung eingerichtet. Wie kann ich weitere"
        " Benutzer hinzufügen? Vielen Dank!",
    )
    await look(people)
    assert (mine(issue), issue.label_names) == ([], [])


async def test_a_failed_comment_closes_nothing(people):
    """dessant/support-requests closes an issue also where its comment failed."""
    issue = ask(people, body=BUG, labels=("support",))
    await people.settle()
    comments = f"POST …/issues/{issue.number}/comments"
    people.github.faults.add(Fault(match=comments, status=502))
    await look(people)
    assert issue.state == "open"
    await people.wait()
    assert (issue.state, len(replies(issue))) == ("closed", 1)


async def test_it_answers_no_bot(people):
    """Two bots that answer each other."""
    other = "helper[bot]"
    issue = ask(people, by=other, labels=("support",))
    said = issue.comment("/support", by=other)
    await look(people)
    assert (mine(issue), reactions(said)) == ([], [])
