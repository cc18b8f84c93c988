"""Claims: an answer that is in one coder's hands is given to nobody else, until it is let go or time is up."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, select, tuple_, update

from textcoder.codings import Source
from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.counting import counting, yardstick
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.records import Claim, Purpose
from textcoder.labelling.store.schema import answers, assignments, claims, codings
from textcoder.labelling.store.slots import Candidate, candidates

_LOOKED_AT = 40
"""Answers looked at together; mostly the first of them is free."""


class Claims:
    """Who holds which answer in a store."""

    def __init__(self, database: Database, codeframes: Codeframes) -> None:
        self._database = database
        self._codeframes = codeframes

    def take(
        self, answers: Iterable[int], coder: str, sitting: str, *, seconds: float = 600.0, again: bool = False
    ) -> Claim | None:
        """Hand a coder the first of these answers that is free, and keep it, and all identical to it, from others.

        Free is an answer that no other sitting holds, that people have not coded yet (nor one identical to it), and
        that is not set aside for others to code twice. Where it is assigned to this coder for double coding or as a
        repeat, only what he has done himself counts, since he is blind to the others.

        Args:
            answers: Keys in the order of the queue; only as many are looked at as need be.
            coder: Who it is for.
            sitting: His sitting.
            seconds: How long the claim holds if it is not renewed. A coding that is saved after that is still let in
                if nobody was handed the answer meanwhile.
            again: Hand out coded answers too, as for stale ones, corrections and going back.
        """
        rest = iter(answers)
        with self._database.write() as connection:
            now = self._database.now(connection)
            while keys := list(islice(rest, _LOOKED_AT)):
                found = candidates(connection, keys, coder)
                if not again:
                    found = self._uncoded(connection, found, coder)
                held = _held_by_others(connection, [one.place(coder) for one in found], sitting, now)
                for one in found:
                    set_aside = one.others and not one.slot(coder)
                    if one.place(coder) not in held and not set_aside:
                        claim = Claim(one.key, coder, sitting, now + timedelta(seconds=seconds), one.is_assigned)
                        _write(connection, one.place(coder), claim)
                        return claim
        return None

    def renew(self, sitting: str, *, seconds: float = 600.0) -> int:
        """Hold everything a sitting holds for so many seconds from now. Returns how many claims that is."""
        with self._database.write() as connection:
            until = self._database.now(connection) + timedelta(seconds=seconds)
            mine = update(claims).where(claims.c.sitting == sitting, ~claims.c.released)
            return connection.execute(mine.values(expires_at=until)).rowcount

    def release(self, sitting: str, answer: int | None = None) -> int:
        """Let go of one answer, or of all a sitting holds. Returns how many claims that was."""
        with self._database.write() as connection:
            mine = update(claims).where(claims.c.sitting == sitting, ~claims.c.released)
            if answer is not None:
                mine = mine.where(claims.c.answer == answer)
            return connection.execute(mine.values(released=True)).rowcount

    def live(self, coder: str | None = None) -> list[Claim]:
        """The claims that hold now, of one coder or of all, in the order of answers."""
        wanted = select(*claims.c["answer", "coder", "sitting", "expires_at"]).order_by(claims.c.answer, claims.c.coder)
        if coder is not None:
            wanted = wanted.where(claims.c.coder == coder)
        with self._database.read() as connection:
            now = self._database.now(connection)
            return [Claim(*row) for row in connection.execute(wanted.where(_live(now)))]

    def _uncoded(self, connection: Connection, found: Sequence[Candidate], coder: str) -> list[Candidate]:
        uncoded: list[Candidate] = []
        for (survey, question), group in groupby(found, key=lambda one: (one.survey, one.question)):
            of_question = list(group)
            by = yardstick(connection, self._codeframes, survey, question)
            counts = and_(counting(by), codings.c.source == Source.HUMAN)
            uncoded += _uncoded(connection, of_question, coder, counts)
        return uncoded


def holder(connection: Connection, place: tuple[str, str, str, str]) -> str | None:
    """The sitting that was the last to be handed a text; None where nobody was."""
    return connection.execute(select(claims.c.sitting).where(_PLACE.in_([place]))).scalar()


_PLACE = tuple_(claims.c.survey, claims.c.question, claims.c.text_key, claims.c.slot)


def _live(now: datetime) -> ColumnElement[bool]:
    return and_(~claims.c.released, claims.c.expires_at > now)


def _held_by_others(
    connection: Connection, places: Sequence[tuple[str, str, str, str]], sitting: str, now: datetime
) -> set[tuple[Any, ...]]:
    wanted = select(*claims.c["survey", "question", "text_key", "slot"])
    held = wanted.where(_PLACE.in_(places), _live(now), claims.c.sitting != sitting)
    return {tuple(row) for row in connection.execute(held)} if places else set()


def _write(connection: Connection, place: tuple[str, str, str, str], claim: Claim) -> None:
    connection.execute(delete(claims).where(_PLACE.in_([place])))
    values = dict(zip(("survey", "question", "text_key", "slot"), place, strict=True))
    values |= {"coder": claim.coder, "sitting": claim.sitting}
    connection.execute(
        insert(claims).values(**values, answer=claim.answer, expires_at=claim.expires_at, released=False)
    )


def _uncoded(
    connection: Connection, found: Sequence[Candidate], coder: str, counts: ColumnElement[bool]
) -> list[Candidate]:
    """Those that are still to be coded, by anybody or by this coder."""
    mine = codings.c.coder == coder
    of_text = exists().where(counts, codings.c.text_key == answers.c.text_key)
    repeated = and_(assignments.c.coder == coder, assignments.c.purpose == Purpose.CONSISTENCY)
    repeat = exists().where(
        counts,
        mine,
        codings.c.answer == answers.c.key,
        assignments.c.answer == answers.c.key,
        repeated,
        codings.c.coded_at >= assignments.c.assigned_at,
    )
    columns = (answers.c.key, of_text.label("anybody"), of_text.where(mine).label("me"), repeat.label("repeat"))
    wanted = select(*columns).where(answers.c.key.in_([one.key for one in found]))
    coded = {row.key: row for row in connection.execute(wanted)}
    return [one for one in found if not _is_coded(one, coded[one.key], coder)]


def _is_coded(one: Candidate, coded: Any, coder: str) -> bool:
    if Purpose.CONSISTENCY in one.mine:
        return bool(coded.repeat)
    return bool(coded.me if one.slot(coder) else coded.anybody)
