"""Markdown as GitHub renders it: GitHub's own cmark, read back as a tree."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

VOID = {"br", "hr", "img", "input"}
# https://github.com/gjtorikian/html-pipeline: a mention is not preceded by a word
MENTION = re.compile(r"(?:^|\W)@[A-Za-z0-9][A-Za-z0-9-]*", re.ASCII)
REFERENCE = re.compile(
    r"(?:^|[^\w/])(?:[\w.-]+(?:/[\w.-]+)?)?#\d+\b|\bGH-\d+", re.IGNORECASE
)


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def all(self, *tags: str) -> "list[Node]":
        found = []
        for child in self.children:
            if isinstance(child, Node):
                found += [child] if child.tag in tags else []
                found += child.all(*tags)
        return found

    def texts(self, *, outside: tuple[str, ...] = ()) -> list[str]:
        """The text nodes that are not inside one of these elements."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                found.append(child)
            elif child.tag not in outside:
                found += child.texts(outside=outside)
        return found

    @property
    def text(self) -> str:
        return "".join(self.texts())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("root")
        self.open = [self.root]
        self.comments: list[str] = []

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        last = self.open[-1].children
        if last and isinstance(last[-1], str):
            last[-1] += data
        else:
            last.append(data)

    def handle_comment(self, data):
        self.comments.append(data)


def render(markdown: str) -> tuple[Node, list[str]]:
    """The tree, and the HTML comments in it."""
    html = cmarkgfm.github_flavored_markdown_to_html(
        markdown, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    )
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert [node.tag for node in reader.open] == ["root"], "an element stays open"
    return reader.root, reader.comments


def pings(tree: Node) -> list[str]:
    """What GitHub would take for a mention."""
    texts = tree.texts(outside=("a", "code", "pre", "style", "script"))
    return [m[0] for text in texts for m in MENTION.finditer(text)]


def references(tree: Node) -> list[str]:
    """What GitHub would link to an issue by itself."""
    texts = tree.texts(outside=("a", "code", "pre", "style", "script"))
    return [m[0] for text in texts for m in REFERENCE.finditer(text)]
