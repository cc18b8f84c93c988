"""``textcoder keys``."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.cli.tables import print_table

if TYPE_CHECKING:
    from textcoder.labelling.store.keys import StoredKey

_ROLES: Final = ("pipeline", "coder", "analyst", "admin")
_DAYS: Final = {"h": 1 / 24, "d": 1, "w": 7, "y": 365}
_LONGEST: Final = timedelta(days=100 * 365)
_LASTS: Final = re.compile(r"(\d{1,5})([hdwy])\Z")


class _Lasting(click.ParamType[timedelta]):
    """A length of time, as ``90d``."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read it."""
        found = _LASTS.match(str(value))
        if found is None or int(found.group(1)) == 0:
            self.fail("write a number and h, d, w or y, as 90d", param, ctx)
        lasts = timedelta(days=int(found.group(1)) * _DAYS[found.group(2)])
        if lasts > _LONGEST:
            self.fail(f"write at most {_LONGEST.days // 365}y, or leave it out: then the key never expires", param, ctx)
        return lasts


@click.group()
def keys() -> None:
    """Make, list and revoke keys for the service."""


@keys.command()
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the holder does.")
@click.option("--name", default="", metavar="N", help="Whose it is; stands in lists and as the coder of codings.")
@click.option(
    "--expires", type=_Lasting(), metavar="90d", help="How long it counts: 12h, 90d, 2w, 1y. Default: it never expires."
)
@with_db
@common
def create(edge: Edge, db: str | None, role: str, name: str, expires: timedelta | None) -> None:
    """Make a key, and show it this once: alone on stdout.

    Only its hash is kept, so nobody can show it again. A running service knows it within seconds.
    """
    # Imported here: the database library takes a moment, and --help should not.
    from textcoder.labelling.store.keys import Role, id_in

    with open_label_store(edge, db, must_exist=False) as store:
        key = store.keys.create(Role(role), name=name.strip(), lasts=expires)
    edge.show({"key": key, "id": id_in(key), "role": role, "name": name.strip()}, lambda: click.echo(key))
    edge.say(f"This key of the role {role} is shown this once. Revoke it with: textcoder keys revoke {id_in(key)}")


@keys.command("list")
@with_db
@common
def list_keys(edge: Edge, db: str | None) -> None:
    """List the keys that were made; never the keys themselves."""
    with open_label_store(edge, db, must_exist=False) as store:
        made = store.keys.all()
    rows = [_row(key) for key in made]
    if not rows:
        edge.say("No key has been made yet. Make one with: textcoder keys create --role …")
    edge.show(rows, lambda: _print(rows))


def _row(key: "StoredKey") -> dict[str, Any]:
    state = "revoked" if key.revoked_at else "counts" if key.counts(datetime.now(UTC)) else "expired"
    row: dict[str, Any] = {"id": key.id, "role": key.role.value, "name": key.name, "state": state}
    times = {"created_at": key.created_at, "expires_at": key.expires_at, "revoked_at": key.revoked_at}
    return row | {name: moment and moment.isoformat(timespec="seconds") for name, moment in times.items()}


def _print(rows: list[dict[str, Any]]) -> None:
    if rows:
        columns = ("id", "role", "name", "state", "created_at", "expires_at")
        shown = [[(row[column] or "–")[:16].replace("T", " ") for column in columns] for row in rows]
        print_table("Keys", ("id", "role", "name", "", "made", "expires"), shown, left=6)


@keys.command()
@click.argument("key_id", metavar="ID")
@with_db
@common
def revoke(edge: Edge, db: str | None, key_id: str) -> None:
    """Have a key count no more. A running service knows within seconds.

    ID is the key's id, as the list shows it and as the key itself has it between its underscores.
    """
    with open_label_store(edge, db) as store:
        counted = store.keys.revoke(key_id)
    edge.say(f"Key {key_id} counts no more." if counted else f"Key {key_id} had been revoked before.")
