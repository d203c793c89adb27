"""Which files a commit changed, by the names that Git gives to its folders.

    at0: repository(…) { object(oid: $sha_0) { ... on Commit {
      tree { entries { name … oid } } parents(first: 1) { nodes { oid tree { … } } }
    } } }

GraphQL has no list of a commit's files, and REST tells of one commit at a time. But what is
the same before and after has the same name: only folders that changed are looked into,
level by level, those of many commits at once.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.github.project_memory import Memory
from bot.github.project_parts import FAILED, GONE, Asking, Part, Untold

AT_ONCE = 50
"""Commits or folders in a request, each as it was before and after."""

MOST_FILES, MOST_FOLDERS, DEEPEST = 300, 100, 15
"""Of a commit: of one that changes more, or something deeper, no files are known."""

_TREE = "... on Tree { entries { name type mode oid } }"
_COMMIT = """    object(oid: $sha#) { ... on Commit {
      tree { entries { name type mode oid } }
      parents(first: 1) { nodes { oid tree { entries { name type mode oid } } } }
    } }
"""
_FOLDER = f"""    after: object(expression: $after#) {{ {_TREE} }}
    before: object(expression: $before#) {{ {_TREE} }}
"""

Entries = Mapping[str, tuple[str, str, str]]
"""What is in a folder, by name: type, mode and Git's name for its content."""

Both = tuple[Entries, Entries, str]
"""A folder before and after, and the commit before."""


class _Diff:
    """What is known of one commit: the files that it changed, and folders to look into.

    Nothing is `known` of one that changed too much, or of which GitHub does not tell; it
    has `failed` where GitHub may tell later. `before` is the commit before it.
    """

    def __init__(self, full_name: str, sha: str) -> None:
        self.full_name = full_name
        self.sha = sha
        self.before = ""
        self.paths: list[str] = []
        self.folders: list[str] = []
        self.known = True
        self.failed = False
        self._looked_into = 0

    def take(self) -> list[str]:
        """The folders to be looked into next."""
        taken, self.folders = self.folders, []
        return taken

    def note(self, folder: str, told: Both | Untold) -> None:
        """What was told of that folder ("" is the root), or that it was not."""
        if isinstance(told, Untold):
            self.failed |= told is FAILED
            self._give_up()
        if isinstance(told, Untold) or not self.known:
            return
        before, after, self.before = told
        for name in sorted(before.keys() | after.keys()):
            sides = before.get(name), after.get(name)
            if sides[0] == sides[1]:
                continue
            path = f"{folder}/{name}" if folder else name
            types = [one[0] for one in sides if one]
            if "tree" in types:
                self.folders.append(path)
            if types != ["tree"] * len(types):
                self.paths.append(path)
        self._looked_into += len(self.folders)
        deepest = max((path.count("/") for path in self.folders), default=0)
        if (
            len(self.paths) > MOST_FILES
            or self._looked_into > MOST_FOLDERS
            or deepest >= DEEPEST
        ):
            self._give_up()

    def _give_up(self) -> None:
        self.known, self.folders = False, []

    def part(self) -> Part[Both | Untold]:
        """Asks for its root, as it is and as it was before."""
        variables: dict[str, tuple[str, object]] = {"sha#": ("GitObjectID!", self.sha)}
        return Part(self.full_name, _COMMIT, _both_roots, variables)

    def part_of(self, folder: str) -> Part[Both | Untold]:
        """Asks for that folder, as it is and as it was before."""
        variables: dict[str, tuple[str, object]] = {
            "after#": ("String!", f"{self.sha}:{folder}"),
            "before#": ("String!", f"{self.before}:{folder}"),
        }
        return Part(self.full_name, _FOLDER, self._both, variables)

    def _both(self, node: Mapping[str, Any]) -> Both:
        return _entries(node["before"]), _entries(node["after"]), self.before


async def read_diffs(
    asking: Asking, memory: Memory, commits: Iterable[tuple[str, str]]
) -> None:
    """Remember the files of each commit, named by its repository and its own name.

    None are known of one that changes too many; of one that GitHub could not tell nothing
    is remembered.
    """
    diffs = [_Diff(*key) for key in commits]
    parts = [one.part() for one in diffs]
    async for at, told in asking.told(parts, AT_ONCE):
        diffs[at].note("", told)
    while diffs:
        for one in diffs:
            if not one.folders and not one.failed:
                paths = tuple(one.paths) if one.known else None
                memory.paths.keep((one.full_name, one.sha), paths)
        diffs = [one for one in diffs if one.folders]
        wanted = [(one, folder) for one in diffs for folder in one.take()]
        parts = [one.part_of(folder) for one, folder in wanted]
        async for at, told in asking.told(parts, AT_ONCE):
            one, folder = wanted[at]
            one.note(folder, told)


def _both_roots(node: Mapping[str, Any]) -> Both | Untold:
    """Of a commit that is not there, or has none before it, nothing."""
    commit = node["object"] or {"parents": {"nodes": ()}}
    for parent in commit["parents"]["nodes"]:
        return _entries(parent["tree"]), _entries(commit["tree"]), parent["oid"]
    return GONE


def _entries(tree: Mapping[str, Any] | None) -> Entries:
    """What is in it; nothing where it is no folder, or is not there."""
    return {
        one["name"]: (one["type"], str(one["mode"]), one["oid"])
        for one in (tree or {}).get("entries") or ()
    }
