"""What an address of GitHub's API is about, for whoever counts what is written to it."""

import re

_PLACE = re.compile(
    r"(/repos/[^/]+/[^/]+)(/issues/(?:comments/)?[0-9]+)?(?=[/?]|$)", re.IGNORECASE
)
_THREAD = re.compile(r"([^#]+)#([0-9]+)")


def place_of(address: str, thread: str = "") -> str:
    """What an address is about: a thread, else a repository, else "".

    An address of a comment does not say where that is. It is below the `thread` that
    is worked at, as `owner/name#7`, where both are in one repository.
    """
    found = _PLACE.search(address)
    if found is None:
        return ""
    repository, rest = found[1].lower(), found[2] or ""
    about = _THREAD.fullmatch(thread.lower())
    near = about is not None and repository == f"/repos/{about[1]}"
    if about and near and rest.startswith("/issues/comments/"):
        rest = f"/issues/{about[2]}{rest.removeprefix('/issues')}"
    return repository + rest
