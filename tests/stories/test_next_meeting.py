"""What one meeting leaves to the next: topics, late ones too, and open actions."""

from datetime import timedelta

import pytest

from bot.playground.threads import Issue
from tests.stories.team import (
    BOT,
    CONFIGURATION,
    FILE,
    Team,
    agenda,
    entries,
    ids,
    meetings,
    mine,
    reactions,
)

pytestmark = pytest.mark.unmeasured

DAY = timedelta(days=1)
WEEKLY = CONFIGURATION.replace("third thursday", "every thursday")


async def until(team: Team, count: int) -> list[Issue]:
    """Days pass until there are so many meeting issues."""
    while len(meetings(team.repo)) < count:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    return meetings(team.repo)


async def test_undone_it_comes_again_counted(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()
    for _ in range(40):  # days: until the next meeting's issue is open
        team.github.clock.advance(DAY)
        await team.sweep()
        if len(meetings(team.repo)) == 2:
            break
    first, second = meetings(team.repo)

    assert "Builds hang · ada" in agenda(first)
    (entry,) = entries(second)
    assert "2nd time · `A1`" in entry
    second.comment("/agenda done A1", by="minrk")
    await team.settle()
    assert thread.label_names == []
    assert "## Done" not in agenda(first)  # what it showed is what was talked about


async def test_what_comes_too_late_is_proposed_for_the_next_meeting(team, meeting):
    team.github.clock.advance(16 * DAY)
    await team.sweep()
    assert meeting.state == "closed"
    command = meeting.comment("/agenda Release pulses (10 min)", by="ada")
    await team.settle()

    assert ids(meeting) == []
    assert reactions(command) == ["+1"]
    pointer = mine(meeting)[-1]
    assert (
        "proposed for the next one, Thursday 15 April 2021, 17:00 UTC" in pointer.body
    )
    while len(meetings(team.repo)) == 1:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    _, second = meetings(team.repo)
    assert "1. Release pulses · ada · 10 min" in agenda(second)
    assert f"#{second.number}" in pointer.body
    command.edit("never mind", by="ada")
    await team.settle()
    assert pointer not in meeting.comments
    assert reactions(command) == []
    assert ids(second) == []


async def test_also_where_the_meeting_is_long_over_and_nobody_told(team, meeting):
    while len(meetings(team.repo)) < 3:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    _, second, third = meetings(team.repo)
    command = meeting.comment("/agenda Release pulses (10 min)", by="ada")
    await team.settle(lose=lambda _delivery: True)
    await team.sweep()

    assert ids(meeting) == ids(second) == []
    assert "1. Release pulses · ada · 10 min" in agenda(third)
    assert f"#{third.number}" in mine(meeting)[-1].body
    assert reactions(command) == ["+1"]


async def test_people_are_asked_once_about_what_is_carried_three_times(team, meeting):
    meeting.comment("/agenda Code of Conduct", by="ada")
    await team.settle()
    while len(meetings(team.repo)) < 5:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    *_, fourth, fifth = meetings(team.repo)

    assert "4th time" in agenda(fourth)
    asked = [c for c in mine(fourth) if "team-compass:carried" in c.body]
    assert len(asked) == 1
    assert "- `A1` Code of Conduct · ada" in asked[0].body
    assert not any("team-compass:carried" in c.body for c in mine(fifth))
    assert "5th time" in agenda(fifth)


async def test_open_actions_are_shown_until_somebody_ticks_them(team, meeting):
    meeting.comment("/agenda Docs", by="ada")
    minutes = meeting.comment(
        "<!-- team-compass:minutes v=1 id=team date=2021-03-18 -->\n## Minutes\n\n"
        "### Open actions\n\n- [ ] **Chris:** ask @minrk about `x`\n- [ ] tidy up\n",
        by=BOT,
    )
    while len(meetings(team.repo)) == 1:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    _, second = meetings(team.repo)
    shown = mine(second)[0]
    assert "## Open actions" in shown.body
    assert "@minrk" not in shown.body
    assert "- [ ] tidy up" in shown.body

    shown.edit(shown.body.replace("- [ ] tidy", "- [x] tidy"), by="minrk")
    await team.settle()
    assert "- [x] tidy up" in minutes.body
    assert "tidy" not in shown.body

    minutes.edit(minutes.body.replace("- [ ]", "- [x]"), by="minrk")
    await team.settle()
    assert "## Open actions" not in shown.body


async def test_a_meeting_that_is_cancelled_leaves_it_to_the_next_one(
    team, meeting, hub
):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    own = meeting.comment("/agenda Costs", by="minrk")
    await team.settle()
    assert len(ids(meeting)) == 2
    meeting.comment("/meeting cancel Holidays", by="minrk")
    await team.settle()
    while len(meetings(team.repo)) == 1:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    _, second = meetings(team.repo)

    assert "Builds hang · ada" in agenda(second)
    assert "Costs · minrk · 5 min" in agenda(second)
    assert reactions(own) == ["+1"]


async def test_what_was_cancelled_is_counted_as_no_time(team, meeting):
    meeting.comment("/agenda Costs", by="minrk")
    await team.settle()
    meeting.comment("/meeting cancel", by="minrk")
    await team.settle()
    _, second = await until(team, 2)
    assert "Costs · minrk" in agenda(second)
    assert "2nd time" not in agenda(second)


async def test_commands_on_a_thread_s_topic_go_with_it(team, meeting, hub):
    hub.open_issue("Builds hang", by="ada").comment("/agenda", by="ada")
    hub.open_issue("Renamed later", by="ada").comment("/agenda", by="ada")
    await team.settle()
    number = next(e for e in entries(meeting) if "Builds" in e).rsplit("`", 2)[1]
    meeting.comment(
        f"/agenda edit {number} Builds are slow\n/agenda time {number} 20m", by="minrk"
    )
    await team.settle()
    _, second = await until(team, 2)
    hub.issues[1].edit(title="Renamed now", by="ada")
    await team.sweep()

    assert "Builds are slow · ada · 20 min" in agenda(second)
    assert "Renamed now · ada · 5 min" in agenda(second)
    assert agenda(second).count("2nd time") == 2


async def test_an_issue_closed_before_its_meeting_leaves_all_to_the_next(
    team, meeting, hub
):
    before = hub.open_issue("Before", by="ada")
    before.comment("/agenda", by="ada")
    meeting.comment("/agenda Costs", by="minrk")
    await team.settle()
    team.github.clock.advance(DAY)
    meeting.close(by="minrk")
    team.github.clock.advance(DAY)
    hub.open_issue("After", by="ada").comment("/agenda", by="ada")
    await team.settle()
    _, second = await until(team, 2)

    assert "After" not in agenda(meeting)
    titles = sorted(e.partition(". ")[2].partition(" ·")[0] for e in entries(second))
    assert titles == ["After", "Before", "Costs"]
    assert "2nd time" not in agenda(second)


async def test_a_meeting_moved_past_the_next_one_comes_after_it(team, logs):
    team.repo.commit(FILE, WEEKLY)
    await team.sweep()
    first, second, *_ = meetings(team.repo)  # 4 and 11 March
    first.comment("/agenda Costs", by="minrk")
    await team.settle()
    first.comment("/meeting move 2021-03-13 17:00", by="minrk")
    await team.settle()
    while team.github.clock.now().day < 12:
        team.github.clock.advance(DAY)
        await team.sweep()

    shown = agenda(second)  # of 11 March, which is over
    while team.github.clock.now().day < 16:
        team.github.clock.advance(DAY)
        await team.sweep()
    assert agenda(second).replace(
        f"\nNext meeting: #{first.number}\n", ""
    ) == shown.replace(f"\nNext meeting: #{first.number}\n", "")
    assert "Costs" not in agenda(second)
    third = meetings(team.repo)[2]
    assert "Costs · minrk · 5 min" in agenda(third)
    assert "2nd time" in agenda(third)


async def test_a_meeting_that_is_skipped_when_its_issue_is_open_is_cancelled(
    team, meeting
):
    meeting.comment("/agenda Costs", by="minrk")
    await team.settle()
    team.repo.commit(FILE, CONFIGURATION + "    skip: [2021-03]\n")
    await team.settle()

    assert (meeting.state, meeting.state_reason) == ("closed", "not_planned")
    assert "**Cancelled:** the configuration leaves it out." in (meeting.body or "")
    assert "cancelled" in agenda(meeting)
    late = meeting.comment("/agenda More", by="ada")
    await team.settle()
    assert reactions(late) == ["+1"]
    assert "15 April 2021" in mine(meeting)[-1].body

    team.repo.commit(FILE, CONFIGURATION)
    await team.settle()
    await team.sweep()
    assert meeting.state == "open"
    assert "Cancelled" not in (meeting.body or "")
    assert ids(meeting) == ["A1", "A2"]


async def test_who_moves_a_meeting_that_was_skipped_has_it_take_place(team, meeting):
    team.repo.commit(FILE, CONFIGURATION + "    skip: [2021-03]\n")
    await team.settle()
    move = meeting.comment("/meeting move 2021-03-25", by="minrk")
    await team.settle()

    assert reactions(move) == ["+1"]
    assert meeting.state == "open"
    assert "**Thursday 25 March 2021, 17:00 UTC**" in (meeting.body or "")


async def test_skipping_a_meeting_that_was_held_changes_nothing(team, meeting):
    team.github.clock.advance(15 * DAY)
    await team.sweep()
    body = meeting.body
    team.repo.commit(FILE, CONFIGURATION + "    skip: [2021-03]\n")
    await team.settle()
    await team.sweep()
    assert meeting.body == body
    assert "cancelled" not in agenda(meeting)


async def test_what_people_wrote_into_a_closed_agenda_is_quoted_on_the_next(
    team, meeting
):
    meeting.comment("/agenda Costs", by="minrk")
    await team.settle()
    team.github.clock.advance(17 * DAY)
    await team.sweep()
    shown = mine(meeting)[0]
    shown.edit(
        shown.body.replace("Costs ·", "@minrk <b>Costs</b> <!-- x --> ·"), by="manics"
    )
    await team.settle(lose=lambda _delivery: True)
    _, second = await until(team, 2)

    (entry,) = entries(second)
    assert "@minrk" not in entry
    assert "<b>" not in entry
    assert "<!--" not in entry


async def test_the_owner_of_a_topic_may_change_it_on_the_next_agenda_too(team, meeting):
    meeting.comment("/agenda Costs @zoe", by="minrk")
    await team.settle()
    _, second = await until(team, 2)
    mine_now = second.comment("/agenda time A1 20m", by="zoe")
    others = second.comment("/agenda time A1 30m", by="ada")
    await team.settle()

    assert (reactions(mine_now), reactions(others)) == (["+1"], ["confused"])
    assert "Costs · zoe · 20 min" in agenda(second)
