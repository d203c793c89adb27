"""Where things are on GitHub, so that no pull request hears that it is named.

A link to a pull request leaves a line on its page. Through `redirect.github.com`, as
Dependabot's links go, it leaves none; where there is no such host, they are no links.
"""

from dataclasses import dataclass
from urllib.parse import quote

_GITHUB, _QUIET = "https://github.com", "https://redirect.github.com"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one repository on a server such as `https://github.com`."""

    server_url: str
    full_name: str

    def compare(self, since: str, branch: str) -> str:
        """All commits that came to the branch since a tag."""
        both = f"{quote(since, safe='')}...{quote(branch, safe='/')}"
        return f"{self.server_url}/{self.full_name}/compare/{both}"

    def pull(self, number: int) -> str:
        """A pull request; "" where a link would be heard there."""
        return self._quiet(f"/pull/{number}")

    def commit(self, sha: str) -> str:
        """A commit; "" where a link would be heard there."""
        return self._quiet(f"/commit/{sha}")

    def file(self, path: str, line: int) -> str:
        """A line of a file as it is now."""
        there = quote(path, safe="/")
        return f"{self.server_url}/{self.full_name}/blob/HEAD/{there}#L{line}"

    def _quiet(self, path: str) -> str:
        if self.server_url != _GITHUB:
            return ""
        return f"{_QUIET}/{self.full_name}{path}"
