"""A mistake in the configuration reaches those who can mend it, and costs nobody a meeting."""

import random
import re
from datetime import timedelta

import pytest

from bot.github.tokens import REMEMBERED_REFUSAL
from bot.playground.checks import CheckRun
from bot.playground.commits import Commit
from bot.playground.faults import Fault
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from tests.core.rendered import Node, pings, render
from tests.stories.team import BOT, CONFIGURATION, FILE, NAME, Team

WRONG = CONFIGURATION.replace('"17:00"', '"25:00"').replace("zones:", "zoness:")
OTHER = CONFIGURATION.replace("third thursday", "thrid thursday")
LATER = CONFIGURATION.replace('"17:00"', '"18:30"')
TEMPLATE = ".github/meeting.md"
NAMED = CONFIGURATION + f"    template: {TEMPLATE}\n"


def checks(repo: Repository, commit: Commit) -> list[CheckRun]:
    """The App's check runs on a commit, those that newer ones replace aside."""
    suite = repo.branches.checks.suites.get(commit.sha)
    return suite.latest if suite else []


def check(repo: Repository, commit: Commit) -> CheckRun:
    (run,) = checks(repo, commit)
    return run


def remarks(run: CheckRun) -> list[tuple[str, int, str]]:
    """What the check run says on lines of the file: level, line and key."""
    assert {one.path for one in run.annotations} <= {FILE}
    return [(one.level, one.start_line, one.title or "") for one in run.annotations]


def dates(run: CheckRun) -> list[str]:
    """The dates that come next, as people read them in its summary."""
    tree, _ = render(run.output.summary or "")
    return [row.all("td")[1].text for row in tree.all("tr")[1:]]


def told(repo: Repository) -> list[Issue]:
    """The issues about the configuration."""
    mark = "<!-- team-compass:configuration"
    return [i for i in repo.issues if i.user.login == BOT and mark in (i.body or "")]


def opened(repo: Repository) -> list[Issue]:
    """The meetings' issues."""
    mark = "<!-- team-compass:meeting"
    return [i for i in repo.issues if i.user.login == BOT and mark in (i.body or "")]


def page(issue: Issue) -> Node:
    """The issue as people see it; what is for machines alone is one comment."""
    tree, comments = render(issue.body or "")
    assert len(comments) == 1
    return tree


@pytest.fixture
async def team(team: Team) -> Team:
    """A team whose good configuration the bot has seen."""
    await team.settle()
    team.github.requests.clear()
    return team


async def push(team: Team, text: str | bytes | None, path: str = FILE) -> Commit:
    """Somebody pushes another version, and the bot hears of it."""
    commit = team.repo.commit(path, text, by="minrk")
    await team.settle()
    return commit


def owners_repository(team: Team) -> Repository:
    """The owner's `.github`, which the installation was not given until now."""
    team.github.clock.advance(REMEMBERED_REFUSAL)
    return team.github.add_repository("jupyterhub/.github")


