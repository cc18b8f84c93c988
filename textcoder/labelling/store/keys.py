"""Keys for the service: who has one, and what it lets him do. The keys themselves are kept nowhere."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import insert, select, update

from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.schema import api_keys

_KEY: Final = re.compile(r"tc_([0-9a-f]{10})_[A-Za-z0-9_-]{43}\Z")


class Role(StrEnum):
    """What the holder of a key does."""

    PIPELINE = "pipeline"
    CODER = "coder"
    ANALYST = "analyst"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as the store knows it."""

    id: str
    """Stands in the key too, so that it can be named without showing it."""
    name: str
    role: Role
    hash: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def counts(self, now: datetime) -> bool:
        """Whether it lets its holder in."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Keys:
    """The keys of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, role: Role, *, name: str = "", lasts: timedelta | None = None) -> str:
        """Make a key. This is the only time that it is seen.

        Args:
            role: What its holder does.
            name: Whose it is, for people.
            lasts: How long it counts; None: until it is revoked.
        """
        key_id = secrets.token_hex(5)
        key = f"tc_{key_id}_{secrets.token_urlsafe(32)}"
        with self._database.write() as connection:
            now = self._database.now(connection)
            values = {"name": name, "role": role.value, "hash": hash_of(key), "created_at": now}
            expires_at = None if lasts is None else now + lasts
            connection.execute(insert(api_keys).values(id=key_id, expires_at=expires_at, **values))
        return key

    def all(self) -> Sequence[StoredKey]:
        """All keys that were ever made, the oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)).mappings()
            return [StoredKey(**{**row, "role": Role(row["role"])}) for row in rows]

    def revoke(self, key_id: str) -> bool:
        """Have a key count no more. Running services know within seconds.

        Returns:
            Whether it counted until now.

        Raises:
            NotStoredError: There is no such key.
        """
        this = api_keys.c.id == key_id
        with self._database.write() as connection:
            row = connection.execute(select(api_keys.c.revoked_at).where(this)).one_or_none()
            if row is None:
                raise NotStoredError("key of that id", "See those there are with: textcoder keys list.")
            if row.revoked_at is None:
                connection.execute(update(api_keys).where(this).values(revoked_at=self._database.now(connection)))
            return row.revoked_at is None


def hash_of(key: str) -> str:
    """What is kept of a key.

    SHA-256 without salt or delay: a key holds 256 random bits, which nobody can guess however fast he tries. Slow
    hashes are for what people choose.
    """
    return hashlib.sha256(key.encode("utf-8")).hexdigest()


def id_in(key: str) -> str | None:
    """The id that a key says it has; None where it is no key."""
    found = _KEY.match(key)
    return found.group(1) if found else None
