"""Read a canonical text as a tree of provisions. Step 3."""
