"""What codings given under one version of a codeframe are under another, by the migrations that were made."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from textcoder.codeframe import Codeframe
from textcoder.labelling.changes.plan import Plan, plan_changes, plan_of_record
from textcoder.labelling.changes.ways import Fate, Way, follow, way_back
from textcoder.labelling.store.coding_rows import code_ids_of
from textcoder.labelling.store.schema import codeframe_migrations
from textcoder.labelling.store.stretches import Leg, Past, Record, way_between
from textcoder.labelling.store.surveys import versions_used

Given = tuple[int, str]
"""A version of the codeframe, and codes of it, joined."""


class Ways:
    """Works out what codings have become, and keeps what it has found: neither versions nor migrations ever change.

    Args:
        read: Gives a codeframe within a transaction, by its id and version.
    """

    def __init__(self, read: Callable[[Connection, str, int], Codeframe]) -> None:
        self._read = read
        self._plans: dict[tuple[str, Leg], Plan] = {}
        self._fates: dict[tuple[str, tuple[Leg, ...], bool, str], Fate] = {}

    def fates(
        self,
        connection: Connection,
        frame: Codeframe,
        given: Iterable[Given],
        question: tuple[str, str],
        as_of: datetime | None = None,
    ) -> Mapping[Given, Fate]:
        """What sets of codes given under other versions are under this one.

        Args:
            connection: Within a transaction.
            frame: The version that is to be followed.
            given: Sets under other versions of the same codeframe.
            question: By survey and id. What it went through itself goes before what was done elsewhere.
            as_of: Look at the migrations that had been made then; None: at all.

        Raises:
            MigrationRecordError: The record of a migration is damaged.
        """
        wanted = list(given)
        if not wanted:
            return {}
        past = _past(connection, frame.id, question, as_of)
        legs: dict[int, tuple[Leg, ...]] = {}
        for version in {version for version, _ in wanted}:
            low, high = sorted((version, frame.version))
            legs[version] = way_between(past, low, high)
        return {one: self._fate(connection, frame, one, legs[one[0]]) for one in wanted}

    def _fate(self, connection: Connection, frame: Codeframe, given: Given, legs: tuple[Leg, ...]) -> Fate:
        version, codes = given
        onward = version < frame.version
        place = (frame.id, legs, onward, codes)
        if place not in self._fates:
            way: Way = [self._plan(connection, frame.id, leg) for leg in legs]
            self._fates[place] = follow(code_ids_of(codes), way if onward else way_back(way))
        return self._fates[place]

    def _plan(self, connection: Connection, codeframe: str, leg: Leg) -> Plan:
        if (codeframe, leg) not in self._plans:
            old, new = (self._read(connection, codeframe, version) for version in (leg.start, leg.end))
            if leg.migration is None:
                plan = plan_changes(old, new)
            else:
                this = select(codeframe_migrations.c.record).where(codeframe_migrations.c.key == leg.migration)
                plan = plan_of_record(connection.execute(this).scalar_one(), old, new)
            self._plans[codeframe, leg] = plan
        return self._plans[codeframe, leg]


def _past(connection: Connection, codeframe: str, question: tuple[str, str], as_of: datetime | None) -> Past:
    columns: Any = codeframe_migrations.c["from_version", "to_version", "key", "made_at"]
    wanted = select(*columns).where(codeframe_migrations.c.codeframe == codeframe).order_by(codeframe_migrations.c.key)
    if as_of is not None:
        wanted = wanted.where(codeframe_migrations.c.made_at <= as_of)
    made = [Record(Leg(start, end, key), made_at) for start, end, key, made_at in connection.execute(wanted)]
    used = versions_used(connection, *question, as_of)
    return Past([(one.version, one.since) for one in used if one.codeframe == codeframe], made)
