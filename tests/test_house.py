"""The rules of the house, where a machine can see them."""

import json
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.conftest import SLOWEST

ROOT = Path(__file__).parents[1]
LONGEST = 300  # lines of a file of the bot


def tracked(*patterns: str) -> list[Path]:
    """The files that belong to the project, also those not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [path for line in listed if (path := ROOT / line).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file that is text."""
    for path in tracked():
        if path.suffix not in (".png", ".ico", ".woff2"):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_no_file_of_the_bot_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("bot/*.py")
    }
    assert lengths
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_no_room_is_called_util():
    vague = {
        "util",
        "utils",
        "helper",
        "helpers",
        "manager",
        "managers",
        "base",
        "misc",
    }
    assert not [str(p) for p in tracked("bot/*.py") if {*p.parts, p.stem} & vague]


def test_what_is_slowest_is_where_the_tests_begin():
    assert [place for place in SLOWEST if not [*ROOT.glob(f"{place}*")]] == []


def test_imports_point_down_only():
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover|pylint:|fmt:)(.*)")
CODES = re.compile(r"^(:\s*[A-Z0-9, ]+|\[[\w, -]+\])?")


@pytest.mark.parametrize(
    "path", tracked("*.py"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_exception_to_a_check_has_its_reason_beside_it(path):
    with path.open("rb") as file:
        comments = [
            token
            for token in tokenize.tokenize(file.readline)
            if token.type == tokenize.COMMENT
        ]
    for comment in comments:
        for kind, rest in EXCEPTION.findall(comment.string):
            if kind == "fmt:":
                continue
            codes = CODES.match(rest.strip())
            assert codes
            assert codes[0], f"line {comment.start[0]}: say which check"
            reason = rest.strip()[codes.end() :].strip(" #-–():")
            assert len(reason) > 5, f"line {comment.start[0]}: say why"


# Written so that this file does not hold what it forbids.
FORBIDDEN = {
    "a registry's host": re.compile(
        r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com)"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:home|Users|work|root|tmp/w)/\w"
    ),
    "a private key": re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{40}"
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    found = [name for name, text in texts() if FORBIDDEN[what].search(text)]
    assert found == []


class TestLocks:
    """Dependencies are pinned by hash, wherever they come from."""

    @pytest.mark.parametrize(
        "lock", tracked("requirements/*.txt"), ids=lambda p: p.name
    )
    def test_python(self, lock):
        text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and line[0] != "#"]
        assert lines
        for line in lines:
            assert re.match(r"[\w.-]+==\S+", line), line[:60]
            assert "--hash=sha256:" in line, line[:60]
            assert "://" not in line, line[:60]

    def test_dev_holds_run(self):
        """One version of each package, whoever installs it."""
        run, train, dev = (
            set(
                re.findall(
                    r"^[\w.-]+==[^\s\\]+",
                    (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8"),
                    re.MULTILINE,
                )
            )
            for name in ("run", "train", "dev")
        )
        assert run < train < dev

    @pytest.mark.parametrize(
        "lock", tracked("tests/*/package-lock.json"), ids=lambda p: p.parent.name
    )
    def test_npm(self, lock):
        listed = json.loads(lock.read_text("utf-8"))["packages"]
        packages = {name: p for name, p in listed.items() if name}
        assert packages
        for name, package in packages.items():
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_nothing_is_left_to_do_in_comments():
    words = re.compile(r"#.*\b(?:TO{1}DO|FIX{1}ME|X{3}|HA{1}CK)\b")
    found = [
        name
        for name, text in texts()
        if words.search(text)  # of what has none at all, no comments are looked for
        and (not name.endswith(".py") or words.search("\n".join(comments(text))))
    ]
    assert found == []


def comments(source: str) -> Iterator[str]:
    """The comments in a Python file: its strings may speak of the minutes' actions."""
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
