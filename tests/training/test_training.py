"""From an organisation's issues on GitHub to a model that the bot uses, and a report."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.detection import rules
from bot.detection.model import Model
from bot.detection.owners import OwnersDetector, load_model, model_path
from bot.detection.verdict import judge
from bot.playground import Clock, Playground
from bot.training.reading import Reading, gather
from bot.training.report import Report
from bot.training.train import save
from tests.settings import settings_for
from tests.training.conftest import CONFIGURATION, NAME, studied
from tests.training.organisation import TEAM, Text, live, publish, texts

BOT = "team-compass[bot]"
FRESH = tuple(texts(400, seed=7))
QUESTIONS = tuple(text for text in FRESH if text.kind == "support")
OTHERS = tuple(text for text in FRESH if text.kind != "support")


async def organisation(folder: Path, many: int, *, later: bool = False) -> Reading:
    """What is read of one that has so many issues; `later`, of what came then as well."""
    start = Clock(datetime(2025, 3, 1, tzinfo=UTC))
    async with Playground(clock=start) as github:
        repo = github.add_repository(NAME)
        repo.commit(".github/team-compass.yml", CONFIGURATION)
        live(github, repo, many)
        if later:
            correct(repo)
        return await gather(
            settings_for(github, folder), [NAME], labels=(), told=lambda _doing: None
        )


def correct(repo) -> None:
    """Sixty people ask for logos and speakers; each time the team says: no support."""
    for number, text in enumerate(texts(60, seed=5, kinds=("outreach",))):
        issue = publish(repo, text)
        issue.add_label("support", by=BOT)
        issue.remove_label("support", by=BOT if number % 2 else TEAM)


@pytest.fixture(scope="module")
def reading(tmp_path_factory) -> Reading:
    return asyncio.run(organisation(tmp_path_factory.mktemp("hub"), 500))


@pytest.fixture(scope="module")
def both(reading) -> tuple[Model | None, Report]:
    return studied(reading)


@pytest.fixture(scope="module")
def model(both) -> Model:
    assert both[0]
    return both[0]


@pytest.fixture(scope="module")
def report(both) -> Report:
    return both[1]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory) -> tuple[Model, Report]:
    folder = tmp_path_factory.mktemp("corrected")
    trained, report = studied(asyncio.run(organisation(folder, 500, later=True)))
    assert trained
    return trained, report


def taken(model: Model | None, asked: Iterable[Text]) -> int:
    """How many of them the bot would take for support questions."""
    return sum(
        judge(one.title, one.body, precision=0.95, model=model).is_support
        for one in asked
    )


class TestModel:
    def test_with_it_the_bot_finds_more_and_is_as_often_right(self, model):
        found, wrong = taken(model, QUESTIONS), taken(model, OTHERS)
        assert found > 1.4 * taken(None, QUESTIONS)
        assert found / (found + wrong) >= 0.95

    def test_the_bot_reads_it_where_it_was_written(self, model, tmp_path):
        path = save(model, tmp_path)
        assert path == model_path(tmp_path, "Imaginary")
        assert load_model(path, "imaginary") == model
        assert [file.name for file in path.parent.iterdir()] == ["imaginary.json"]
        detector = OwnersDetector(tmp_path)
        one = next(
            text
            for text in QUESTIONS
            if taken(model, [text]) and not taken(None, [text])
        )
        asked = (one.title, one.body)
        assert detector.judge("imaginary", *asked, precision=0.95).is_support
        assert not detector.judge("elsewhere", *asked, precision=0.95).is_support

    def test_half_of_it_is_never_there(self, model, tmp_path):
        """A directory in its place: what was begun is taken away again."""
        model_path(tmp_path, "imaginary").mkdir(parents=True)
        with pytest.raises(OSError, match="imaginary"):
            save(model, tmp_path)
        assert len([*(tmp_path / "detector").iterdir()]) == 1


class TestReport:
    def test_its_figures_are_of_issues_that_were_not_seen(self, report):
        rules, model, both = report.tallies.values()
        assert rules.support == model.support == both.support == 125
        assert both.precision >= 0.95
        assert both.right >= max(rules.right, model.right)
        assert both.recall > 1.4 * rules.recall
        assert both.at_least < both.precision or both.precision == 1

    def test_it_holds_what_would_have_become_of_the_last_200(self, report):
        told = report.json()["last"]
        assert [one["number"] for one in told] == list(range(500, 300, -1))
        assert {one["people_said"] for one in told} == {
            "labelled as support",
            "given other labels",
        }
        assert all(one["why"] for one in told)
        text = str(report)
        rightly = sum(one["taken_for_support"] and one["is_support"] for one in told)
        assert f"{rightly:6}  taken for support, rightly\n" in text
        missed = sum(one["is_support"] and not one["taken_for_support"] for one in told)
        assert f"{missed:6}  support questions that were missed\n" in text
        assert text.count("imaginary/hub#") == 200

    def test_it_says_how_much_was_read_and_who_is_on(self, report):
        """Of the imaginary reports one in four sentences is a question's."""
        text = str(report)
        assert text.startswith("imaginary: 500 issues of imaginary/hub were read.\n")
        assert "People have said what they are: 500\n" in text
        assert f"The model learned from {report.scored} of them" in text
        assert "The model is on.\n" in text
        rules = report.tallies["rules"]
        record = f"here they were right in {rules.right} of {rules.taken} verdicts"
        assert f"The rules are off: {record}" in text
        (told,) = report.json()["repositories"]
        assert (told["model_off"], told["rules_off"]) == (None, record)


