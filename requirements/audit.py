"""Asks a public list of vulnerabilities about everything that the locks pin.

`make audit`, which `make test` runs beside other things. One line says what came of it:
nothing known, or what is known of which package (exit code 1, unless only tests fetch
it), or that nobody answered, which is no failure: tests must not depend on somebody
else's server.
https://google.github.io/osv.dev/post-v1-querybatch/
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
SERVICE = "https://api.osv.dev"
PATIENCE = 4.0
"""Seconds for the whole answer, however slow names are found or bytes come."""

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)


class Package(NamedTuple):
    """What is installed, by the name that its ecosystem has for it."""

    ecosystem: str
    name: str
    version: str

    @property
    def is_run(self) -> bool:
        """Whether it gets near the bot; what npm fetches only judges it in tests."""
        return self.ecosystem == "PyPI"


class NoAnswer(Exception):
    """The service cannot tell just now; the text says why."""


def packages(root: Path = ROOT) -> tuple[Package, ...]:
    """Every version that a lock pins, once."""
    found = {*_python(root.glob("requirements/*.txt"))}
    found |= {*_npm(root.glob("tests/*/package-lock.json"))}
    return tuple(sorted(found))


def _python(locks: Iterable[Path]) -> Iterator[Package]:
    for lock in locks:
        for name, version in _PIN.findall(lock.read_text(encoding="utf-8")):
            yield Package("PyPI", name.lower(), version)


def _npm(locks: Iterable[Path]) -> Iterator[Package]:
    for lock in locks:
        for path, entry in json.loads(lock.read_text("utf-8"))["packages"].items():
            name = path.rpartition("node_modules/")[2]
            if name:  # the first entry is what installs them
                yield Package("npm", name, entry["version"])


def known(
    installed: tuple[Package, ...], service: str, patience: float
) -> dict[Package, list[str]]:
    """What is known of each package of which anything is; raises `NoAnswer`."""
    told: SimpleQueue[Mapping[str, Any] | Exception] = SimpleQueue()
    # Only a thread can be left alone when it is too slow, whatever it waits for.
    Thread(target=_ask, args=(installed, service, patience, told), daemon=True).start()
    host = urlsplit(service).hostname
    try:
        answer = told.get(timeout=patience)
    except Empty:
        raise NoAnswer(f"{host} does not answer within {patience:g} s") from None
    if isinstance(answer, URLError | OSError):
        raise NoAnswer(f"{host} does not answer ({getattr(answer, 'reason', answer)})")
    try:
        if isinstance(answer, Exception):
            raise answer
        found = zip(installed, answer["results"], strict=True)
        return {
            package: [vulnerability["id"] for vulnerability in result["vulns"]]
            for package, result in found
            if result.get("vulns")
        }
    except (ValueError, LookupError, TypeError, AttributeError):
        raise NoAnswer(f"{host} answers what cannot be read") from None


def _ask(
    installed: tuple[Package, ...],
    service: str,
    patience: float,
    told: "SimpleQueue[Mapping[str, Any] | Exception]",
) -> None:
    queries = [
        {
            "package": {"ecosystem": one.ecosystem, "name": one.name},
            "version": one.version,
        }
        for one in installed
    ]
    request = Request(  # noqa: S310 - the address is ours, or the operator's
        f"{service}/v1/querybatch",
        json.dumps({"queries": queries}).encode(),
        {"Content-Type": "application/json", "User-Agent": "team-compass-bot-audit"},
    )
    try:
        with urlopen(request, timeout=patience) as answer:  # noqa: S310 - as above
            told.put(json.load(answer))
    except Exception as error:  # noqa: BLE001 - told where it can be handled
        told.put(error)


def main() -> None:
    """Audit, say what came of it in as few lines as possible, and end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE, help="an address that speaks OSV")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds")
    asked = parser.parse_args()
    installed = packages()
    try:
        found = known(installed, asked.service.rstrip("/"), asked.patience)
    except NoAnswer as error:
        print(f"not audited: {error}")
        return
    print(f"audited {len(installed)} packages: {len(found) or 'none'} known vulnerable")
    for package, ids in found.items():
        where = ", ".join(f"https://osv.dev/{one}" for one in ids)
        note = "" if package.is_run else ", which only tests use"
        print(f"  {package.name} {package.version}{note}: {where}")
    if any(package.is_run for package in found):
        print("upgrade with `make lock`, or leave out what needs them")
        sys.exit(1)


if __name__ == "__main__":
    main()
