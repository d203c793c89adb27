"""Markdown as GitHub shows it: its own parser, its own idea of what HTML is safe.

People's text comes from strangers, so what is shown went through the same two steps
as at GitHub (https://github.com/gjtorikian/html-pipeline): cmark-gfm, then an allow
list. After that, mentions and references become links outside code and links, so that
a mention the bot did not mean to make is seen at once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

_OPTIONS = (
    Options.CMARK_OPT_UNSAFE
    | Options.CMARK_OPT_HARDBREAKS  # in comments, though not in files
    | Options.CMARK_OPT_FOOTNOTES
)
_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")

_TAGS = set(
    "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p ol ul li"
    " table thead tbody tfoot tr td th blockquote dl dt dd kbd q samp var hr ruby rt rp"
    " s strike summary details caption figure figcaption abbr bdo cite dfn mark small"
    " span time wbr section input".split()
)
_ATTRIBUTES = {
    "*": set(
        "abbr align alt axis border cellpadding cellspacing char charoff colspan compact"
        " datetime dir headers height hspace id itemprop lang nohref noshade nowrap open"
        " rowspan rules scope size span start summary title valign value vspace"
        " width".split()
    ),
    "a": {"href"},
    "img": {"src"},
    "blockquote": {"cite"},
    "del": {"cite"},
    "ins": {"cite"},
    "q": {"cite"},
    "input": {"checked"},
}
_SCHEMES = {"http", "https", "mailto"}

_LINKED = re.compile(
    r"(?<![\w/@.#&-])@(?P<login>[a-z0-9](?:-?[a-z0-9]){0,38})(?![\w/-])"
    r"|(?<![\w/.#&-])(?:(?P<repo>[a-z0-9][\w.-]*/[\w.-]+)?\#|gh-)"
    r"(?P<number>[1-9][0-9]{0,9})\b",
    re.IGNORECASE,
)
_SIDEWAYS = 'tabindex="0" role="group" aria-label='
"""What may be too wide can be scrolled without a mouse."""

_NOT_IN = frozenset({"a", "code", "pre", "tt", "kbd", "samp"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands, and what its words may point to.

    `known` tells whether there is an account of that login; `exists` whether the
    repository (`full_name`) has an issue of that number.
    """

    server_url: str
    repository: str
    known: Callable[[str], bool]
    exists: Callable[[str, int], bool]


def render_markdown(text: str, place: Place) -> str:
    """Safe HTML of a comment or issue body, with GitHub's links in it."""
    linker = _Linker(place)
    linker.feed(_safe_html(text))
    linker.close()
    return "".join(linker.out)


@lru_cache(maxsize=2048)
def _safe_html(text: str) -> str:
    html = markdown_to_html_with_extensions(text, _OPTIONS, _EXTENSIONS)
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        url_schemes=_SCHEMES,
        link_rel="nofollow",
        id_prefix="user-content-",
    )


class _Linker(HTMLParser):
    """Copies sanitised HTML, and makes of some words and images links.

    Images would be requests to strangers' servers: here they are links.
    """

    def __init__(self, place: Place) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._place = place
        self._open: list[str] = []
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy the tag, or what is shown in its place."""
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._image(values)
        elif tag == "input":
            state = "done" if "checked" in values else "not done"
            checked = " checked" if "checked" in values else ""
            self.out.append(
                f'<input type="checkbox" disabled{checked} aria-label="{state}">'
            )
        else:
            text = self.get_starttag_text() or ""
            if tag == "a":
                self._href = values.get("href", "")
                if self._href.startswith("#"):  # ids have got the prefix
                    text = text.replace('href="#', 'href="#user-content-', 1)
            if tag in _NOT_IN:
                self._open.append(tag)
            if tag == "table":
                text = f'<div class="sideways" {_SIDEWAYS}"Table">{text}'
            if tag == "pre":
                text = text.replace("<pre", f'<pre {_SIDEWAYS}"Code"', 1)
            self.out.append(text)

    def handle_endtag(self, tag: str) -> None:
        """Copy the tag."""
        if tag in self._open:
            self._open.remove(tag)
        self.out.append(f"</{tag}></div>" if tag == "table" else f"</{tag}>")

    def handle_entityref(self, name: str) -> None:
        """Copy what is escaped; the sanitiser writes no numbers for characters."""
        self.out.append(f"&{name};")

    def handle_data(self, data: str) -> None:
        """Copy text, with links where GitHub would make some."""
        if not self._open:
            self.out.append(_LINKED.sub(self._link, data))
        elif self._open == ["a"] and unescape(data) == self._href:
            self.out.append(self._shortened(data))
        else:
            self.out.append(data)

    def _image(self, values: dict[str, str]) -> None:
        words = escape(values.get("alt") or "image")
        source = escape(values.get("src", ""))
        if "a" in self._open or not source:
            self.out.append(f'<span class="picture">{words}</span>')
        else:
            self.out.append(
                f'<a class="picture" href="{source}" rel="nofollow">{words}</a>'
            )

    def _link(self, found: re.Match[str]) -> str:
        place, words = self._place, found[0]
        if login := found["login"]:
            if not place.known(login):
                return words
            return f'<span class="mention">{words}</span>'  # people have no pages here
        repository = found["repo"] or place.repository
        if not place.exists(repository, int(found["number"])):
            return words
        href = f"{place.server_url}/{repository}/issues/{found['number']}"
        return f'<a class="reference" href="{href}">{words}</a>'

    def _shortened(self, address: str) -> str:
        """GitHub shows the bare address of an issue as a reference to it."""
        issues = r"/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)"
        found = re.fullmatch(re.escape(self._place.server_url) + issues, address)
        if not found or not self._place.exists(found[1], int(found[2])):
            return address
        here = found[1].lower() == self._place.repository.lower()
        return f"#{found[2]}" if here else f"{found[1]}#{found[2]}"
