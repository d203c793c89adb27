"""Discourse, where a team's forum is: asked for similar topics (`core.forum`)."""
