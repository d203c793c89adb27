"""GitHub's REST API, one module for each area of its reference."""
