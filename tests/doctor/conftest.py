from pathlib import Path

import pytest

from bot.playground import Playground
from tests.doctor.patient import Patient


@pytest.fixture
def patient(github: Playground, tmp_path: Path) -> Patient:
    return Patient(github, tmp_path)
