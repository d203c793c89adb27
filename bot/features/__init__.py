"""What the bot does, one folder each; features do not know each other."""
