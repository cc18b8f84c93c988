import csv
import json
import shutil

import pytest

from textcoder.files.coding_record import record_path
from textcoder.files.formats import read_table

TWO = ("--text", "svar", "--question", "Q24", "--text", "mer", "--question", "Q25")


@pytest.fixture
def source(tmp_path):
    """A survey in which something is personal, something looks like a formula, and one id stands twice."""
    path = tmp_path / "wave.csv"
    path.write_text(
        "respid;Q2;svar;mer\n"
        "007;1;Det er for lite tid hos oss;vet ikke\n"
        "008;1;;stramt budsjett, dessverre\n"
        "010;2;=Stramt budsjett, ring Ola Nordmann på 912 34 567;\n"
        "011;2;;\n"
        "012;1;'=få folk og for lite penger, skriv til ola@nordmann.no;alt er dyrt\n"
        "013;1;noe helt annet;nei\n"
        "013;1;for lite tid;\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def classify(textcoder, home, source, tmp_path):
    def call(*more, out="coded.csv", given=TWO):
        path = tmp_path / "out" / out
        ended = textcoder(
            "classify", source, "-o", path, "--codeframe", "barriers", "--home", home, "--id", "respid", *given, *more
        )
        assert ended.code in (0, 1), ended.err
        return path

    return call


@pytest.fixture
def reproduce(textcoder, home):
    def call(coded, *more):
        ended = textcoder("reproduce", coded, "--home", home, "--json", *more)
        return ended, json.loads(ended.out) if ended.out else None

    return call


def rewrite(path, change):
    """Change the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
@pytest.mark.parametrize("layout", ["dichotomous", "joined", "spread"])
def test_a_coded_file_comes_out_the_same_again_without_the_file_it_was_made_from(
    classify, reproduce, source, layout, suffix
):
    how = ("--layout", layout, "--redact", "--excel", "--confidence", "--explain", "--asked", "Q2=1", "--max-error", 1)
    coded = classify(*how, out=f"coded{suffix}")
    source.unlink()

    ended, found = reproduce(coded)

    assert (ended.code, found["same"], found["differences"]) == (0, True, []), ended.err
    assert (found["answers"], found["notes"]) == (14, [])


def test_answers_from_which_something_was_taken_are_coded_alike_whether_or_not_it_is_taken_out_again(
    classify, reproduce, source
):
    coded = classify("--redact", "--confidence", "--max-error", 1)
    text = coded.read_text(encoding="utf-8")
    assert "Nordmann" not in text
    assert "ola@nordmann.no" not in text

    as_it_stands, from_its_source = reproduce(coded), reproduce(coded, "--source", source)
    path = record_path(coded)
    record = json.loads(path.read_text())
    record["source"] = {"name": coded.name, "sha256": record["file"]["sha256"]}
    path.write_text(json.dumps(record), encoding="utf-8")
    taken_out_twice = reproduce(coded, "--source", coded)

    assert [one[0].code for one in (as_it_stands, from_its_source, taken_out_twice)] == [0, 0, 0]


def test_what_differs_is_listed_by_id_and_ends_with_1(textcoder, classify, reproduce, home):
    coded = classify("--confidence")

    def change(rows):
        rows[0] |= {"Q24_1": "0", "Q24_2": "1"}
        rows[1]["Q25_source"] = "human"
        rows[4]["Q24_1_p"] = "0.0001"
        rows[5]["Q25_status"] = "referred"
        return rows

    rewrite(coded, change)
    ended, found = reproduce(coded)
    said = textcoder("reproduce", coded, "--home", home)

    assert ended.code == 1
    listed = {(one["id"], one["question"], one["what"]) for one in found["differences"]}
    assert {("007", "Q24", "codes"), ("008", "Q25", "source"), ("012", "Q24", "confidence")} <= listed
    assert ("013", "Q25", "status") in listed
    assert len(listed) == 4
    assert found["notes"] == ["The file was changed since it was written; what stands in it now is compared."]
    assert "Not the same: 4 of 14 answers" in said.out
    assert "for lite tid" not in said.out + said.err


def test_a_file_that_was_saved_anew_is_compared_and_it_is_said(classify, reproduce):
    coded = classify()
    coded.write_bytes(coded.read_bytes().replace(b"\n", b"\r\n"))

    ended, found = reproduce(coded)

    assert (ended.code, found["same"]) == (0, True)
    assert "was changed since it was written" in ended.err


def test_the_long_layout_needs_the_file_it_was_made_from(classify, reproduce, source, tmp_path):
    coded = classify("--layout", "long", "--explain")

    nowhere, _ = reproduce(coded)
    named, found = reproduce(coded, "--source", source)
    shutil.copy(source, coded.parent)
    beside, _ = reproduce(coded)
    source.write_bytes(source.read_bytes() + b"014;1;tid;\n")
    another, _ = reproduce(coded, "--source", source)

    assert (nowhere.code, named.code, beside.code, another.code) == (3, 0, 0, 4)
    assert "made from, wave.csv, lies not beside it. Name it with --source FILE." in nowhere.err
    assert "is another file than the one it was made from" in another.err
    assert found["answers"] == 14


def test_a_row_that_was_taken_out_of_the_long_layout_is_missed(classify, reproduce, source):
    coded = classify("--layout", "long")
    rewrite(coded, lambda rows: [row for row in rows if row["id"] != "007"])

    ended, found = reproduce(coded, "--source", source)

    assert ended.code == 1
    assert {(one["id"], one["what"], one["was"]) for one in found["differences"]} == {("007", "row", "not there")}


def test_a_model_that_is_gone_is_named(classify, reproduce, model_folder):
    coded = classify()
    shutil.rmtree(model_folder)

    ended, _ = reproduce(coded)

    assert ended.code == 3
    assert f"coded with model barriers/{model_folder.name}, which is gone" in ended.err


def test_a_model_that_is_another_one_than_then_is_refused(classify, reproduce, model_folder):
    coded = classify()
    manifest = model_folder / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8") + " ", encoding="utf-8")

    ended, _ = reproduce(coded)

    assert ended.code == 4
    assert "no longer as it was" in ended.err


def test_a_codeframe_that_has_changed_is_refused_until_a_copy_from_then_is_named(classify, reproduce, home, tmp_path):
    coded = classify()
    path = home / "labels" / "barriere-2025" / "codeframe.yaml"
    kept = shutil.copy(path, tmp_path / "then.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("[penger]", "[penger, kroner]"), encoding="utf-8")

    changed, _ = reproduce(coded)
    named, _ = reproduce(coded, "--codeframe", kept)
    shutil.copy(kept, path.with_name("codeframe-then.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("version: 1", "version: 2"), encoding="utf-8")
    beside, _ = reproduce(coded)

    assert (changed.code, named.code, beside.code) == (4, 0, 0)
    assert "its codeframe barriers version 1 has changed since" in changed.err
    assert "--codeframe FILE" in changed.err


def test_without_a_record_and_without_columns_that_say_it_nothing_is_guessed(classify, reproduce):
    coded = classify()
    record_path(coded).unlink()

    ended, _ = reproduce(coded)

    assert ended.code == 2
    assert "nothing says with which model it was coded: there is no coded.csv.coding.json beside it" in ended.err


@pytest.mark.parametrize("damage", ["{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_record_is_told_in_a_sentence(classify, reproduce, damage):
    coded = classify()
    record_path(coded).write_text(damage, encoding="utf-8")

    ended, _ = reproduce(coded)

    assert ended.code == 2
    assert "coded.csv.coding.json" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("where", "value", "code"),
    [
        (("models",), [], 2),
        (("made_by",), "export", 2),
        (("settings", "layout"), "heap", 2),
        (("settings", "max_error"), -3, 2),
        (("source",), {"name": "../../secret.csv", "sha256": ""}, 2),
        (("codeframe",), {"id": "FRAME", "version": 1, "hash": ""}, 3),
    ],
)
def test_a_record_that_somebody_has_changed_opens_no_other_file_and_is_no_fault(
    classify, reproduce, brought, tmp_path, where, value, code
):
    """Neither a codeframe nor a source is read from where the record says, which here hold the very same."""
    coded = classify("--layout", "long")
    path = record_path(coded)
    record = json.loads(path.read_text(encoding="utf-8"))
    part = record
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = json.loads(json.dumps(value).replace("FRAME", str(brought / "frame.yaml")))
    path.write_text(json.dumps(record), encoding="utf-8")
    shutil.copy(tmp_path / "wave.csv", tmp_path.parent / "secret.csv")
    try:
        ended, _ = reproduce(coded)
    finally:
        (tmp_path.parent / "secret.csv").unlink()

    assert (ended.code, ended.out) == (code, "")
    assert "Traceback" not in ended.err


def test_a_codeframe_named_in_a_column_of_the_file_is_looked_up_by_id_alone(classify, reproduce, source, brought):
    coded = classify("--layout", "long")
    record_path(coded).unlink()
    frame = str(brought / "frame.yaml")
    rewrite(coded, lambda rows: [row | {"codeframe_version": f"{frame}:1"} for row in rows])

    ended, _ = reproduce(coded, "--source", source, "--id", "respid", "--text", "svar", "--text", "mer")

    assert ended.code == 3
    assert "There is: barriers" in ended.err


def test_without_a_record_the_columns_of_the_long_layout_say_it(classify, reproduce, source):
    coded = classify("--layout", "long")
    record_path(coded).unlink()

    unsaid, _ = reproduce(coded, "--source", source)
    ended, found = reproduce(coded, "--source", source, "--id", "respid", "--text", "svar", "--text", "mer")

    assert unsaid.code == 2
    assert "--id COL --text COL --text COL, for the questions Q24, Q25" in unsaid.err
    assert (ended.code, found["same"]) == (0, True), ended.err
    assert "whether it was edited since is not known" in ended.err


@pytest.mark.parametrize("layout", ["dichotomous", "joined", "spread"])
def test_without_a_record_the_sheets_of_a_workbook_say_it(classify, reproduce, layout):
    coded = classify("--layout", layout, "--confidence", "--max-error", "0.3", out="coded.xlsx")
    record_path(coded).unlink()

    ended, found = reproduce(coded, "--id", "respid", "--text", "svar", "--text", "mer")

    assert (ended.code, found["same"]) == (0, True), ended.err


def test_the_record_says_how_the_file_was_made_and_holds_no_answer(classify, source, model_folder):
    coded = classify("--layout", "joined", "--redact", "--asked", "Q2=1,2")
    text = record_path(coded).read_text(encoding="utf-8")
    record = json.loads(text)

    assert record["source"]["name"] == "wave.csv"
    assert record["models"][0]["version"] == model_folder.name
    assert record["settings"]["fields"][0] == {"text": "svar", "question": "Q24", "asked": ["Q2", ["1", "2"]]}
    assert "person" in record["settings"]["redaction"]
    assert "tid" not in text
    assert read_table(coded).columns[-1] == "Q25_source"


def test_the_model_of_a_coded_file_is_referred_to(classify, model_folder):
    coded = classify()
    record = json.loads(record_path(coded).read_text())

    (line,) = (model_folder.parent / "references.jsonl").read_text().splitlines()

    assert json.loads(line) == {
        "version": model_folder.name,
        "at": json.loads(line)["at"],
        "made_by": "classify",
        "file": "coded.csv",
        "sha256": record["file"]["sha256"],
    }


def test_a_file_that_is_not_written_leaves_neither_record_nor_reference(classify, textcoder, home, source, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "coded.csv").mkdir()  # a folder stands where the file should

    ended = textcoder(
        "classify", source, "-o", tmp_path / "out" / "coded.csv", "--codeframe", "barriers", "--home", home,
        "--id", "respid", "--text", "svar",
    )  # fmt: skip

    assert ended.code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["coded.csv"]


def test_a_home_that_may_only_be_read_still_codes_and_says_what_that_means(classify, textcoder, home, source, tmp_path):
    listed = home / "models" / "trained" / "barriers" / "references.jsonl"
    listed.mkdir()  # as good as a list that cannot be written

    ended = textcoder(
        "classify", source, "-o", tmp_path / "coded.csv", "--codeframe", "barriers", "--home", home,
        "--id", "respid", "--text", "svar",
    )  # fmt: skip

    assert ended.code == 1  # for the id that stands twice
    assert (tmp_path / "coded.csv").exists()
    assert "models prune will not know that it needs this model" in ended.err