class TestAPush:
    async def test_of_a_good_file_is_checked_and_nobody_is_bothered(self, team: Team):
        commit = await push(team, LATER)
        run = check(team.repo, commit)
        assert (run.conclusion, run.annotations) == ("success", [])
        assert dates(run)[0] == "Thursday 18 March 2021, 18:30 UTC"
        assert len(dates(run)) == 12
        assert told(team.repo) == []
        assert team.writes == [f"POST /repos/{NAME}/check-runs 201"]

    async def test_of_mistakes_fails_the_check_and_opens_one_issue(self, team: Team):
        commit = await push(team, WRONG)
        run = check(team.repo, commit)
        assert (run.status, run.conclusion) == ("completed", "failure")
        assert run.output.title == "2 mistakes"
        assert remarks(run) == [
            ("failure", 6, "meetings.team.time"),
            ("failure", 7, "meetings.team.zoness"),
        ]
        (issue,) = told(team.repo)
        assert (issue.title, issue.state) == (f"Mistakes in {FILE}", "open")
        first, second = page(issue).all("li")
        assert first.text.startswith('line 6, meetings.team.time: "25:00" is no time')
        assert "did you mean zones?" in second.text
        links = [node.attrs["href"] for node in page(issue).all("a")]
        blob = f"{team.github.server_url}/{NAME}/blob"
        assert links == [
            f"{blob}/{commit.sha}/{FILE}",
            f"{blob}/{commit.sha}/{FILE}#L6",
            f"{blob}/{commit.sha}/{FILE}#L7",
            f"{blob}/{team.repo.commits()[0].sha}/{FILE}",
        ]

    async def test_of_other_mistakes_is_told_in_the_same_issue(self, team: Team):
        first = await push(team, WRONG)
        second = await push(team, OTHER)
        assert check(team.repo, second).conclusion == "failure"
        assert remarks(check(team.repo, second)) == [
            ("failure", 4, "meetings.team.when")
        ]
        assert len(checks(team.repo, first)) == 1
        (issue,) = told(team.repo)
        assert "thrid" in (issue.body or "")
        assert "25:00" not in (issue.body or "")

    async def test_that_mends_it_closes_the_issue(self, team: Team):
        await push(team, WRONG)
        commit = await push(team, LATER)
        assert check(team.repo, commit).conclusion == "success"
        (issue,) = told(team.repo)
        assert (issue.state, issue.state_reason) == ("closed", "completed")
        await push(team, WRONG)
        assert told(team.repo) == [issue]
        assert (issue.state, issue.state_reason) == ("open", "reopened")

    async def test_that_removes_the_file_leaves_nothing_to_mend(self, team: Team):
        await push(team, WRONG)
        await push(team, None)
        (issue,) = told(team.repo)
        assert issue.state == "closed"

    async def test_where_there_never_was_a_file_has_nothing_to_tell(self, team: Team):
        other = team.github.add_repository("jupyterhub/docs")
        other.commit(TEMPLATE, "Welcome!")
        await team.settle()
        assert team.writes == []

    async def test_of_mistakes_costs_nobody_the_meeting(self, team: Team):
        await push(team, WRONG)
        team.github.clock.advance(timedelta(days=1))
        await team.sweep()
        (meeting,) = opened(team.repo)
        assert "**Thursday 18 March 2021, 17:00 UTC**" in (meeting.body or "")
        (issue,) = told(team.repo)
        first = team.repo.commits()[0].sha
        stays = f"the version of {first[:10]} stays in force."
        assert stays in page(issue).text

    async def test_that_was_never_right_puts_nothing_in_force(self, team: Team):
        other = team.github.add_repository("jupyterhub/docs")
        other.commit(FILE, OTHER)
        await team.settle()
        (issue,) = told(other)
        assert "nothing of it is in force" in page(issue).text
        team.github.clock.advance(timedelta(days=1))
        await team.sweep()
        assert opened(other) == []

    async def test_to_the_file_of_the_owner_is_told_there(self, team: Team):
        owners = owners_repository(team)
        commit = owners.commit(FILE, "agenda: {minutes: many}\n")
        await team.settle()
        assert check(owners, commit).conclusion == "failure"
        (issue,) = told(owners)
        assert "agenda.minutes" in page(issue).text
        assert told(team.repo) == []

    async def test_shows_the_dates_of_what_comes_from_the_owner(self, team: Team):
        owners = owners_repository(team)
        owners.commit(FILE, LATER)
        await team.settle()
        commit = await push(team, "agenda: {minutes: 7}\n")
        assert dates(check(team.repo, commit))[0].endswith("18:30 UTC")

    async def test_in_a_repository_without_issues_is_told_on_the_commit(
        self, team: Team
    ):
        team.repo.has_issues = False
        commit = await push(team, WRONG)
        assert check(team.repo, commit).conclusion == "failure"
        assert told(team.repo) == []

    async def test_is_told_in_the_issue_where_checks_were_not_granted(self, team: Team):
        """As until an owner has accepted what a new version of the App asks for."""
        place = team.repo.installation
        assert place
        granted = {k: v for k, v in place.permissions.items() if k != "checks"}
        place.accept(granted)
        commit = await push(team, WRONG)
        assert checks(team.repo, commit) == []
        (issue,) = told(team.repo)
        assert issue.state == "open"
        place.accept({**granted, "checks": "write"})
        await team.settle()
        assert check(team.repo, commit).conclusion == "failure"


