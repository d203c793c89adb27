"""Teams with a support.yml of the retired app, until they say it in ours."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.old_support import OLD_PATH, parse_old_support
from bot.core.support_migration import render_as_ours
from bot.features.configuration.handler import AGAIN
from bot.playground import Clock
from bot.playground.threads import Issue
from tests.stories.asked import ask, asked, link, look, reply, told
from tests.stories.team import CONFIGURATION, FILE, Team, mine

pytestmark = pytest.mark.unmeasured

OLD = """\
supportLabel: question
supportComment: >
  Hi @{issue-author} :wave:, this was labelled as a question about how to use the hub. Many
  more people read [our forum](https://discourse.example.org), please ask it there.
  Thank you!
lock: true
"""


@pytest.fixture
async def people(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    async with asked(clock, tmp_path, "") as team:
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


def mistakes(people: Team) -> list[Issue]:
    """The issues in which the bot tells of mistakes."""
    return [issue for issue in people.repo.issues if issue.title.startswith("Mistakes")]


def looks(people: Team) -> int:
    """How often the bot asked for old files."""
    queries = [
        str((request.body or {}).get("query")) for request in people.github.requests
    ]
    return sum("$old" in query for query in queries)


def wrongs(logs: list[dict[str, object]]) -> list[object]:
    return [log["at"] for log in logs if log["event"] == "wrong configuration"]


async def test_the_organisations_file_answers_as_it_always_did(people):
    people.github.add_repository("jupyterhub/.github").commit(OLD_PATH, OLD)
    await people.sweep()
    issue = ask(people, labels=("question",))
    people.github.requests.clear()
    await look(people)
    assert "Hi newcomer :wave:, this was labelled as a question" in reply(issue).body
    assert "[our forum](https://discourse.example.org), please" in reply(issue).body
    assert (issue.state, issue.locked, issue.lock_reason) == (
        "closed",
        True,
        "off-topic",
    )
    assert looks(people) == 2, "one for each feature that follows it"

    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []


async def test_what_was_labelled_while_the_bot_was_down_is_answered(people):
    people.repo.commit(OLD_PATH, OLD)
    issue = ask(people, labels=("question",))
    await people.settle(lose=lambda _delivery: True)
    await people.sweep()
    await look(people)
    assert told(issue) == "locked"


async def test_a_file_that_is_no_yaml_answers_and_is_told(people, logs):
    people.repo.commit(OLD_PATH, "supportComment: Hi: there", by="minrk")
    issue = ask(people, labels=("support",))
    await look(people)
    assert "this looks like a request for support" in reply(issue).body
    assert (told(issue), issue.state) == ("open", "open")

    assert wrongs(logs) == [[f"{OLD_PATH}:1"]]
    (about,) = mistakes(people)
    assert about.title == f"Mistakes in {OLD_PATH}"
    assert "a colon followed by a space stands inside" in (about.body or "")

    people.repo.commit(OLD_PATH, OLD, by="minrk")
    await people.settle()
    assert about.state == "closed"
    again = ask(people, labels=("question",))
    await look(people)
    assert told(again) == "locked"


async def test_a_mistake_leaves_the_last_good_file_in_force(people):
    people.repo.commit(OLD_PATH, OLD, by="minrk")
    people.repo.commit(OLD_PATH, "close: perhaps", by="minrk")
    issue = ask(people, labels=("question",))
    await look(people)
    assert "Hi newcomer :wave:" in reply(issue).body


async def test_a_folder_in_its_place_is_told_until_it_is_gone(people):
    people.repo.commit(f"{OLD_PATH}/a.yml", "", by="minrk")
    await people.settle()
    (about,) = mistakes(people)
    assert "is a folder, allowed is a file" in (about.body or "")
    people.repo.commit(f"{OLD_PATH}/a.yml", None, by="minrk")
    await people.settle()
    assert about.state == "closed"


async def test_what_it_extends_and_nobody_can_read_is_told(people, logs):
    people.repo.commit(OLD_PATH, f"_extends: nowhere\n{OLD}", by="minrk")
    issue, other = (ask(people, labels=(label,)) for label in ("question", "support"))
    await look(people)
    assert mine(issue) == mine(other) == []
    assert wrongs(logs) == [[f"{OLD_PATH}:1"]]
    (about,) = mistakes(people)
    assert "names jupyterhub/nowhere/.github/support.yml" in (about.body or "")
    assert "nothing is done about support questions" in (about.body or "")

    people.github.add_repository("jupyterhub/nowhere").commit(OLD_PATH, "lock: false")
    await people.sweep()
    await look(people)
    assert told(issue) == "locked"
    assert mine(other) == []
    people.github.clock.advance(AGAIN)
    await people.sweep()
    assert about.state == "closed"


@pytest.mark.parametrize("how", ["broken", "gone", "to itself", "back", "elsewhere"])
async def test_a_mistake_in_what_it_extends_undoes_nothing(people, how):
    base = people.github.add_repository("jupyterhub/shared")
    base.commit(OLD_PATH, OLD, by="minrk")
    people.repo.commit(OLD_PATH, "_extends: shared", by="minrk")
    before = ask(people, labels=("question",))
    await look(people)
    assert told(before) == "locked"
    match how:
        case "broken":
            base.commit(OLD_PATH, "supportLabel: [", by="minrk")
        case "gone":
            base.delete()
        case "back":
            base.commit(OLD_PATH, "_extends: team-compass", by="minrk")
        case "to itself":
            people.repo.commit(OLD_PATH, "_extends: team-compass", by="minrk")
        case _:
            people.repo.commit(OLD_PATH, "_extends: octo/nowhere", by="minrk")
    people.github.clock.advance(AGAIN)
    await people.sweep()
    (about,) = mistakes(people)
    after, other = (ask(people, labels=(label,)) for label in ("question", "support"))
    await look(people)
    assert told(before) == told(after) == "locked"
    assert (before.state, before.locked, after.state) == ("closed", True, "closed")
    assert mine(other) == []

    await people.stop()
    await people.start()
    await people.sweep()
    issue = ask(people, labels=("support",))
    await look(people)
    await people.sweep()
    assert mine(issue) == []
    assert told(before) == told(after) == "locked"
    assert (before.state, before.locked, after.state) == ("closed", True, "closed")

    about_it = about.body or ""
    if how in ("broken", "back"):
        assert "the last version of what it extends that was right" in about_it
    else:
        assert "cannot be followed" in about_it


async def test_mistakes_of_a_file_that_counts_for_nothing_are_not_told(people):
    people.repo.commit(FILE, f"{CONFIGURATION}{SECTION}", by="minrk")
    people.repo.commit(OLD_PATH, "close: perhaps", by="minrk")
    await people.settle()
    assert mistakes(people) == []


SECTION = render_as_ours(parse_old_support(OLD, file=OLD_PATH))


async def test_the_day_it_is_pasted_into_ours(people):
    people.repo.commit(OLD_PATH, OLD)
    before = ask(people, labels=("question",))
    await look(people)
    people.repo.commit(OLD_PATH, None, by="minrk")
    people.repo.commit(FILE, f"{CONFIGURATION}{SECTION}", by="minrk")
    await people.sweep()
    after = ask(people, labels=("question",))
    await look(people)
    assert "Hi newcomer :wave:" in reply(after).body
    assert link(after).startswith("https://discourse.example.org/new-topic?")
    assert len(mine(before)) == 1
    assert "new-topic" not in reply(before).body
