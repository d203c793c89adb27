"""A report that misses something, from the request to its end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Clock
from tests.features.request_info.resources import SECTION, body
from tests.golden import Golden
from tests.stories.requested import (
    DAY,
    HOUR,
    LABEL,
    UNFILLED,
    ask,
    items,
    pass_by,
    report,
    request,
    requested,
)
from tests.stories.team import CONFIGURATION, FILE, Team, mine, team

GOLDEN = Golden(Path(__file__).parent / "golden")


@pytest.fixture
async def people(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    async with requested(clock, tmp_path) as people:
        yield people
    assert [entry for entry in logs if entry.get("exc_info")] == []


async def test_a_form_is_mended_step_by_step(people):
    text = body(number="", dates="2021-03-06, 9:00-12:00 PST", repository=" ")
    issue = ask(people, text)
    await people.settle()
    assert issue.label_names == ["impact", LABEL]
    assert request(issue) == GOLDEN / "request-info.md"

    issue.comment("Number of attendees: about 80", by="ada")
    await people.settle()
    assert items(issue)[1] == "- [x] **Number of attendees**"

    issue.edit(body=body(dates="18 March 2021 at 17:00"), by="ada")
    await people.settle()
    assert items(issue) == [
        "- [x] **Repository link**",
        "- [x] **Number of attendees**",
        "- [ ] **Dates and times** the time zone of that time, such as UTC or Europe/London",
    ]
    assert issue.label_names == ["impact", LABEL]

    issue.comment("Oh, that is in CET.", by="ada")
    await people.settle()
    assert mine(issue) == []
    assert issue.label_names == ["impact"]
    assert issue.state == "open"

    issue.edit(body=body(who=""), by="ada")  # is asked once, and no more
    await people.settle()
    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []


async def test_a_whole_form_is_not_asked_for_anything(people):
    issue = ask(people, body())
    insider = people.repo.open_issue("Updates", "", by="minrk")
    people.github.requests.clear()
    await people.settle()
    await people.sweep()
    assert people.writes == []
    assert mine(issue) == mine(insider) == []


async def test_what_it_costs_to_look_at_a_report_and_to_ask(people):
    people.github.requests.clear()
    report(people, "It crashes when I log in.")
    await people.settle()
    looked = [str(one) for one in people.github.requests]
    assert len(looked) <= 4, looked  # two for the configuration, one for the templates

    people.github.requests.clear()
    report(people, "")
    await people.settle()
    assert len(people.writes) == 2


async def test_a_request_that_somebody_deletes_is_not_made_again(people):
    issue = report(people, "")
    await people.settle()
    mine(issue)[0].delete(by="minrk")
    await people.settle()
    await people.sweep()
    assert mine(issue) == []
    issue.comment("It crashes when I log in.", by="ada")
    await people.settle()
    assert issue.label_names == []


async def test_silence_closes_and_the_authors_answer_opens_again(people):
    issue = ask(people, body(who="", number=""))
    await people.settle()
    await pass_by(people, 7 * DAY)
    issue.comment("I am asking my colleague.", by="ada")
    await people.settle()
    await pass_by(people, 14 * DAY - HOUR)
    assert issue.state == "open"

    await pass_by(people, HOUR)
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    assert request(issue) == GOLDEN / "request-info-closed.md"

    issue.comment("Sorry!\n\nWho you are: Ada, of the Society", by="ada")
    await people.settle()
    assert issue.state == "open"
    assert "closed for now" not in request(issue)
    assert items(issue)[0] == "- [x] **Who you are**"

    issue.comment("We expect eighty people", by="ada")
    await people.settle()
    assert mine(issue) == []
    assert issue.label_names == ["impact"]


async def test_an_answer_by_edit_opens_what_silence_closed(people):
    issue = report(people, "")
    await people.settle()
    await pass_by(people, 15 * DAY)
    assert issue.state == "closed"

    issue.edit(body="It crashes when I log in.", by="ada")
    await people.settle()
    assert issue.state == "open"
    assert mine(issue) == []
    assert issue.label_names == []


async def test_what_a_person_closed_stays_closed(people):
    issue = report(people, "")
    await people.settle()
    issue.close(by="minrk")
    await people.settle()
    people.github.clock.advance(DAY)
    issue.comment("It crashes when I log in.", by="ada")
    await people.settle()
    await people.sweep()
    await pass_by(people, 30 * DAY)
    assert issue.state == "closed"
    assert [event.event for event in issue.events if event.via_app] == ["labeled"]


async def test_whoever_takes_the_label_off_has_the_last_word(people):
    issue = report(people, "")
    await people.settle()
    issue.remove_label(LABEL, by="manics")
    await people.settle()
    assert mine(issue) == []
    await people.sweep()
    await pass_by(people, 15 * DAY)
    assert mine(issue) == []
    assert (issue.state, issue.label_names) == ("open", [])


async def test_a_label_put_on_by_hand_waits_for_any_answer(people):
    issue = report(people, "It crashes when I log in.")
    await people.settle()
    people.github.clock.advance(DAY)
    issue.comment("Which version is it?", by="minrk")
    issue.add_label(LABEL, by="minrk")
    await people.settle()
    assert mine(issue) == []

    people.github.clock.advance(DAY)
    issue.comment("+1", by="ada")
    await people.settle()
    assert issue.label_names == [LABEL]
    issue.comment("4.1.5", by="ada")
    await people.settle()
    assert issue.label_names == []

    people.github.clock.advance(DAY)
    issue.add_label(LABEL, by="minrk")
    await people.settle()
    people.github.clock.advance(DAY)
    issue.edit(body="It crashes when I log in. Version 4.1.5.", by="ada")
    await people.settle()
    assert issue.label_names == []


async def test_a_label_put_on_by_hand_and_no_answer(people):
    issue = report(people, "It crashes when I log in.")
    await people.settle()
    issue.add_label(LABEL, by="minrk")
    await people.settle()
    await pass_by(people, 14 * DAY)
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    assert request(issue) == GOLDEN / "request-info-by-hand.md"
    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []

    issue.comment("It is 4.1.5, sorry.", by="ada")
    await people.settle()
    assert issue.state == "open"
    assert mine(issue) == []
    assert issue.label_names == []


async def test_an_unfilled_template_of_the_organisation_is_seen(people):
    """jupyterhub#3034: the file begins with what no body ever holds."""
    issue = report(people, UNFILLED.replace("[ ]", "[x]"))
    filled = report(people, UNFILLED.replace("- OS:", "- OS: Debian 12"))
    await people.settle()
    assert items(issue) == [
        "- [ ] what the template asks for: nothing of it is filled in yet"
    ]
    assert mine(filled) == []


