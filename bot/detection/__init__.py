"""Whether a text is a support question: rules, a small model, and silence in doubt."""
