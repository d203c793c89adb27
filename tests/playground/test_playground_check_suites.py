"""What becomes of all check runs of a commit together, and whom it is told."""

from bot.playground import Playground
from bot.playground.commits import Commit
from bot.playground.repositories import Repository
from tests.playground.checked import run_of, told


def test_a_person_asks_for_it_again(repo: Repository, github: Playground) -> None:
    repo.commit("a.txt", "1")
    run = run_of(repo)
    suite, checks = run.suite, repo.branches.checks
    assert (suite.status, suite.conclusion) == ("completed", "failure")
    github.pending.clear()
    run.rerequest("ada")
    assert (suite.status, suite.conclusion) == ("queued", None)
    assert (run.status, run.conclusion) == ("completed", "failure")
    (delivery,) = github.pending
    assert delivery.name == "check_run.rerequested"
    assert delivery.payload["sender"]["login"] == "ada"
    assert delivery.payload["check_run"]["check_suite"]["conclusion"] == "failure"
    checks.tell(run, created=False, completed=False)
    assert (suite.status, suite.conclusion) == ("completed", "failure")
    suite.rerequest("ada")
    assert github.pending[-1].name == "check_suite.rerequested"
    assert suite.status == "queued"


def test_a_suite_says_the_worst_of_its_newest_runs(
    repo: Repository, github: Playground
) -> None:
    commit = repo.commit("a.txt", "1")
    checks = repo.branches.checks
    suite = checks.suite(commit)
    assert (suite.status, suite.conclusion) == ("queued", None)
    failed = run_of(repo)
    other = checks.begin(commit, "other")
    assert (suite.status, suite.conclusion) == ("in_progress", None)
    other.move_on("completed", "success", github.world.now())
    assert (suite.status, suite.conclusion) == ("completed", "failure")
    again = checks.begin(commit, failed.name)
    again.move_on("completed", "neutral", github.world.now())
    assert (suite.status, suite.conclusion) == ("completed", "neutral")


def test_runs_name_the_open_pull_requests_of_their_branch(
    repo: Repository, github: Playground
) -> None:
    repo.commit("a.txt", "1")
    draft = repo.commit("a.txt", "2", branch="draft")
    pull = repo.open_pull("Mend", by="ada", head="draft")
    fork = github.world.fork(repo, "eve")
    patch = fork.commit("a.txt", "3", branch="patch", by="eve")
    repo.open_pull("From afar", by="eve", head="eve:patch")
    checks = repo.branches.checks

    def named(commit: Commit) -> tuple[str | None, list[int]]:
        run = checks.begin(commit, "config")
        checks.tell(run, created=True, completed=False)
        shape = github.pending[-1].payload["check_run"]
        numbers = [one["number"] for one in shape["pull_requests"]]
        return shape["check_suite"]["head_branch"], numbers

    assert named(draft) == ("draft", [1])
    assert named(patch) == (None, [])
    pull.close()
    assert named(draft) == ("draft", [])


def test_the_app_is_asked_once_for_each_commit_and_only_where_it_may_check(
    repo: Repository, github: Playground
) -> None:
    commit = repo.commit("a.txt", "1")
    repo.branches.create("same", commit, "ada")
    assert told(github) == ["check_suite.requested"]
    place = github.installation("jupyterhub")
    place.accept({"checks": "read", "contents": "read"})
    repo.commit("a.txt", "2")
    run = run_of(repo)
    repo.branches.checks.tell(run, created=True, completed=False)
    assert told(github)[1:] == ["check_run.created"]
    place.accept({"issues": "write"})
    github.pending.clear()
    repo.commit("a.txt", "3", branch="draft")
    repo.open_pull("Not told", by="ada", head="draft")
    repo.open_issue("Told", by="ada")
    assert [d.name for d in github.pending] == ["issues.opened"]
