"""The command line as a person, cron and a platform use it: real processes."""

import asyncio
import json
import os
import re
import resource
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import wall_clock
from bot.arguments import YEARS, FullName, Moment
from bot.cli import main
from bot.playground import Playground, secondary_limit
from bot.playground.repositories import Repository
from bot.todo.sqlite import SqliteTodo
from tests.terminals import run_on_terminal

CONFIGURATION = """\
meetings:
  team:
    title: "Team Meeting - {month} {year}"
    when: third thursday
    time: "17:00"
    labels: [meeting]
"""
BEFORE, DURING = "2021-02-18T18:00:00Z", "2021-03-04T18:00:00+01:00"


@dataclass
class Shell:
    """A directory with an environment in which commands are run."""

    directory: Path
    environ: Mapping[str, str]

    async def start(self, *words: str) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.directory,
            env=dict(self.environ),
            stdout=PIPE,
            stderr=PIPE,
        )

    async def run(self, *words: str) -> tuple[int | None, str, str]:
        """Exit code, standard output and standard error."""
        process = await self.start(*words)
        async with asyncio.timeout(30):
            out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()


PROCFILE = Path(__file__).parents[1] / "Procfile"


@pytest.fixture
def repo(github: Playground) -> Repository:
    repo = github.add_repository("jupyterhub/team-compass")
    repo.commit(".github/team-compass.yml", CONFIGURATION)
    return repo


@pytest.fixture
def shell(github: Playground, tmp_path: Path) -> Shell:
    return Shell(
        tmp_path,
        {
            **{k: v for k, v in os.environ.items() if k.startswith(("PATH", "COV"))},
            "APP_ID": str(github.app.id),
            "PRIVATE_KEY": github.app.private_key_pem,
            "WEBHOOK_SECRET": "older newer",
            "GITHUB_API_URL": github.url,
            "PORT": "0",
            "WRITE_INTERVAL": "0",
        },
    )


