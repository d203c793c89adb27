"""Team Compass Bot: a GitHub App that runs the routine of an open source team."""

__version__ = "0.1.0"
