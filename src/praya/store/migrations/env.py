"""How Alembic runs here: on the connection `praya.store.db.migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from praya.store.db import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