class TestATemplate:
    async def test_that_is_missing_is_told_and_the_usual_text_used(self, team: Team):
        commit = await push(team, NAMED)
        run = check(team.repo, commit)
        assert run.conclusion == "neutral"
        assert remarks(run) == [("warning", 10, "meetings.team.template")]
        assert dates(run)
        (issue,) = told(team.repo)
        assert f"{TEMPLATE} is not in this repository" in page(issue).text
        team.github.clock.advance(timedelta(days=1))
        await team.sweep()
        (meeting,) = opened(team.repo)
        assert "## Propose a topic" in (meeting.body or "")

    async def test_that_comes_later_is_all_that_was_missing(self, team: Team):
        commit = await push(team, NAMED)
        await push(team, "See you on {weekday}!", TEMPLATE)
        assert check(team.repo, commit).conclusion == "success"
        (issue,) = told(team.repo)
        assert issue.state == "closed"

    async def test_with_a_hostile_placeholder_is_no_template(self, team: Team):
        await push(team, "{date.__class__.__init__.__globals__}", TEMPLATE)
        commit = await push(team, NAMED)
        assert check(team.repo, commit).conclusion == "neutral"
        (issue,) = told(team.repo)
        assert "has the unknown placeholder {date.__class__" in page(issue).text

    async def test_that_is_a_folder_is_no_template(self, team: Team):
        await push(team, "a file", f"{TEMPLATE}/file")
        commit = await push(team, NAMED)
        assert check(team.repo, commit).conclusion == "neutral"


class TestAPullRequest:
    async def test_is_checked_before_it_is_merged(self, team: Team):
        wrong = team.repo.commit(FILE, WRONG, branch="plan", by="minrk")
        team.repo.open_pull("Another time", by="minrk", head="plan")
        await team.settle()
        run = check(team.repo, wrong)
        assert (run.conclusion, run.output.title) == ("failure", "2 mistakes")
        assert remarks(run)[0] == ("failure", 6, "meetings.team.time")
        assert told(team.repo) == [], "nothing of it is in force"

        right = team.repo.commit(FILE, LATER, branch="plan", by="minrk")
        await team.settle()
        run = check(team.repo, right)
        assert run.conclusion == "success"
        assert dates(run)[:2] == [
            "Thursday 18 March 2021, 18:30 UTC",
            "Thursday 15 April 2021, 18:30 UTC",
        ]

    async def test_from_a_fork_is_checked_as_well(self, team: Team):
        fork = team.github.world.fork(team.repo, "ada")
        commit = fork.commit(FILE, WRONG, branch="patch-1", by="ada")
        team.repo.open_pull("A proposal", by="ada", head="ada:patch-1")
        await team.settle()
        assert check(team.repo, commit).conclusion == "failure"
        assert checks(fork, commit) == []
        again = fork.commit(FILE, LATER, branch="patch-1", by="ada")
        await team.settle()
        assert check(team.repo, again).conclusion == "success"

    async def test_that_brings_a_template_along_is_right(self, team: Team):
        team.repo.commit(TEMPLATE, "Welcome!", branch="plan", by="minrk")
        commit = team.repo.commit(FILE, NAMED, branch="plan", by="minrk")
        team.repo.open_pull("A template", by="minrk", head="plan")
        await team.settle()
        assert check(team.repo, commit).conclusion == "success"

    async def test_that_removes_the_file_has_nothing_to_be_checked(self, team: Team):
        commit = team.repo.commit(FILE, None, branch="end", by="minrk")
        team.repo.open_pull("The end", by="minrk", head="end")
        await team.settle()
        assert checks(team.repo, commit) == []

    async def test_about_something_else_is_not_checked(self, team: Team):
        commit = team.repo.commit("README.md", "Hello", branch="words", by="ada")
        team.repo.open_pull("Words", by="ada", head="words")
        await team.settle()
        await team.sweep()
        assert checks(team.repo, commit) == []
        assert team.writes == []

    async def test_that_is_closed_is_not_checked(self, team: Team):
        commit = team.repo.commit(FILE, WRONG, branch="plan", by="minrk")
        pull = team.repo.open_pull("Another time", by="minrk", head="plan")
        pull.close(by="minrk")
        await team.settle()
        assert checks(team.repo, commit) == []

    async def test_that_is_merged_is_told_with_its_mistakes(self, team: Team):
        team.repo.commit(FILE, WRONG, branch="plan", by="minrk")
        pull = team.repo.open_pull("Another time", by="minrk", head="plan")
        await team.settle()
        pull.merge("minrk")
        await team.settle()
        (issue,) = told(team.repo)
        assert issue.state == "open"


