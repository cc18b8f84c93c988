"""What must be so before the service starts: else it would start, say that it is ready, and fail those who call."""

import tempfile
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from service.errors import JobsFolderError
from service.settings import ServiceSettings
from textcoder.labelling.importing.errors import StoreFolderNotFoundError


def check_can_start(settings: ServiceSettings) -> None:
    """See that the folders are there which the service writes to.

    Raises:
        StoreFolderNotFoundError: The label store is to be a file, in a folder that is not there.
        JobsFolderError: Nothing can be written to the folder of jobs.
        OSError: The address of the label store is in a file, and that cannot be read.
    """
    _check_store(settings)
    _check_jobs(settings.jobs_at)


def _check_store(settings: ServiceSettings) -> None:
    if settings.db is None and settings.db_file is None:
        return  # the home's own is made
    try:
        url = make_url(settings.store_address)
    except (ArgumentError, ValueError):
        return  # whoever opens it says what is wrong with it
    # A folder that was made of a mistyped name would leave an empty store there, and nobody let in.
    if url.drivername.startswith("sqlite") and url.database and not Path(url.database).parent.is_dir():
        raise StoreFolderNotFoundError(Path(url.database))


def _check_jobs(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as err:
        raise JobsFolderError(folder, err.strerror or type(err).__name__) from err
