"""Minutes, from the start of a meeting until they are kept; as people see them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.settings import load_settings
from bot.tick import plan
from tests.golden import Golden
from tests.stories.minuted import (
    BRANCH,
    DAY,
    ENDS,
    HOUR,
    PATH,
    STARTS,
    Meeting,
    meeting,
    minutes_of,
)
from tests.stories.team import CONFIGURATION, FILE, Team, mine

GOLDEN = Golden(Path(__file__).parent / "golden")


@pytest.fixture
async def met(team: Team) -> Meeting:
    return await meeting(team)


async def test_the_whole_life(met: Meeting):
    await met.at(STARTS - timedelta(minutes=1))
    assert minutes_of(met.issue) == []
    await met.at(STARTS)
    assert met.text == GOLDEN / "minutes-during.md"
    assert await met.sweep() == []
    await met.say("/here Sarah Gibson / The Alan Turing Institute")
    await met.at(ENDS)
    assert met.text == GOLDEN / "minutes-afterwards.md"
    assert met.file == GOLDEN / "minutes-file.md"
    assert met.pull.issue.title == (
        "Minutes: JupyterHub and BinderHub Team Meeting - March 2021"
    )
    assert met.pull.base_branch == "main"
    assert await met.sweep() == []
    await met.say("/update Helm 3 everywhere", by="minrk")
    await met.at(ENDS + HOUR)
    assert "- **minrk:** Helm 3 everywhere\n" in met.file
    assert await met.sweep() == []
    met.pull.merge(by="minrk")
    await met.team.settle()
    assert (
        f"Kept in [{PATH}](https://github.test/jupyterhub/team-compass/blob/main/{PATH}),"
        " with [#2](https://github.test/jupyterhub/team-compass/pull/2)." in met.text
    )
    await met.say("/update Too late", by="minrk")
    await met.at(ENDS + DAY)
    met.team.github.requests.clear()
    await met.at(ENDS + 2 * DAY)
    assert await met.sweep() == []
    assert "Too late" not in str(met.team.repo.commits())
    assert len(met.team.repo.pulls) == 1


async def test_a_sweep_finds_what_no_timer_told_of(met: Meeting):
    await met.team.stop()
    met.team.github.clock.set(ENDS + 3 * HOUR)
    await met.team.start()
    assert len(await met.sweep()) > 3
    assert "[#2]" in met.text
    assert await met.sweep() == []


async def test_after_forty_days_they_stay_as_they_are(met: Meeting):
    await met.at(ENDS)
    met.team.github.clock.set(ENDS + 40 * DAY)
    await met.say("/update Much later", by="minrk")
    assert not any("2147" not in w and "contents" in w for w in await met.sweep())
    assert "Much later" not in met.file


async def test_a_cancelled_meeting_has_none(met: Meeting):
    await met.say("/meeting cancel")
    await met.at(STARTS)
    await met.at(ENDS)
    await met.team.sweep()
    assert minutes_of(met.issue) == []
    assert met.team.repo.pulls == []


async def test_a_meeting_that_moved_has_them_at_its_new_time(met: Meeting):
    await met.say("/meeting move 2021-03-25 19:00")
    await met.at(ENDS)
    await met.team.sweep()
    assert minutes_of(met.issue) == []
    await met.at(STARTS + 7 * DAY + 2 * HOUR)
    assert "- **Date:** Thursday 25 March 2021, 19:00 UTC" in met.text
    await met.at(ENDS + 7 * DAY + 2 * HOUR)
    assert (met.pull.head_branch, PATH in met.pull.head.files) == (BRANCH, True)


async def test_an_issue_that_people_closed_before_has_none(met: Meeting):
    met.issue.close(by="minrk")
    await met.at(ENDS)
    await met.team.sweep()
    assert minutes_of(met.issue) == []


async def test_without_a_path_the_file_is_offered_as_text(team: Team):
    met = await meeting(team, keys="")
    await met.at(ENDS)
    assert "<summary>The minutes as a file</summary>" in met.text
    assert "- [ ] **tim:** open a pull request — *Code of Conduct*" in met.text
    assert team.repo.pulls == []
    assert await met.sweep() == []


async def test_nothing_is_proposed_where_nothing_was_noted(team: Team):
    met = await meeting(team, topic="")
    await met.at(ENDS)
    assert f"There is no {PATH} until something is noted." in met.text
    assert team.repo.pulls == []
    await met.say("/here Sarah Gibson")
    await met.at(ENDS + HOUR)
    assert "- Sarah Gibson / [sgibson91]" in met.file


async def test_what_is_said_when_it_is_over_is_in_the_minutes_at_once(met: Meeting):
    await met.at(ENDS)
    await met.say("/update Helm 3 everywhere", by="minrk")
    assert "- **minrk:** Helm 3 everywhere" in met.file


class TestWhatPeopleDo:
    async def test_a_file_that_they_change_is_never_written_over(self, met: Meeting):
        await met.at(ENDS)
        met.write("What was really said.\n")
        await met.say("/update Helm 3 everywhere", by="minrk")
        await met.at(ENDS + HOUR)
        assert met.file == "What was really said.\n"
        assert f"People have changed {PATH} in [#2]" in met.text
        assert await met.sweep() == []
        met.pull.merge(by="minrk")
        await met.team.settle()
        assert "Kept in" in met.text

    async def test_not_even_in_the_moment_before_it_is_written(self, met: Meeting):
        await met.at(ENDS)
        met.team.github.faults.add(
            Fault(match="PUT …", callback=lambda _: met.write("Theirs.\n"))
        )
        await met.say("/update Helm 3 everywhere", by="minrk")
        await met.team.wait()
        assert met.file == "Theirs.\n"
        assert f"People have changed {PATH} in [#2]" in met.text

    async def test_their_other_commits_there_stop_nothing(self, met: Meeting):
        await met.at(ENDS)
        world, branches = met.team.github.world, met.team.repo.branches
        branches.commit(
            {"docs/index.md": b"- 2021-03\n"},
            message="List it",
            by=world.account("minrk"),
            branch=BRANCH,
        )
        await met.say("/update Helm 3 everywhere", by="minrk")
        await met.at(ENDS + HOUR)
        assert "Helm 3 everywhere" in met.file
        tip = branches.tip(BRANCH)
        assert tip
        assert tip.files["docs/index.md"] == b"- 2021-03\n"

    async def test_a_file_that_they_take_off_the_branch_stays_away(self, met: Meeting):
        await met.at(ENDS)
        met.team.repo.branches.commit(
            {PATH: None},
            message="No",
            by=met.team.github.world.account("minrk"),
            branch=BRANCH,
        )
        await met.at(ENDS + HOUR)
        assert PATH not in met.pull.head.files
        assert "People have changed" in met.text

    async def test_a_pull_request_that_they_close_stays_closed(self, met: Meeting):
        await met.at(ENDS)
        met.pull.close(by="minrk")
        await met.team.settle()
        assert f"was closed, so {PATH} is not made" in met.text
        await met.say("/update Helm 3 everywhere", by="minrk")
        await met.at(ENDS + HOUR)
        assert "Helm 3 everywhere" not in met.file
        assert await met.sweep() == []
        met.pull.reopen(by="minrk")
        await met.team.settle()
        assert "Helm 3 everywhere" in met.file
        assert "[#2](https://github.test/jupyterhub/team-compass/pull/2) brings in" in (
            met.text
        )

    async def test_a_branch_that_they_delete_is_not_made_again(self, met: Meeting):
        await met.at(ENDS)
        met.team.repo.branches.delete(BRANCH, by="minrk")
        await met.team.settle()
        await met.at(ENDS + HOUR)
        await met.team.sweep()
        assert met.team.repo.branches.tip(BRANCH) is None
        assert len(met.team.repo.pulls) == 1

    async def test_words_about_the_file_that_they_change_stay(self, met: Meeting):
        await met.at(ENDS)
        met.pull.issue.edit(body=f"{met.pull.issue.body}\n\nSee #1.", by="minrk")
        await met.say("/here", by="minrk")
        await met.at(ENDS + HOUR)
        assert "minrk" in met.file
        assert str(met.pull.issue.body).endswith("See #1.")

    async def test_words_that_nobody_changed_follow_the_file(self, met: Meeting):
        await met.at(ENDS)
        await met.say("/here", by="minrk")
        await met.at(ENDS + HOUR)
        assert "1 person · 1 topic · 1 decision · 1 action" in str(met.pull.issue.body)

    async def test_a_file_that_they_made_by_hand_needs_no_other(self, met: Meeting):
        met.team.repo.commit(PATH, "By hand.\n", by="minrk")
        await met.at(ENDS)
        assert "is there already and stays as it is." in met.text
        assert met.team.repo.pulls == []
        assert met.team.repo.branches.tip(BRANCH) is None

    async def test_where_they_keep_a_folder_there_can_be_no_file(self, met: Meeting):
        met.team.repo.commit(f"{PATH}/index.md", "A folder.\n", by="minrk")
        await met.at(ENDS)
        assert f"There can be no {PATH}: it is a folder, allowed is a file." in met.text
        assert "<summary>The minutes as a file</summary>" in met.text
        assert met.team.repo.pulls == []
        assert await met.sweep() == []

    async def test_ticks_and_lines_of_theirs_stay(self, met: Meeting):
        await met.at(ENDS)
        text = met.comment.body
        line = "- [ ] **tim:** open a pull request"
        assert line in text
        mended = text.replace(line, f"{line.replace('[ ]', '[x]')}\r\n- Ada: ask @tim")
        met.comment.edit(mended.replace("\n", "\r\n"), by="minrk")
        await met.team.settle()
        await met.say("/update Helm 3 everywhere", by="minrk")
        await met.at(ENDS + HOUR)
        listed = met.text.partition("### Open actions\n\n")[2]
        assert listed == (
            "- [x] **tim:** open a pull request\n- [ ] Ada: ask @\u200btim\n"
        )

    async def test_a_comment_that_they_broke_is_mended(self, met: Meeting):
        await met.at(ENDS)
        text = met.text
        met.comment.edit("## Minutes\n\nBroken.\n", by="minrk")
        await met.team.settle()
        await met.team.sweep()
        assert met.text == text
        assert len(mine(met.issue)) == 2
        assert len(met.team.repo.pulls) == 1


class TestInTrouble:
    async def test_a_branch_that_goes_while_it_is_written_to_is_gone(
        self, met: Meeting, logs: list[dict[str, object]]
    ):
        await met.at(ENDS)

        def delete(_request: object) -> None:
            met.team.repo.branches.delete(BRANCH, by="minrk")

        met.team.github.faults.add(Fault(match="PUT …", callback=delete))
        await met.say("/update Helm 3 everywhere", by="minrk")
        await met.team.wait()
        assert f"was closed, so {PATH} is not made" in met.text
        assert met.team.repo.branches.tip(BRANCH) is None
        assert [entry for entry in logs if entry["log_level"] == "error"] == []

    async def test_a_series_that_is_no_longer_configured_is_left_alone(
        self, met: Meeting
    ):
        await met.at(STARTS)
        text = met.comment.body
        met.team.repo.commit(
            FILE, "meetings: {hub: {when: every monday, time: '9:00'}}\n"
        )
        await met.team.settle()
        await met.at(ENDS)
        await met.team.sweep()
        assert met.comment.body == text
        assert met.team.repo.pulls == []

    async def test_a_pull_request_of_another_bot_leads_nowhere(self, met: Meeting):
        world, repo = met.team.github.world, met.team.repo
        issue = repo.open_issue("Question", "Not a meeting.", by="ada")
        await met.at(STARTS)
        other = repo.branches.commit(
            {"a.md": b"A\n"},
            message="A",
            by=world.account("renovate[bot]"),
            branch="renovate",
        )
        assert other
        mark = f"<!-- team-compass:minutes-file issue={issue.number} -->\n"
        pull = repo.open_pull("A", mark, by="renovate[bot]", head="renovate")
        await met.team.settle()
        met.team.github.requests.clear()
        pull.close(by="ada")
        await met.team.settle()
        assert met.team.writes == []

    async def test_without_the_right_to_write_the_text_is_offered(
        self, met: Meeting, logs: list[dict[str, object]]
    ):
        denied = met.team.github.faults.add(
            Fault(
                match="POST …/git/refs",
                status=403,
                body={"message": "Resource not accessible by integration"},
                times=None,
            )
        )
        await met.at(ENDS)
        assert f"GitHub does not let this bot bring in {PATH}: its text is below." in (
            met.text
        )
        assert "<summary>The minutes as a file</summary>" in met.text
        for _ in range(23):
            met.team.github.clock.advance(HOUR)
            assert await met.sweep() == []
        errors = [entry for entry in logs if entry["log_level"] == "error"]
        assert len(errors) == 1
        assert "have the owner accept it" in str(errors[0])
        met.team.github.faults.remove(denied)
        met.team.github.clock.advance(HOUR)
        await met.team.sweep()
        assert "[#2](https://github.test/jupyterhub/team-compass/pull/2) brings in" in (
            met.text
        )
        assert "<details>" not in met.text

    @pytest.mark.parametrize(
        ("status", "message"),
        [
            (403, "Resource not accessible by integration"),
            (409, "Repository rule violations found\n\nSecret detected in content"),
            (
                409,
                "Could not create file: Changes must be made through a pull request.",
            ),
            (422, "path contains a malformed path component"),
        ],
    )
    async def test_a_branch_that_cannot_be_written_to_is_told_of(
        self, met: Meeting, status: int, message: str
    ):
        refused = "PUT /repos/jupyterhub/team-compass/contents"
        denied = met.team.github.faults.add(
            Fault(match="PUT …", status=status, body={"message": message}, times=None)
        )
        await met.at(ENDS)
        assert (
            f"GitHub does not let this bot bring in {PATH}, for which there is the branch"
            f" `{BRANCH}`: its text is below." in met.text
        )
        for _ in range(3):
            met.team.github.clock.advance(HOUR)
            assert await met.sweep() == []
        met.team.github.requests.clear()
        await met.say("/update Helm 3 everywhere", by="minrk")
        assert any(write.startswith(refused) for write in met.team.writes)
        assert await met.sweep() == []
        met.team.github.clock.advance(DAY)
        assert any(write.startswith(refused) for write in await met.sweep())
        assert await met.sweep() == []
        other = "    minutes: docs/{date}.md\n"
        met.team.repo.commit(FILE, CONFIGURATION + other, by="minrk")
        met.team.github.faults.remove(denied)
        await met.team.settle()
        assert "docs/2021-03-18.md" in met.pull.head.files
        assert "[#2]" in met.text

    async def test_a_branch_that_a_stale_read_lacks_is_not_made_twice(
        self, met: Meeting
    ):
        missing = {"status": 404, "body": {"message": "Not Found"}}
        met.team.github.faults.add(Fault(match="POST …/pulls", status=502))
        met.team.github.faults.add(
            Fault(match=f"GET …/git/ref/heads/{BRANCH}", skip=1, **missing)
        )
        await met.at(ENDS)
        await met.team.wait()
        assert len(met.team.repo.pulls) == 1
        assert "[#2]" in met.text

    async def test_a_locked_issue_gets_no_comment(self, met: Meeting):
        met.issue.lock(by="minrk")
        await met.at(STARTS)
        await met.at(ENDS)
        await met.team.sweep()
        assert minutes_of(met.issue) == []
        assert met.team.repo.pulls == []


async def test_a_repository_that_is_private_keeps_them_to_itself(team: Team):
    team.repo.private = True
    met = await meeting(team)
    await met.at(ENDS)
    assert met.pull.repository is team.repo


async def test_a_dry_run_tells_all_of_it_and_writes_nothing(met: Meeting):
    await met.at(STARTS)
    met.team.github.clock.set(ENDS)
    met.team.github.requests.clear()
    settings = load_settings(met.team.environ(), directory=met.team.folder)
    planned = await plan(settings, ENDS)
    assert planned.failures == ()
    assert [action.operation for action in planned.actions] == [
        "update_comment",
        "create_ref",
        "create_or_update_file",
        "create_pull_request",
        "update_comment",
    ]
    assert met.team.writes == []


async def test_open_actions_go_from_meeting_to_meeting_until_they_are_ticked(
    met: Meeting,
):
    line = "- [ ] **tim:** open a pull request"
    done = line.replace("[ ]", "[x]")
    month = 28 * DAY
    await met.at(ENDS)
    first = met.comment
    assert line in first.body
    for when in (STARTS + month - DAY, STARTS + month):
        await met.at(when)
    second = minutes_of(met.team.repo.issues[-1])[0]
    assert line in second.body.partition("<details>")[0]
    assert line in second.body.partition("<details>")[2]
    first.edit(first.body.replace(line, done), by="minrk")
    await met.team.settle()
    await met.at(ENDS + month)
    assert done in second.body
    await met.at(STARTS + month + 34 * DAY)
    await met.at(STARTS + month + 35 * DAY)
    third = minutes_of(met.team.repo.issues[-1])[0]
    assert "open a pull request" not in third.body.partition("<details>")[0]
    assert [pull.head_branch for pull in met.team.repo.pulls] == [
        BRANCH,
        "team-compass/minutes-team-2021-04-15",
    ]


async def test_a_meeting_that_was_cancelled_hands_open_actions_on(met: Meeting):
    await met.at(ENDS)
    await met.at(STARTS + 20 * DAY)
    april = met.team.repo.issues[-1]
    april.comment("/meeting cancel", by="minrk")
    await met.team.settle()
    await met.at(STARTS + 62 * DAY)
    await met.at(STARTS + 63 * DAY)
    may = met.team.repo.issues[-1]
    assert minutes_of(april) == []
    assert "- [ ] **tim:** open a pull request" in minutes_of(may)[0].body


async def test_open_actions_come_from_the_meeting_that_took_place_last(met: Meeting):
    """April's takes place after May's."""
    line = "- [ ] **tim:** open a pull request"
    may = STARTS + 63 * DAY
    await met.at(ENDS)
    await met.at(STARTS + 20 * DAY)
    april = met.team.repo.issues[-1]
    april.comment("/meeting move 2021-05-26", by="minrk")
    await met.team.settle()
    await met.at(may - DAY)
    await met.at(may)
    comment = minutes_of(met.team.repo.issues[-1])[0]
    assert line in comment.body
    done = line.replace("[ ]", "[x]")
    comment.edit(comment.body.replace(line, f"{done}\n- [ ] ask"), by="minrk")
    await met.team.settle()
    await met.at(may + 6 * DAY)
    listed = minutes_of(april)[0].body.partition("<details>")[0]
    assert line not in listed
    assert "- [ ] ask\n" in listed
