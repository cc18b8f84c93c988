import datetime as dt
import json
import multiprocessing

import pytest

from textcoder.errors import CannotWriteError, ModelNotFoundError
from textcoder.learning.errors import ReferencesUnreadableError
from textcoder.learning.references import REFERENCES, Reference, in_use, read_references, refer, unless_in_use

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ONE = Reference("20261122-01234567", AT, "classify", "bølge 3.csv", "a" * 64)
JOB = Reference("20261122-76543210", AT, "job", "job_1")


def refer_often(folder, times):
    for _ in range(times):
        refer(folder, ONE)


def test_references_are_read_in_the_order_they_were_made(tmp_path):
    refer(tmp_path / "barriers", ONE)
    refer(tmp_path / "barriers", JOB)

    assert read_references(tmp_path / "barriers") == [ONE, JOB]


def test_several_processes_lose_none(tmp_path):
    process = multiprocessing.get_context("fork").Process(target=refer_often, args=(tmp_path, 50))
    process.start()
    refer_often(tmp_path, 50)
    process.join()

    assert read_references(tmp_path) == [ONE] * 100


def test_after_a_line_that_was_broken_off_the_next_stands_on_its_own_and_the_broken_one_still_tells_its_model(tmp_path):
    refer(tmp_path, ONE)
    path = tmp_path / REFERENCES
    path.write_bytes(path.read_bytes()[:45] + b"\xc3")
    refer(tmp_path, JOB)

    assert [one.version for one in read_references(tmp_path)] == [ONE.version, JOB.version]


def test_what_is_no_reference_is_passed_over(tmp_path):
    (tmp_path / REFERENCES).write_text(f"hei\n[]\n{json.dumps({'version': 1})}\n")

    assert read_references(tmp_path) == []


def test_a_list_that_cannot_be_read_or_written_is_an_error(tmp_path):
    (tmp_path / REFERENCES).mkdir()

    with pytest.raises(ReferencesUnreadableError, match="nothing was removed"):
        read_references(tmp_path)
    with pytest.raises(CannotWriteError):
        refer(tmp_path, ONE)


def test_a_model_is_free_when_nobody_uses_it(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")

    with in_use(tmp_path), in_use(tmp_path), unless_in_use(tmp_path) as is_free:
        assert not is_free
    with unless_in_use(tmp_path) as is_free:
        assert is_free


def test_a_model_that_is_gone_cannot_be_used(tmp_path):
    with pytest.raises(ModelNotFoundError), in_use(tmp_path / "gone"):
        pass