class TestServe:
    async def test_from_the_first_line_to_the_end(self, github, repo, shell):
        """Platforms stop a process with SIGTERM, people with Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            process = await shell.start("serve")
            started = await line_with(process, "started")
            url = started["url"] + started["webhook"]
            github.deliver_to(url, secret="newer")
            repo.open_issue("Hello", "", by="ada")
            attempts = await github.deliver()
            assert {attempt.status for attempt in attempts} == {"OK"}
            before = time.monotonic()
            process.send_signal(number)
            await process.communicate()
            assert process.returncode == 0
            assert time.monotonic() - before < 10
        assert (shell.directory / "data" / "todo.sqlite3").exists()

    async def test_it_may_be_stopped_before_it_has_started(self, github, shell):
        """A platform that thinks better of it at once is told of no failure."""
        path = shell.directory / "key.pem"
        os.mkfifo(path)
        environ = {**shell.environ, "PRIVATE_KEY": "", "PRIVATE_KEY_PATH": str(path)}
        process = await Shell(shell.directory, environ).start("serve")
        async with asyncio.timeout(60):
            while True:
                try:
                    key = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
                    break
                except OSError:  # the bot is not at its settings yet
                    await asyncio.sleep(0.01)
        process.terminate()
        os.write(key, github.app.private_key_pem.encode())
        os.close(key)
        _, err = await process.communicate()
        assert process.returncode == 0
        assert json.loads(err)["event"] == "stopped before the start"

    async def test_it_may_open_as_many_files_as_the_machine_allows(self, shell):
        """Each connection is one; many a shell allows 1,024 and has thousands."""
        command = f"ulimit -Sn 200; exec {sys.executable} -m bot serve"
        process = await asyncio.create_subprocess_shell(
            command, cwd=shell.directory, env=dict(shell.environ), stderr=PIPE
        )
        await line_with(process, "started")
        soft, hard = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        process.terminate()
        await process.communicate()
        assert soft == hard > 200

    async def test_secrets_are_in_no_log(self, github, shell):
        chatty = Shell(shell.directory, {**shell.environ, "LOG_LEVEL": "debug"})
        process = await chatty.start("serve")
        await line_with(process, "started")
        process.terminate()
        out, err = await process.communicate()
        told = (out + err).decode()
        assert github.app.private_key_pem.splitlines()[1] not in told
        assert "PRIVATE KEY" not in told

    @pytest.mark.parametrize(
        ("change", "line"),
        [
            ({"APP_ID": ""}, r"APP_ID: not set: .*"),
            ({"PRIVATE_KEY": "no key"}, r"PRIVATE_KEY: not an RSA private key: .*"),
            ({"ADMIN_TOKEN": "short"}, r"ADMIN_TOKEN: too short, .*"),
            ({"PORT": "http"}, r"PORT: 'http' is no port: .*"),
            ({"HOST": "203.0.113.1", "PORT": "1"}, r"HOST, PORT: .* set another"),
            ({"DATA_DIR": "/dev/null/x"}, r"DATA_DIR: .*"),
            ({"DATA_DIR": "/dev/null/older"}, r"DATA_DIR: (?!.*/older).*"),
            ({"HOST": "a..b"}, r"HOST: 'a..b' is no host: .*"),
        ],
    )
    async def test_what_is_wrong_is_said_in_one_line(self, shell, change, line):
        quiet = {"LOG_LEVEL": "error"}
        wrong = Shell(shell.directory, {**shell.environ, **quiet, **change})
        code, out, err = await wrong.run("serve")
        assert (code, out) == (2, "")
        assert re.fullmatch(rf"Error: {line}\n", err)


class TestApart:
    """`web` and `worker` as processes of their own."""

    @pytest.mark.parametrize("command", ["web", "worker"])
    async def test_without_a_database_to_share_they_do_not_start(self, shell, command):
        code, out, err = await shell.run(command)
        assert (code, out) == (2, "")
        assert re.fullmatch(
            rf"Error: DATABASE_URL: not set: {command} needs PostgreSQL, .* use serve\n",
            err,
        )

    async def test_as_the_procfile_says(self, github, repo, shell, cluster):
        """First the schema, then any number of each, which stop when they are told."""
        lines = PROCFILE.read_text(encoding="utf-8").splitlines()
        commands = dict(line.split(": compass-bot ") for line in lines)
        assert list(commands) == ["release", "web", "worker"]
        environ = {**shell.environ, "DATABASE_URL": cluster.database()}
        shared = Shell(shell.directory, environ)
        code, out, _err = await shared.run(*commands["release"].split())
        assert (code, out) == (0, "the store is ready\n")

        web = await shared.start(*commands["web"].split())
        worker = await shared.start(*commands["worker"].split())
        started = await line_with(web, "started")
        await line_with(worker, "swept")
        github.deliver_to(started["url"] + started["webhook"], secret="older")
        repo.open_issue("Hello", "", by="ada")
        assert {attempt.status for attempt in await github.deliver()} == {"OK"}

        for process in (web, worker):
            process.terminate()
            await process.communicate()
            assert process.returncode == 0

    async def test_migrating_a_file_makes_it(self, shell):
        code, out, _err = await shell.run("migrate")
        assert (code, out) == (0, "the store is ready\n")
        assert (shell.directory / "data/todo.sqlite3").exists()

    async def test_a_database_that_is_not_there(self, shell):
        environ = {
            **shell.environ,
            "DATABASE_URL": "postgresql://x:hunter2@127.0.0.1:9/x",
        }
        code, out, err = await Shell(shell.directory, environ).run("migrate")
        assert (code, out) == (2, "")
        assert err.startswith("Error: DATABASE_URL: ")
        assert "hunter2" not in err


async def line_with(process: Process, event: str) -> dict[str, str]:
    """The first log line that tells of the event."""
    async with asyncio.timeout(30):
        while True:
            line = await process.stderr.readline()
            assert line, "it ended before that"
            entry = json.loads(line)
            if entry["event"] == event:
                return entry


class TestTickAndPlan:
    async def test_a_plan_writes_nothing_and_a_tick_does_what_was_planned(
        self, github, repo, shell
    ):
        assert (await shell.run("tick", "--now", BEFORE))[0] == 0  # the file's check
        assert (await shell.run("plan", "--now", BEFORE))[:2] == (
            0,
            "0 writes at 2021-02-18T18:00:00+00:00\n",
        )
        code, out, _ = await shell.run("plan", "--now", DURING, "--json")
        planned = json.loads(out)
        assert code == 0
        assert planned["now"] == "2021-03-04T17:00:00+00:00"
        first = planned["actions"][0]
        assert first["repository"] == "jupyterhub/team-compass"
        assert first["operation"] == "create_issue"
        assert first["title"] == "Team Meeting - March 2021"
        assert first["why"]
        assert not repo.issues

        _, text, _ = await shell.run("plan", "--now", DURING)
        pin = next(a for a in planned["actions"] if a["operation"] == "pin_issue")
        # GitHub gives both once the issue is there.
        assert (pin["issue_number"], pin["node_id"]) == (None, None)
        assert "  issue_number: not known yet\n  node_id: not known yet\n" in text
        assert f"{len(planned['actions'])} writes at" in text
        assert "create_issue in jupyterhub/team-compass: " in text
        assert "  title: Team Meeting - March 2021\n" in text
        assert "  labels: meeting\n" in text

        assert (await shell.run("tick", "--now", DURING))[0] == 0
        assert [issue.title for issue in repo.issues] == [first["title"]]
        _, text, _ = await shell.run("plan", "--now", DURING)
        assert text.startswith("0 writes")

    async def test_a_plan_may_open_several_issues(self, github, repo, shell):
        weekly = "meetings: {team: {when: every thursday, time: 17:00, opens: 21d}}\n"
        repo.commit(".github/team-compass.yml", weekly)
        code, out, err = await shell.run("plan", "--now", DURING, "--json")
        assert (code, err.count("failed")) == (0, 0)
        actions = json.loads(out)["actions"]
        assert [a["operation"] for a in actions].count("create_issue") == 4
        firsts = [a.get("body", "").partition(" v=1")[0] for a in actions]
        assert firsts.count("<!-- team-compass:agenda") == 4

    async def test_one_repository_only(self, github, repo, shell):
        other = github.add_repository("jupyterhub/binderhub")
        other.commit(".github/team-compass.yml", CONFIGURATION)
        words = ("--now", DURING, "--repo", "jupyterhub/binderhub")
        _, out, _ = await shell.run("plan", "--json", *words)
        assert {a["repository"] for a in json.loads(out)["actions"]} == {
            "jupyterhub/binderhub"
        }
        assert (await shell.run("tick", *words))[0] == 0
        assert (len(other.issues), len(repo.issues)) == (1, 0)

    @pytest.mark.parametrize("command", ["tick", "plan"])
    async def test_what_failed_is_told(self, github, repo, shell, command):
        code, _, err = await shell.run(command, "--repo", "jupyterhub/unknown")
        assert code == 1
        assert "failed: jupyterhub/unknown: " in err

    @pytest.mark.parametrize(
        ("command", "match"),
        [("tick", "POST …/issues"), ("plan", "GET …/issues")],
    )
    async def test_what_waits_is_told_with_its_reason(
        self, github, repo, shell, command, match
    ):
        """Also when the log says nothing of it, for waiting is no failure there."""
        github.faults.add(secondary_limit(90, match=match, times=None))
        quiet = Shell(shell.directory, {**shell.environ, "LOG_LEVEL": "warning"})
        code, out, err = await quiet.run(command, "--now", DURING)
        assert code == 1
        (told,) = [
            line for line in err.splitlines() if line.startswith("failed: meetings ")
        ]
        assert re.fullmatch(
            r"failed: meetings jupyterhub/team-compass: .*secondary rate limit.*:"
            rf" it asks to wait: {command} again in (89|90) s",
            told,
        )
        assert "create_issue" not in out

    async def test_a_suspended_installation_is_called_so(self, github, repo, shell):
        github.installation("jupyterhub").suspend()
        code, _, err = await shell.run("plan", "--repo", "jupyterhub/team-compass")
        assert code == 1
        assert (
            "failed: jupyterhub/team-compass: the App's installation is suspended"
            in (err)
        )

    @pytest.mark.parametrize("command", ["tick", "plan"])
    async def test_a_github_that_is_not_there(self, shell, command):
        lost = {**shell.environ, "GITHUB_API_URL": "http://127.0.0.1:9"}
        code, _, err = await Shell(shell.directory, lost).run(command)
        assert code == 1
        assert "failed: " in err
        assert "Traceback" not in err


async def test_beside_a_bot_that_runs_tick_is_wrong_use(shell):
    todo = SqliteTodo(shell.directory / "data" / "todo.sqlite3", now=wall_clock)
    await todo.open()
    code, out, err = await shell.run("tick")
    await todo.close()
    assert (code, out) == (2, "")
    assert re.fullmatch(r"Error: DATA_DIR: another compass-bot \(.*: .*\n", err)


async def test_on_a_terminal_something_moves(github, repo, shell):
    """Logs go above what moves; a pipe gets plain logs and nothing else."""
    code, out, told = await run_on_terminal(
        "tick", "--now", BEFORE, folder=shell.directory, environ=shell.environ
    )
    assert (code, out) == (0, "")
    assert "Sweeping …" in told
    assert "swept" in told


NO_MOMENTS = [
    *("2021-03-18", "2021-03-18T17:00", "soon", "", "2021-03-18T17.5Z"),
    *("2021-03-18T17:30.5Z", "2021-03-18x17:00Z", "2021-W11-4T17:00Z"),
    *("2021-03-18T17:00 Z", "2021-03-18T17:00Z\n", "２０２１-03-18T17:00Z"),
]


class TestWrongUse:
    """Said before anything is read or asked."""

    @pytest.mark.parametrize("command", ["tick", "plan"])
    @pytest.mark.parametrize(
        ("moment", "said"),
        [
            *((text, "is no time with an offset") for text in NO_MOMENTS),
            ("2021-02-30T00:00Z", "there is no 2021-02-30"),
            ("2021-13-01T00:00Z", "there is no 2021-13-01"),
            ("2021-03-18T25:00Z", "there is no 25:00"),
            ("2021-03-18T24:01Z", "there is no 24:01"),
            ("2021-03-18T17:60Z", "there is no 17:60"),
            ("2021-03-18T17:00+24:00", "there is no offset +24:00"),
            ("2021-03-18T17:00+01:60", "there is no offset +01:60"),
            ("0001-01-01T00:00Z", "the years 2000 to 2099"),
            ("0001-01-01T00:00+14:00", "the years 2000 to 2099"),
            ("2000-01-01T00:00+14:00", "the years 2000 to 2099"),
            ("2100-01-01T00:00Z", "the years 2000 to 2099"),
        ],
    )
    def test_a_time_that_is_none(self, command, moment, said):
        result = CliRunner().invoke(main, [command, "--now", moment])
        assert result.exit_code == 2
        assert said in " ".join(result.stderr.split())
        assert "2021-03-18T17:00:00Z" in result.stderr

    @pytest.mark.parametrize(
        ("moment", "meant"),
        [
            ("2021-03-18T17:00:00Z", "2021-03-18T17:00:00"),
            ("2021-03-18t17:00z", "2021-03-18T17:00:00"),
            ("2021-03-18 18:00+01:00", "2021-03-18T17:00:00"),
            ("2021-03-18T12:00-0500", "2021-03-18T17:00:00"),
            ("2021-03-18T18:00+01", "2021-03-18T17:00:00"),
            ("2021-03-18T17:00:00.5Z", "2021-03-18T17:00:00.500000"),
            ("2021-03-18T17:00:00,123456789Z", "2021-03-18T17:00:00.123456"),
            ("20210318T170000Z", "2021-03-18T17:00:00"),
            ("2021-03-18T24:00Z", "2021-03-19T00:00:00"),
            ("2021-03-18T17Z", "2021-03-18T17:00:00"),
        ],
    )
    def test_all_the_ways_to_write_one(self, moment, meant):
        read = Moment(YEARS).convert(moment, None, None)
        assert read.isoformat() == f"{meant}+00:00"

    def test_a_repository_that_is_none(self):
        """GitHub is not asked for what it can have none of."""
        names = (
            *("team-compass", "/x", "x/", "a/b/c", "a b/c", "../x", "org/..", "org/."),
            *("org/team?x", "org/team#", "é/x", "o/é", "o/r\n", "o.rg/x"),
            *(f"{'o' * 40}/r", f"o/{'r' * 101}", "https://github.com/o/r"),
        )
        for command in ("plan", "tick", "train"):
            for name in names:
                result = CliRunner().invoke(main, [command, "--repo", name])
                assert (result.exit_code, result.stdout) == (2, "")
                said = " ".join(result.stderr.split())
                assert f"{name!r} is no repository: give OWNER/NAME" in said

    @pytest.mark.parametrize(
        "name",
        ["a/.github", "Jupyter-Hub/x_y.z-1", "ada_corp/-", f"{'o' * 39}/{'r' * 100}"],
    )
    def test_a_repository_that_may_be_one(self, name):
        assert FullName().convert(name, None, None) == name

    def test_an_unknown_command(self):
        assert CliRunner().invoke(main, ["dance"]).exit_code == 2

    @pytest.mark.parametrize("command", ["web", "worker", "migrate", "tick", "plan"])
    def test_no_credentials(self, command, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        for name in ("APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"):
            monkeypatch.delenv(name, raising=False)
        result = CliRunner().invoke(main, [command])
        assert result.exit_code == 2
        assert result.stdout == ""
        assert re.fullmatch(r"Error: APP_ID, .* not set: .*\n", result.stderr)

    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ("APP_ID", "WEBHOOK_SECRET, PRIVATE_KEY .*"),
            ("PRIVATE_KEY_PATH", "APP_ID, .*"),
        ],
    )
    def test_half_of_an_app_is_none_to_be_set_up(
        self, given, missing, monkeypatch, tmp_path
    ):
        monkeypatch.chdir(tmp_path)
        for name in ("APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(given, "123")
        result = CliRunner().invoke(main, ["serve"])
        assert result.exit_code == 2
        assert result.stdout == ""
        assert re.fullmatch(rf"Error: {missing}: not set: .*\n", result.stderr)


class TestCheckOfStandardInput:
    """For an editor, or a pipe: as good as a file."""

    def test_a_good_one(self):
        result = CliRunner().invoke(main, ["check", "-"], input=CONFIGURATION)
        assert result.exit_code == 0
        assert result.stdout.startswith("-: ok\n")

    def test_a_bad_one(self):
        result = CliRunner().invoke(main, ["check", "-", "--json"], input="meeting:\n")
        assert result.exit_code == 1
        assert json.loads(result.stdout)["file"] == "-"

    async def test_none(self, shell):
        command = f"{sys.executable} -m bot check - <&-"
        process = await asyncio.create_subprocess_shell(
            command, cwd=shell.directory, env=dict(shell.environ), stdout=PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 1
        assert out.startswith(b"-:")


async def test_a_full_disk_is_no_traceback(shell):
    with Path("/dev/full").open("wb") as full:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "schema"),
            cwd=shell.directory,
            env=dict(shell.environ),
            stdout=full,
            stderr=PIPE,
        )
        _, err = await process.communicate()
    assert process.returncode == 1
    assert err == b"Error: the output cannot be written: No space left on device\n"


async def test_a_reader_that_has_seen_enough_is_no_failure(shell):
    """As `compass-bot schema | head -1` has it."""
    read, write = os.pipe()
    os.close(read)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "schema"),
        cwd=shell.directory,
        env=dict(shell.environ),
        stdout=write,
        stderr=PIPE,
    )
    os.close(write)
    _, err = await process.communicate()
    assert err == b""


class TestHelp:
    def test_version(self):
        result = CliRunner().invoke(main, ["--version"])
        assert re.fullmatch(r"compass-bot, version \d+\.\d+\.\d+\n", result.stdout)

    @pytest.mark.parametrize("command", sorted(main.commands))
    def test_each_command_says_what_it_does(self, command):
        for option in ("-h", "--help"):
            result = CliRunner().invoke(main, [command, option])
            assert result.exit_code == 0
            assert f"{command} [OPTIONS]" in result.stdout
