"""Where the label store is: what all commands that use it share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge
from textcoder.labelling.importing.errors import LabelStoreNotFoundError, StoreFolderNotFoundError

if TYPE_CHECKING:
    from textcoder.labelling.store.opening import Store

IN_HOME = Path("labels") / "store.sqlite"
"""The label store of a home, where nobody has said otherwise."""


def with_db(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--db``, handed over as ``db``."""
    return click.option(
        "--db",
        metavar="URL",
        help="Label store: sqlite:///FILE or postgresql://… Default: TEXTCODER_DB, else labels/store.sqlite.",
    )(command)


def store_address(edge: Edge, db: str | None) -> str:
    """The address of the label store: ``--db``, else ``TEXTCODER_DB``, else an SQLite file in the home.

    Raises:
        HomeNotFoundError: Neither is given, and there is no home.
        NotFoundError: Neither is given, and the home that was named is no folder.
    """
    named = db or os.environ.get("TEXTCODER_DB")
    return named or f"sqlite:///{edge.home().root / IN_HOME}"


def open_label_store(edge: Edge, db: str | None, *, must_exist: bool = True) -> "Store":
    """Open the label store. Use it in a ``with`` block.

    Args:
        edge: Knows the home.
        db: As ``--db`` says.
        must_exist: Whether a file that is not there is an error, and not made: reading from a store that is not there
            is a misspelt name.

    Raises:
        LabelStoreNotFoundError: It is to be there, and is not.
        StoreFolderNotFoundError: It may be made, and the folder that was named for it is not there.
        StoreUrlError: The address is none.
        StoreUnavailableError: It cannot be reached or written.
        NewerStoreError: A newer textcoder has changed it.
    """
    # Imported here: the database library takes a moment, and --help should not.
    from textcoder.labelling.store.opening import open_store

    address = store_address(edge, db)
    path = sqlite_file(address)
    if must_exist and path is not None and not path.exists():
        raise LabelStoreNotFoundError(path)
    is_named = bool(db or os.environ.get("TEXTCODER_DB"))
    if is_named and path is not None and not path.parent.is_dir():
        raise StoreFolderNotFoundError(path)
    return open_store(address)


def sqlite_file(address: str) -> Path | None:
    """The file that an address names; None for a database that is a server's."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return None  # whoever opens it says what is wrong with it
    return Path(url.database) if url.drivername.startswith("sqlite") and url.database else None