class TestNobodyTold:
    """Deliveries are lost: the sweep finds all that they would have told."""

    async def lose(self, team: Team) -> None:
        await team.settle(lose=lambda _delivery: True)
        assert team.writes == []

    async def test_of_a_wrong_file_and_then_of_a_right_one(self, team: Team):
        wrong = team.repo.commit(FILE, WRONG, by="minrk")
        await self.lose(team)
        await team.sweep()
        assert check(team.repo, wrong).conclusion == "failure"
        (issue,) = told(team.repo)
        assert issue.state == "open"
        team.github.requests.clear()
        right = team.repo.commit(FILE, LATER, by="minrk")
        await self.lose(team)
        await team.sweep()
        assert check(team.repo, right).conclusion == "success"
        assert issue.state == "closed"

    async def test_of_pull_requests(self, team: Team):
        fork = team.github.world.fork(team.repo, "ada")
        commits = [
            team.repo.commit(FILE, WRONG, branch="plan", by="minrk"),
            fork.commit(FILE, OTHER, branch="patch-1", by="ada"),
        ]
        team.repo.open_pull("Another time", by="minrk", head="plan")
        team.repo.open_pull("A proposal", by="ada", head="ada:patch-1")
        await self.lose(team)
        await team.sweep()
        found = [check(team.repo, commit).conclusion for commit in commits]
        assert found == ["failure", "failure"]
        assert told(team.repo) == []

    async def test_of_a_pull_request_where_the_file_stays_as_it_is(self, team: Team):
        await push(team, LATER)
        team.repo.open_issue("A thread that tells nothing", by="ada")
        for _ in range(2):
            await team.sweep()
        team.github.requests.clear()
        await team.sweep()
        assert not any("/pulls" in request.path for request in team.github.requests)
        commit = team.repo.commit(FILE, WRONG, branch="plan", by="minrk")
        pull = team.repo.open_pull("Another time", by="minrk", head="plan")
        await self.lose(team)
        team.github.clock.advance(timedelta(hours=1))
        await team.sweep()
        assert check(team.repo, commit).conclusion == "failure"
        team.github.clock.advance(timedelta(hours=1))
        commit = team.repo.commit(FILE, OTHER, branch="plan", by="minrk")
        await team.settle(lose=lambda _delivery: True)
        await team.sweep()
        assert check(team.repo, commit).conclusion == "failure"
        pull.close(by="minrk")

    async def test_of_a_pull_request_that_lies_for_long(self, team: Team):
        """Whoever opened it has long looked elsewhere."""
        commit = team.repo.commit(FILE, WRONG, branch="plan", by="minrk")
        team.repo.open_pull("Another time", by="minrk", head="plan")
        await self.lose(team)
        team.github.clock.advance(timedelta(days=31))
        await team.sweep()
        assert checks(team.repo, commit) == []

    async def test_of_a_file_that_was_removed(self, team: Team):
        """The sweep passes by where there is no file; the bot has a timer of its own."""
        await push(team, WRONG)
        team.github.requests.clear()
        team.repo.commit(FILE, None, by="minrk")
        await self.lose(team)
        assert team.bot
        team.github.clock.advance(timedelta(hours=1))
        await team.bot.run_idle()
        (issue,) = told(team.repo)
        assert issue.state == "closed"

    async def test_of_anything_new_and_nothing_is_written(self, team: Team):
        await push(team, WRONG)
        team.repo.commit(FILE, OTHER, branch="plan", by="minrk")
        team.repo.open_pull("Another time", by="minrk", head="plan")
        await push(team, NAMED)
        await team.sweep()
        team.github.requests.clear()
        for _ in range(2):
            await team.sweep()
            team.github.clock.advance(timedelta(hours=1))
        assert team.writes == []

    async def test_to_a_bot_that_starts_anew(self, team: Team):
        await push(team, WRONG)
        await team.stop()
        team.github.requests.clear()
        await team.start()
        await team.sweep()
        assert team.writes == []
        assert len(told(team.repo)) == 1


