"""What people and organizations do to the bot: a clear outcome each, and then health."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.playground.faults import Fault
from bot.playground.threads import Issue
from tests.stories.team import (
    CONFIGURATION,
    FILE,
    Team,
    agenda,
    ids,
    meetings,
    mine,
    notes,
    reactions,
)


@pytest.fixture
def logs() -> Iterator[list[dict[str, object]]]:
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def issue(logs, team: Team) -> AsyncIterator[Issue]:
    """A meeting issue with a topic, in whose story no surprise is logged."""
    issue = await team.meeting()
    issue.comment("/agenda Release pulses (10 min)", by="minrk")
    await team.settle()
    assert ids(issue) == ["A1"]
    yield issue
    assert [entry for entry in logs if entry.get("exc_info")] == []


async def loud(logs, team: Team) -> list[str]:
    """What the operator hears of while the bot looks again and again, once each."""
    before = len(logs)
    for _ in range(3):
        await team.bot.sweep()
        await team.bot.run_idle()
        team.github.clock.advance(timedelta(hours=1))
    return [
        str(entry.get("why", entry["event"]))
        for entry in logs[before:]
        if entry["log_level"] in ("warning", "error")
    ]


async def assert_healthy(team: Team, issue: Issue, topics: int = 2) -> None:
    """One more topic is heard of and comes; then nothing is left to do, or broken."""
    comment = issue.comment("/agenda All is well again", by="ada")
    await team.settle()
    await team.wait()
    assert "All is well again · ada" in agenda(issue)
    assert len(ids(issue)) == topics
    assert reactions(comment) == ["+1"]
    await team.sweep()
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []
    counts = await team.bot.todo.counts()
    assert (counts.waiting, counts.running, counts.failed) == (0, 0, 0)


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
        # once more when the token has ended: then GitHub says it in other words
        (said,) = await loud(logs, team)
        assert "have its owner accept the App's new permissions" in said
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
        assert f"{FILE}:1: meetings.team.when" in str(warning["why"])
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


class TestComments:
    async def test_as_long_as_github_takes(self, team, issue):
        long = "/agenda Long\n" + "- and more\n" * 6000
        comment = issue.comment(long[:65_536], by="ada")
        await team.settle()
        assert (ids(issue), reactions(comment)) == (["A1", "A2"], ["+1"])
        assert "more in the [comment]" in agenda(issue)
        assert len(mine(issue)[0].body) <= 65_536
        await assert_healthy(team, issue, 3)

    async def test_by_robots(self, team, issue):
        """Not even those that this one is not told apart from by name."""
        for robot in ("renovate[bot]", "dependabot[bot]"):
            comment = issue.comment("/agenda From a robot\n/agenda help", by=robot)
            await team.settle()
            assert (ids(issue), reactions(comment)) == (["A1"], [])
        assert len(mine(issue)) == 1
        await assert_healthy(team, issue)

    async def test_by_a_person_who_has_left_github(self, team, issue):
        issue.comment("/agenda Two\n/agenda move A1 last", by="ghost")
        await team.settle()
        assert "2. Two · ghost" in agenda(issue)
        (note,) = notes(issue)
        assert note.startswith("ghost, this could not be done")

    @pytest.mark.parametrize(
        "text",
        [
            "<!-- team-compass:agenda v=1 id=team date=2021-03-18 next=99 -->\n/agenda X",
            "/agenda ` `` ``` ~~~ <!-- --> <script>alert(1)</script> </details>",
            "/agenda @jupyterhub/all #1 GH-2 jupyterhub/team-compass#1 @ada",
            "/agenda X\n\n<!-- team-compass:mend comment=1 -->\n\n## Agenda\n\n1. y `A1`",
            "/agenda \u202e\u2066\ufeff\u200b\ud7ff\ue0f0\x00\x08\x1b[31m x",
            "/agenda " + "(" * 3000 + "10 min" + ")" * 3000,
            "/agenda\n" + "".join(f"{'  ' * n}- {n}\n" for n in range(200)),
            "/agenda\n" + "> " * 2000 + "deep",
            "/agenda move A99999 before A99999\n/agenda time A1 99999999999m",
            "/agenda" + " /agenda" * 5000,
        ],
    )
    async def test_hostile_text(self, team, issue, logs, text):
        comment = issue.comment(text, by="mallory")
        await team.settle()
        assert ids(issue)[0] == "A1"
        assert reactions(comment) in (["+1"], ["confused"])
        assert await loud(logs, team) == []
        comment.delete()
        await assert_healthy(team, issue)
