"""The last version of every project: a table for people, and the same for programs.

    | Project | Version | Released | Note |
    | --- | --- | --- | --- |
    | jupyterhub/jupyterhub | [5.5.1](…) | 2026-07-09 | [6.0.0b2](…) in flight |
    | jupyterhub/chartpress | [2.3.0](…) | 2025-04-01 |  |
    | jupyterhub/hubtraf |  |  | no release |

The table reads the same on GitHub and on a forum.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from bot.core.markdown import quote_text
from bot.core.projects import Project, Projects, Release
from bot.core.release_order import stages
from bot.core.releases import Releases

_PLAIN = re.compile(r"(?i:(?!.*(?:www|gh-)))[A-Za-z0-9][A-Za-z0-9 .,+/-]*")
"""What is the same as Markdown: most names and versions are, and need no renderer."""

_CLOSING = re.compile(r"(?<!\\)((?:\\\\)*)\]")
_HEAD = ("Project", "Version", "Released", "Note")


def render_versions(projects: Sequence[Project], server_url: str) -> str:
    """The table, a project a row; without notes where there is nothing to note.

    `server_url` is GitHub's own address, such as `https://github.com`.
    """
    rows = [tuple(_cells(project, server_url)) for project in projects]
    width = len(_HEAD) if any(row[-1] for row in rows) else len(_HEAD) - 1
    lines = [_HEAD, ("---",) * len(_HEAD), *rows]
    return "\n".join(f"| {' | '.join(line[:width])} |" for line in lines)


def versions_json(
    config: Releases, projects: Projects, server_url: str
) -> list[dict[str, object]]:
    """What is known of each project that everybody may know of, in the file's order."""
    stage_of = stages(config)
    return [
        _object(project, config, stage_of[project.name], server_url)
        for project in public_projects(config, projects)
    ]


def public_projects(config: Releases, projects: Projects) -> tuple[Project, ...]:
    """Those that are not private, in the file's order."""
    found = (projects.get(name) or Project(name) for name in config.names)
    return tuple(project for project in found if not project.private)


def tag_url(project: Project, release: Release, server_url: str) -> str:
    """GitHub's page about the tag of a release."""
    tag = quote(release.tag, safe="/")
    return f"{server_url}/{project.full_name or project.name}/releases/tag/{tag}"


def _cells(project: Project, server_url: str) -> Iterator[str]:
    last = project.last
    yield _cell(project.name)
    yield _linked(project, last, server_url) if last else ""
    yield f"{last.at:%Y-%m-%d}" if last else ""
    yield ", ".join(_notes(project, server_url))


def _notes(project: Project, server_url: str) -> Iterator[str]:
    last, in_flight = project.last, _in_flight(project)
    if last is not None and last.prerelease:
        yield "a prerelease"
    if in_flight is not None:
        yield f"{_linked(project, in_flight, server_url)} in flight"
    if project.archived:
        yield "archived"
    if last is None and not project.unknown:
        yield "no release" if project.is_known else "unknown"
    for why in project.unknown:
        yield _cell(why)


def _linked(project: Project, release: Release, server_url: str) -> str:
    text = _CLOSING.sub(r"\1\\]", _cell(release.version))
    return f"[{text}]({tag_url(project, release, server_url)})"


def _cell(text: str) -> str:
    """Text as it is, in a cell: it can neither end the cell nor mark anything up."""
    shown = text if _PLAIN.fullmatch(text) else quote_text(text)
    return shown.replace("|", "\\|")


def _object(
    project: Project, config: Releases, stage: int, server_url: str
) -> dict[str, object]:
    last, in_flight = project.last, _in_flight(project)
    return {
        "project": project.name,
        "repository": project.full_name or None,
        "archived": project.archived if project.is_known else None,
        "channel": config.projects.root[project.name].channel,
        "stage": stage,
        **_release(project, last, server_url),
        "in_flight": in_flight and _release(project, in_flight, server_url),
        "unknown": list(project.unknown),
    }


def _release(
    project: Project, release: Release | None, server_url: str
) -> Mapping[str, object]:
    if release is None:
        keys = ("version", "tag", "released", "prerelease", "url")
        return dict.fromkeys(keys)
    return {
        "version": release.version,
        "tag": release.tag,
        "released": f"{release.at:%Y-%m-%d}",
        "prerelease": release.prerelease,
        "url": tag_url(project, release, server_url),
    }


def _in_flight(project: Project) -> Release | None:
    """The newer prerelease, on whichever branch it is."""
    return next((line.in_flight for line in project.lines if line.in_flight), None)
