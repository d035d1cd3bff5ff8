"""Read what a document is: number, year, issuer, place, dates, title, each with where it was read.

Sources of a value are believed in one order: the manifest, the file's own front matter or markup, the text, the file's
name. A value that none of them gives is empty.
"""

from kb.reading.metadata.read import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
