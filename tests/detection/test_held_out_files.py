"""The set that detection is judged by is what its README says, and nobody's secret."""

import re
from collections import Counter

import pytest

from tests.detection.held_out import FOLDER, held_out, read

EXAMPLES = held_out()
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


def test_there_are_sixty_of_the_kinds_the_readme_tells():
    rows = re.findall(
        r"^\| `(\w+)` \| (\d+) \|",
        (FOLDER / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    told = {kind: int(number) for kind, number in rows}
    assert told == {"support": 24, "bug": 22, "feature": 14}
    assert Counter(example.kind for example in EXAMPLES) == told


def test_every_file_of_the_folder_is_read():
    names = [example.name for example in EXAMPLES]
    assert {path.name for path in FOLDER.iterdir()} == {
        "README.md",
        *(f"{name}.md" for name in names),
    }
    assert [int(name[:2]) for name in names] == list(range(1, 61))


def test_each_has_a_title_that_github_takes():
    for example in EXAMPLES:
        assert 0 < len(example.title) <= 256, example.name
        assert example.title == example.title.strip(), example.name
        assert "\n" not in example.title, example.name


def test_none_is_there_twice():
    assert len({words(example.title) for example in EXAMPLES}) == 60
    assert len({words(example.body) for example in EXAMPLES}) == 60


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_only_one_body_is_empty_and_one_is_only_a_log():
    assert [e.title for e in EXAMPLES if not e.body] == [
        "jupyterhub not working on my server"
    ]
    without_code = {
        e.name: re.sub(r"```.*?```", "", e.body, flags=re.DOTALL) for e in EXAMPLES
    }
    assert [
        e.name[3:] for e in EXAMPLES if e.body and not without_code[e.name].strip()
    ] == ["logs-only"]


def test_the_kinds_are_about_as_long_as_each_other():
    """Length alone must not tell support questions from bugs."""
    middle = {
        kind: sorted(len(e.body) for e in EXAMPLES if e.kind == kind)[11]
        for kind in ("support", "bug")
    }
    assert 0.5 < middle["support"] / middle["bug"] < 2


@pytest.mark.parametrize("what", SECRETS)
def test_no_text_holds(what):
    found = [
        (example.name, match[0])
        for example in EXAMPLES
        if (match := re.search(SECRETS[what], f"{example.title}\n{example.body}"))
    ]
    assert found == []


def test_every_host_is_invented_or_a_project_of_ours():
    invented = re.compile(
        r"(?:[\w-]+\.)*example\.(?:com|org|net|edu|ac)|localhost|127\.0\.0\.1|None"
    )
    hosts = {
        host
        for example in EXAMPLES
        for host in re.findall(r"https?://([^\s/:\"'`)>\]]+)", example.body)
    }
    assert hosts
    assert not {h for h in hosts - PUBLIC if not invented.fullmatch(h)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("---\nkind: support\n---\n", "holds kind and title"),
        ("---\nkind: question\ntitle: Why?\n---\n", "no such kind: question"),
        ("Why?\n---\nkind: support\ntitle: Why?\n---\n", "holds kind and title"),
    ],
)
def test_a_file_that_is_no_example_is_an_error(tmp_path, text, told):
    path = tmp_path / "61-new.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"61-new.md: .*{told}"):
        read(path)


def test_a_body_may_hold_rules_of_its_own(tmp_path):
    path = tmp_path / "61-new.md"
    path.write_text("---\nkind: bug\ntitle: 'A: b'\n---\n\nOne\n---\nTwo\n", "utf-8")
    assert read(path).title == "A: b"
    assert read(path).body == "One\n---\nTwo"
