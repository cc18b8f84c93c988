"""Which codeframe a question had when, how one version became the next, and why an answer came before its coder."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make two tables and a column. Questions have had their codeframe since their survey was stored."""
    _questions()
    _migrations()
    op.add_column("codings", _text("chosen", server_default="", comment="why the answer came before the coder"))


def _text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)  # type: ignore[arg-type]


def _questions() -> None:
    op.create_table(
        "question_codeframes",
        sa.Column("key", _KEY, primary_key=True),
        _text("survey"),
        _text("question"),
        _text("codeframe"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["survey", "question"], ["questions.survey", "questions.id"]),
        sa.ForeignKeyConstraint(["codeframe", "version"], ["codeframes.id", "codeframes.version"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_codeframes_by_question", "question_codeframes", ["survey", "question"])
    op.execute(
        "INSERT INTO question_codeframes (survey, question, codeframe, version, since) "
        "SELECT questions.survey, questions.id, questions.codeframe, questions.codeframe_version, surveys.created_at "
        "FROM questions JOIN surveys ON surveys.id = questions.survey ORDER BY questions.survey, questions.place"
    )


def _migrations() -> None:
    op.create_table(
        "codeframe_migrations",
        sa.Column("key", _KEY, primary_key=True),
        _text("codeframe"),
        sa.Column("from_version", sa.Integer, nullable=False),
        sa.Column("to_version", sa.Integer, nullable=False),
        _text("record"),
        _text("hash"),
        _text("made_by"),
        _text("why"),
        sa.Column("made_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["codeframe", "from_version"], ["codeframes.id", "codeframes.version"]),
        sa.ForeignKeyConstraint(["codeframe", "to_version"], ["codeframes.id", "codeframes.version"]),
        sa.UniqueConstraint("codeframe", "from_version", "to_version"),
        sqlite_autoincrement=True,
    )
