"""Alembic's environment for the catalog; the revisions are in ``versions``."""
