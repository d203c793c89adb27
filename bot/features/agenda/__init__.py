"""The ordered agenda: from `/agenda` comments to the bot's own comment."""