class TestCorrections:
    def test_what_people_corrected_is_not_taken_again(self, model, corrected):
        """People ask for a logo as others ask for help: it takes people to tell that."""
        alike = tuple(texts(40, seed=6, kinds=("outreach",)))
        assert taken(model, alike) >= 10
        assert taken(corrected[0], alike) <= 1
        assert taken(corrected[0], QUESTIONS) >= 0.9 * taken(model, QUESTIONS)

    def test_the_rules_are_silenced_where_they_were_wrong(self, corrected):
        trained, report = corrected
        text = str(report)
        assert "      60  corrected: no support (each counts for 2)\n" in text
        right, fired = trained.rules_right, trained.rules_fired
        assert f"The rules are off: here they were right in {right} of {fired}" in text
        rules, _, both = report.tallies.values()
        assert rules.precision < 0.9 < 0.95 <= both.precision


async def test_too_little_is_said_in_plain_words(tmp_path):
    trained, report = studied(await organisation(tmp_path, 90))
    assert trained is None
    told = r"The model is off: \d+ labelled issues to learn from, 120 are needed\."
    assert re.search(told, str(report))
    assert report.tallies["rules"].taken > 0
    assert report.tallies["model"].taken == 0
    assert report.json()["trained_on"] == 0


def first(reading: Reading, scored: int) -> Reading:
    """So much of it that a model learns from so many."""
    kept, count = [], 0
    for one in reversed(reading.past):
        if count < scored:
            kept.append(one)
            count += rules.read(one.issue.title, one.issue.body).may_be_scored
    return Reading(reading.sources, tuple(reversed(kept)))


def test_so_is_a_precision_that_is_out_of_reach(reading):
    strict = replace(reading.sources[0], precision=0.999)
    asked = first(reading, 160)
    past = tuple(replace(one, source=strict) for one in asked.past)
    trained, report = studied(Reading((strict,), past))
    assert trained.cut_off(0.999) is None
    told = r"The model is off: 0\.999 is reached by none; the best it can expect is 0\.\d\d"
    assert re.search(told, str(report))
    assert report.tallies["model"].taken == 0
    assert "The rules are off: here they were right in " in str(report)
    assert report.tallies["both"].taken == 0


def test_barely_enough_is_enough_though_no_part_of_it_is(reading):
    """There is a model then, and nothing to judge its own issues by but the rules."""
    trained, report = studied(first(reading, 130))
    assert trained.issues == report.scored == 130
    assert report.tallies["model"].taken == 0
    assert report.tallies["both"] == report.tallies["rules"]
