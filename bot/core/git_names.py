"""Names that GitHub and Git take: of a repository, a branch, and the tags of versions.

    jupyterhub/kubespawner        5.x        jupyterhub-{version}

Each function returns the text as it is, or raises ValueError: what is allowed instead.
"""

import re
from typing import Annotated

from pydantic import WithJsonSchema

from bot.core.editor_schema import TEXT
from bot.core.scalars import from_text

VERSION = "{version}"
"""Where the version stands in a pattern of tags."""

_REPOSITORY = re.compile(
    r"[a-z0-9][a-z0-9_-]{0,38}/(?!\.\.?$)[a-z0-9._-]{1,100}", re.ASCII | re.IGNORECASE
)
# what `git check-ref-format` refuses; a part is what stands between two slashes
_NEVER = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|(?:^|/)\.|\.lock(?:/|$)")
_LONGEST = 200


def parse_repository(text: str) -> str:
    """A repository's full name, such as `jupyterhub/kubespawner`."""
    # GitHub takes off the one ending by itself, and keeps the other for wikis
    if _REPOSITORY.fullmatch(text) and not text.lower().endswith((".git", ".wiki")):
        return text
    raise ValueError(
        "is no repository, allowed is owner/name such as jupyterhub/kubespawner"
    )


def parse_branch(text: str) -> str:
    """A branch, such as `main`."""
    if text.startswith("refs/"):
        raise ValueError("is a reference, allowed is the branch alone, such as main")
    if _may_be_a_name(text):
        return text
    raise ValueError("is no name of a branch, allowed is one such as main or 5.x")


def parse_tag_pattern(text: str) -> str:
    """What tags of versions look like, such as `v{version}`."""
    around = text.split(VERSION)
    if len(around) != 2 or set("".join(around)) & set("{}"):
        raise ValueError(
            f"is no pattern of tags, allowed is {VERSION} once, such as v{VERSION}"
        )
    if text.startswith("refs/"):
        raise ValueError(
            f"is a reference, allowed is the tag alone, such as v{VERSION}"
        )
    if _may_be_a_name("1".join(around)) and len(text) <= _LONGEST:
        return text
    raise ValueError(
        f"makes no name that a tag can have, allowed is one such as v{VERSION}"
    )


def _may_be_a_name(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST
        and text.isprintable()
        and text != "@"
        and not text.startswith(("/", "-"))
        and not text.endswith(("/", "."))
        and not _NEVER.search(text)
    )


_IN_NAMES = r"[^\x00-\x20\x7f~^:?*\[\\{}]"
_REPOSITORY_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}$",
        "description": "A repository on GitHub.",
        "examples": ["jupyterhub/kubespawner"],
    }
)

RepositoryName = Annotated[str, from_text(parse_repository), _REPOSITORY_SCHEMA]
"""A repository's full name."""

NamedRepository = Annotated[str, from_text(str), _REPOSITORY_SCHEMA]
"""The same in a list of names, of which somebody else knows whether they are right."""

Branch = Annotated[
    str,
    from_text(parse_branch),
    WithJsonSchema(
        {
            "type": list(TEXT),
            "pattern": r"^[^\x00-\x20\x7f~^:?*\[\\]+$",
            "maxLength": _LONGEST,
            "examples": ["main", "5.x"],
        }
    ),
]
"""A branch by its name."""

TagPattern = Annotated[
    str,
    from_text(parse_tag_pattern),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^{_IN_NAMES}*\{{version\}}{_IN_NAMES}*$",
            "maxLength": _LONGEST,
            "examples": [VERSION, f"v{VERSION}", f"jupyterhub-{VERSION}"],
        }
    ),
]
"""What the tags of a project's versions look like."""
