"""A Helm chart's `Chart.yaml`, and the images that its `values.yaml` names."""

from collections.abc import Iterator, Mapping

from bot.core.models import File
from bot.core.yaml_source import Node, SourceError, compose
from bot.projects.manifests.names import (
    CHART,
    IMAGE,
    chart_name,
    image_name,
    image_reference,
    is_image_version,
)
from bot.projects.manifests.said import Said, Unreadable


def read_chart(file: File) -> Said:
    """What the chart is called, and the charts that it is made of."""
    said = Said(file.path)
    chart = _mapping(_compose(file.text))
    said.call(CHART, chart_name(_text(chart.get("name"))))
    dependencies = chart.get("dependencies")
    for entry in _list(dependencies):
        dependency = _mapping(entry)
        name = chart_name(_text(dependency.get("name")))
        version = dependency.get("version", entry)
        if name is not None:
            said.need(CHART, name, _text(version), version.line)
    return said


def read_values(file: File) -> Said:
    """The images that are named, at the line where the version stands.

    Either in one text, under a key that ends with `image` (`image: owner/name:1.2.3`),
    or as a name with its `tag` beside it, whatever the key of the two.
    """
    said = Said(file.path)
    for line, name, version in sorted(set(_images(_compose(file.text)))):
        said.need(IMAGE, name, version, line)
    return said


def _images(root: Node) -> Iterator[tuple[int, str, str]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, list):
            waiting.extend(reversed(node.value))
        elif isinstance(node.value, dict):
            yield from _here(node.value)
            waiting.extend(reversed(node.value.values()))


def _here(mapping: Mapping[str, Node]) -> Iterator[tuple[int, str, str]]:
    """Those that a mapping itself names."""
    apart = _with_tag(mapping) if "tag" in mapping else None
    if apart is not None:
        yield apart
        return
    for key, node in mapping.items():
        if key.lower().endswith(("image", "images")):
            for one in node.value if isinstance(node.value, list) else [node]:
                known = image_reference(_text(one))
                if known is not None:
                    yield one.line, *known


def _with_tag(mapping: Mapping[str, Node]) -> tuple[int, str, str] | None:
    tag, registry = mapping["tag"], _text(mapping.get("registry"))
    for key in ("name", "repository", "image"):
        name = image_name("/".join(filter(None, (registry, _text(mapping.get(key))))))
        if _text(mapping.get(key)) and name and is_image_version(_text(tag)):
            return tag.line, name, _text(tag)
    return None


def _compose(text: str) -> Node:
    try:
        return compose(text)[0]
    except SourceError as error:
        raise Unreadable(f"is no YAML that can be read, line {error.line}") from None


def _mapping(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _list(node: Node | None) -> list[Node]:
    return node.value if node is not None and isinstance(node.value, list) else []


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""
