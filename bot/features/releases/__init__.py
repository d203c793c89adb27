"""The release pulse: what waits to be released, in which order, who takes it."""
