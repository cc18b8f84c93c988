import json

from service.jobs.codings_to_learn import gather_codings
from service.settings import IN_HOME
from tests.service.jobs.homes import put_coding
from textcoder.files.home import Home
from textcoder.labelling.store.opening import open_store


def gathered(home, tmp_path) -> list[dict]:
    with open_store(f"sqlite:///{home / IN_HOME}") as store:
        files = gather_codings(store, Home(home), "barriers", tmp_path / "codings")
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def test_codings_of_the_store_and_those_beside_the_codeframe_come_together(home, tmp_path):
    put_coding(home, "lang reisevei", "capacity")

    records = gathered(home, tmp_path)

    assert len(records) == 6 * 13 + 1
    assert (records[0]["id"], records[0]["text"], records[0]["codes"]) == ("earlier/77", "lang reisevei", ["capacity"])


def test_an_answer_that_is_in_both_counts_once_as_the_store_has_it(home, tmp_path):
    put_coding(home, "for lite tid", "economy", answer_id="000")

    same = [record for record in gathered(home, tmp_path) if record["text"] == "for lite tid"]

    assert [(record["id"], record["codes"]) for record in same] == [("earlier/000", ["economy"])]


def test_without_a_coding_in_the_store_those_beside_the_codeframe_are_all(home, tmp_path):
    assert gathered(home, tmp_path) == []
