"""A title that every Discourse takes for a new topic, made of an issue's.

The rules are those of Discourse's defaults: `TopicTitleLengthValidator` (15 to 255
characters), `TextSentinel.title_sentinel` (no word over 30 letters, ten different bytes,
not all in capitals, something that is no symbol), `MaxEmojisValidator` (one emoji),
`UrlsInTopicTitleValidator` (no address) and `TextCleaner.clean_title`, after which they
are counted.
https://github.com/discourse/discourse/tree/main/lib
"""

import re
from collections.abc import Iterator

from bot.core.markdown import visible
from bot.core.whole_characters import whole

SHORTEST, LONGEST = 15, 255
LONGEST_WORD = 30
LEAST_BYTES = 10
"""Different ones: `title_min_entropy`."""

MOST_BYTES = 400
"""Of a title in UTF-8: each may take five characters of the link, and the question
needs its room."""

_SCHEME = re.compile(r"\b(?:https?|ftp)://|\bmailto:|\bwww\.", re.IGNORECASE)
# the domains that Discourse makes links of without a scheme (`markdown_linkify_tlds`)
_DOMAIN = re.compile(
    r"(?<=\w)\.(?=(?:com|net|org|io|onion|co|tv|ru|cn|us|uk|me|de|fr|fi|gov|dev)\b)",
    re.IGNORECASE,
)
# pictures, and what changes or joins them
_EMOJI = re.compile(
    "[\u2600-\u27bf\u2b00-\u2bff\u200d\ufe0e\ufe0f\u20e3\u2300-\u23ff\u3030\u303d"
    "\U0001f000-\U0001faff\U000e0000-\U000e007f]+"
)
_SHORT_NAME = re.compile(r"(?<!\w):([\w+-]{1,40}):(?!\w)")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
_REPEATED = re.compile(r"([!?])\1+")
_BREAKS_AFTER = re.compile(r"[./\\_:,;=+&?#-](?=\w)")


def forum_title(title: str, repository: str) -> str:
    """The title, changed only as far as needed; it never fails.

    What is too short or says nothing by itself is lengthened: `Help` becomes `Question
    about jupyterhub/kubespawner: Help`. `repository` may be empty.
    """
    words = _tidy(title)
    if not any(char.islower() for char in words):
        words = words.capitalize()
    words = _shortened(" ".join(_breakable(words.split())))
    if _is_enough(words):
        return words
    about = f"about {repository}" if repository else "from GitHub"
    longer = f"Question {about}: {words}" if words else f"Question {about}, untitled"
    return _shortened(" ".join(_breakable(longer.split())))


def without_invisible(title: str) -> str:
    """The title as people read it, all of which can be seen."""
    return _INVISIBLE.sub("", visible(title))


def _tidy(title: str) -> str:
    text = _DOMAIN.sub(" .", _SCHEME.sub("", without_invisible(title)))
    text = _EMOJI.sub(" ", text)
    text = _REPEATED.sub(r"\1", _SHORT_NAME.sub(r"\1", text))
    return " ".join(text.split()).rstrip(". ")


def _is_enough(words: str) -> bool:
    return (
        len(words) >= SHORTEST
        and len(set(words.encode("utf-8", "replace"))) >= LEAST_BYTES
        and any(char.islower() or char.isalpha() != char.isupper() for char in words)
    )


def _breakable(words: list[str]) -> Iterator[str]:
    """The words, each that is too long broken after its dots, slashes and the like."""
    for word in words:
        rest = word
        while len(rest) > LONGEST_WORD:
            ends = [m.end() for m in _BREAKS_AFTER.finditer(rest[: LONGEST_WORD + 1])]
            at = max((e for e in ends if e <= LONGEST_WORD), default=0)
            at = at or whole(rest, LONGEST_WORD) or LONGEST_WORD
            yield rest[:at]
            rest = rest[at:]
        yield rest


def _shortened(words: str) -> str:
    """At most as long as may be, with an ellipsis where something went."""
    cut = words[:LONGEST]
    while len(cut.encode("utf-8", "replace")) > MOST_BYTES:
        cut = cut[: whole(cut, len(cut) - 1)]
    if cut == words:
        return words
    return cut[: whole(words, min(len(cut), LONGEST - 1))].rstrip() + "…"
