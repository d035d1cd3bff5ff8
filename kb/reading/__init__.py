"""From bytes to chunks: canonical text with pages, outline, metadata, chunks."""
