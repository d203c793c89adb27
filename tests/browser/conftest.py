"""A real browser in front of the real demo, in a process as `make demo` has it."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from tests import forked

HERE = Path(__file__).parent
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()


expect.set_options(timeout=15_000)  # the two cores may be busy with other tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.unmeasured)


# Of a module, not of the session: as long as Playwright runs, no other test of the
# process can have an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "run tests/browser/install first"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def demo() -> Iterator[str]:
    """The address of the meeting's issue."""
    with running() as address:
        yield address


@contextmanager
def running(port: str = "0") -> Iterator[str]:
    """The demo, from its start on; Ctrl-C must end it without a word."""
    (reader, out), (complaints, errors) = forked.pipe(), forked.pipe()
    process = forked.start(["demo", "--port", port], out=out, errors=errors)
    with (
        os.fdopen(os.dup(reader.fileno())) as said,
        os.fdopen(os.dup(complaints.fileno())) as complained,
    ):
        found = re.search(r"Open (http\S+)", said.readline())
        if not found:
            process.kill()
            pytest.fail(complained.read())
        try:
            yield found[1]
        except BaseException:  # a test that failed must not leave it behind
            process.kill()
            raise
        os.kill(process.pid, signal.SIGINT)
        process.join(timeout=20)
        assert (process.exitcode, complained.read()) == (0, "")


@dataclass
class Visit:
    """A page, and everything it asked for or complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def forgive(self, status: int) -> None:
        """The browser tells its console of each refusal; this one was meant."""
        meant = f"the server responded with a status of {status} "
        self.complaints = [c for c in self.complaints if meant not in c]


@dataclass
class Visitors:
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def come(self, address: str, **how: object) -> Visit:
        context = self.browser.new_context(**{"viewport": WIDE, **how})
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        visit = Visit(context.new_page())
        self.visits.append(visit)
        visit.page.on("console", lambda m: visit.complaints.append(m.text))
        visit.page.on("pageerror", lambda e: visit.complaints.append(str(e)))
        visit.page.on("request", lambda r: visit.requests.append(r.url))
        visit.page.goto(address)
        return visit


WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visitors(chromium: Browser) -> Iterator[Visitors]:
    """Everybody who comes by; none of their browsers may complain of anything."""
    visitors = Visitors(chromium)
    yield visitors
    complaints = [c for visit in visitors.visits for c in visit.complaints]
    for context in visitors.contexts:
        context.close()
    assert complaints == []
