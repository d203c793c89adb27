"""Each owner's own model, from a file that may change, break or be missing."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.detection.model_file import render_model
from bot.detection.owners import MOST_OWNERS, OwnersDetector, load_model, model_path
from tests.detection.models import model

GERMAN = "Speicher begrenzen", "Wie kann ich den Speicher für jeden Benutzer begrenzen?"
KNOWING = model(*GERMAN[1].split(), intercept=0.5)


@pytest.fixture
def detector(tmp_path: Path) -> OwnersDetector:
    return OwnersDetector(tmp_path)


def put(directory: Path, text: str, owner: str = "jupyterhub", age: int = 0) -> Path:
    path = model_path(directory, owner)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(age, age))
    return path


def taken(detector: OwnersDetector, owner: str = "jupyterhub") -> bool:
    return detector.judge(owner, *GERMAN, precision=0.95).is_support


def test_without_a_model_there_are_the_rules(detector):
    verdict = detector.judge("jupyterhub", *GERMAN, precision=0.95)
    assert verdict.why == ("its language is none that the rules understand",)


def test_the_owners_model_is_used_however_the_login_is_spelt(detector, tmp_path):
    put(tmp_path, render_model(KNOWING))
    assert taken(detector)
    assert taken(detector, "JupyterHub")
    assert not taken(detector, "binderhub")


def test_it_is_used_as_soon_as_it_is_trained_and_no_longer_than_it_is_there(
    detector, tmp_path
):
    assert not taken(detector)
    path = put(tmp_path, render_model(KNOWING), age=1)
    assert taken(detector)
    put(tmp_path, render_model(model()), age=2)
    assert not taken(detector)
    put(tmp_path, render_model(KNOWING), age=3)
    assert taken(detector)
    path.unlink()
    assert not taken(detector)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Invalid JSON"),
        (" " * 200_001, "longer than any model"),
        (render_model(model(owner="binderhub")), "trained for another owner"),
    ],
)
def test_a_broken_one_is_told_to_the_operator_once(detector, tmp_path, text, said):
    put(tmp_path, text, age=1)
    with capture_logs() as logs:
        assert not taken(detector)
        assert not taken(detector)
    assert [log["log_level"] for log in logs] == ["warning"]
    assert said in logs[0]["why"]
    assert "jupyterhub.json" in logs[0]["why"]
    put(tmp_path, render_model(KNOWING), age=2)
    assert taken(detector)


def test_what_is_no_text_is_told_alike(tmp_path):
    path = put(tmp_path, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="not a text file: train the model again"):
        load_model(path, "jupyterhub")


@pytest.mark.parametrize(
    "owner", ["", ".", "..", "../jupyterhub", "a/b", "a\\b", "a\x00", "ä", "a" * 101]
)
def test_no_owner_leads_to_another_file(detector, owner):
    with pytest.raises(ValueError, match="login"):
        model_path(Path("data"), owner)
    assert not taken(detector, owner)


def test_few_models_are_kept(detector, tmp_path):
    for number in range(MOST_OWNERS + 3):
        owner = f"owner-{number}"
        made = model(*GERMAN[1].split(), intercept=0.5, owner=owner)
        put(tmp_path, render_model(made), owner)
        assert taken(detector, owner)
    assert len(detector._known) == MOST_OWNERS
    assert taken(detector, "owner-0")
