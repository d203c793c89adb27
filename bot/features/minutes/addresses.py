"""E-mail addresses, which have no place in an archive that everybody can read."""

import re

REMOVED = "(e-mail address removed)"

_AT = r"(?:\\?@|&#0*64;|&#x0*40;|&commat;)"
_ADDRESS = (
    r"(?<![A-Za-z0-9._%+\\-])(?!git@)"  # git@github.com:org/name is where code lives
    rf"[A-Za-z0-9_\\](?:[A-Za-z0-9._%+\\-]*[A-Za-z0-9_%+-])?{_AT}"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
    r"(?![A-Za-z0-9@])"
)
_LINKED = re.compile(
    rf"\[([^\[\]\n]*)\]\(\s*<?mailto:[^()\s<>]*>?[^()\n]*\)|<(?:mailto:)?{_ADDRESS}>"
    rf"|(?:mailto:)?{_ADDRESS}",
    re.IGNORECASE,
)


def without_addresses(text: str) -> str:
    """The text without e-mail addresses; of a link to one, its words stay."""

    def replaced(match: re.Match[str]) -> str:
        words = match[1] or ""
        return words if words and not _LINKED.search(words) else REMOVED

    return _LINKED.sub(replaced, text)
