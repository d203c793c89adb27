"""`compass-bot train` as a maintainer runs it: a real process."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.detection.owners import load_model
from bot.playground import Fault, Playground, secondary_limit
from tests.terminals import run_on_terminal
from tests.test_cli import Shell
from tests.training.conftest import NAME
from tests.training.organisation import live

TRAIN = ("train", "--repo", NAME)


@pytest.fixture
def shell(github: Playground, tmp_path: Path) -> Shell:
    kept = {
        k: v for k, v in os.environ.items() if k.startswith(("PATH", "PYTHON", "COV"))
    }
    return Shell(
        tmp_path,
        {
            **kept,
            "APP_ID": str(github.app.id),
            "PRIVATE_KEY": github.app.private_key_pem,
            "WEBHOOK_SECRET": "compass-and-map",
            "GITHUB_API_URL": github.url,
            "LOG_LEVEL": "error",
        },
    )


async def test_it_writes_the_model_for_the_bot(github, repo, shell):
    live(github, repo, 250)
    github.requests.clear()
    code, out, err = await shell.run(*TRAIN, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    path = shell.directory / "data" / "detector" / "imaginary.json"
    assert told["model"] == str(path)
    assert (told["read"], len(told["last"])) == (250, 200)
    model = load_model(path, "imaginary")
    assert model.issues == told["trained_on"]
    assert model.repositories == (NAME,)
    assert github.requests.writes == []


async def test_a_dry_run_only_reports_and_on_a_terminal_something_moves(
    github, repo, shell
):
    live(github, repo, 200)
    code, report, moved = await run_on_terminal(
        *TRAIN, "--dry-run", folder=shell.directory, environ=shell.environ
    )
    assert code == 0
    assert report.startswith(f"imaginary: 200 issues of {NAME} were read.\n")
    assert report.endswith("\nNothing was written, as it is a dry run.\n")
    assert not (shell.directory / "data").exists()
    assert "Reading " in moved
    assert "Judging part" in moved


async def test_where_too_little_is_known_an_older_model_stays(github, repo, shell):
    live(github, repo, 20)
    old = shell.directory / "data" / "detector" / "imaginary.json"
    old.parent.mkdir(parents=True)
    old.write_text("{}", encoding="utf-8")
    code, out, _ = await shell.run(*TRAIN)
    assert code == 0
    assert out.endswith(
        f"\nThere is no model to write. The one in {old} stays in use.\n"
    )
    assert old.read_text(encoding="utf-8") == "{}"


async def test_what_github_repeats_of_our_secrets_is_not_told(github, repo, shell):
    said = {"message": f"You sent {shell.environ['WEBHOOK_SECRET']}"}
    github.faults.add(Fault(match="POST /graphql", status=403, body=said, times=None))
    code, _, err = await shell.run(*TRAIN)
    assert code == 1
    assert "You sent [redacted]" in err


async def test_a_limit_is_told_with_when_to_come_again(github, repo, shell):
    github.faults.add(secondary_limit(600, match="POST /graphql", times=None))
    code, out, err = await shell.run(*TRAIN)
    assert (code, out) == (1, "")
    assert re.fullmatch(
        r"Error: .*secondary rate limit.*: nothing was written, train again in 10 min\n",
        err,
    )


async def test_a_place_where_nothing_can_be_written_is_said(github, repo, shell):
    live(github, repo, 200)
    stuck = Shell(shell.directory, {**shell.environ, "DATA_DIR": "/dev/null"})
    code, out, err = await stuck.run(*TRAIN)
    assert (code, out) == (1, "")
    assert re.fullmatch(
        r"Error: DATA_DIR: the model cannot be written \(.+\): .*\n", err
    )


def test_without_scikit_learn_one_line_says_what_to_install(shell):
    """As a bot is installed: the name leads nowhere. Nothing else is asked for before."""
    lacking = (
        "import sys; sys.modules['sklearn'] = None; from bot.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", lacking, *TRAIN],
        cwd=shell.directory,
        env={k: v for k, v in shell.environ.items() if k != "APP_ID"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "Error: training needs numpy and scikit-learn, which the bot does without:"
        ' run pip install "team-compass-bot[train]", or make train in a checkout\n'
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Missing option '--repo'"),
        (["--repo", "hub"], "'hub' is no repository: give OWNER/NAME"),
        (["--repo", "a/b", "--repo", "c/d"], "these are of 2 owners"),
    ],
)
def test_wrong_use_is_said_before_anything_is_asked(words, said):
    result = CliRunner().invoke(main, ["train", *words], env={"APP_ID": ""})
    assert result.exit_code == 2
    assert said in result.output
