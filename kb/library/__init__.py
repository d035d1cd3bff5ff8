"""What is held, read back: documents and places, citations, mentions, legal status."""
