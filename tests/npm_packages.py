"""Where the packages are that `tests/npm/install` fetches."""

from pathlib import Path

NODE_MODULES = Path(__file__).parents[1] / ".cache" / "npm" / "node_modules"
