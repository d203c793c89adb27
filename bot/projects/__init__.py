"""What is known of a project: its versions, what waits to be released, what it needs."""
