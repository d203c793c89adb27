"""Bytes that nobody would send, at every door through which strangers' text comes.

`make test` plays those that Hypothesis finds and those that were kept in `cases`;
`python -m tests.fuzz` searches for more, guided by the branches that they take.
"""
