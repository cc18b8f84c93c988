import csv
import hashlib
import json

import pytest

from tests.builders import build_code, build_codeframe
from textcoder.errors import CannotWriteError, CodingsError, FileProblemError
from textcoder.files.codings_file import read_codings
from textcoder.labelling.changes.codings_file import read_file_to_move, write_moved
from textcoder.labelling.changes.plan import plan_changes, plan_of_record
from textcoder.labelling.changes.steps import Step

OLD = build_codeframe(
    build_code("salary", 1), build_code("bonus", 2), build_code("work", 3), build_code("boss", 4), min_codes=0
)
NEW = build_codeframe(
    build_code("boss", 1), build_code("pay", 2), build_code("load", 3), build_code("shifts", 5), version=2
)
STEPS = (Step("merge", ("salary", "bonus"), ("pay",)), Step("split", ("work",), ("load", "shifts")))
PLAN = plan_changes(OLD, NEW, STEPS)
ROWS = """\
nr,id,text,codes,coder,vekt
a,007,lønna,salary;bonus,kari,"0,75"
b,008,sjefen,boss,kari,1
c,009,lønna og sjefen,1;4,kari,1
d,010,turnusen og lønna,work;salary,kari,1
d,010,turnusen og lønna,work,ola,1
e,011,tja,,kari,1
"""


@pytest.fixture
def codings(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def moved(path, out, plan=PLAN):
    return write_moved(read_file_to_move(path, plan), plan, out, now="2026-11-22T10:00:00+00:00")


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_codings_that_stand_have_their_new_codes_and_every_other_column(codings, tmp_path):
    moved(codings, tmp_path / "coded-2.csv")

    found = rows(tmp_path / "coded-2.csv")
    assert [(row["id"], row["codes"]) for row in found] == [
        ("007", "pay"),
        ("008", "boss"),
        ("009", "1;2"),
        ("011", ""),
    ]
    assert found[0] == {"nr": "a", "id": "007", "text": "lønna", "codes": "pay", "coder": "kari", "vekt": "0,75"}


def test_what_was_given_by_number_means_the_same_by_its_new_number(codings, tmp_path):
    moved(codings, tmp_path / "coded-2.csv")

    codes = {one.answer.id: one.code_ids for one in read_codings(tmp_path / "coded-2.csv", NEW)}

    assert codes == {"007": {"pay"}, "008": {"boss"}, "009": {"boss", "pay"}, "011": set()}


def test_answers_to_be_coded_anew_are_listed_with_advice_and_are_no_codings(codings, tmp_path):
    written = moved(codings, tmp_path / "coded-2.csv")

    first, second = rows(written.recode)
    assert (first["id"], first["codes_before"], first["why"]) == ("010", "work;salary", "work: split")
    assert (first["keep"], first["choose_from"], first["coder"]) == ("pay", "load;shifts", "kari")
    assert (second["coder"], second["keep"]) == ("ola", "")
    assert "codes" not in first


def test_an_answer_that_two_coders_coded_is_one_to_code_anew(codings):
    assert read_file_to_move(codings, PLAN).answers_to_code_anew == 1


def test_nothing_to_code_anew_makes_no_list(codings, tmp_path):
    codings.write_text("id,text,codes\n1,x,boss\n")

    written = moved(codings, tmp_path / "coded-2.csv")

    assert written.recode is None
    assert set(files(tmp_path)) == {"coded.csv", "coded-2.csv", "coded-2-migration.json"}


def test_lists_of_codes_stay_lists(tmp_path):
    (tmp_path / "c.jsonl").write_text(
        '{"id": "1", "text": "x", "codes": ["salary", "boss"], "extra": {"a": 1}}\n'
        '{"id": "2", "text": "y", "codes": [4]}\n'
    )

    moved(tmp_path / "c.jsonl", tmp_path / "new.jsonl")

    lines = (tmp_path / "new.jsonl").read_text().splitlines()
    assert [json.loads(line)["codes"] for line in lines] == [["boss", "pay"], [1]]
    assert json.loads(lines[0])["extra"] == {"a": 1}


def test_a_number_in_a_cell_of_a_workbook_is_a_code(codings, tmp_path):
    codings.write_text("id,text,codes\n1,x,4\n2,y,1\n")
    same = plan_changes(OLD, OLD)
    moved(codings, tmp_path / "book.xlsx", same)

    moved(tmp_path / "book.xlsx", tmp_path / "new.csv")

    assert [row["codes"] for row in rows(tmp_path / "new.csv")] == ["1", "2"]


def test_the_record_holds_all_it_takes_to_do_it_again(codings, tmp_path):
    before = codings.read_bytes()
    written = moved(codings, tmp_path / "coded-2.csv")

    record = json.loads(written.record.read_text(encoding="utf-8"))

    assert plan_of_record(record["migration"], OLD, NEW) == PLAN
    assert record["codings"] == {"file": "coded.csv", "sha256": hashlib.sha256(before).hexdigest(), "rows": 6}
    assert record["written"] == {"codings": "coded-2.csv", "recode": "coded-2-recode.csv"}
    assert [code["id"] for code in record["codeframes"]["from"]["codes"]] == list(OLD.code_ids)
    assert codings.read_bytes() == before


def test_the_same_again_gives_the_same_files(codings, tmp_path):
    moved(codings, tmp_path / "a" / "new.csv")
    moved(codings, tmp_path / "b" / "new.csv")

    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize("name", ["coded.csv", "there.csv"])
def test_nothing_is_ever_written_over(codings, tmp_path, name):
    (tmp_path / "there-recode.csv").write_text("mine")
    before = files(tmp_path)

    with pytest.raises(CannotWriteError, match="writes over nothing"):
        moved(codings, tmp_path / name)

    assert files(tmp_path) == before


def test_a_row_that_cannot_be_read_after_the_old_version_stops_the_whole_file(codings):
    codings.write_text(ROWS + "f,012,x,shifts,kari,1\n", encoding="utf-8")

    with pytest.raises(CodingsError, match="row 8: code 'shifts' is not in codeframe"):
        read_file_to_move(codings, PLAN)


def test_a_format_that_cannot_be_written_is_refused_before_anything_is(codings, tmp_path):
    with pytest.raises(FileProblemError, match="cannot write"):
        moved(codings, tmp_path / "new.sav")

    assert set(files(tmp_path)) == {"coded.csv"}


@pytest.mark.parametrize(("length", "fails"), [(230, "-migration.json"), (237, "-recode.csv")])
def test_what_fails_on_the_way_leaves_nothing_behind(codings, tmp_path, length, fails):
    before = files(tmp_path)
    # The codings could be written under such a name, but not what lies beside them and has a longer one.
    out = tmp_path / ("n" * (length - 4) + ".csv")

    with pytest.raises(CannotWriteError, match=fails):
        moved(codings, out)

    assert files(tmp_path) == before
