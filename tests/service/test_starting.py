import pytest

from service.app import create_app
from service.errors import JobsFolderError
from service.settings import ServiceSettings
from service.starting import check_can_start
from textcoder.labelling.importing.errors import StoreFolderNotFoundError


def test_a_jobs_folder_that_cannot_be_written_stops_the_start(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(JobsFolderError, match="TEXTCODER_SERVICE_JOBS_FOLDER"):
        create_app(ServiceSettings(home=tmp_path, jobs_folder=tmp_path / "file" / "jobs"))


def test_a_store_in_a_folder_that_is_not_there_stops_the_start_and_makes_no_folder(tmp_path):
    with pytest.raises(StoreFolderNotFoundError, match="no folder"):
        check_can_start(ServiceSettings(home=tmp_path, db=f"sqlite:///{tmp_path}/nope/x.sqlite"))

    assert not (tmp_path / "nope").exists()


@pytest.mark.parametrize("db", [None, "postgresql://somewhere/else", "nonsense"])
def test_nothing_is_left_behind_where_all_is_well(tmp_path, db):
    check_can_start(ServiceSettings(home=tmp_path, db=db))

    assert not list((tmp_path / "jobs").iterdir())
    assert not (tmp_path / "labels").exists()
