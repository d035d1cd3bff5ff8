"""The first schema: documents, versions, provisions, pages, references, chunks, index marks."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Do nothing: new catalogs are made whole, from the tables as they are now."""
