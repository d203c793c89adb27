"""Somebody whose bot does nothing asks the doctor, and reads what to do about it."""

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.cli import main
from bot.playground import Fault, Playground, secondary_limit
from tests import forked
from tests.doctor.certificate import self_signed
from tests.doctor.patient import FILE, HOOK, Patient, told
from tests.stories.team import judge
from tests.terminals import read_all

SETTINGS_PAGE = "/organizations/jupyterhub/settings/apps/team-compass"


@pytest.fixture
def patient(github: Playground, tmp_path: Path) -> Patient:
    return Patient(github, tmp_path)


class TestWell:
    async def test_each_line_has_the_figure_that_matters(self, patient, github):
        async with patient.running():
            await patient.hear()
        github.requests.clear()
        lines = await patient.examine()
        assert lines.bad == lines.warned == []
        assert lines.not_checked == set()
        assert [line.check for line in lines] == [
            "bot",
            "settings",
            "GitHub",
            "App",
            "private key",
            "clock",
            "permissions",
            "events",
            "webhook",
            "deliveries",
            "installations",
            "rate",
            "GraphQL",
            "configuration",
            "store",
            "jobs",
        ]
        assert "Team Compass, of jupyterhub: App ID 123456" in lines.one("App").says
        assert lines.one("private key").says.startswith("SHA256:")
        assert lines.one("webhook").says == HOOK
        assert "was taken 0 s ago (202)" in lines.one("deliveries").says
        assert lines.one("installations").says == "jupyterhub (1 repository)"
        assert "graphql 5,000 of 5,000, search 30 of 30" in lines.one("rate").says
        assert "anew at 13:00, in 60 min" in lines.one("rate").says
        assert lines.one("configuration").says == "1 repository: 1 with a file"
        assert "2 jobs waiting" in lines.one("jobs").says

    async def test_nothing_is_written_and_little_is_asked(self, patient, github):
        await patient.examine()
        assert github.requests.writes == []
        assert len(github.requests) <= 12
        judge(github)

    async def test_it_is_said_on_a_terminal_in_a_pipe_and_to_machines(
        self, patient, github, tmp_path
    ):
        environ = {
            "APP_ID": str(github.app.id),
            "PRIVATE_KEY": github.app.private_key_pem,
            "WEBHOOK_SECRET": github.app.webhook_secret,
            "GITHUB_API_URL": github.url,
            "GITHUB_SERVER_URL": github.server_url,
            "TERM": "xterm",
            "COLUMNS": "100",
        }
        (tmp_path / ".env").write_text("PORT=0\n")
        (tmp_path / ".env").chmod(0o644)
        piped, told, shown = await asyncio.gather(
            run(environ, tmp_path),
            run(environ, tmp_path, "--json"),
            run_on_terminal(environ, tmp_path),
        )
        code, out = piped
        assert code == 0
        lines = out.splitlines()
        assert "ok: GitHub: " + github.url + " answers" in lines
        assert (
            "warning: settings: .env is open to others on this machine (mode 0644)"
            in out
        )
        assert "chmod 600 .env" in out
        assert lines[-1].startswith("All is well, with")
        code, out = told
        assert code == 0
        listed = json.loads(out)
        assert {tuple(one) for one in listed} == {("check", "ok", "says", "cure")}
        assert {one["ok"] for one in listed} == {True}
        code, out = shown
        assert code == 0
        assert "✓" in out
        assert "! \x1b" in out or "!\x1b" in out
        assert "→ chmod 600 .env" in out
        assert "ok: " not in out


