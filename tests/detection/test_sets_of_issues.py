"""Each set of issues is what its README says, is not the other's, and nobody's secret."""

import re
from collections import Counter

import pytest

from tests.detection.held_out import DEVELOPMENT, FOLDER, development, held_out

KINDS = {
    FOLDER: {"support": 24, "bug": 22, "feature": 14},
    DEVELOPMENT: {"support": 60, "bug": 38, "feature": 22},
}
EXAMPLES = {FOLDER: held_out(), DEVELOPMENT: development()}
ALL = [example for examples in EXAMPLES.values() for example in examples]
PUBLIC = {"github.com", "mybinder.org"}
SECRETS = {
    "a token of GitHub": r"\b(?:gh[pousr]_|github_pat_)\w",
    "a key of a cloud": r"\b(?:AKIA|ASIA|AIza)\w{12}",
    "a JSON web token": r"\beyJ\w{8}",
    "a private key": r"PRIVATE KEY",
    "a long random word": r"\b(?=\w*\d)(?=\w*[A-Za-z])\w{32,}\b",
    "an address of a person": r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}",
    "a login that GitHub would notify": r"(?<![\w@=:/-])@[A-Za-z]\w*",
}

of_each_set = pytest.mark.parametrize("folder", KINDS, ids=lambda folder: folder.name)


@of_each_set
def test_there_are_as_many_of_each_kind_as_the_readme_tells(folder):
    rows = re.findall(
        r"^\| `(\w+)` \| (\d+) \|",
        (folder / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    told = {kind: int(number) for kind, number in rows}
    assert told == KINDS[folder]
    assert Counter(example.kind for example in EXAMPLES[folder]) == told


@of_each_set
def test_every_file_of_the_folder_is_read(folder):
    names = [example.name for example in EXAMPLES[folder]]
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        *(f"{name}.md" for name in names),
    }
    numbers = [int(name.split("-")[0]) for name in names]
    assert numbers == list(range(1, sum(KINDS[folder].values()) + 1))


def test_the_development_set_tells_of_each_how_hard_it_is():
    """Once each, and about as many easy, middling and hard ones."""
    readme = (DEVELOPMENT / "README.md").read_text("utf-8")
    levels = [
        [int(number) for number in numbers.split(",")]
        for numbers in re.findall(
            r"^(?:Easy|Middling|Hard):\n([\d,\s]+)\.", readme, re.MULTILINE
        )
    ]
    assert sorted(number for level in levels for number in level) == list(range(1, 121))
    assert [36 <= len(level) <= 44 for level in levels] == [True] * 3


def test_each_has_a_title_that_github_takes():
    for example in ALL:
        assert 0 < len(example.title) <= 256, example.name
        assert example.title == example.title.strip(), example.name
        assert "\n" not in example.title, example.name


def test_none_is_there_twice_nor_in_both_sets():
    """What rules were tuned on tells nothing of what they are worth."""
    assert len({words(example.title) for example in ALL}) == len(ALL)
    assert len({words(example.body) for example in ALL}) == len(ALL)


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize("what", SECRETS)
def test_no_text_holds(what):
    found = [
        (example.name, match[0])
        for example in ALL
        if (match := re.search(SECRETS[what], f"{example.title}\n{example.body}"))
    ]
    assert found == []


def test_every_host_is_invented_or_a_project_of_ours():
    invented = re.compile(
        r"(?:[\w-]+\.)*example\.(?:com|org|net|edu|ac)|localhost|127\.0\.0\.1|None"
    )
    hosts = {
        host
        for example in ALL
        for host in re.findall(r"https?://([^\s/:\"'`)>\]]+)", example.body)
    }
    assert hosts
    assert not {h for h in hosts - PUBLIC if not invented.fullmatch(h)}
