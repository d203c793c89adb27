"""What a project's manifests say: what it is called, and what it needs.

Nothing of a project is ever executed, and no text makes this fail: what cannot be read
becomes a problem with its file and why. What the formats need is imported with the first
file of theirs.
"""

from bot.projects.manifests.paths import is_manifest, manifest_paths
from bot.projects.manifests.reading import LONGEST, TOO_BIG, read_manifests

__all__ = ["LONGEST", "TOO_BIG", "is_manifest", "manifest_paths", "read_manifests"]
