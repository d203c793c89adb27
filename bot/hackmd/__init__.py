"""HackMD, where people write notes together: a server of notes (`core.notes_server`)."""
