"""What a change means to those who use a project."""

from typing import Literal

Kind = Literal["ships", "documentation", "ci", "development", "runtime", "version"]
"""Only what `ships` makes a release worth while.

`runtime` is what a machine has updated that the project needs where it runs; `ci` are
tests and builds; `development` is what only those have who work on the project.
"""
