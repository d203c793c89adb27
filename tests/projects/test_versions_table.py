"""The versions of all projects, for people and for programs."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.projects import Line, Project, Release
from bot.core.releases import Releases
from bot.projects.versions_table import public_projects, render_versions, versions_json
from tests.core import hostile
from tests.core.rendered import pings, references, render

SERVER = "https://github.com"


def release(tag: str, day: str = "2026-07-09", **more: object) -> Release:
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    fields = {"version": tag.removeprefix("v"), **more}
    return Release(tag, at=at, **fields)


def project(name: str, last: Release | None = None, **more: object) -> Project:
    return Project(name, **{"full_name": name, "last": last, **more})


HUB = project(
    "jupyterhub/jupyterhub",
    release("5.5.1"),
    lines=(
        Line("5.x", release("5.5.1")),
        Line("main", release("6.0.0b2"), in_flight=release("6.0.0b2", prerelease=True)),
    ),
)
CHARTPRESS = project("jupyterhub/chartpress", release("2.3.0", "2025-04-01"))
CLEANER = project(
    "jupyterhub/docker-image-cleaner", release("1.0.0-beta.3", prerelease=True)
)
COMPASS = project("jupyterhub/team-compass")
GONE = Project("jupyterhub/gone", unknown=("GitHub could not tell of it",))
SECRET = project("jupyterhub/secret", release("1.0"), private=True)


def rows(*projects: Project) -> list[list[str]]:
    """What the table shows of each project."""
    tree, _ = render(render_versions(projects, SERVER))
    return [[cell.text for cell in row.all("td")] for row in tree.all("tr")[1:]]


def links(*projects: Project) -> list[str]:
    tree, _ = render(render_versions(projects, SERVER))
    return [link.attrs["href"] for link in tree.all("a")]


class TestTheTable:
    def test_as_it_is_written(self):
        assert render_versions((HUB, CHARTPRESS), SERVER).splitlines() == [
            "| Project | Version | Released | Note |",
            "| --- | --- | --- | --- |",
            "| jupyterhub/jupyterhub"
            " | [5.5.1](https://github.com/jupyterhub/jupyterhub/releases/tag/5.5.1)"
            " | 2026-07-09"
            " | [6.0.0b2](https://github.com/jupyterhub/jupyterhub/releases/tag/6.0.0b2)"
            " in flight |",
            "| jupyterhub/chartpress"
            " | [2.3.0](https://github.com/jupyterhub/chartpress/releases/tag/2.3.0)"
            " | 2025-04-01 |  |",
        ]

    def test_without_notes_it_has_no_room_for_them(self):
        table = render_versions((CHARTPRESS,), SERVER)
        assert table.splitlines()[0] == "| Project | Version | Released |"
        assert rows(CHARTPRESS) == [["jupyterhub/chartpress", "2.3.0", "2025-04-01"]]

    @pytest.mark.parametrize(
        ("seen", "version", "note"),
        [
            (HUB, "5.5.1", "6.0.0b2 in flight"),
            (CLEANER, "1.0.0-beta.3", "a prerelease"),
            (COMPASS, "", "no release"),
            (GONE, "", "GitHub could not tell of it"),
            (Project("o/r"), "", "unknown"),
            (project("o/r", release("1"), archived=True), "1", "archived"),
            (
                project("o/r", unknown=("it has no commits yet",)),
                "",
                "it has no commits yet",
            ),
            (
                project(
                    "o/r", release("1", prerelease=True), archived=True, unknown=("x",)
                ),
                "1",
                "a prerelease, archived, x",
            ),
        ],
    )
    def test_what_is_noted(self, seen, version, note):
        ((name, shown, _, noted),) = rows(seen)
        assert (name, shown, noted) == (seen.name, version, note)

    def test_nothing_at_all(self):
        assert rows() == []

    @pytest.mark.parametrize(
        ("tag", "address"),
        [
            ("v1.2.3", "v1.2.3"),
            ("jupyterhub-1.2.3", "jupyterhub-1.2.3"),
            ("hub/1.2.3", "hub/1.2.3"),
            ("1.2.3+a_b", "1.2.3%2Ba_b"),
            ("1.2.3#x", "1.2.3%23x"),
            ("1)|<b>`@x`", "1%29%7C%3Cb%3E%60%40x%60"),
            ("版1", "%E7%89%881"),
        ],
    )
    def test_a_version_leads_to_its_tag_whatever_that_is_called(self, tag, address):
        seen = project("jupyterhub/hub", release(tag, version="1.2.3"))
        assert links(seen) == [f"{SERVER}/jupyterhub/hub/releases/tag/{address}"]

    def test_of_a_renamed_project_to_where_it_is_now(self):
        seen = project("old/name", release("1"), full_name="new/name")
        assert rows(seen)[0][0] == "old/name"
        assert links(seen) == [f"{SERVER}/new/name/releases/tag/1"]

    @given(st.tuples(hostile.markdown, hostile.markdown))
    @example(("", "~~www.x.y/x"))
    @settings(max_examples=60)
    def test_no_text_gets_out_of_its_cell(self, texts):
        version, why = texts
        found = render_versions(
            [project("o/r", release("1", version=version), unknown=(why,)), HUB], SERVER
        )
        tree, comments = render(f"{found}\n\nafter")
        assert comments == []
        (table,) = tree.all("table")
        assert [len(row.all("td")) for row in table.all("tr")] == [0, 4, 4]
        assert len(table.all("a")) == 3
        assert not tree.all("img", "details", "b", "h1", "h2", "li", "pre", "sup")
        assert (pings(tree), references(tree)) == ([], [])
        assert [p.text for p in tree.all("p")] == ["after"]


def configured(*names: str, **after: str) -> Releases:
    projects = {
        name: {"after": [after[name]] if name in after else []} for name in names
    }
    return Releases.model_validate({"when": "day 1 of january", "projects": projects})


class TestForPrograms:
    def test_everything_that_is_known(self):
        names = [CHARTPRESS.name, HUB.name]
        config = configured(*names, **{HUB.name: CHARTPRESS.name})
        found = versions_json(config, {p.name: p for p in (HUB, CHARTPRESS)}, SERVER)
        assert json.loads(json.dumps(found)) == [
            {
                "project": "jupyterhub/chartpress",
                "repository": "jupyterhub/chartpress",
                "archived": False,
                "channel": "tag",
                "stage": 1,
                "version": "2.3.0",
                "tag": "2.3.0",
                "released": "2025-04-01",
                "prerelease": False,
                "url": f"{SERVER}/jupyterhub/chartpress/releases/tag/2.3.0",
                "in_flight": None,
                "unknown": [],
            },
            {
                "project": "jupyterhub/jupyterhub",
                "repository": "jupyterhub/jupyterhub",
                "archived": False,
                "channel": "tag",
                "stage": 2,
                "version": "5.5.1",
                "tag": "5.5.1",
                "released": "2026-07-09",
                "prerelease": False,
                "url": f"{SERVER}/jupyterhub/jupyterhub/releases/tag/5.5.1",
                "in_flight": {
                    "version": "6.0.0b2",
                    "tag": "6.0.0b2",
                    "released": "2026-07-09",
                    "prerelease": True,
                    "url": f"{SERVER}/jupyterhub/jupyterhub/releases/tag/6.0.0b2",
                },
                "unknown": [],
            },
        ]

    def test_what_is_not_known_is_null_and_says_why(self):
        config = configured(COMPASS.name, GONE.name)
        found = versions_json(config, {p.name: p for p in (COMPASS, GONE)}, SERVER)
        never, gone = found
        assert never["repository"] == COMPASS.name
        assert gone["unknown"] == list(GONE.unknown)
        assert (gone["repository"], gone["archived"]) == (None, None)
        for one in found:
            keys = ("version", "tag", "released", "prerelease", "url", "in_flight")
            assert [one[key] for key in keys] == [None] * 6

    def test_private_ones_are_left_out(self):
        config = configured(SECRET.name, HUB.name, "jupyterhub/not-read")
        projects = {p.name: p for p in (HUB, SECRET)}
        shown = public_projects(config, projects)
        assert [p.name for p in shown] == [HUB.name, "jupyterhub/not-read"]
        assert "secret" not in json.dumps(versions_json(config, projects, SERVER))
