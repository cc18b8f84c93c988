"""How Alembic runs the migrations: on the connection and in the transaction it is given."""

from alembic import context

from textcoder.labelling.store.schema import metadata

# The tables' description is there for its way of naming constraints.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
