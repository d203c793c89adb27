"""A report that misses something, from the request to its end."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.faults import Fault
from bot.playground.threads import Issue
from tests.features.request_info.resources import FORM, SECTION, body
from tests.golden import Golden
from tests.stories.team import CONFIGURATION, FILE, Team, mine, team

GOLDEN = Golden(Path(__file__).parent / "golden")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LABEL = "needs-more-info"
TEMPLATE = """\
---
name: Bug report
about: Something does not work
title: ''
labels: 'bug'
---

<!-- Thank you for contributing. These HTML comments will not render. -->

### Bug description
<!-- Use this section to clearly and concisely describe the bug. -->

#### Expected behaviour

### Your personal set up

 - OS: <!-- [e.g. ubuntu 20.04, macOS 11.0] -->
 - Version(s): <!-- e.g. jupyterhub --version, python --version --->
- [ ] I have looked at the open issues
"""
UNFILLED = TEMPLATE.split("---\n", 2)[2].strip().replace("\n", "\r\n")


@pytest.fixture
async def people(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    async with team(clock, tmp_path, CONFIGURATION + SECTION) as people:
        people.repo.commit(".github/ISSUE_TEMPLATE/resources.yml", FORM)
        people.github.add_repository("jupyterhub/.github").commit(
            ".github/ISSUE_TEMPLATE/bug_report.md", TEMPLATE
        )
        clock.advance(DAY)
        await people.sweep()
        yield people
    assert [entry for entry in logs if entry.get("exc_info")] == []


def ask(people: Team, text: str, title: str = "Room for a course") -> Issue:
    """Somebody opens an issue in the form of an event."""
    return people.repo.open_issue(title, text, by="ada", labels=("impact",))


def report(people: Team, text: str, title: str = "Crashes", by: str = "ada") -> Issue:
    """Somebody opens an issue."""
    return people.repo.open_issue(title, text, by=by)


def request(issue: Issue) -> str:
    """The one request, without its mark."""
    (comment,) = mine(issue)
    mark, _, text = comment.body.partition("\n")
    assert mark.startswith("<!-- team-compass:request-info")
    return text


def items(issue: Issue) -> list[str]:
    """What the request lists."""
    return [line for line in request(issue).splitlines() if line.startswith("- [")]


async def pass_by(people: Team, length: timedelta) -> None:
    """Time passes, and what was set for a time is done."""
    people.github.clock.advance(length)
    assert people.bot
    await people.bot.run_idle()
    await people.settle()


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


async def test_an_issue_that_was_answered_unheard_is_not_closed(people):
    issue = report(people, "")
    await people.settle()
    await pass_by(people, 13 * DAY)
    issue.comment("It crashes when I log in.", by="ada")
    await people.github.deliver(lose=lambda _: True)
    await pass_by(people, 2 * DAY)
    assert issue.state == "open"
    assert mine(issue) == []


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


async def test_the_sweep_finds_what_nobody_told_of(people):
    def lost(_delivery: object) -> bool:
        return True

    issues = [ask(people, body(who="")), report(people, ""), report(people, UNFILLED)]
    await people.github.deliver(lose=lost)
    await people.sweep()
    assert [len(items(issue)) for issue in issues] == [1, 1, 1]

    issues[0].comment("I am Ada.", by="ada")
    await people.github.deliver(lose=lost)
    people.github.clock.advance(15 * DAY)
    await people.sweep()
    assert mine(issues[0]) == []
    assert issues[1].state == "closed"

    issues[1].comment("It crashes.", by="ada")
    await people.github.deliver(lose=lost)
    people.github.clock.advance(HOUR)
    await people.sweep()
    assert issues[1].state == "open"
    assert mine(issues[1]) == []
    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []


@pytest.mark.parametrize("seed", range(3))
async def test_however_deliveries_come_the_end_is_the_same(people, seed):
    chance = random.Random(seed)

    async def hear() -> None:
        await people.settle(
            duplicate=True, shuffle=chance, lose=lambda _: chance.random() < 0.3
        )

    issue = ask(people, body(who="", number=""))
    await hear()
    issue.comment("Who you are: Ada", by="ada")
    await hear()
    issue.comment("Eighty people", by="ada")
    await hear()
    await people.sweep()
    assert mine(issue) == []
    assert issue.label_names == ["impact"]
    assert [e.event for e in issue.events if e.via_app].count("labeled") <= 1


async def test_the_sweep_sets_the_timer_again(people):
    issue = report(people, "")
    await people.settle()
    await people.stop()
    for file in (people.folder / "data").iterdir():
        file.unlink()
    await people.start()
    await people.sweep()
    await pass_by(people, 14 * DAY)
    assert issue.state == "closed"


async def test_a_long_thread_is_read_to_its_end_before_it_is_judged(people):
    issue = report(people, "")
    await people.settle()
    for number in range(20):
        issue.comment(f"I have that too, {number}", by="grace")
    issue.comment("It crashes when I log in.", by="ada")
    for number in range(31):
        issue.comment(f"So have I, {number}", by="grace")
    await people.github.deliver(lose=lambda _: True)
    people.github.requests.clear()
    await people.sweep()
    assert mine(issue) == []
    assert len(people.writes) == 2


async def test_an_answer_at_the_last_moment_keeps_it_open(people):
    """no-response#116: what is read when the time has come is read once more."""
    issue = report(people, "")
    await people.settle()
    people.github.faults.add(
        Fault(
            match="POST /graphql",
            after_effect=True,
            callback=lambda _: issue.comment("It crashes when I log in.", by="ada"),
        )
    )
    await pass_by(people, 14 * DAY)
    assert issue.state == "open"
    assert [event.event for event in issue.events if event.via_app] == [
        "labeled",
        "unlabeled",
    ]


async def test_a_request_that_goes_while_the_bot_writes_is_not_missed(people):
    issue = ask(people, body(who="", number=""))
    await people.settle()
    people.github.faults.add(
        Fault(match="PATCH *", callback=lambda _: mine(issue)[0].delete(by="minrk"))
    )
    issue.comment("Who you are: Ada", by="ada")
    await people.wait()
    assert mine(issue) == []
    assert people.bot
    assert not await people.bot.todo.failed()


async def test_an_answer_of_github_that_is_lost_makes_no_second_request(people):
    issue = report(people, "")
    await people.github.deliver()
    people.github.faults.add(
        Fault(match="POST */comments", status=502, after_effect=True)
    )
    await people.wait()
    assert len(mine(issue)) == 1
    assert issue.label_names == [LABEL]
