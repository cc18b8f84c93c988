"""Codeframes in the store: each version once, and never changed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from textcoder.codeframe import Code, Codeframe, Net
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import CodeframeVersionError, NotStoredError
from textcoder.labelling.store.records import CodeframeVersion
from textcoder.labelling.store.schema import codeframes
from textcoder.labelling.store.ways import Ways

_BRING_IT = "Codeframes come in with the answers, by: textcoder import."


class Codeframes:
    """The codeframes of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, int], Codeframe] = {}
        self.ways = Ways(self.within)

    def add(self, frame: Codeframe) -> bool:
        """Store a version of a codeframe.

        Returns:
            Whether it is new; False where the same one is stored already.

        Raises:
            CodeframeVersionError: This version is stored with other content.
        """
        with self._database.write() as connection:
            return add_codeframe(connection, frame, self._database.now(connection))

    def get(self, codeframe_id: str, version: int | None = None) -> Codeframe:
        """A codeframe; without a version its highest.

        Raises:
            NotStoredError: There is none.
        """
        with self._database.read() as connection:
            if version is None:
                highest = select(func.max(codeframes.c.version)).where(codeframes.c.id == codeframe_id)
                version = connection.execute(highest).scalar()
            return self.within(connection, codeframe_id, version or 0)

    def versions(self, codeframe_id: str | None = None) -> list[CodeframeVersion]:
        """The stored versions of a codeframe, or of all, by id and version."""
        wanted = select(*codeframes.c["id", "version", "hash", "added_at"]).order_by(
            codeframes.c.id, codeframes.c.version
        )
        if codeframe_id is not None:
            wanted = wanted.where(codeframes.c.id == codeframe_id)
        with self._database.read() as connection:
            return [CodeframeVersion(*row) for row in connection.execute(wanted)]

    def within(self, connection: Connection, codeframe_id: str, version: int) -> Codeframe:
        """A codeframe, read within a transaction of the store's. It is read once, since it never changes.

        Raises:
            NotStoredError: There is none.
        """
        place = (codeframe_id, version)
        if place not in self._known:
            wanted = select(codeframes.c.content).where(
                codeframes.c.id == codeframe_id, codeframes.c.version == version
            )
            content = connection.execute(wanted).scalar()
            if content is None:
                raise NotStoredError(f"version {version or 1} of codeframe {codeframe_id!r}", _BRING_IT)
            self._known[place] = _codeframe(content)
        return self._known[place]


def add_codeframe(connection: Connection, frame: Codeframe, now: datetime) -> bool:
    """Store a version of a codeframe, within a transaction that writes; as :meth:`Codeframes.add`."""
    there = connection.execute(
        select(codeframes.c.hash).where(codeframes.c.id == frame.id, codeframes.c.version == frame.version)
    ).scalar()
    if there is not None and there != frame.hash:
        raise CodeframeVersionError(frame.id, frame.version)
    if there is None:
        values = {"id": frame.id, "version": frame.version, "content": asdict(frame), "hash": frame.hash}
        connection.execute(insert(codeframes).values(**values, added_at=now))
    return there is None


def _codeframe(content: dict[str, Any]) -> Codeframe:
    """A codeframe from what :func:`dataclasses.asdict` made of it."""
    codes = tuple(
        Code(**code | {"include": tuple(code["include"]), "exclude": tuple(code["exclude"])})
        for code in content["codes"]
    )
    nets = tuple(Net(**net | {"codes": tuple(net["codes"])}) for net in content["nets"])
    return Codeframe(**content | {"codes": codes, "nets": nets})
