"""The to-do list: what has to be looked at. Losing it costs one sweep."""
