"""How far a requirement goes, in the words of each ecosystem."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.projects import Requirement
from bot.projects.ranges import BEYOND, Numbers, highest, numbers


def most(ecosystem: str, specifier: str) -> str | None:
    """The highest version, `*` for any of a series; None where it cannot be told."""
    found = highest(Requirement(ecosystem, "a", specifier, "p", 1))
    return found and ".".join("*" if part == BEYOND else str(part) for part in found)


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("", "*"),
        (">=4", "*"),
        (">4.0.0", "*"),
        ("!=5.5.1", "*"),
        (">=5.1.0,<6", "5.*"),
        (">= 5.1.0 , < 6", "5.*"),
        ("<2", "1.*"),
        ("<1.3.0", "1.2.*"),
        ("<1.2.5", "1.2.4.*"),
        ("<=1.2.5", "1.2.5"),
        ("==1.4.0", "1.4"),
        ("===1.4.0", "1.4"),
        ("==1.*", "1.*"),
        ("==1.4.*", "1.4.*"),
        ("~=1.4", "1.*"),
        ("~=1.4.2", "1.4.*"),
        ("~=1.4,!=1.4.3,<1.9", "1.8.*"),
        ("==2024.07.0", "2024.7"),
        ("<6.0.0a1", "5.*"),
        ("<5.0.0.dev0", "4.*"),
        (">=2.0.0b2", "*"),
        ("==2.0.0b2", None),
        (">2,<1", None),
        ("^4.2", "4.*"),  # Poetry's
        ("~4.2", "4.2.*"),
        ("4.*", "4.*"),
        ("4.2.1", "4.2.1"),
        ("*", "*"),
        ("@ git+https://a.b/c@main", None),
        ("@somebody - 1", None),
        ("v1.2.3", "1.2.3"),  # a tag of git's
        ("v1.2.3rc1", None),
        ("main", None),
        ("==", None),
        ("<" + "1" * 300, None),
        (",".join(f"!=1.{n}" for n in range(30)), None),
    ],
)
def test_of_python(specifier: str, expected: str | None) -> None:
    assert most("python", specifier) == expected


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("", "*"),
        ("*", "*"),
        ("x", "*"),
        ("^4.2.0", "4.*"),
        ("^0.2.3", "0.2.*"),
        ("~1.2", "1.2.*"),
        ("1.x || >=2.5.0 <3", "2.*"),
        ("1.2.3 - 2", "2.*"),
        ("<1.2.5", "1.2.4"),
        ("=v1.2.3", "1.2.3"),
        (">= 1 < 2", "1.*"),
        (">=1.2, <2", "1.*"),  # Helm's
        ("~> 1.2", "1.2.*"),
        ("4.2.0", "4.2"),
        ("4.2", "4.2.*"),
        ("2024.07.0", "2024.7"),
        (">=4.0.0-0 <5.0.0-0", "4.*"),
        ("1.0.0-0.dev.git.3983.h383374de", None),
        ("5.0.0-beta.1", None),
        ("0.0.1-set.by.chartpress", None),
        ("latest", None),
        ("workspace:*", None),
        ("file:../local", None),
        ("git+https://a.b/c#semver:^1", None),
        ("github:a/b", None),
        ("1.2.3.4", None),
    ],
)
@pytest.mark.parametrize("ecosystem", ["npm", "chart"])
def test_of_npm_and_charts(
    ecosystem: str, specifier: str, expected: str | None
) -> None:
    assert most(ecosystem, specifier) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("4.2.0", "4.2"),
        ("v4.2.1", "4.2.1"),
        ("2024.07.0", "2024.7"),
        ("2024.07.0@sha256:0123", "2024.7"),
        ("5", "5.*"),
        ("5.4", "5.4.*"),
        ("", None),
        ("latest", None),
        ("main", None),
        ("set-by-chartpress", None),
        ("@sha256:0123", None),
        ("687788f", None),
        ("9081234", None),
        ("20240101", None),
        ("5.4.0-alpine", None),
        ("1.0.0-beta.3", None),
        ("2021.08.0-136.g47ea95a", None),
        ("4.2.1-0.dev.git.7000.h0123", None),
        ("@ git+https://a.b/c/d@1.2.3", None),
    ],
)
@pytest.mark.parametrize("ecosystem", ["image", "git"])
def test_of_images_and_of_what_git_has(
    ecosystem: str, tag: str, expected: str | None
) -> None:
    assert most(ecosystem, tag) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("5.5.1", (5, 5, 1)),
        ("5.5.0", (5, 5)),
        ("0", (0,)),
        ("2026.04.0", (2026, 4)),
        ("6.0.0b2", None),
        ("1.0.0-rc.1", None),
        ("", None),
        ("1" * 5000, None),
        ("١.٢", None),
    ],
)
def test_what_a_version_counts(version: str, expected: Numbers | None) -> None:
    assert numbers(version) == expected


parts = st.integers(0, 3)
versions = st.tuples(parts, parts, parts)


@given(
    versions,
    st.lists(st.tuples(st.sampled_from(["<", "<=", "==", "~="]), versions), min_size=1, max_size=3),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nothing_above_is_allowed(
    version: Numbers, clauses: list[tuple[str, Numbers]]
) -> None:
    from packaging.specifiers import SpecifierSet

    text = ",".join(f"{sign}{'.'.join(map(str, named))}" for sign, named in clauses)
    found = highest(Requirement("python", "a", text, "p", 1))
    if SpecifierSet(text).contains(".".join(map(str, version))):
        assert found is not None
        assert found >= (numbers(".".join(map(str, version))) or ())


@given(st.sampled_from(["python", "npm", "chart", "image", "git"]), st.text(max_size=60) | st.text("0123456789.<>=~^*|, -!v@x", max_size=60))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_range_or_unknown(ecosystem: str, text: str) -> None:
    found = highest(Requirement(ecosystem, "a", text, "p", 1))
    assert found is None or found