async def test_titles_that_say_nothing(people):
    issue = report(people, "I have made some changes.", title="Update README.md!")
    await people.settle()
    assert items(issue) == ["- [ ] a title that says what this is about"]
    issue.edit(title="Name the port in the guide", by="ada")
    await people.settle()
    assert mine(issue) == []


async def test_old_issues_are_not_asked_for_anything(clock, tmp_path):
    async with team(clock, tmp_path) as people:
        old = report(people, "")
        clock.advance(6 * DAY)
        young = report(people, "")
        clock.advance(2 * DAY)
        await people.settle()
        people.repo.commit(FILE, CONFIGURATION + SECTION)
        await people.sweep()
        assert mine(old) == []
        assert items(young) == ["- [ ] what this is about: there is no description yet"]


async def test_a_support_question_is_left_to_the_forum(people):
    people.repo.commit(
        FILE,
        f"{CONFIGURATION}{SECTION}support:\n  forum: https://discourse.example.org\n"
        "  grace: 1d\n",
    )
    issue = report(people, "")
    issue.add_label("support", by="manics")
    asked = report(people, "")
    await people.settle()
    assert mine(issue) == []
    assert items(asked)
    asked.add_label("support", by="manics")
    await people.settle()
    assert mine(asked) == []
    assert asked.label_names == ["support"]


async def test_a_support_question_of_an_old_file_is_left_alone_too(people):
    people.repo.commit(".github/support.yml", "supportLabel: question\nclose: false\n")
    issue = people.repo.open_issue("Help", "", by="ada", labels=("question",))
    await people.settle()
    await people.sweep()
    assert issue.label_names == ["question"]
    assert not any("request-info" in comment.body for comment in mine(issue))
