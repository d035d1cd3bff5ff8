"""Run revisions on the connection that ``kb.stores.catalog.schema`` hands over, inside its transaction."""

from alembic import context

from kb.stores.catalog.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
