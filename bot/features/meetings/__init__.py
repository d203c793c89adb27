"""Meeting issues: each is opened in time, once."""
