"""Migrations of codeframes that were made: what became of each code, who made it, and which questions followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from textcoder.codeframe import Codeframe
from textcoder.labelling.changes.plan import Plan
from textcoder.labelling.store.codeframes import add_codeframe
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import CodeframeVersionError, MigrationRefusedError, NotStoredError
from textcoder.labelling.store.schema import codeframe_migrations, codeframes, questions
from textcoder.labelling.store.surveys import note_codeframe, question_within

_COLUMNS: Any = codeframe_migrations.c["codeframe", "from_version", "to_version", "record", "made_by", "why", "made_at"]


@dataclass(frozen=True, slots=True)
class MadeMigration:
    """One version of a codeframe has become another; codings of questions that follow are looked at through it."""

    codeframe: str
    from_version: int
    to_version: int
    record: Mapping[str, Any]
    """As :attr:`textcoder.labelling.changes.plan.Plan.record`."""
    made_by: str
    why: str
    made_at: datetime


class Migrations:
    """The migrations of a store's codeframes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, plan: Plan, asked: Sequence[tuple[str, str]], *, made_by: str, why: str = "") -> MadeMigration:
        """Let questions go on with a new version of their codeframe: all of them, or nothing happens.

        The codings stay as they are, and count from now on as the plan says. Made again for further questions, the
        migration stays the one that was made first.

        Args:
            plan: The way from the version in use to the new one, which is stored if it is not yet.
            asked: The questions, by survey and id.
            made_by: Who answers for it.
            why: In his words.

        Raises:
            NotStoredError: A question is not there.
            CodeframeVersionError: The new version is stored with other content.
            MigrationRefusedError: The old version is another than the store's, or not the one a question is coded
                with; the new one is not higher; or it was made otherwise already.
        """
        with self._database.write() as connection:
            now = self._database.now(connection)
            _check(connection, plan, asked)
            add_codeframe(connection, plan.new, now)
            if _find(connection, plan.old.id, plan.old.version, plan.new.version) is None:
                _insert(connection, plan, made_by, why, now)
            for survey, question in asked:
                _move(connection, plan, survey, question, now)
            return self._get(connection, plan.old.id, plan.old.version, plan.new.version)

    def check(self, plan: Plan, asked: Sequence[tuple[str, str]]) -> None:
        """See whether a migration could be made, and write nothing.

        Raises:
            NotStoredError, CodeframeVersionError, MigrationRefusedError: As for :meth:`make`.
        """
        with self._database.read() as connection:
            _check(connection, plan, asked)

    def all(self, codeframe: str | None = None) -> list[MadeMigration]:
        """The migrations of a codeframe, or of all, the one made first first."""
        wanted = select(*_COLUMNS).order_by(codeframe_migrations.c.key)
        if codeframe is not None:
            wanted = wanted.where(codeframe_migrations.c.codeframe == codeframe)
        with self._database.read() as connection:
            return [_made(row) for row in connection.execute(wanted)]

    def get(self, codeframe: str, from_version: int, to_version: int) -> MadeMigration:
        """A migration.

        Raises:
            NotStoredError: There is none.
        """
        with self._database.read() as connection:
            return self._get(connection, codeframe, from_version, to_version)

    def _get(self, connection: Connection, codeframe: str, from_version: int, to_version: int) -> MadeMigration:
        found = _find(connection, codeframe, from_version, to_version)
        if found is None:
            what = f"migration of codeframe {codeframe!r} from version {from_version} to {to_version}"
            raise NotStoredError(what, "Make it with: textcoder codeframe migrate.")
        return found


def _find(connection: Connection, codeframe: str, from_version: int, to_version: int) -> MadeMigration | None:
    this = (
        codeframe_migrations.c.codeframe == codeframe,
        codeframe_migrations.c.from_version == from_version,
        codeframe_migrations.c.to_version == to_version,
    )
    row = connection.execute(select(*_COLUMNS).where(*this)).one_or_none()
    return None if row is None else _made(row)


def _made(row: Row[Any]) -> MadeMigration:
    return MadeMigration(**row._mapping)


def _insert(connection: Connection, plan: Plan, made_by: str, why: str, now: datetime) -> None:
    record = plan.record
    values = {"codeframe": plan.old.id, "from_version": plan.old.version, "to_version": plan.new.version}
    values |= {"record": record, "hash": record["hash"], "made_by": made_by, "why": why, "made_at": now}
    connection.execute(insert(codeframe_migrations).values(values))


def _move(connection: Connection, plan: Plan, survey: str, question: str, now: datetime) -> None:
    this = update(questions).where(questions.c.survey == survey, questions.c.id == question)
    connection.execute(this.values(codeframe_version=plan.new.version))
    before = question_within(connection, survey, question)
    note_codeframe(connection, replace(before, codeframe_version=plan.new.version), now)


def _check(connection: Connection, plan: Plan, asked: Sequence[tuple[str, str]]) -> None:
    named = f"{plan.old.id!r} from version {plan.old.version} to {plan.new.version}"
    problem = _problem(connection, plan)
    if problem:
        raise MigrationRefusedError(named, problem)
    if _hash_of(connection, plan.new) not in (None, plan.new.hash):
        raise CodeframeVersionError(plan.new.id, plan.new.version)
    for survey, question in asked:
        found = question_within(connection, survey, question)
        if (found.codeframe, found.codeframe_version) != (plan.old.id, plan.old.version):
            coded_with = f"{found.codeframe!r} version {found.codeframe_version}"
            problem = f"question {question!r} of survey {survey!r} is coded with {coded_with}"
            raise MigrationRefusedError(named, problem)


def _problem(connection: Connection, plan: Plan) -> str | None:
    """What keeps the plan from being carried out, whatever the questions."""
    stored = _hash_of(connection, plan.old)
    if stored is None:
        return f"the label store has no version {plan.old.version}"
    if stored != plan.old.hash:
        return f"version {plan.old.version} is another one in the label store; begin at the one that was coded with"
    if plan.new.version <= plan.old.version:
        return f"the new version needs a higher number than {plan.old.version}"
    made = _find(connection, plan.old.id, plan.old.version, plan.new.version)
    if made is not None and made.record["hash"] != plan.record["hash"]:
        return "that was done already, and codes became other ones then; give the new codeframe a version of its own"
    return None


def _hash_of(connection: Connection, frame: Codeframe) -> str | None:
    this = (codeframes.c.id == frame.id, codeframes.c.version == frame.version)
    found: str | None = connection.execute(select(codeframes.c.hash).where(*this)).scalar()
    return found
