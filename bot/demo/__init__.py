"""The bot and a playground GitHub on one machine: to visit, or to play by itself."""
