"""Pure values and rules: no network, no clock, no environment."""
