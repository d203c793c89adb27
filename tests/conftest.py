import os
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from datetime import UTC, datetime
from unittest import mock

import pytest
from coverage import Coverage
from hypothesis import is_hypothesis_test, settings

from bot.playground import Clock, Playground
from tests.npm_packages import fetched
from tests.postgres.cluster import Cluster, programs

# How long an example takes tells more of the machine than of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


SLOWEST = (
    "tests/chaos/test_c",
    "tests/stories/test_two_years",
    "tests/stories/test_kills",
    "tests/browser/",
    "tests/stories/",
)
"""Where the tests are that take longest, those that take minutes first."""


def turn(item: pytest.Item) -> int:
    """When its turn is where several processes share the tests."""
    places = (n for n, place in enumerate(SLOWEST) if item.nodeid.startswith(place))
    return next(places, len(SLOWEST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run everything that can run; in CI that is everything.

    One process begins with the slowest ones, as the others do with what is pure: at the
    end they share what is left, and none has a minute to go when all the others are done.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=turn)
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.unmeasured)
    if os.environ.get("CI"):
        return
    there = {"npm": fetched(), "browser": shutil.which("chromium") is not None}
    for item in items:
        for name, is_there in there.items():
            if item.get_closest_marker(name) and not is_there:
                item.add_marker(pytest.mark.skip(f"needs tests/{name}/install"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run what is `unmeasured` at full speed, its fixtures and processes too.

    Under the tracer of Python 3.11 a story takes twice as long, and passes for the
    hundredth time where a test of a millisecond has been.
    """
    measured = Coverage.current()
    if measured is None or not item.get_closest_marker("unmeasured"):
        return (yield)
    with mock.patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith("COV")]:
            del os.environ[name]
        measured.stop()
        try:
            return (yield)
        finally:
            measured.start()


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a sentence with figures, which is printed when all tests have run."""

    def show(sentence: str) -> None:
        request.node.user_properties.append(("shown", sentence))

    return show


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have shown, also those that ran in another process."""
    reports = terminalreporter.getreports("passed")
    sentences = [
        str(text)
        for report in reports
        for name, text in report.user_properties
        if name == "shown"
    ]
    if sentences:
        terminalreporter.section("shown")
        for sentence in sorted(sentences):
            terminalreporter.line(sentence)


@pytest.fixture
def clock() -> Clock:
    """A fortnight before the team's meeting of March 2021."""
    return Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this process's own, which any test may restart."""
    if not programs() and not os.environ.get("CI"):
        pytest.skip("needs tests/postgres/install")
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
async def github(clock: Clock) -> AsyncIterator[Playground]:
    """A GitHub of this test's own, which must never be asked what it does not know."""
    async with Playground(clock=clock) as playground:
        yield playground
        assert playground.unknown == []
