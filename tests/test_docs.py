"""The docs say what the code does."""

import ast
import re
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from bot.app import FEATURES, sections
from bot.cli import main
from bot.core.configuration import parse_configuration
from bot.core.mark import Mark
from bot.core.releases import Releases
from bot.projects.versions_table import versions_json
from bot.variables import VARIABLES
from docs import generate
from docs.mark_examples import examples
from docs.marks import FIELDS, KINDS

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("bench/*.md"),
    )
    if path.is_file()
)
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, language: str) -> Iterator[str]:
    """The code blocks of a page in one language."""
    for indent, said, code in FENCE.findall(path.read_text(encoding="utf-8")):
        if said == language:
            yield textwrap.indent(textwrap.dedent(code), "") if indent else code


@pytest.mark.parametrize("page", sorted(generate.pages()))
def test_the_reference_is_fresh(page):
    there = (generate.REFERENCE / page).read_text(encoding="utf-8")
    assert there == generate.pages()[page], "run `make docs`"


def test_the_reference_holds_nothing_else():
    there = {path.name for path in generate.REFERENCE.iterdir()}
    assert there == set(generate.pages())


def test_every_slash_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for feature in FEATURES:
        for usage in feature.commands:
            command, *rest = usage.form.split()
            verb = rest[0] if rest and rest[0].islower() else ""
            assert command in readme
            assert verb in readme, usage.form


def test_every_command_of_the_command_line_is_in_the_changes():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert not [command for command in main.commands if f"`{command}`" not in changes]


def test_every_variable_has_a_meaning():
    assert generate.MEANINGS.keys() == VARIABLES.keys()


def test_every_name_in_the_versions_is_explained():
    config = Releases.model_validate({"when": "day 1 of may", "projects": {"o/r": {}}})
    (told,) = versions_json(config, {}, "https://github.com")
    assert list(told) == list(generate.VERSIONS)


def test_every_mark_is_explained():
    """No kind of mark is in the code that the page does not show."""
    named = {
        node.args[0].value
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == Mark.__name__
        and isinstance(node.args[0], ast.Constant)
    }
    shown = examples()
    assert {mark.kind for mark in shown} == set(KINDS) == named
    assert {field for mark in shown for field in mark.fields} == set(FIELDS)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^()\s]+)\)", text):
        parts = urlsplit(target)
        if parts.scheme:
            assert parts.scheme == "https", target
            continue
        aim = page.parent / unquote(parts.path) if parts.path else page
        assert aim.exists(), target
        if parts.fragment:
            assert parts.fragment in anchors(aim), target


def anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings
    }


def test_every_page_can_be_reached():
    """From the map of the docs, or from a page that it leads to."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for target in re.findall(
            r"\]\(([^()\s#]+\.md)", page.read_text(encoding="utf-8")
        ):
            aim = (page.parent / target).resolve()
            if aim.exists() and aim not in reached:
                waiting.append(aim)
    assert not [name(page) for page in PAGES if page not in reached]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_configurations_are_good(page):
    for block in blocks(page, "yaml"):
        assert parse_configuration(block, file=name(page), sections=sections(FEATURES))


def test_there_are_configurations_to_look_at():
    assert sum(1 for page in PAGES for _ in blocks(page, "yaml")) >= 5


def test_the_example_has_no_key_that_does_nothing():
    text = (ROOT / "examples/team-compass.yml").read_text(encoding="utf-8")
    configuration = parse_configuration(text, file="", sections=sections(FEATURES))
    assert configuration.notices == ()


def test_the_install_page_asks_for_what_the_app_needs():
    page = (ROOT / "docs/how-to/install.md").read_text(encoding="utf-8")
    manifest = yaml.safe_load((ROOT / "app.yml").read_text(encoding="utf-8"))
    levels = {"read": "read-only", "write": "read and write"}
    for permission, level in manifest["default_permissions"].items():
        assert f"{permission.replace('_', ' ').capitalize()}: {levels[level]}" in page
    for event in manifest["default_events"]:
        assert event.replace("_", " ").capitalize() in page


def test_make_knows_what_the_pages_tell_people_to_make():
    targets = set(
        re.findall(
            r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    told = {
        target
        for page in PAGES
        for target in re.findall(
            r"^make ([a-z]+)|`make ([a-z]+)",
            page.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    assert {first or second for first, second in told} <= targets


def test_pictures_are_small():
    tracked = subprocess.run(
        ["git", "ls-files", "*.png"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert all((ROOT / path).stat().st_size < 200_000 for path in tracked)