class TestTrouble:
    """Whatever goes wrong on the way, all comes to the same end, once."""

    @pytest.mark.parametrize("seed", range(5))
    async def test_deliveries_come_twice_and_in_any_order(self, team: Team, seed: int):
        for text in (WRONG, OTHER, NAMED):
            commit = team.repo.commit(FILE, text, by="minrk")
        other = team.repo.commit(FILE, WRONG, branch="plan", by="minrk")
        team.repo.open_pull("Another time", by="minrk", head="plan")
        await team.settle(duplicate=True, shuffle=random.Random(seed))
        assert check(team.repo, commit).conclusion == "neutral"
        assert check(team.repo, other).conclusion == "failure"
        suites = team.repo.branches.checks.suites.values()
        assert all(len(suite.runs) <= 1 for suite in suites)
        (issue,) = told(team.repo)
        assert TEMPLATE in page(issue).text

    @pytest.mark.parametrize("match", ["POST …/check-runs", "POST …/issues"])
    async def test_an_answer_is_lost(self, team: Team, match: str):
        team.github.faults.add(Fault(match=match, reset=True, after_effect=True))
        commit = await push(team, WRONG)
        await team.wait()
        (suite,) = [
            suite
            for suite in team.repo.branches.checks.suites.values()
            if suite.commit is commit
        ]
        assert len(suite.runs) == 1
        assert len(told(team.repo)) == 1

    async def test_the_closing_is_lost(self, team: Team):
        await push(team, WRONG)
        team.github.faults.add(
            Fault(match="PATCH …/issues/*", status=502, after_effect=False)
        )
        await push(team, LATER)
        await team.wait()
        (issue,) = told(team.repo)
        assert issue.state == "closed"

    async def test_the_newest_issue_is_not_listed_yet(self, team: Team):
        await push(team, WRONG)
        await team.stop()
        await team.start()
        team.github.faults.add(
            Fault(match=lambda request: "creator" in request.query, hide=9, times=None)
        )
        await push(team, OTHER)
        (issue,) = told(team.repo)
        assert "thrid" in (issue.body or "")


class TestAskedForAgain:
    async def test_the_check_run_has_the_dates_of_today(self, team: Team):
        commit = await push(team, LATER)
        before = check(team.repo, commit)
        team.github.clock.advance(timedelta(days=30))
        before.rerequest("minrk")
        await team.settle()
        run = check(team.repo, commit)
        assert run is before, "the one that people look at"
        assert dates(run)[0] == "Thursday 15 April 2021, 18:30 UTC"
        assert run.suite.status == "completed"

    async def test_the_whole_suite_is_the_same(self, team: Team):
        commit = await push(team, WRONG)
        run = check(team.repo, commit)
        run.suite.rerequest("minrk")
        await team.settle()
        assert check(team.repo, commit) is run
        assert len(run.annotations) == 2, "none is said twice"
        assert run.suite.status == "completed"

    async def test_on_an_older_commit_it_is_about_the_file_as_it_was(self, team: Team):
        old = await push(team, WRONG)
        await push(team, LATER)
        check(team.repo, old).rerequest("minrk")
        await team.settle()
        assert check(team.repo, old).conclusion == "failure"
        (issue,) = told(team.repo)
        assert issue.state == "closed"

    async def test_on_a_commit_that_has_no_file_nothing_comes_of_it(self, team: Team):
        commit = await push(team, None)
        team.github.requests.clear()
        suite = team.repo.branches.checks.suites[commit.sha]
        suite.rerequest("minrk")
        await team.settle()
        assert team.writes == []


class TestHostileFiles:
    """Refused in few words, and the last good one stays in force."""

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("bomb", r"is one value too many, allowed are 10000"),
            ("five megabytes", "over 1 MB"),
            ("one key over and over", "stands here again after line 1, remove one"),
            ("deep", "is nested too deep, allowed are 20"),
            ("a class", r"has the unknown placeholder \{date\.__class__\}"),
            ("bytes", "a character that YAML does not allow"),
            ("words that call people", "is an unknown key"),
        ],
    )
    async def test_are_told_like_any_mistake(self, team: Team, name: str, says: str):
        commit = await push(team, HOSTILE[name])
        run = check(team.repo, commit)
        assert run.conclusion == "failure"
        (issue,) = told(team.repo)
        assert re.search(says, page(issue).text), page(issue).text
        assert len(issue.body or "") < 65_536
        for tree in (page(issue), render(run.output.summary or "")[0]):
            assert pings(tree) == []
        team.github.clock.advance(timedelta(days=1))
        await team.sweep()
        assert len(opened(team.repo)) == 1


HOSTILE: dict[str, str | bytes] = {
    "bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n"
        for i in range(20)
    ),
    "five megabytes": CONFIGURATION + "#" * 5_000_000,
    "one key over and over": CONFIGURATION + "meetings: {}\n" * 4_000,
    "deep": "meetings: " + "[" * 100_000,
    "a class": CONFIGURATION.replace("{month} {year}", "{date.__class__}"),
    "bytes": b"\xff\xfe\x00meetings:",
    "words that call people": "'@jupyterhub/everybody <!-- team-compass:x -->': 1\n",
}
