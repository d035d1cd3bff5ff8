"""References have relations, and those without a number are kept too.

What was read is dropped. The next write reads the references of every version again, from the archive.
"""

import sqlalchemy as sa
from alembic import op

from kb.stores.catalog.tables import ROW_ID, STRING

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make the references anew, and the table that says of which versions they were read."""
    op.drop_table("reference")
    op.create_table(
        "reference",
        _of_version(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("text", STRING, nullable=False),
        sa.Column("kind", STRING, nullable=False),
        sa.Column("number", STRING, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("issuer", STRING, nullable=False),
        sa.Column("locator", STRING, nullable=False),
        sa.Column("through", STRING, nullable=False),
        sa.Column("day", STRING, nullable=False),
        sa.Column("basis", STRING, nullable=False),
        sa.Column("relation", STRING, nullable=False),
        sa.Column("evidence_start", sa.Integer),
        sa.Column("evidence_end", sa.Integer),
        sa.Column("is_own", sa.Boolean, nullable=False),
        sa.Column("kind_fold", STRING, nullable=False),
        sa.Column("number_key", STRING, nullable=False),
        sa.Column("issuer_fold", STRING, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position"),
    )
    op.create_index("reference_by_number", "reference", ["kind_fold", "number_key", "year"])
    op.create_table(
        "reference_mark",
        sa.Column("version_id", ROW_ID, sa.ForeignKey("version.id", ondelete="CASCADE"), primary_key=True),
    )


def _of_version() -> "sa.Column[int]":
    return sa.Column("version_id", ROW_ID, sa.ForeignKey("version.id", ondelete="CASCADE"), nullable=False)
