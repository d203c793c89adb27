"""Support questions: handed over to the forum, and whatever was done undone again."""
