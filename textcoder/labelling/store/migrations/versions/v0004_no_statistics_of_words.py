"""PostgreSQL takes no statistics of columns with words, since these repeat the words where no table shows them."""

from alembic import op

revision = "0004"
down_revision = "0003"

_WORDS = (
    ("answers", ("text", "folded", "text_key", "background")),
    ("earlier_texts", ("text", "text_key")),
    ("codings", ("text_key", "comment")),
    ("claims", ("text_key",)),
)


def upgrade() -> None:
    """On SQLite, which keeps no such statistics, there is nothing to do."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table, columns in _WORDS:
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
            # Given the type it has, a column loses the statistics that were taken; no other way is open to everybody.
            # Where a view of somebody's stands on the column, that is refused, and the store is to open all the same.
            op.execute(
                f"DO $$ BEGIN ALTER TABLE {table} ALTER COLUMN {column} TYPE text; "
                "EXCEPTION WHEN feature_not_supported THEN NULL; END $$"
            )