def test_a_setting_that_is_missing_is_said_as_at_a_start(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    environ = {"APP_ID": "", "PRIVATE_KEY": "x", "WEBHOOK_SECRET": "x"}
    result = CliRunner().invoke(main, ["doctor"], env=environ)
    assert result.exit_code == 2
    assert result.output.startswith("Error: APP_ID: not set: ")


async def run(
    environ: dict[str, str], folder: Path, *words: str
) -> tuple[int | None, str]:
    """Exit code and output of the command in a pipe; it says nothing else."""
    (reader, out), (complaints, errors) = forked.pipe(), forked.pipe()
    words = ("doctor", *words)
    code, told, complained = await asyncio.gather(
        ended(words, environ, folder, out=out, errors=errors),
        asyncio.to_thread(read_all, reader.fileno()),
        asyncio.to_thread(read_all, complaints.fileno()),
    )
    assert complained == ""
    return code, told


async def run_on_terminal(
    environ: dict[str, str], folder: Path
) -> tuple[int | None, str]:
    mine, theirs = os.openpty()
    _, errors = forked.pipe()
    out = Connection(theirs)
    code, shown = await asyncio.gather(
        ended(("doctor",), environ, folder, out=out, errors=errors),
        asyncio.to_thread(read_all, mine),
    )
    os.close(mine)
    return code, shown


async def ended(words, environ, folder, **ways) -> int | None:
    process = forked.start(words, environ=environ, folder=folder, **ways)
    await asyncio.to_thread(process.join)
    return process.exitcode


AFTER_THE_APP = {
    "permissions",
    "events",
    "webhook",
    "deliveries",
    "installations",
    "rate",
    "GraphQL",
    "configuration",
}


class TestOutOfReach:
    async def test_nobody_listens_there(self, patient):
        lines = await patient.examine(api_url="http://127.0.0.1:1")
        told(lines, "GitHub", "127.0.0.1:1 cannot be connected to (Connection refused)")
        assert "GITHUB_API_URL" in lines.one("GitHub").cure
        assert lines.not_checked == {"App", "private key", "clock", *AFTER_THE_APP}

    async def test_the_name_has_no_address(self, patient):
        lines = await patient.examine(api_url="https://github.invalid/api/v3")
        told(lines, "GitHub", "github.invalid has no address", "GITHUB_API_URL", "DNS")

    async def test_it_is_silent(self, patient, github):
        fault = github.faults.add(Fault(match="GET /app", until=asyncio.Event()))
        lines = await patient.examine(patience=timedelta(seconds=0.1))
        told(lines, "GitHub", "does not answer in time")
        fault.until.set()

    async def test_it_breaks_off(self, patient, github):
        github.faults.add(Fault(match="GET /app", reset=True, times=None))
        told(await patient.examine(), "GitHub", "breaks off")

    async def test_its_certificate_is_of_its_own(self, patient, tmp_path):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self_signed(tmp_path))
        async with served(web.Application(), ssl_context=context) as port:
            lines = await patient.examine(api_url=f"https://localhost:{port}/api/v3")
        told(lines, "GitHub", "is not trusted", "self", "SSL_CERT_FILE")

    @pytest.mark.parametrize("status", [200, 404, 403])
    async def test_a_page_answers_in_its_place(self, patient, github, status):
        page = {"headers": {"Content-Type": "text/html"}, "body": "<h1>Log in</h1>"}
        github.faults.add(Fault(match="GET /app", status=status, **page, times=None))
        lines = await patient.examine()
        told(lines, "GitHub", "is not GitHub's API", "https://HOST/api/v3")

    async def test_it_leads_away(self, patient, github):
        away = {"Location": "https://login.example.org/"}
        github.faults.add(Fault(match="GET /app", status=302, headers=away))
        told(await patient.examine(), "GitHub", "is not GitHub's API", "login.example")

    async def test_the_address_lacks_its_end(self, patient, clock, tmp_path):
        """Where GitHub Enterprise Server has its pages, none of them is the API."""
        async with Playground(clock=clock, prefix="/api/v3") as own:
            well = await Patient(own, tmp_path).examine()
            lines = await patient.examine(api_url=own.url.removesuffix("/api/v3"))
        assert well.bad == []
        assert f"{own.server_url}/github-apps/team-compass" in well.one("App").says
        told(lines, "GitHub", "is not GitHub's API", "https://HOST/api/v3")

    async def test_it_fails(self, patient, github):
        github.faults.add(Fault(match="GET /app", status=502, times=None))
        told(await patient.examine(), "GitHub", "GitHub answered 502")

    async def test_it_asks_to_wait(self, patient, github):
        github.faults.add(secondary_limit(60, match="GET /app"))
        told(await patient.examine(), "GitHub", "asks to be left alone")

    async def test_graphql_is_somewhere_else(self, patient, github):
        lines = await patient.examine(graphql_url=f"{github.server_url}/nothing")
        assert github.unknown == ["POST /nothing"]
        github.unknown.clear()
        told(lines, "GraphQL", "/nothing", "GITHUB_GRAPHQL_URL", "/api/graphql")
        assert lines.not_checked == {"configuration"}


