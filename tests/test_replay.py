"""`compass-bot replay` as a person uses it: real processes."""

import asyncio
import os
import re
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.playground import Fault, Playground, secondary_limit
from bot.playground.repositories import Repository
from tests import forked
from tests.delivery_log import NOWHERE, put_down
from tests.terminals import run_on_terminal

GUID = "0b989ba4-242f-11e5-81e1-c7b6966d2516"
ONE = "GET /app/hook/deliveries/*"
ATTEMPTS = "POST /app/hook/deliveries/*/attempts"


@pytest.fixture
def repo(github: Playground) -> Repository:
    return github.add_repository("jupyterhub/team-compass")


@pytest.fixture
def environ(github: Playground) -> dict[str, str]:
    return {
        "APP_ID": str(github.app.id),
        "PRIVATE_KEY": github.app.private_key_pem,
        "WEBHOOK_SECRET": "compass-and-map",
        "GITHUB_API_URL": github.url,
        "LOG_LEVEL": "error",
    }


async def replay(
    folder: Path, environ: dict[str, str], guid: str = GUID
) -> tuple[int | None, str, str]:
    """Exit code, standard output and standard error."""
    (reader, out), (complaints, errors) = forked.pipe(), forked.pipe()
    process = forked.start(
        ["replay", guid], out=out, errors=errors, environ=environ, folder=folder
    )
    async with asyncio.timeout(30):
        told = await asyncio.gather(
            *(asyncio.to_thread(_read, pipe) for pipe in (reader, complaints)),
            asyncio.to_thread(process.join),
        )
    return process.exitcode, told[0], told[1]


def _read(pipe: Connection) -> str:
    with os.fdopen(os.dup(pipe.fileno()), encoding="utf-8") as file:
        pipe.close()
        return file.read()


async def test_github_delivers_it_again(github, repo, tmp_path, environ):
    github.deliver_to(NOWHERE)
    github.pending.clear()
    repo.open_issue("Talk", by="ada")
    (failed,) = await github.deliver()
    guid = failed.delivery.guid

    code, out, err = await replay(tmp_path, environ, guid.upper())

    assert (code, err) == (0, "")
    assert out == (
        f"GitHub was asked to deliver issues.opened of {repo.full_name} (repository"
        f" {repo.id}) again; at {failed.delivered_at:%Y-%m-%d %H:%M:%S} UTC it was"
        " answered with 502 (failed to connect to host).\n"
    )
    (again,) = github.pending
    assert (again.guid, again.redelivery) == (guid, True)
    assert list(tmp_path.iterdir()) == []


async def test_one_that_was_taken_and_is_of_no_repository(github, tmp_path, environ):
    put_down(github, 202, event="installation", payload={}, guid=GUID)
    code, out, _ = await replay(tmp_path, environ)
    assert code == 0
    assert out == (
        "GitHub was asked to deliver installation.created again; at 2021-03-04"
        " 12:00:00 UTC it was answered with 202 (OK).\n"
    )


async def test_on_a_terminal_something_moves(github, repo, tmp_path, environ):
    put_down(github, 0, repo, guid=GUID)
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PATH", "COV"))}
    _, out, told = await run_on_terminal(
        "replay", GUID, folder=tmp_path, environ={**kept, **environ}
    )
    assert "Looking for the delivery …" in told
    assert out.startswith("GitHub was asked to deliver issue_comment.created")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(match=ONE, status=404), r"GitHub does not deliver .* 404.*"),
        (Fault(match=ATTEMPTS, status=422), r"GitHub does not deliver .* 422.*"),
        (Fault(match=ATTEMPTS, status=502), r".*answered 502: try again later"),
        (secondary_limit(60, match=ONE), r".*secondary.*: try again in 60 s"),
    ],
    ids=["too old", "refused", "broken", "limited"],
)
async def test_what_github_does_not_do_is_told_in_one_line(
    github, repo, tmp_path, environ, fault, why
):
    put_down(github, 502, repo, guid=GUID)
    github.faults.add(fault)
    code, out, err = await replay(tmp_path, environ)
    assert (code, out) == (1, "")
    assert re.fullmatch(f"Error: {why}\n", err), err


async def test_what_github_repeats_of_our_secrets_is_not_told(
    github, repo, tmp_path, environ
):
    put_down(github, 502, repo, guid=GUID)
    said = {"message": f"No such hook: {environ['WEBHOOK_SECRET']}"}
    github.faults.add(Fault(match=ATTEMPTS, status=422, body=said))
    code, _, err = await replay(tmp_path, environ)
    assert code == 1
    assert "No such hook: [redacted]" in err


async def test_one_that_github_does_not_know(github, repo, tmp_path, environ):
    put_down(github, 502, repo, at=github.clock.now() - timedelta(days=1))
    code, out, err = await replay(tmp_path, environ)
    assert (code, out) == (1, "")
    assert err == (
        f"Error: GitHub does not deliver {GUID} again: there is no such delivery in"
        " its log of the last days; is it one of this App's?\n"
    )
    assert github.requests.matching("POST", "/attempts") == []


@pytest.mark.parametrize("guid", ["", "4711", f"{GUID}0", f"{GUID}\n", "issues"])
def test_what_is_no_guid_is_wrong_use(guid):
    result = CliRunner().invoke(main, ["replay", guid])
    assert result.exit_code == 2
    assert "is no GUID" in result.stderr
