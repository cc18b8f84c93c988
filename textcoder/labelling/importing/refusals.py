"""The list of rows that an import could not use."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from textcoder.files.delimited import write_csv
from textcoder.labelling.importing.rows import RefusedRow


def list_path(file: Path) -> Path:
    """Where the refused rows of a file are listed: beside it."""
    return file.with_name(f"{file.stem}.import-errors.csv")


def write_refused(refused: Sequence[RefusedRow], file: Path) -> Path | None:
    """List the rows that were not used; remove an old list if there are none.

    Returns:
        The list; None where no row was refused.

    Raises:
        CannotWriteError: The operating system refused.
    """
    path = list_path(file)
    if not refused:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return None
    with write_csv(path, ("row", "id", "problem")) as write:
        for one in refused:
            write([one.row, one.id, one.problem])
    return path
