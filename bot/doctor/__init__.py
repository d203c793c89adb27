"""The doctor: everything looked at once, and said to be well or how it is mended.

What is gathered (`look_…`, `ask_github`) is judged by pure functions (`judge_…`).
Nothing is written, neither to GitHub nor to the store.
"""
