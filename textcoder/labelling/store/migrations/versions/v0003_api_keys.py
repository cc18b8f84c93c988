"""Keys for the service, and what was replied to requests that may come twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make two tables."""
    op.create_table(
        "api_keys",
        _text("id", primary_key=True),
        _text("name"),
        _text("role"),
        _text("hash", comment="of the key, which is kept nowhere"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME),
        sa.Column("revoked_at", _TIME),
    )
    op.create_table(
        "idempotency",
        _text("caller", primary_key=True),
        _text("key", primary_key=True),
        _text("request_hash"),
        sa.Column("status", sa.Integer, nullable=False),
        _text("body"),
        sa.Column("made_at", _TIME, nullable=False),
    )
    op.create_index("ix_idempotency_made_at", "idempotency", ["made_at"])


def _text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)  # type: ignore[arg-type]
