"""Texts as GitHub keeps them: line ends and white space at both ends are its own."""


def as_kept(text: str) -> str:
    """The text without what GitHub may change in it, to be compared."""
    return text.replace("\r\n", "\n").strip()


def is_kept(there: str, wanted: str) -> bool:
    """Whether what GitHub has is the text that was wanted."""
    return as_kept(there) == as_kept(wanted)
