"""What is written into `.env` is read back, read by nobody else, and the rest stays."""

import errno
import os
import stat
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.env_file import add_variables, left_behind, try_out
from tests.unprivileged import unprivileged

WRITTEN = {"APP_ID": "7", "WEBHOOK_SECRET": "a'b\"c\\d #e$f`g"}
OTHERS = st.lists(
    st.sampled_from(
        ["# a comment", "A=1", "export B='two words'", 'C="x\ny"', "", "APP_ID="]
    )
)


@settings(max_examples=30)  # each is written to disk, and waited for
@given(OTHERS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_others_lines_stay_and_ours_are_read(tmp_path_factory, lines, end, ends):
    file = tmp_path_factory.getbasetemp() / "written" / ".env"
    file.parent.mkdir(exist_ok=True)
    before = end.join(lines) + end * ends
    file.write_bytes(before.encode())
    known = dotenv_values(stream=StringIO(before), interpolate=False)
    add_variables(file, "a note", WRITTEN)
    after = file.read_bytes().decode()
    assert after.startswith(before)
    read = dotenv_values(stream=StringIO(after), interpolate=False)
    assert {**known, **WRITTEN} == dict(read)
    assert [*file.parent.iterdir()] == [file]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize("umask", [0, 0o22, 0o77])
def test_nobody_else_may_read_it(file, umask):
    before = os.umask(umask)
    try:
        add_variables(file, "a note", WRITTEN)
        assert mode(file) == 0o600
        file.chmod(0o644)
        add_variables(file, "a note", WRITTEN)
        assert mode(file) == 0o600
    finally:
        os.umask(before)


def test_a_link_stays_one(file, tmp_path):
    real = tmp_path / "shared" / "secrets"
    real.parent.mkdir()
    real.write_text("A=1\n")
    file.symlink_to(real)
    add_variables(file, "a note", WRITTEN)
    assert file.is_symlink()
    assert real.read_text().startswith("A=1\n\n# a note\nAPP_ID=7\n")


def test_what_cannot_be_replaced_is_as_it_was(file):
    (file / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        add_variables(file, "a note", WRITTEN)
    assert [*file.parent.iterdir()] == [file]


def test_it_is_tried_out_before_and_nothing_is_left(file):
    try_out(file)
    file.write_text("A=1\n")
    try_out(file)
    assert [*file.parent.iterdir()] == [file]
    file.parent.chmod(0o500)
    with unprivileged(), pytest.raises(PermissionError):
        try_out(file)
    file.parent.chmod(0o700)
    assert file.read_text() == "A=1\n"


def test_one_that_is_mounted_by_itself_cannot_be_replaced(tmp_path):
    """Where one may be mounted; elsewhere it is a file like others."""
    file = tmp_path / "a folder" / ".env"
    file.parent.mkdir()
    file.write_text("A=1\n")
    bind = ("mount", "--bind", file, file)
    mounted = subprocess.run(bind, check=False, capture_output=True).returncode == 0
    refused = []
    try:
        for step in (lambda: try_out(file), lambda: add_variables(file, "", WRITTEN)):
            try:
                step()
            except OSError as error:
                refused.append(error.errno)
    finally:
        subprocess.run(("umount", file), check=False, capture_output=True)
    assert refused == ([errno.EBUSY] * 2 if mounted else [])
    assert [*file.parent.iterdir()] == [file]


def test_what_a_kill_has_left_is_found_if_it_is_whole(file):
    add_variables(file, "a note", {"APP_ID": "7", "WEBHOOK_SECRET": "abc"})
    whole = file.read_bytes()
    left = file.with_name(f".env-{'0a' * 8}")
    for cut in range(len(whole)):
        left.write_bytes(whole[:cut])
        assert left_behind(file, WRITTEN) == ()
    left.write_bytes(whole)
    file.with_name(".env-example").write_bytes(whole)
    file.with_name(f".env-{'0b' * 8}").mkdir()
    assert left_behind(file, WRITTEN) == (left,)
