"""`compass-bot detect`, as people and scripts run it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.detection.model_file import render_model
from bot.detection.owners import model_path
from tests.detection.models import model
from tests.detection.tuned import FOLDER

QUESTION = (FOLDER / "support-memory-per-user.md").read_text(encoding="utf-8")
GERMAN = (FOLDER / "other-german.md").read_text(encoding="utf-8")
KNOWING = model(*GERMAN.split(), intercept=0.5)


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory without credentials, nor a `.env`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATA_DIR", raising=False)
    return tmp_path


def detect(text: str, *options: str) -> Result:
    result = CliRunner().invoke(main, ["detect", "--text-file", "-", *options], text)
    assert "Traceback" not in result.output
    return result


def test_a_question_is_told_with_its_reasons():
    result = detect(QUESTION)
    assert result.exit_code == 0
    assert result.output == (
        "support question:\n"
        "  its title asks how or where to do something\n"
        "  its text asks what to do, or how it is done\n"
        "  its text asks whether there is a way\n"
        "  its author asks for help\n"
        "  its author tells what they want to do\n"
        "  its author speaks of what is their own\n"
    )


def test_what_is_none_is_told_with_its_reasons_too():
    result = detect("Add a dark theme\n\nIt would be nice to have a dark theme.")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "not taken for a support question:",
        "  it asks for something new",
    ]


def test_machines_read_json():
    told = json.loads(detect(QUESTION, "--json").output)
    assert told["is_support"] is True
    assert told["why"][0] == "its title asks how or where to do something"
    assert json.loads(detect("", "--json").output) == {
        "is_support": False,
        "why": ["its text is empty"],
    }


def test_the_text_may_be_in_a_file_and_the_title_apart(somewhere):
    title, _, body = QUESTION.partition("\n")
    (somewhere / "issue.md").write_text(f"\ufeff{body}", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["detect", "--text-file", "issue.md", "--title", title[2:]]
    )
    assert result.output == detect(QUESTION).output


def test_more_precision_is_more_silence():
    assert detect(QUESTION, "--precision", "0.99").output.startswith("not taken")


def test_the_owners_model_judges(somewhere, monkeypatch):
    for data in (somewhere / "data", somewhere / "elsewhere"):
        path = model_path(data, "jupyterhub")
        path.parent.mkdir(parents=True)
        path.write_text(render_model(KNOWING), encoding="utf-8")
        assert detect(GERMAN, "--owner", "JupyterHub").output.startswith("support")
        path.unlink()
        monkeypatch.setenv("DATA_DIR", "elsewhere")


def test_a_model_in_a_file_judges(somewhere):
    (somewhere / "model.json").write_text(render_model(KNOWING), encoding="utf-8")
    assert detect(GERMAN).output.startswith("not taken")
    assert detect(GERMAN, "--model", "model.json").output.startswith("support")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text-file", "gone.md"], "gone.md: No such file or directory: give a text"),
        (["--text-file", "."], ".: Is a directory: give a text file"),
        (["--text-file", "binary"], "binary: not UTF-8: give a text file"),
        (["--text-file", "huge"], "huge: over 1 MB: give the text of one issue"),
        (["--model", "gone"], "gone: No such file or directory: train a model with"),
        (["--model", "binary"], "binary: not a text file: train the model again"),
        (["--owner", "ada"], "ada.json: No such file or directory: train a model with"),
        (["--owner", "../ada"], "an owner's login has letters"),
        (["--owner", "ada", "--model", "x"], "both name a model: give one of them"),
        (["--precision", "2"], "--precision: give a number from 0.5 to 0.999"),
        (["--precision", "nan"], "--precision: give a number from 0.5 to 0.999"),
        (["--precision", "much"], "'much' is not a valid float"),
    ],
)
def test_wrong_use_is_told_where_what_and_the_cure(somewhere, options, said):
    (somewhere / "binary").write_bytes(b"\xff\xfe\x00")
    (somewhere / "huge").write_bytes(b"a" * (1024 * 1024 + 1))
    result = detect(QUESTION, *options)
    assert result.exit_code == 2
    assert said in result.output


def test_it_starts_without_http_and_without_pydantic():
    code = (
        "import sys; from bot.cli import main;"
        f" main(['detect', '--text-file', {str(FOLDER / 'other-empty.md')!r}],"
        " standalone_mode=False);"
        " sys.exit({'aiohttp', 'gidgethub', 'pydantic', 'structlog'} & {*sys.modules}"
        " != set())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout == b"not taken for a support question:\n  its text is empty\n"
