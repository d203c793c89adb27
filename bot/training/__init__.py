"""Makes the support detector's model from an owner's labelled issues, outside the bot."""
