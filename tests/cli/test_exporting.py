import datetime as dt

import pytest

from tests.labelling.offices import QUESTION, SURVEY, open_office
from textcoder.labelling.store.records import NewCoding


@pytest.fixture
def export(tmp_path, textcoder):
    """Export the one answer that somebody has coded."""
    with open_office(tmp_path) as store:
        store.codings.add(NewCoding(store.answers.of(SURVEY, QUESTION)[0].key, ["time"], "human:kari"))

    def run(*more, name="out.csv"):
        place = ("--survey", SURVEY, "--question", QUESTION, "--db", f"sqlite:///{tmp_path}/store.db")
        return textcoder("export", *place, "-o", tmp_path / name, *more)

    return run


def test_a_time_to_come_is_refused_in_a_sentence(export, tmp_path):
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)

    ended = export("--as-of", tomorrow.isoformat())

    assert (ended.code, ended.out) == (2, "")
    assert "--as-of" in ended.err
    assert "still to come" in ended.err
    assert not (tmp_path / "out.csv").exists()


def test_of_a_time_before_the_first_answers_it_is_said_that_nothing_was_there(export, tmp_path):
    ended = export("--as-of", "2020-01-01")

    assert ended.code == 0
    assert "Nothing was there then: the first answers came in at 20" in ended.err
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 1
    assert "Nothing was there" not in export("--as-of", dt.datetime.now(dt.UTC).isoformat()).err
