"""Hostile texts are such as GitHub can deliver: a test of anything else shows nothing."""

import json

from tests.detection.hostile import (
    BROKEN,
    HOSTILE,
    LANGUAGES,
    LARGE,
    LONG,
    NOTHING,
    SPEAKS,
    TITLES,
)  # fmt: skip


def test_each_fits_into_an_issue_and_a_delivery():
    for name, (title, body) in HOSTILE.items():
        assert 0 < len(title) <= 256, name
        assert title.strip(), name
        assert len(body) <= 65_536, name
        delivered = json.loads(json.dumps({"title": title, "body": body}).encode())
        assert delivered == {"title": title, "body": body}, name


def test_no_name_hides_another():
    groups = (LONG, LANGUAGES, NOTHING, BROKEN, SPEAKS, TITLES)
    names = [name for group in groups for name in group]
    assert len(names) == len(set(names)) == len(HOSTILE) - 2


def test_what_is_called_large_is():
    assert all(len(body) >= LARGE for body in LONG.values())


def test_each_is_another_text():
    assert len(set(HOSTILE.values())) == len(HOSTILE)
