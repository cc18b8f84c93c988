"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _surveys()
    _answers()
    _codings()
    _who_codes_what()


def _text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)  # type: ignore[arg-type]


def _surveys() -> None:
    op.create_table(
        "surveys",
        _text("id", primary_key=True),
        _text("title"),
        sa.Column("created_at", _TIME, nullable=False),
    )
    op.create_table(
        "codeframes",
        _text("id", primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        _text("content"),
        _text("hash"),
        sa.Column("added_at", _TIME, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("survey", sa.Text, sa.ForeignKey("surveys.id"), primary_key=True),
        _text("id", primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        _text("text"),
        _text("codeframe"),
        sa.Column("codeframe_version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["codeframe", "codeframe_version"], ["codeframes.id", "codeframes.version"]),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("key", _KEY, primary_key=True),
        _text("survey"),
        _text("question"),
        _text("id"),
        _text("text"),
        _text("folded", comment="the text in lower case, for searching"),
        sa.Column("text_version", sa.Integer, nullable=False),
        _text("text_key"),
        _text("background"),
        sa.Column("imported_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["survey", "question"], ["questions.survey", "questions.id"]),
        sa.UniqueConstraint("survey", "question", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_by_text", "answers", ["survey", "question", "text_key"])
    op.create_table(
        "earlier_texts",
        sa.Column("answer", _KEY, sa.ForeignKey("answers.key"), primary_key=True, autoincrement=False),
        sa.Column("text_version", sa.Integer, primary_key=True, autoincrement=False),
        _text("text"),
        _text("text_key"),
        sa.Column("replaced_at", _TIME, nullable=False),
    )


def _codings() -> None:
    op.create_table(
        "codings",
        sa.Column("key", _KEY, primary_key=True),
        sa.Column("answer", _KEY, sa.ForeignKey("answers.key"), nullable=False),
        _text("survey"),
        _text("question"),
        _text("text_key"),
        sa.Column("text_version", sa.Integer, nullable=False),
        _text("codes", comment="ids joined by ;"),
        _text("coder"),
        _text("source"),
        _text("kind"),
        sa.Column("referred", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Float),
        _text("model_version"),
        _text("codeframe"),
        sa.Column("codeframe_version", sa.Integer, nullable=False),
        _text("comment"),
        sa.Column("flag", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Float),
        _text("sitting"),
        sa.Column("coded_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["codeframe", "codeframe_version"], ["codeframes.id", "codeframes.version"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_codings_answer", "codings", ["answer"])
    op.create_index("ix_codings_by_text", "codings", ["survey", "question", "text_key"])
    versions = ["codeframe", "codeframe_version", "survey", "question", "codes"]
    op.create_index("ix_codings_by_version", "codings", versions)
    op.create_index("ix_codings_by_sitting", "codings", ["sitting"])
    op.create_table(
        "withdrawals",
        sa.Column("coding", _KEY, sa.ForeignKey("codings.key"), primary_key=True, autoincrement=False),
        sa.Column("withdrawn_at", _TIME, nullable=False),
    )


def _who_codes_what() -> None:
    op.create_table(
        "assignments",
        sa.Column("answer", _KEY, sa.ForeignKey("answers.key"), primary_key=True, autoincrement=False),
        _text("coder", primary_key=True),
        _text("purpose", primary_key=True),
        sa.Column("assigned_at", _TIME, nullable=False),
    )
    op.create_table(
        "claims",
        _text("survey", primary_key=True),
        _text("question", primary_key=True),
        _text("text_key", primary_key=True),
        _text("slot", primary_key=True),
        sa.Column("answer", _KEY, sa.ForeignKey("answers.key"), nullable=False),
        _text("coder"),
        _text("sitting"),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("released", sa.Boolean, nullable=False),
    )
    op.create_index("ix_claims_by_sitting", "claims", ["sitting"])
