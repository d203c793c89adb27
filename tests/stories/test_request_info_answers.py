"""What counts as an answer, and whose."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Clock
from tests.features.request_info.resources import FORM, body
from tests.stories.requested import DAY, LABEL, ask, items, pass_by, report, requested
from tests.stories.team import Team, mine


@pytest.fixture
async def people(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    async with requested(clock, tmp_path) as people:
        yield people
    assert [entry for entry in logs if entry.get("exc_info")] == []


async def test_a_maintainer_who_tidies_up_answers_nothing(people):
    issue = report(people, "It crashes when I log in.")
    said = issue.comment("Traceback: none", by="ada")
    await people.settle()
    people.github.clock.advance(DAY)
    issue.add_label(LABEL, by="minrk")
    await people.settle()
    people.github.clock.advance(DAY)
    issue.edit(body="```\nIt crashes when I log in.\n```", by="minrk")
    await people.settle()
    assert issue.label_names == [LABEL]

    await pass_by(people, 14 * DAY)
    assert issue.state == "closed"
    people.github.clock.advance(DAY)
    said.edit("`Traceback`: none", by="minrk")
    issue.edit(title="Crashes at log in", by="minrk")
    await people.settle()
    await people.sweep()
    assert issue.state == "closed"

    issue.edit(title="Crashes at log in with 4.1.5", by="ada")
    await people.settle()
    assert (issue.state, issue.label_names) == ("open", [])
    assert mine(issue) == []


async def test_what_the_form_held_already_is_no_answer(people):
    people.repo.commit(
        ".github/ISSUE_TEMPLATE/resources.yml",
        FORM.replace("{label: Who you are}", '{label: Who you are, value: "Name: "}'),
    )
    issue = ask(people, body(who="Name: ", kind="- [ ] talk\n- [ ] workshop"))
    await people.settle()
    assert items(issue) == ["- [ ] **Who you are**", "- [ ] **Kind of event**"]

    issue.edit(body=body(who="Name: "), by="ada")
    await people.settle()
    assert items(issue) == ["- [ ] **Who you are**", "- [x] **Kind of event**"]
    issue.edit(body=body(who="Name: Ada"), by="ada")
    await people.settle()
    assert mine(issue) == []


async def test_what_it_costs_to_look_at_a_whole_form(people):
    people.github.requests.clear()
    issue = ask(people, body())
    await people.settle()
    looks = [one for one in people.github.requests if one.path == "/graphql"]
    assert len(looks) <= 4, looks
    assert mine(issue) == []
