"""What codings given under one version of a codeframe are under another, by the migrations that were made."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from textcoder.codeframe import Codeframe
from textcoder.labelling.changes.plan import Plan, plan_changes, plan_of_record
from textcoder.labelling.changes.ways import Fate, Way, follow, way_back
from textcoder.labelling.store.coding_rows import code_ids_of
from textcoder.labelling.store.schema import codeframe_migrations

Given = tuple[int, str]
"""A version of the codeframe, and codes of it, joined."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a way: by a migration that was made, or where there was none by what the codeframes say."""

    start: int
    end: int
    migration: int | None = None
    """Its key."""


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
        self, connection: Connection, frame: Codeframe, given: Iterable[Given], as_of: datetime | None = None
    ) -> Mapping[Given, Fate]:
        """What sets of codes given under other versions are under this one.

        Args:
            connection: Within a transaction.
            frame: The version that is to be followed.
            given: Sets under other versions of the same codeframe.
            as_of: Look at the migrations that had been made then; None: at all.

        Raises:
            MigrationRecordError: The record of a migration is damaged.
        """
        wanted = list(given)
        made = _made(connection, frame.id, as_of) if wanted else []
        legs: dict[int, tuple[Leg, ...]] = {}
        for version in {version for version, _ in wanted}:
            low, high = sorted((version, frame.version))
            legs[version] = tuple(legs_between(made, low, high))
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


def legs_between(made: Sequence[Leg], start: int, end: int) -> Iterator[Leg]:
    """The way from one version to a higher one, by the migrations that were made.

    Where several begin at a version, the one made last is taken. From a version at which none begins, codes that are
    still there go on to the next one at which one does.

    Args:
        made: Migrations of the codeframe, the one made first first.
        start: Where to begin.
        end: Where to end; migrations beyond it are left out.
    """
    onward = {leg.start: leg for leg in made if leg.end <= end}
    at = start
    while at < end:
        begins = min((version for version in onward if version >= at), default=end)
        if begins > at:
            yield Leg(at, begins)
            at = begins
        else:
            yield onward[at]
            at = onward[at].end


def _made(connection: Connection, codeframe: str, as_of: datetime | None) -> list[Leg]:
    columns: Any = codeframe_migrations.c["from_version", "to_version", "key"]
    wanted = select(*columns).where(codeframe_migrations.c.codeframe == codeframe).order_by(codeframe_migrations.c.key)
    if as_of is not None:
        wanted = wanted.where(codeframe_migrations.c.made_at <= as_of)
    return [Leg(*row) for row in connection.execute(wanted)]
