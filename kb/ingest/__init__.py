"""The write path: sources found and fetched, read into the catalog, embedded into the index."""
