"""Where the packages are that `tests/npm/install` fetches."""

from pathlib import Path

NODE_MODULES = Path(__file__).parents[1] / ".cache" / "npm" / "node_modules"


def fetched() -> bool:
    """Whether they are there: where npm is missing, most tests run without."""
    packages = (
        "@hackmd/api",
        "@octokit/app-permissions",
        "@octokit/graphql-schema",
        "@octokit/openapi",
        "ical.js",
    )
    return all((NODE_MODULES / name).exists() for name in packages)
