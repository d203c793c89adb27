"""Reports that miss something: asked for it once, in one comment, until it is there."""
