"""What owners do to the ground the bot stands on: said once, and then health."""

import pytest

from bot.playground.faults import Fault
from tests.stories.health import assert_healthy, loud
from tests.stories.team import (
    CONFIGURATION,
    FILE,
    agenda,
    ids,
    meetings,
    reactions,
)

pytestmark = pytest.mark.unmeasured


class TestTheRepository:
    async def test_renamed(self, team, issue):
        team.repo.rename("compass", by="minrk")
        await assert_healthy(team, issue)
        assert meetings(team.repo) == [issue]

    @pytest.mark.parametrize(
        "request_", ["GET …/comments", "PATCH *", "POST …/reactions"]
    )
    async def test_renamed_while_the_bot_is_at_it(self, team, issue, logs, request_):
        team.github.faults.add(
            Fault(
                match=request_, callback=lambda _: team.repo.rename("compass", "minrk")
            )
        )
        comment = issue.comment("/agenda Two", by="ada")
        await team.settle()
        await team.wait()
        assert (ids(issue), reactions(comment)) == (["A1", "A2"], ["+1"])
        assert await loud(logs, team) == []
        await assert_healthy(team, issue, 3)

    async def test_archived_and_unarchived(self, team, issue, logs):
        team.repo.archive(by="minrk")
        issue.comment("/agenda Two", by="ada")
        await team.settle()
        (refused,) = await team.bot.todo.failed()
        assert "Unarchive the repository, or take the App off it." in refused.why
        assert await loud(logs, team) == []
        team.repo.archived = False
        await team.sweep()
        assert ids(issue) == ["A1", "A2"]
        await assert_healthy(team, issue, 3)

    async def test_its_issues_are_disabled(self, team, issue, logs):
        team.repo.has_issues = False
        issue.comment("/agenda Two", by="ada")
        await team.settle()
        assert await team.bot.todo.failed() == ()
        assert await loud(logs, team) == []
        team.repo.has_issues = True
        await assert_healthy(team, issue, 3)

    async def test_deleted(self, team, issue, logs):
        issue.comment("/agenda Two", by="ada")
        team.repo.delete(by="minrk")
        await team.settle()
        await team.wait()
        assert await team.bot.todo.failed() == ()
        assert await loud(logs, team) == []


class TestTheInstallation:
    async def test_suspended_and_unsuspended(self, team, issue, logs):
        installation = team.github.installation("jupyterhub")
        issue.comment("/agenda Two", by="ada")
        installation.suspend(by="minrk")
        await team.settle()
        (refused,) = await team.bot.todo.failed()
        assert "Ask an owner of the account to unsuspend the App." in refused.why
        assert await loud(logs, team) == []
        installation.unsuspend(by="minrk")
        await team.settle()
        assert ids(issue) == ["A1", "A2"]
        await assert_healthy(team, issue, 3)

    async def test_a_permission_is_missing_until_it_is_accepted(
        self, team, issue, logs
    ):
        installation = team.github.installation("jupyterhub")
        granted = dict(installation.permissions)
        installation.permissions["issues"] = "read"
        issue.comment("/agenda Two", by="ada")
        await team.settle()
        (refused,) = await team.bot.todo.failed()
        assert "Give the App this permission" in refused.why
        # once more when the token has ended: the next one may do less
        assert await loud(logs, team) == ["permissions_not_granted"]
        installation.accept(granted, by="minrk")
        await team.settle()
        assert ids(issue) == ["A1", "A2"]
        await assert_healthy(team, issue, 3)

    async def test_uninstalled_and_installed_again(self, team, issue, logs):
        issue.comment("/agenda Two", by="ada")
        team.github.installation("jupyterhub").delete(by="minrk")
        await team.settle()
        await team.wait()
        assert await team.bot.todo.failed() == ()
        assert await loud(logs, team) == []
        team.github.world.install(team.repo)
        await team.settle()
        assert ids(issue) == ["A1", "A2"]
        await assert_healthy(team, issue, 3)

    async def test_the_repository_is_taken_from_it(self, team, issue, logs):
        installation = team.github.installation("jupyterhub")
        issue.comment("/agenda Two", by="ada")
        installation.remove(team.repo, by="minrk")
        await team.settle()
        await team.wait()
        assert ids(issue) == ["A1"]
        assert await loud(logs, team) == []
        installation.add(team.repo, by="minrk")
        await team.settle()
        assert ids(issue) == ["A1", "A2"]
        await assert_healthy(team, issue, 3)


class TestTheConfiguration:
    async def test_broken_the_last_good_one_stays_in_force(self, team, issue, logs):
        team.repo.commit(FILE, "meetings: {team: {when: never}}\n", by="minrk")
        comment = issue.comment("/agenda Two", by="ada")
        await team.settle()
        assert (ids(issue), reactions(comment)) == (["A1", "A2"], ["+1"])
        (warning,) = [e for e in logs if e["event"] == "wrong configuration"]
        assert warning["at"] == [f"{FILE}:1"]
        assert await loud(logs, team) == []
        team.repo.commit(FILE, CONFIGURATION, by="minrk")
        await assert_healthy(team, issue, 3)

    @pytest.mark.parametrize(
        "text", [None, "", "meetings: {}\n", "agenda: {most: 3}\n"]
    )
    async def test_deleted_or_without_the_meeting(self, team, issue, logs, text):
        """What is there stays as it is; nothing is answered until it is back."""
        before = agenda(issue)
        team.repo.commit(FILE, text, by="minrk")
        comment = issue.comment("/agenda Two", by="ada")
        await team.settle()
        await team.sweep()
        assert (agenda(issue), reactions(comment)) == (before, [])
        assert await loud(logs, team) == []
        team.repo.commit(FILE, CONFIGURATION, by="minrk")
        await team.settle()
        await assert_healthy(team, issue, 3)

    async def test_the_meeting_moves_away_from_the_day(self, team, issue, logs):
        """The day is skipped: its issue's agenda goes on as it is."""
        team.repo.commit(FILE, CONFIGURATION + "    skip: [2021-03]\n", by="minrk")
        issue.comment("/agenda Two", by="ada")
        await team.settle()
        assert await loud(logs, team) == []
        team.repo.commit(FILE, CONFIGURATION, by="minrk")
        await assert_healthy(team, issue, 3)
