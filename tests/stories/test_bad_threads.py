"""What people do to the meeting issue and the agenda comment: it is mended, or let be."""

import pytest

from bot.playground.faults import Fault
from tests.stories.health import assert_healthy, loud
from tests.stories.team import (
    ids,
    meetings,
    mine,
    notes,
    reactions,
)

pytestmark = pytest.mark.unmeasured


class TestTheAgendaComment:
    async def test_deleted(self, team, issue):
        mine(issue)[0].delete(by="minrk")
        await team.settle()
        assert ids(issue) == ["A1"]
        await assert_healthy(team, issue)

    async def test_deleted_between_reading_and_writing(self, team, issue):
        team.github.faults.add(
            Fault(match="PATCH *", callback=lambda _: mine(issue)[0].delete(by="minrk"))
        )
        issue.comment("/agenda Two", by="ada")
        await team.settle()
        assert ids(issue) == ["A1", "A2"]
        await assert_healthy(team, issue, 3)

    async def test_edited_by_hand(self, team, issue):
        text = mine(issue)[0].body
        mine(issue)[0].edit(text.replace("Release pulses", "Nothing"), by="minrk")
        await team.settle()
        assert mine(issue)[0].body.partition("\n")[2] == text.partition("\n")[2]
        await assert_healthy(team, issue)

    @pytest.mark.parametrize(
        "broken",
        [
            "",
            "hello",
            "<!-- team-compass:agenda",
            "<!-- team-compass:agenda v=9 id= date=never next=x t=1.2 k=- r=.+ -->\n",
        ],
    )
    async def test_with_a_broken_mark(self, team, issue, broken):
        _, _, rest = mine(issue)[0].body.partition("\n")
        mine(issue)[0].edit(broken + rest, by="minrk")
        await team.settle()
        assert ids(issue) == ["A1"]
        assert len(mine(issue)) == 1
        await assert_healthy(team, issue)

    async def test_unpinned_by_a_person(self, team, issue):
        """They do not want it there."""
        mine(issue)[0].unpin(by="minrk")
        await assert_healthy(team, issue)
        assert issue.pinned_comment is None


class TestTheMeetingIssue:
    @pytest.mark.parametrize(
        "body",
        [
            "",
            "All mine now",
            "<!-- team-compass:meeting id=team -->",
            "<!-- team-compass:meeting id=team date=2021-13-77 -->",
        ],
    )
    async def test_its_mark_is_broken(self, team, issue, body):
        issue.edit(body=body, by="minrk")
        await team.settle()
        await team.sweep()
        assert meetings(team.repo) == [issue]
        await assert_healthy(team, issue)

    async def test_locked_and_unlocked(self, team, issue, logs):
        """The agenda goes on; nobody is thanked or told off where it is quiet."""
        issue.lock(by="minrk")
        comment = issue.comment("/agenda Two", by="minrk")
        issue.comment("/agenda move A9 first", by="minrk")
        await team.settle()
        assert ids(issue) == ["A1", "A2"]
        assert (reactions(comment), notes(issue)) == ([], [])
        assert await loud(logs, team) == []
        issue.unlock(by="minrk")
        await team.settle()
        await team.sweep()
        assert reactions(comment) == ["+1"]
        assert len(notes(issue)) == 1
        await assert_healthy(team, issue, 3)

    async def test_locked_between_reading_and_writing(self, team, issue, logs):
        team.github.faults.add(
            Fault(
                match="POST …/issues/1/comments",
                callback=lambda _: issue.lock(by="minrk"),
            )
        )
        issue.comment("/agenda move A9 first", by="ada")
        await team.settle()
        (refused,) = [e for e in logs if e["log_level"] == "error"]
        assert "Unlock the conversation, or let it rest." in str(refused["why"])
        assert await loud(logs, team) == []
        issue.unlock(by="minrk")
        await team.sweep()
        assert len(notes(issue)) == 1
        await assert_healthy(team, issue)

    async def test_deleted(self, team, issue, logs):
        issue.comment("/agenda Too late", by="ada")
        issue.delete(by="minrk")
        await team.settle()
        assert await team.bot.todo.failed() == ()
        await team.sweep()
        (again,) = meetings(team.repo)
        assert await loud(logs, team) == []
        await assert_healthy(team, again, 1)

    @pytest.mark.parametrize("write", ["PATCH *", "POST …/reactions"])
    async def test_deleted_between_reading_and_writing(self, team, issue, logs, write):
        team.github.faults.add(
            Fault(match=write, callback=lambda _: issue.delete(by="minrk"))
        )
        issue.comment("/agenda Too late", by="ada")
        await team.settle()
        await team.sweep()
        (again,) = meetings(team.repo)
        assert await loud(logs, team) == []
        await assert_healthy(team, again, 1)

    async def test_transferred(self, team, issue, logs):
        """Its comments went along; here the meeting gets a new issue."""
        other = team.github.add_repository("jupyterhub/elsewhere")
        issue.comment("/agenda On the move", by="ada")
        moved = issue.transfer(other, by="minrk")
        await team.settle()
        await team.sweep()
        (again,) = meetings(team.repo)
        assert ids(again) == []
        assert len(mine(moved)) == 1
        assert await loud(logs, team) == []
        await assert_healthy(team, again, 1)

    async def test_transferred_between_reading_and_writing(self, team, issue, logs):
        other = team.github.add_repository("jupyterhub/elsewhere")
        team.github.faults.add(
            Fault(match="PATCH *", callback=lambda _: issue.transfer(other, by="minrk"))
        )
        issue.comment("/agenda On the move", by="ada")
        await team.settle()
        await team.sweep()
        (again,) = meetings(team.repo)
        assert await loud(logs, team) == []
        await assert_healthy(team, again, 1)
