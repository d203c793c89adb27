"""`make audit`: what the locks pin is looked up, and each outcome is one people can tell."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


class Service(HTTPServer):
    """Stands in for the list of vulnerabilities; knows something of `vulnerable`."""

    vulnerable = ""
    status = 200
    answer: bytes | None = None
    asked: list[dict[str, str]]
    silent: Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        assert self.path == "/v1/querybatch"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked = [
            query["package"] | {"version": query["version"]}
            for query in body["queries"]
        ]
        if self.server.silent:
            self.server.silent.wait()
            return
        known = {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}
        results = [
            known if one["name"] == self.server.vulnerable else {}
            for one in self.server.asked
        ]
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(
            self.server.answer or json.dumps({"results": results}).encode()
        )

    def log_message(self, *_args: object) -> None:
        """Nobody wants to read it."""


@contextmanager
def served() -> Iterator[Service]:
    with Service(("127.0.0.1", 0), Handler) as service:
        Thread(target=service.serve_forever, args=(0.01,)).start()
        try:
            yield service
        finally:
            if service.silent:
                service.silent.set()
            service.shutdown()


@pytest.fixture
def service() -> Iterator[Service]:
    with served() as service:
        yield service


def audit(url: str, *more: str) -> tuple[int, str]:
    """Exit code and words."""
    done = subprocess.run(
        [sys.executable, ROOT / "requirements/audit.py", "--service", url, *more],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_nothing_known_is_one_line(service):
    code, said = audit(service.url)
    assert code == 0
    assert said == f"audited {len(service.asked)} packages: none known vulnerable\n"


def test_everything_that_is_locked_is_asked_about(service):
    audit(service.url)
    asked = {(one["ecosystem"], one["name"], one["version"]) for one in service.asked}
    assert len(asked) == len(service.asked)
    locked = {
        ("PyPI", name.lower(), version)
        for lock in ROOT.glob("requirements/*.txt")
        for name, version in LOCKED.findall(lock.read_text("utf-8"))
    }
    assert len(locked) > 50
    assert {one for one in asked if one[0] == "PyPI"} == locked
    node = {name for ecosystem, name, _ in asked if ecosystem == "npm"}
    assert {"@octokit/rest", "ical.js"} <= node
    assert "" not in node


def test_what_is_known_fails_and_is_listed(service):
    service.vulnerable = "aiohttp"
    code, said = audit(service.url)
    assert code == 1
    assert ": 1 known vulnerable\n" in said
    assert re.search(
        r"^  aiohttp [\d.]+: https://osv\.dev/GHSA-1, https://osv\.dev/PYSEC-2$",
        said,
        re.MULTILINE,
    )


def test_what_only_tests_fetch_is_listed_and_no_failure(service):
    service.vulnerable = "ical.js"
    code, said = audit(service.url)
    assert code == 0
    assert "\n  ical.js 2.2.1, which only tests use: https://osv.dev/GHSA-1" in said


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"results": []}', b"{}"])
def test_what_cannot_be_read_is_told_and_no_failure(service, answer):
    service.answer = answer
    assert audit(service.url) == (
        0,
        "not audited: 127.0.0.1 answers what cannot be read\n",
    )


def test_an_error_of_theirs_is_told_and_no_failure(service):
    service.status = 503
    code, said = audit(service.url)
    assert code == 0
    assert said.startswith("not audited: 127.0.0.1 does not answer (")


def test_nobody_there_is_told_and_no_failure():
    with served() as gone:
        url = gone.url
    code, said = audit(url)
    assert code == 0
    assert said.startswith("not audited: 127.0.0.1 does not answer (")


def test_silence_ends_soon_and_is_no_failure(service):
    service.silent = Event()
    assert audit(service.url, "--patience", "0.2") == (
        0,
        "not audited: 127.0.0.1 does not answer within 0.2 s\n",
    )
