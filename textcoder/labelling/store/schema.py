"""The tables of the label store, as they are after the last migration."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = "0004"
"""The last migration, in ``migrations/versions``."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment, in UTC. SQLite keeps no time zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A value as JSON, in a text column: read the same on both databases, and every character can be escaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _: Dialect) -> str:
        """To the database."""
        return json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, _: Dialect) -> Any:
        """From the database."""
        return None if value is None else json.loads(value)


# SQLite counts rows in an Integer only.
_Key = BigInteger().with_variant(Integer, "sqlite")

surveys = Table(
    "surveys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", JsonText, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

codeframes = Table(
    "codeframes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JsonText, nullable=False),
    Column("hash", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("text", JsonText, nullable=False),
    Column("codeframe", Text, nullable=False),
    Column("codeframe_version", Integer, nullable=False),
    ForeignKeyConstraint(["codeframe", "codeframe_version"], ["codeframes.id", "codeframes.version"]),
)

question_codeframes = Table(
    "question_codeframes",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("codeframe", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("since", UtcTime, nullable=False),
    ForeignKeyConstraint(["survey", "question"], ["questions.survey", "questions.id"]),
    ForeignKeyConstraint(["codeframe", "version"], ["codeframes.id", "codeframes.version"]),
    Index("ix_question_codeframes_by_question", "survey", "question"),
    sqlite_autoincrement=True,
)

codeframe_migrations = Table(
    "codeframe_migrations",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("codeframe", Text, nullable=False),
    Column("from_version", Integer, nullable=False),
    Column("to_version", Integer, nullable=False),
    Column("record", JsonText, nullable=False),
    Column("hash", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    ForeignKeyConstraint(["codeframe", "from_version"], ["codeframes.id", "codeframes.version"]),
    ForeignKeyConstraint(["codeframe", "to_version"], ["codeframes.id", "codeframes.version"]),
    UniqueConstraint("codeframe", "from_version", "to_version"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False, comment="the text in lower case, for searching"),
    Column("text_version", Integer, nullable=False),
    Column("text_key", Text, nullable=False),
    Column("background", JsonText, nullable=False),
    Column("imported_at", UtcTime, nullable=False),
    ForeignKeyConstraint(["survey", "question"], ["questions.survey", "questions.id"]),
    UniqueConstraint("survey", "question", "id"),
    Index("ix_answers_by_text", "survey", "question", "text_key"),
    sqlite_autoincrement=True,
)

earlier_texts = Table(
    "earlier_texts",
    metadata,
    Column("answer", ForeignKey("answers.key"), primary_key=True, autoincrement=False),
    Column("text_version", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("text_key", Text, nullable=False),
    Column("replaced_at", UtcTime, nullable=False),
)

codings = Table(
    "codings",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("answer", ForeignKey("answers.key"), nullable=False, index=True),
    # The question and what was coded, again, so that codings of identical answers are found without a join.
    Column("survey", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("text_key", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("codes", Text, nullable=False, comment="ids joined by ;"),
    Column("coder", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("referred", Boolean, nullable=False),
    Column("confidence", Float),
    Column("model_version", Text, nullable=False),
    Column("codeframe", Text, nullable=False),
    Column("codeframe_version", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    Column("flag", Boolean, nullable=False),
    Column("seconds", Float),
    Column("sitting", Text, nullable=False),
    Column("coded_at", UtcTime, nullable=False),
    Column("chosen", Text, nullable=False, server_default="", comment="why the answer came before the coder"),
    ForeignKeyConstraint(["codeframe", "codeframe_version"], ["codeframes.id", "codeframes.version"]),
    Index("ix_codings_by_text", "survey", "question", "text_key"),
    # Survey and question come late, lest SQLite take it for as good a way to a text as the one above.
    Index("ix_codings_by_version", "codeframe", "codeframe_version", "survey", "question", "codes"),
    Index("ix_codings_by_sitting", "sitting"),
    sqlite_autoincrement=True,
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("coding", ForeignKey("codings.key"), primary_key=True, autoincrement=False),
    Column("withdrawn_at", UtcTime, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("answer", ForeignKey("answers.key"), primary_key=True, autoincrement=False),
    Column("coder", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("assigned_at", UtcTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    # Of a text, not of an answer: who holds one of 37 identical answers holds them all. The slot is empty, or the
    # name of a coder to whom the answer is assigned; so the key itself keeps a second holder out.
    Column("survey", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("text_key", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("answer", ForeignKey("answers.key"), nullable=False),
    Column("coder", Text, nullable=False),
    Column("sitting", Text, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    # A claim that is over stays until the next one: whoever held it last may still save.
    Column("released", Boolean, nullable=False),
    Index("ix_claims_by_sitting", "sitting"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("hash", Text, nullable=False, comment="of the key, which is kept nowhere"),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("revoked_at", UtcTime),
)

idempotency = Table(
    "idempotency",
    metadata,
    # What a caller was told when a request came with this key, so that the same request again is told the same.
    Column("caller", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False, index=True),
)
