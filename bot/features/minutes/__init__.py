"""Minutes: the document offered at the start, and what becomes of it afterwards."""