@asynccontextmanager
async def served(site: web.Application, **more: object) -> AsyncIterator[int]:
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, **more).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class TestCredentials:
    async def test_there_is_no_such_app(self, patient):
        lines = await patient.examine(app_id="999")
        told(lines, "App", "knows no App with APP_ID 999 (Integration not found)")
        assert "client ID" in lines.one("App").cure
        assert lines.not_checked == {"private key", *AFTER_THE_APP}
        assert lines.one("clock").ok

    async def test_the_key_is_another_apps_or_was_deleted(self, patient, github):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        ).decode()
        mine = (await patient.examine()).one("private key").says
        lines = await patient.examine(private_key=pem)
        told(lines, "private key", "does not accept SHA256:", "Generate a private key")
        assert mine not in lines.one("private key").says
        assert f"{github.server_url}/settings/apps" in lines.one("private key").cure
        assert lines.not_checked == {"App", *AFTER_THE_APP}

    async def test_the_fingerprint_is_that_of_githubs_recipe(self, patient, tmp_path):
        """`openssl rsa … -pubout -outform DER | openssl sha256 -binary | base64`"""
        pem = tmp_path / "key.pem"
        pem.write_text(patient.settings.private_key)
        recipe = (
            f"openssl rsa -in {pem} -pubout -outform DER"
            " | openssl sha256 -binary | openssl base64"
        )
        process = await asyncio.create_subprocess_shell(
            recipe,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        out, _ = await process.communicate()
        lines = await patient.examine()
        assert lines.one("private key").says == f"SHA256:{out.decode().strip()}"

    async def test_the_clock_is_wrong_and_all_else_works(self, patient, github):
        slow = lambda: github.clock.now() - timedelta(minutes=12)  # noqa: E731 - a clock
        lines = await patient.examine(now=slow)
        assert lines.bad == []
        clock = lines.one("clock")
        assert clock.word == "warning"
        assert "12 min behind GitHub's" in clock.says
        assert "timedatectl" in clock.cure


class TestRights:
    async def test_the_app_asks_for_too_little(self, patient, github):
        github.app.permissions["contents"] = "read"
        del github.app.permissions["checks"]
        github.installation("jupyterhub").accept(github.app.permissions)
        lines = await patient.examine()
        told(
            lines,
            "permissions",
            "Contents is Read-only instead of Read and write, which is needed by minutes",
            "Checks is No access",
            f"{SETTINGS_PAGE}/permissions",
            "Checks to Read and write",
        )

    async def test_it_asks_for_more_than_it_needs(self, patient, github):
        github.app.permissions["actions"] = "write"
        github.app.events.append("label")
        lines = await patient.examine()
        assert lines.bad == []
        assert "asks for more than it needs: actions: write" in lines.warned[0]
        assert "Actions to No access" in lines.warned[0]
        assert "hears of more than it needs: label" in lines.warned[1]

    async def test_it_is_not_told_of_comments(self, patient, github):
        github.app.events.remove("issue_comment")
        lines = await patient.examine()
        told(lines, "events", "tick Issue comment", f"{SETTINGS_PAGE}/permissions")

    async def test_an_owner_has_not_accepted_it_yet(self, patient, github):
        installation = github.installation("jupyterhub")
        installation.permissions["pull_requests"] = "read"
        installation.events.remove("pull_request")
        lines = await patient.examine()
        page = f"{github.server_url}/settings/installations/{installation.id}"
        told(
            lines,
            "installation jupyterhub",
            "pull_requests: write; to be told of pull_request",
            f"open {page}/permissions/update and Accept new permissions",
        )

    async def test_an_owner_has_suspended_it(self, patient, github):
        other = github.add_repository("binderhub/docs")
        other.commit(FILE, "meetings: {team: {when: third thursday, time: 17:00}}\n")
        github.installation("binderhub").suspend()
        lines = await patient.examine()
        told(lines, "installation binderhub", "suspended", "Unsuspend")
        assert "binderhub/docs" not in str(lines)

    async def test_it_is_installed_nowhere(self, patient, github):
        github.installation("jupyterhub").delete()
        lines = await patient.examine()
        assert lines.bad == []
        cure = lines.one("installations").cure
        assert f"{github.server_url}/apps/team-compass/installations/new" in cure
        assert lines.not_checked == {"rate", "GraphQL", "configuration"}

    async def test_one_that_cannot_be_asked_hides_no_other(self, patient, github):
        github.add_repository("binderhub/docs").commit(FILE, "meetings: {a: {}}\n")
        number = github.installation("jupyterhub").id
        refused = f"POST /app/installations/{number}/access_tokens"
        body = {"message": "Nobody may"}
        github.faults.add(Fault(match=refused, status=403, body=body, times=None))
        lines = await patient.examine()
        bad = {line.check for line in lines if line.ok is False}
        assert bad == {"installation jupyterhub", "configuration"}
        assert "Nobody may" in lines.one("installation jupyterhub").says
        assert "binderhub/docs" in str(lines.of("configuration"))
