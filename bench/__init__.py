"""Ratios and figures, measured here and now: `make bench`, or `python -m bench`."""
